"""Look for what cannot be right in a reading: findings only, the values stay as printed.

Whether parts should add up to a total is learnt from the table itself: a list whose parts add up in
most rows is complete, and the rows where they do not are findings; a list that adds up nowhere (a
`#` list that names only some parts, a rate, a balance with its own rules) is left alone. So a
heading's wording decides nothing, and a source that does not add up on purpose raises no alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from yq_analysis import model
from yq_analysis.check import Message, need_columns
from yq_analysis.reading.files.grid import cell_name
from yq_analysis.reading.yearbook.audit_sums import RATE, Finding, Place, sum_findings

_PLACE = re.compile(r"([A-Z]+)([0-9]+)")
_TIMES = 300.0  # a slip of three digits, with room for growth
_STEADY = 3.0  # neighbours further apart than this say nothing of what lies between them
_LONG_ENOUGH = 6  # figures that two rows must share before it is no chance
_NATION = ("全国", "全国总计", "全国合计")
_PROVINCES = 31
_SPREAD = (0.7, 1.4)  # provinces against the nation: beyond it the figure is a mean, not a sum


def audit(observations: pd.DataFrame, tables: pd.DataFrame | None = None) -> pd.DataFrame:
    """What does not fit together in a reading's observations.

    Takes the columns `model.READING`, returns `model.FINDINGS`. Kinds: `parts_total` and
    `regions_total` (parts do not add up where they do elsewhere), `part_exceeds_total`,
    `provinces_nation`, `printed_twice` (one figure, two values), `same_series` (two rows that
    repeat each other), `thousandfold` (a value some thousand times those of the years around it).
    """
    need_columns(observations, model.READING, name="observations")
    if observations.empty:
        return model.empty(model.FINDINGS)
    figures = _placed(observations)
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # a sum beyond the range of numbers agrees with nothing
        found = [
            *sum_findings(figures),
            *_provinces(figures),
            *_printed_twice(figures),
            *_same_series(figures),
            *_thousandfold(figures),
        ]
    rows = [
        (kind, sheet, cells_text(sheet, places), message) for kind, sheet, places, message in found
    ]
    # as objects, so that a message keeps its code
    found_rows = pd.DataFrame(rows, columns=model.FINDINGS, dtype=object)
    return found_rows.drop_duplicates(ignore_index=True)


def cells_text(sheet: str, places: Iterable[tuple[int, int]]) -> str:
    """Cells by name, runs in one row or column put together.

    >>> cells_text("1", [(3, 1), (4, 1), (5, 1), (9, 2)])
    '1!B4:B6, 1!C10'
    """
    left, parts = sorted(set(places), key=lambda place: (place[1], place[0])), []
    while left:
        row, column = left[0]
        down = [place for place in left if place[1] == column]
        run = [place for number, place in enumerate(down) if place == (row + number, column)]
        across = [place for place in left if place[0] == row]
        side = [
            place for number, place in enumerate(sorted(across)) if place == (row, column + number)
        ]
        best = run if len(run) >= len(side) else side
        last = best[-1]
        parts.append(
            f"{sheet}!{cell_name(row, column)}" + (f":{cell_name(*last)}" if len(best) > 1 else "")
        )
        left = [place for place in left if place not in set(best)]
    return ", ".join(parts)


def _placed(observations: pd.DataFrame) -> pd.DataFrame:
    """The figures with their row and column, in the order in which they are printed."""
    figures = observations[list(model.READING)].copy()
    for name in ("region", "indicator", "period", "unit", "flag", "table", "sheet", "cell"):
        figures[name] = figures[name].fillna("").astype(str)
    figures["value"] = pd.to_numeric(figures["value"], errors="coerce")
    figures["when"] = (
        figures["year"].map(lambda year: "" if pd.isna(year) else str(int(year)))
        + figures["period"]
    )
    places = [_place(cell) for cell in figures["cell"]]
    figures["row"], figures["column"] = [row for row, _ in places], [column for _, column in places]
    return figures.sort_values(["sheet", "row", "column"], kind="stable", ignore_index=True)


def _place(cell: str) -> tuple[int, int]:
    found = _PLACE.match(cell)
    if found is None:
        return 0, 0
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)) - 1, column - 1


def _places(rows: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(rows["row"].tolist(), rows["column"].tolist(), strict=True))


def _provinces(figures: pd.DataFrame) -> list[Finding]:
    """One finding an indicator where the provinces miss the nation by
    more than rounding, mostly.
    """
    found: list[Finding] = []
    numbers = figures[
        figures["value"].notna() & ~figures["unit"].str.contains(RATE) & (figures["unit"] != "")
    ]
    for (sheet, _, indicator), rows in numbers.groupby(["sheet", "table", "indicator"], sort=False):
        misses = []
        for when, column in rows.groupby("when", sort=False):
            nation = column[column["region"].isin(_NATION)]
            others = column[
                ~column["region"].isin(_NATION)
                & ~column["region"].str.contains("地区|部|合计|总计|小计|不分")
            ]
            if (
                len(nation) != 1
                or not _PROVINCES <= others["region"].nunique() == len(others) <= _PROVINCES + 4
            ):
                continue
            total, parts = float(nation["value"].iloc[0]), float(others["value"].sum())
            # One part in two hundred: what a source keeps apart (the army, what no region answers
            # for) stays below.
            if (
                total > 0
                and _SPREAD[0] < parts / total < _SPREAD[1]
                and abs(parts / total - 1) > 0.005
            ):
                misses.append((parts / total - 1, str(when), nation, total, parts))
        if misses:
            share, when, nation, total, parts = max(misses, key=lambda miss: abs(miss[0]))
            message = Message(
                "audit_provinces",
                indicator=indicator,
                parts=f"{parts:.10g}",
                total=f"{total:.10g}",
                share=f"{100 * share:+.1f}",
                when=when or Message("audit_no_year"),
                count=len(misses),
            )
            found.append(("provinces_nation", str(sheet), _places(nation), message))
    return found


def _printed_twice(figures: pd.DataFrame) -> list[Finding]:
    """One key with two values; regions of one indicator on the same sheets are said together."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[tuple[str, str, pd.DataFrame]]] = {}
    numbers = figures[
        figures["value"].notna() & (figures["indicator"] != "") & (figures["when"] != "")
    ]
    keys = ["region", "indicator", "when", "unit"]
    again = numbers[numbers.duplicated(keys, keep=False)]
    for (region, indicator, when, _), rows in again.groupby(keys, sort=False):
        low, high = float(rows["value"].min()), float(rows["value"].max())
        if high - low > 1e-9 * max(abs(low), abs(high)):
            groups.setdefault((str(indicator), str(when), tuple(rows["sheet"])), []).append(
                (str(region), str(rows["sheet"].iloc[0]), rows)
            )
    found: list[Finding] = []
    for (indicator, when, _), cases in groups.items():
        region, sheet, rows = cases[0]
        places = [(int(case["row"].iloc[0]), int(case["column"].iloc[0])) for _, _, case in cases]
        where = ", ".join(
            cells_text(str(other), _places(part))
            for other, part in rows.groupby("sheet", sort=False)
        )
        values = "、".join(f"{value:.10g}" for value in rows["value"].head(4))
        message = Message(
            "audit_printed_twice" if len(cases) == 1 else "audit_printed_twice_more",
            indicator=indicator,
            when=when,
            region=region,
            count=len(cases),
            values=values,
            where=where,
        )
        found.append(("printed_twice", sheet, places, message))
    return found


