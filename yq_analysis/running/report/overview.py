"""reports/index.html: the latest verdicts of all areas, what changed since the run before, and all
runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from yq_analysis.check import Message
from yq_analysis.presenting import wording
from yq_analysis.running.report.area_status import Part, standing
from yq_analysis.running.report.failure_note import read as read_refusal
from yq_analysis.running.report.failure_note import unread_files
from yq_analysis.running.report.front_page import verdict_row
from yq_analysis.running.report.naming import Names, read_names
from yq_analysis.running.report.page_words import words
from yq_analysis.running.report.printed_values import as_number
from yq_analysis.running.report.rendering import fill
from yq_analysis.running.report.run_record import PastRun, past_runs
from yq_analysis.running.report.since_last import shown_change
from yq_analysis.system import whole_file

# in which order verdicts are listed: what is decided first
_ORDER = ("met", "missed", "on_track", "uncertain", "off_track", "no_number", "no_data")
# so many changes of one area are shown; the rest is counted
_MOST = 60


def write_overview(out: Path, root: Path) -> None:
    """Bring `out`/index.html in line with the runs that are there; an
    unchanged one is not touched.
    """
    folders = sorted(
        path for path in out.iterdir() if path.is_dir() and not path.name.startswith(".")
    )
    runs = {folder.name: found for folder in folders if (found := past_runs(folder))}
    # the language of the reports themselves, where they agree on one
    english = bool(runs) and all(
        found[0].facts["question"]["language"] == "en" for found in runs.values()
    )
    language = "en" if english else "zh"
    names = read_names(root, language)
    refusal = read_refusal(out)
    in_order = sorted(
        runs.items(), key=lambda one: str(one[1][0].facts["area"]["code"])
    )  # what lies in an area comes after it
    areas = [
        _area(folder, found, names, language, refused=refusal is not None)
        for folder, found in in_order
    ]
    newest = max((str(found[0].facts["finished"])[:10] for found in runs.values()), default="")
    unread = unread_files(root)
    page = fill(
        "overview.html.j2",
        language=language,
        areas=areas,
        refusal=refusal,
        newest=newest,
        unread=unread,
        unread_words=Message("overview_unread", count=len(unread)).text(language),
    )
    target = out / "index.html"
    if not target.is_file() or target.read_text(encoding="utf-8") != page:
        whole_file.write(target, page)


def _area(
    folder: str, runs: list[PastRun], names: Names, language: str, *, refused: bool
) -> dict[str, Any]:
    stands = standing(runs)
    newest = stands.newest
    good = next((run for run in runs if run.complete), None)
    area = newest.facts["area"]
    titles = {
        name: page["title"] for run in reversed(runs) for name, page in run.facts["pages"].items()
    }
    return {
        "name": area["name_en"] if language == "en" and area.get("name_en") else area["name"],
        "folder": folder,
        "state": _state(newest, refused=refused),
        "link": _link(newest, folder),
        "asked": _asked(newest, language),
        "finished": _time(newest),
        "done": len(newest.facts["pages"]),
        "pages": len({*newest.facts["pages"], *newest.left_out}),
        "partial": newest.partial,
        "last_good": _link(good, folder) if good and good is not newest else "",
        "failed": [page["title"] for page in newest.facts["pages"].values() if page["fault"]],
        "met": _by_verdict(stands.parts, names),
        "parts": [
            _part(part, folder, names, titles, today=part.run is newest) for part in stands.parts
        ],
        "absent": _titles(stands.absent, titles),
        "compared": [
            {"finished": _time(run), "link": _link(run, folder)} for run, _ in stands.compared
        ],
        "not_compared": _titles(stands.not_compared, titles),
        "lines": stands.lines,
        "changes": [shown_change(one, names) for one in stands.changes[:_MOST]],
        "more": max(0, len(stands.changes) - _MOST),
        "runs": [
            {
                "link": _link(run, folder),
                "finished": _time(run),
                "asked": _asked(run, language),
                "state": _state(run, refused=False),
            }
            for run in runs
        ],
    }


def _by_verdict(parts: Sequence[Part], names: Names) -> list[tuple[str, str, int]]:
    """What is met and what is not: each verdict with the indicators that have it, each target once.

    A target that several calibers answer differently stands under each answer, with the caliber;
    one that a caliber answers is not listed again as without data.
    """
    rows = [
        row
        for part in parts
        for row in part.verdicts
        if row["area"] == row.get("target_area", row["area"])
    ]
    answers: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        said = answers.setdefault((row.get("indicator", ""), row.get("year", "")), {})
        said.setdefault(row.get("verdict", ""), row.get("caliber", ""))
    found: dict[str, list[str]] = {}
    times = Counter(indicator for indicator, _ in answers)
    told = wording.names("en" if names.language == "en" else "zh")
    for (indicator, year), said in answers.items():
        decided = {code: caliber for code, caliber in said.items() if code != "no_data"} or said
        for code, caliber in decided.items():
            # the year where an indicator has targets for several, the caliber where it decides
            said_too = [year.removesuffix(".0")] if times[indicator] > 1 and year else []
            said_too += [names("caliber", caliber)] if len(decided) > 1 and caliber else []
            found.setdefault(code, []).append(names("indicator", indicator) + told.aside(*said_too))
    return [
        (
            code,
            "、".join(found[code]) if names.language == "zh" else "; ".join(found[code]),
            len(found[code]),
        )
        for code in _ORDER
        if code in found
    ]


def _state(run: PastRun, *, refused: bool) -> str:
    """What may be said of a run at a glance; only a whole one that nothing came after is green."""
    if not run.complete:
        return "failed"
    return "partial" if run.partial else "stale" if refused else "complete"


def _part(
    part: Part, folder: str, names: Names, titles: Mapping[str, str], *, today: bool
) -> dict[str, Any]:
    home = _link(part.run, folder).removesuffix("index.html")
    verdicts = [
        verdict_row(
            {column: as_number(text) for column, text in row.items()},
            names,
            home=f"{home}{row['page']}.html",
        )
        for row in part.verdicts
    ]
    return {
        "verdicts": verdicts,
        "today": today,
        "finished": _time(part.run),
        "link": _link(part.run, folder),
        "pages": _titles(part.pages, titles),
    }


def _titles(pages: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    return [titles.get(page, page) for page in pages]


def _link(run: PastRun, folder: str) -> str:
    return f"{folder}/{run.place.name}/index.html"


def _time(run: PastRun) -> str:
    return str(run.facts["finished"])[:16].replace("T", " ")


def _asked(run: PastRun, language: str) -> str:
    w = words(language)
    question = run.facts["question"]
    parts = [w["horizon"].format(to=question["to"])] if question["to"] else []
    parts += [w["as_of"].format(as_of=question["as_of"])] if question["as_of"] else []
    parts += ["English"] if question["language"] == "en" and language != "en" else []
    parts += ["中文"] if question["language"] == "zh" and language != "zh" else []
    parts += [f"{name}={value}" for name, value in question["parameters"].items()]
    return " · ".join(parts)
