"""What the commands of the command line do; each returns a result for machines and lines for
people.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.running.workspace import workspace_tasks as workspace

Said = tuple[dict[str, Any], list[str]]


def check_file(file: Path, *, html: Path | None) -> Said:
    """Read one file as a yearbook table and say what was found."""
    import yq_analysis as yq
    from yq_analysis.running.report.writing import cannot_write
    from yq_analysis.system import whole_file

    _must_exist(file)
    reading = yq.read_table(file)
    result = {
        "file": str(file),
        "tables": len(reading.tables),
        "observations": len(reading.observations),
        "leftover": len(reading.leftover),
    }
    lines: list[str] = [
        Message(
            "check_file",
            file=str(file),
            tables=result["tables"],
            figures=result["observations"],
            left=result["leftover"],
        )
    ]
    if len(reading.leftover):
        lines += ["", reading.leftover.head(20).to_string(index=False)]
    if html is not None:
        page = (
            "<!DOCTYPE html>\n<html lang='zh-CN'><head><meta charset='utf-8'><title>"
            f"{_escaped(file.name)}</title></head>"
            f"<body>{reading._repr_html_()}</body></html>\n"
        )
        try:
            whole_file.write(html, page)
        except OSError as problem:
            raise cannot_write(html, problem, option="--html") from None
        lines.append(f"→ {html}")
        result["html"] = str(html)
    return result, lines


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)


def _must_exist(file: Path) -> None:
    refuse(
        []
        if file.is_file()
        else [
            Problem(
                where=str(file),
                what=Message("reading_file_missing"),
                next=Message("reading_file_missing_next"),
            )
        ],
        kind=QuestionProblem,
    )


def clean_data(root: Path, labels: Path | None = None, scheduler: str | None = None) -> Said:
    """Take filled-in `labels` into the project's catalogue, rebuild data/processed; say what a
    person should look at: labels not known, contradictions, files not listed.
    """
    from yq_analysis import catalogue
    from yq_analysis.analysis import ledger
    from yq_analysis.running import flow

    workspace.check_project(root)
    said = workspace.taken_in(root)
    added = (
        ledger.feed_back(labels, catalogue.read(root / "catalogue")) if labels is not None else 0
    )
    if scheduler is None:
        written = flow.clean(root)
    else:
        from yq_analysis.running.cluster import cluster_map, connected

        with connected(scheduler) as client:
            written = flow.clean(root, map=cluster_map(client))
    rows = {path.stem: len(_table(path)) for path in written}
    remarks = [str(problem) for problem in ledger.read_manifest(root / "data" / "raw").unlisted()]
    tables = {path.stem: path for path in written}
    refused = _table(tables["refused"]) if "refused" in tables else []
    if labels is not None:
        list_of_labels = str(root / "catalogue" / "labels.csv")
        said += [Message("clean_labels_taken", count=added, path=list_of_labels)]
    result = {
        "written": [str(path) for path in written],
        "rows": rows,
        "remarks": remarks,
        "labels_added": added,
        "problems": refused,
        "complete": not refused,
    }
    said += _clean_lines(root, tables, rows)
    said += [
        f"✕ {Problem(where=row['file'], what=row['what'], next=row['next'])}" for row in refused
    ]
    return result, [*said, *remarks, *workspace.put_out(root)]


def _clean_lines(root: Path, tables: dict[str, Path], rows: dict[str, int]) -> list[str]:
    """What was read, file by file, and how much waits; of an office's workspace its own files only,
    and the workbook instead of the tables.
    """
    office = workspace.is_workspace(root)
    lines: list[str] = [] if office else [f"→ {path}" for path in tables.values()]
    lines += [
        Message("clean_by_file", **row)
        for row in (_table(tables["files"]) if "files" in tables else [])
        if not (office and workspace.is_programs(row["file"]))
    ]
    lines += workspace.sheet_counts(root) if office else []
    return lines + [
        Message(f"clean_{name}", count=rows[name], path=str(tables[name]))
        for name in ("untaken", "unmapped_labels", "doubts", "conflicts")
        if rows.get(name) and (not office or name == "untaken")
    ]


def _table(path: Path) -> list[dict[str, str]]:
    import csv

    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def clean_if_stale(root: Path) -> None:
    """Rebuild data/processed where it is not what data/raw gives now;
    quick where nothing changed.
    """
    from yq_analysis.running.flow import freshness

    if (root / "data" / "raw").is_dir() and not freshness.is_fresh(root):
        from yq_analysis.running import flow

        flow.refresh(root)


def make_reports(
    *,
    root: Path,
    areas: Sequence[str],
    to: int | None,
    as_of: str | None,
    language: str,
    out: Path | None,
    only: Sequence[str],
    parameters: Sequence[str],
    jobs: int | None,
    force: bool,
    appendix: bool = False,
    timeout: float,
    fork: bool,
    watch: bool,
    machine: bool,
    public: bool = False,
    scheduler: str | None = None,
) -> tuple[dict[str, Any], list[str], int]:
    """Make reports; once, or again whenever something changes."""
    from yq_analysis.running.report.failure_note import noted
    from yq_analysis.running.report.making import make
    from yq_analysis.running.report.overview import write_overview
    from yq_analysis.running.report.planning import check_question, find_notebooks
    from yq_analysis.running.report.progress_bar import suitable
    from yq_analysis.running.report.question import ask

    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr
    )
    workspace.check_project(root)
    said = workspace.taken_in(root)
    home = root
    if public:
        out = out or home / "reports" / "public"
        root, left = workspace.public_copy(home)
        said += left
    question = ask(
        areas=areas or workspace.usual_areas(home) or _areas_with_data(root),
        root=root,
        to=to,
        as_of=as_of,
        language=language,
        parameters=_parameters(parameters),
    )
    question = replace(question, appendix=appendix)
    check_question(
        question, find_notebooks(root / "notebooks", only=only)
    )  # before any data are looked at

    place = (out or root / "reports").resolve()

    def once() -> tuple[dict[str, Any], list[str], int]:
        with noted(place, lambda: write_overview(place, root)):
            if watch:
                workspace.taken_in(root)
            clean_if_stale(root)
            shared: dict[str, Any] = {"root": root, "out": out, "only": only, "jobs": jobs}
            shared |= {"timeout": timeout, "fork": fork, "progress": suitable(machine=machine)}
            if scheduler is None:
                outcome = make(question, force=force, **shared)
            else:
                from yq_analysis.running.cluster import connected, make_on

                with connected(scheduler) as client:
                    outcome = make_on(client, question, **shared)
        result = {
            **asdict(outcome),
            "places": {code: str(place) for code, place in outcome.places.items()},
            "complete": outcome.complete,
        }
        lines = [f"→ {place / 'index.html'}" for place in outcome.places.values()]
        lines.append(
            Message(
                "command_pages",
                ran=outcome.ran,
                reused=outcome.reused,
                failed=len(outcome.failures),
                seconds=f"{outcome.seconds:.1f}",
            )
        )
        return result, [*said, *lines, *workspace.put_out(home)], 0 if outcome.complete else 1

    return _again_and_again(once, root, machine=machine) if watch else once()


def refusal_for_machines(problems: Sequence[Problem]) -> dict[str, Any]:
    """What `--json` says where there is no result: everything that was wrong.

    >>> refusal_for_machines([Problem(where="--to", what="3 is no year")])
    {'complete': False, 'problems': [{'where': '--to', 'what': '3 is no year', 'next': ''}]}
    """
    return {"complete": False, "problems": [asdict(problem) for problem in problems]}


def _again_and_again(
    once: Callable[[], tuple[dict[str, Any], list[str], int]], root: Path, *, machine: bool
) -> tuple[dict[str, Any], list[str], int]:
    """Make the reports now and after every change, until interrupted; a refusal is said, and the
    watch goes on.
    """
    from yq_analysis.check import DataProblem
    from yq_analysis.running.command.watch import look, watch

    def attempt(files: Sequence[str]) -> None:
        try:
            result, lines, _ = once()
        except DataProblem as problem:
            print(*(f"✕ {one}" for one in problem.problems), sep="\n", file=sys.stderr)
            if machine:
                print(
                    json.dumps(refusal_for_machines(problem.problems), ensure_ascii=False),
                    flush=True,
                )
        else:
            print(
                json.dumps(result, ensure_ascii=False) if machine else "\n".join(lines), flush=True
            )

    known = look(root)
    attempt([])
    try:
        for files in watch(root, known):
            print(
                "↻ " + ", ".join(files[:5]) + (f" +{len(files) - 5}" if len(files) > 5 else ""),
                file=sys.stderr,
                flush=True,
            )
            attempt(files)
    except KeyboardInterrupt:
        pass
    return {"watch": "ended"}, [], 0


def make_appendix(
    *,
    root: Path,
    areas: Sequence[str],
    to: int | None,
    as_of: str | None,
    language: str,
    out: Path,
    widths: Sequence[float] = (),
    public: bool = False,
) -> Said:
    """Figures and tables for a briefing."""
    workspace.check_project(root)
    said = workspace.taken_in(root)
    if public:
        root, left = workspace.public_copy(root)
        said += left
    from yq_analysis.running import flow
    from yq_analysis.running.report.question import ask

    question = ask(areas=areas, root=root, to=to, as_of=as_of, language=language)
    asked = {
        name: value
        for name, value in question.asked().items()
        if name != "parameters" and value is not None
    }
    asked |= {"widths_mm": list(widths)} if widths else {}
    paths: list[str] = []
    for area in question.areas:
        folder = out / area.name if len(question.areas) > 1 else out
        paths += [str(path) for path in flow.appendix(root, area=area.code, out=folder, **asked)]
    return {"written": paths}, [*said, *(f"→ {path}" for path in paths)]


def open_page(places: Sequence[str]) -> None:
    """Open the first report in the browser."""
    import webbrowser

    for place in places[:1]:
        webbrowser.open((Path(place) / "index.html").resolve().as_uri())


def _areas_with_data(root: Path) -> list[str]:
    from yq_analysis.running import flow

    return [str(area) for area in flow.areas(root)]


def _parameters(given: Sequence[str]) -> dict[str, str]:
    wrong = [
        Problem(
            where="-p",
            what=Message("command_no_pair", given=one),
            next=Message("command_no_pair_next"),
        )
        for one in given
        if "=" not in one
    ]
    refuse(wrong, kind=QuestionProblem)
    return dict(one.split("=", 1) for one in given)
