"""What the commands of the command line do; each returns a result for machines and lines for people."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from yq_analysis.check import Problem, QuestionProblem, refuse

Said = tuple[dict[str, Any], list[str]]


def check_file(file: Path, *, html: Path | None) -> Said:
    """Read one file as a yearbook table and say what was found."""
    import yq_analysis as yq
    from yq_analysis.report.writing import cannot_write, write_text

    _must_exist(file)
    reading = yq.read_table(file)
    result = {"file": str(file), "tables": len(reading.tables), "observations": len(reading.observations),
              "leftover": len(reading.leftover)}
    lines = [f"{file}: {result['tables']} 张表 / tables, {result['observations']} 个数 / figures, "
             f"{result['leftover']} 个未读作数的单元格 / cells left over"]
    if len(reading.leftover):
        lines += ["", reading.leftover.head(20).to_string(index=False)]
    if html is not None:
        page = (f"<!DOCTYPE html>\n<html lang='zh-CN'><head><meta charset='utf-8'><title>{_escaped(file.name)}</title></head>"
                f"<body>{reading._repr_html_()}</body></html>\n")
        try:
            write_text(html, page)
        except OSError as problem:
            raise cannot_write(html, problem) from None
        lines.append(f"→ {html}")
        result["html"] = str(html)
    return result, lines


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)


def _must_exist(file: Path) -> None:
    refuse([] if file.is_file() else [Problem(where=str(file), what="is not a file", next="see that the path is right")],
           kind=QuestionProblem)


def clean_data(root: Path) -> Said:
    """Rebuild data/processed."""
    from yq_analysis import flow

    paths = [str(path) for path in flow.clean(root)]
    return {"written": paths}, [f"→ {path}" for path in paths]


def make_reports(*, root: Path, areas: Sequence[str], to: int | None, as_of: str | None, language: str, out: Path | None,
                 only: Sequence[str], parameters: Sequence[str], jobs: int | None, force: bool, timeout: float, fork: bool,
                 watch: bool, machine: bool) -> tuple[dict[str, Any], list[str], int]:
    """Make reports; once, or again whenever something changes."""
    from yq_analysis.report.making import make
    from yq_analysis.report.progress import suitable
    from yq_analysis.report.question import ask

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    question = ask(areas=areas or _areas_with_data(root), root=root, to=to, as_of=as_of, language=language,
                   parameters=_parameters(parameters))

    def once() -> tuple[dict[str, Any], list[str], int]:
        outcome = make(question, root=root, out=out, only=only, jobs=jobs, force=force, timeout=timeout, fork=fork,
                       progress=suitable(machine=machine))
        result = {**asdict(outcome), "places": {code: str(place) for code, place in outcome.places.items()},
                  "complete": outcome.complete}
        lines = [f"→ {place / 'index.html'}" for place in outcome.places.values()]
        lines.append(f"{outcome.ran} 页已运行 / pages run, {outcome.reused} 页无变化 / unchanged, {len(outcome.failures)} 页失败 / failed, "
                     f"{outcome.seconds:.1f} s")
        return result, lines, 0 if outcome.complete else 1

    return once()


def _areas_with_data(root: Path) -> list[str]:
    from yq_analysis import flow

    return [str(area) for area in flow.areas(root)]


def _parameters(given: Sequence[str]) -> dict[str, str]:
    wrong = [Problem(where="-p", what=f"{one!r} is not name=value", next="write for example -p assumed_rate=3.2")
             for one in given if "=" not in one]
    refuse(wrong, kind=QuestionProblem)
    return dict(one.split("=", 1) for one in given)