def _same_series(figures: pd.DataFrame) -> list[Finding]:
    """Two regions whose figures are all the same: a row copied onto another."""
    found: list[Finding] = []
    numbers = figures[figures["value"].notna()]
    for (sheet, _), table in numbers.groupby(["sheet", "table"], sort=False):
        seen: dict[tuple[tuple[str, str, float], ...], tuple[str, list[tuple[int, int]]]] = {}
        for region, rows in table.groupby("region", sort=False):
            long = rows[rows["value"].map(_digits) >= 3]
            if len(long) < _LONG_ENOUGH or long["value"].nunique() < _LONG_ENOUGH:
                continue
            series = tuple(sorted(zip(rows["indicator"], rows["when"], rows["value"], strict=True)))
            if series in seen:
                other, places = seen[series]
                found.append(
                    (
                        "same_series",
                        str(sheet),
                        [*places, *_places(rows)],
                        Message("audit_same_series", one=other, other=region, count=len(rows)),
                    )
                )
            seen[series] = (str(region), _places(rows))
    return found


def _digits(value: float) -> int:
    """How many significant digits a number has.

    >>> _digits(0.0), _digits(1200.0), _digits(3.14)
    (0, 2, 3)
    """
    return len(f"{abs(value):.9g}".split("e")[0].replace(".", "").strip("0"))


def _thousandfold(figures: pd.DataFrame) -> list[Finding]:
    """A value some thousand times (or a thousandth of) those of the years before and after it."""
    found: list[Finding] = []
    numbers = figures[
        figures["value"].notna()
        & (figures["value"] != 0)
        & figures["year"].notna()
        & (figures["period"] == "")
    ]
    series: dict[tuple[str, str, str], dict[int, tuple[float, str, Place]]] = {}
    columns = ("region", "indicator", "unit", "year", "value", "sheet", "row", "column")
    for region, indicator, unit, year, value, sheet, row, column in zip(
        *(numbers[name] for name in columns), strict=True
    ):
        series.setdefault((region, indicator, unit), {}).setdefault(
            int(year), (float(value), sheet, (int(row), int(column)))
        )
    for (region, indicator, unit), by_year in series.items():
        if len(by_year) < 3:
            continue
        years = sorted(by_year)
        sizes = [abs(by_year[year][0]) for year in years]
        for number, size in enumerate(sizes):
            near = sizes[max(0, number - 1) : number] + sizes[number + 1 : number + 2]
            near = near if len(near) == 2 else (sizes[1:3] if number == 0 else sizes[-3:-1])
            times = size / (sum(near) / 2)
            if (
                1 / _TIMES < times < _TIMES
                or max(near) / min(near) > _STEADY
                or min(_digits(value) for value in near) < 2
            ):
                continue
            value, sheet, place = by_year[years[number]]
            found.append(
                (
                    "thousandfold",
                    sheet,
                    [place],
                    Message(
                        "audit_thousandfold",
                        region=region,
                        indicator=indicator,
                        year=years[number],
                        value=f"{value:.10g}",
                        unit=unit,
                        times=f"{times:.4g}",
                    ),
                )
            )
    return found
