"""The front page of one run: the headline of each page, the verdicts, the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yq_analysis.presenting import wording
from yq_analysis.running.report.naming import Names
from yq_analysis.running.report.page_words import words
from yq_analysis.running.report.pictures import put_back
from yq_analysis.running.report.printed_values import number
from yq_analysis.running.report.question import Area
from yq_analysis.running.report.records import ASSESSMENTS
from yq_analysis.running.report.rendering import fill, front_of
from yq_analysis.running.report.run_changes import verdict_code
from yq_analysis.running.report.run_record import PageFacts

# the columns of the assessments that a page shows
VERDICT_COLUMNS = (
    "area",
    "indicator",
    "caliber",
    "year",
    "target_area",
    "target",
    "comparator",
    "unit",
    "latest_year",
    "latest",
    "value",
    "known",
    "verdict",
)
Table = tuple[list[str], list[list[Any]]]


def front_page(
    *,
    area: Area,
    language: str,
    pages: Sequence[PageFacts],
    tables: Mapping[str, Table],
    homes: Mapping[tuple[str, ...], str],
    inputs: Mapping[str, str],
    versions: Mapping[str, str],
    names: Names,
    day: str = "",
    notebooks: Sequence[Mapping[str, Any]] = (),
    files: Sequence[str] = (),
    appendix: bool = False,
    since: Mapping[str, Any] | None = None,
) -> str:
    """index.html of a run: the area's summary on one page.

    `since` is what changed since the last report of the same question (`since_last`).
    `homes`: the page on which the numbers of a verdict (by its code) open their origin; `notebooks`
    are the executed ones, whose cells for the front page stand here; `files` lie beside it.
    """
    w = words(language)
    shown: dict[str, Any] = {}
    for page in pages:
        shown = {**page.parameters, **shown}
    kicker = [w["horizon"].format(to=shown["to"])] if shown.get("to") else []
    if shown.get("as_of"):
        kicker.append(w["as_of"].format(as_of=shown["as_of"]))
    elif day:
        kicker.append(w["day"].format(day=day))
    fronts = [front_of(notebook, language) for notebook in notebooks]
    body = "".join(html for html, _ in fronts if html)
    pictures = [picture for _, found in fronts for picture in found]
    made = fill(
        "front.html.j2",
        language=language,
        area=area.called(language),
        kicker=kicker,
        pages=pages,
        failed=sum(1 for page in pages if page.fault),
        verdicts=verdict_rows(tables.get(ASSESSMENTS), names, homes),
        files=[*files, *(f"{name}.csv" for name in sorted(tables))],
        front=body,
        appendix=appendix,
        since=since,
        notebook=", ".join(f"{page.name}.ipynb" for page in pages),
        headline=_headline(pages, [bool(html) for html, _ in fronts]),
        key=_together(pages),
        parameters={name: repr(value) for name, value in shown.items()},
        inputs=inputs,
        versions=versions,
    )
    return put_back(made, pictures)


def _headline(pages: Sequence[PageFacts], shown: Sequence[bool]) -> str:
    """The sentence of the page that shows itself here, else of the last one; nothing while a page
    has failed. `shown` says so of each page.
    """
    if any(page.fault for page in pages):
        return ""
    own = [page for page, here in zip(pages, shown, strict=False) if here]
    return (own or list(pages))[-1].headline


def _together(pages: Sequence[PageFacts]) -> str:
    from hashlib import sha256

    return sha256("".join(page.key for page in pages).encode()).hexdigest()


def verdict_rows(
    table: Table | None, names: Names, homes: Mapping[tuple[str, ...], str]
) -> list[dict[str, str]]:
    """The assessments as rows for a page: names for codes, numbers printed shortly, each with a
    link to its page.
    """
    if table is None:
        return []
    columns, rows = table
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    return [verdict_row(row, names, home=homes.get(verdict_code(row), "")) for row in found]


def verdict_row(row: Mapping[str, Any], names: Names, *, home: str) -> dict[str, str]:
    """One row of the assessments as `verdict_rows` prints it."""
    told = wording.names("en" if names.language == "en" else "zh")
    places = names.by_kind.get("decimals", {}).get(str(row.get("indicator")), "")
    digits = int(places) if places.isdigit() else None
    shown = {column: number(row.get(column)) for column in VERDICT_COLUMNS} | {"home": home}
    unit = str(row.get("unit") or "")
    for column in ("latest", "value"):
        if isinstance(row.get(column), (int, float)):
            shown[column] = told.amount(float(row[column]), unit, digits)
    for column, kind in (
        ("area", "area"),
        ("target_area", "area"),
        ("indicator", "indicator"),
        ("caliber", "caliber"),
    ):
        shown[column] = names(kind, shown[column])
    if isinstance(row.get("target"), (int, float)):  # a bare number is printed bare
        shown["target"] = told.goal(float(row["target"]), shown["comparator"], unit)
    return shown
