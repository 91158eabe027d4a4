"""reports/index.html: the latest verdicts of all areas, what changed since the run before, and all runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yq_analysis.report.certificate import PastRun, of_question, past_runs
from yq_analysis.report.changes import Change, changes
from yq_analysis.report.front import number, verdict_row
from yq_analysis.report.naming import Names, read_names
from yq_analysis.report.records import ASSESSMENTS, from_csv
from yq_analysis.report.rendering import fill
from yq_analysis.report.words import words
from yq_analysis.report.writing import write_text

# so many changes of one area are shown; the rest is counted
_MOST = 60


def write_overview(out: Path, root: Path) -> None:
    """Bring `out`/index.html in line with the runs that are there; an unchanged one is not touched."""
    language = "zh"
    names = read_names(root, language)
    areas = []
    for folder in sorted(path for path in out.iterdir() if path.is_dir() and not path.name.startswith(".")):
        runs = past_runs(folder)
        if runs:
            areas.append(_area(folder.name, runs, names, language))
    page = fill("overview.html.j2", language=language, areas=areas)
    target = out / "index.html"
    if not target.is_file() or target.read_text(encoding="utf-8") != page:
        write_text(target, page)


def _area(folder: str, runs: list[PastRun], names: Names, language: str) -> dict[str, Any]:
    newest = runs[0]
    before = of_question(runs[1:], newest.facts["question"])
    earlier = next((run for run in before if run.complete), None)
    found = changes(earlier, newest) if earlier and newest.complete else []
    rows = _assessments(newest)
    good = next((run for run in runs if run.complete), None)
    return {
        "name": newest.facts["area"]["name"], "folder": folder, "complete": newest.complete, "link": _link(newest, folder),
        "asked": _asked(newest, language), "finished": _time(newest),
        "last_good": _link(good, folder) if good and good is not newest else "",
        "failed": [page["title"] for page in newest.facts["pages"].values() if page["fault"]],
        "verdicts": [verdict_row(row, names) for row in rows],
        "compared": earlier is not None, "changes": [_shown(one, names, language) for one in found[:_MOST]],
        "more": max(0, len(found) - _MOST),
        "runs": [{"link": _link(run, folder), "finished": _time(run), "asked": _asked(run, language), "complete": run.complete}
                 for run in runs],
    }


def _assessments(run: PastRun) -> list[Mapping[str, Any]]:
    path = run.place / f"{ASSESSMENTS}.csv"
    if not path.is_file():
        return []
    return [{column: _value(text) for column, text in row.items()} for row in from_csv(path.read_text(encoding="utf-8"))]


def _value(text: str) -> Any:
    """A record's text as the number it was; codes with a leading zero and long ones stay text."""
    if (text.startswith("0") and text.isdigit()) or (text.isdigit() and len(text) >= 6):
        return text
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _shown(one: Change, names: Names, language: str) -> dict[str, str]:
    w = words(language)
    what = {"latest": w["latest"], "value": w["projected"], "target": w["target"], "verdict": w["verdict"],
            "observed": w["observed"], "projected": w["projected"]}.get(one.what, one.what)
    before, after = (w[text] if one.what == "verdict" and text in w else number(_value(text)) for text in (one.before, one.after))
    return {"area": names("area", one.area), "indicator": names("indicator", one.indicator), "caliber": names("caliber", one.caliber),
            "year": one.year, "what": what, "before": before, "after": after, "reason": w[one.reason]}


def _link(run: PastRun, folder: str) -> str:
    return f"{folder}/{run.place.name}/index.html"


def _time(run: PastRun) -> str:
    return str(run.facts["finished"])[:16].replace("T", " ")


def _asked(run: PastRun, language: str) -> str:
    w = words(language)
    question = run.facts["question"]
    parts = [w["horizon"].format(to=question["to"])] if question["to"] else []
    parts += [w["as_of"].format(as_of=question["as_of"])] if question["as_of"] else []
    parts += ["English"] if question["language"] == "en" else []
    parts += [f"{name}={value}" for name, value in question["parameters"].items()]
    return " · ".join(parts)
