"""What a form asks for: the figures that the open verdicts of an area need, by the department that
has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from yq_analysis.analysis.indicators.gaps import spans
from yq_analysis.catalogue import Catalogue
from yq_analysis.catalogue.duties import duties

OPEN = ("no_data",)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a form: an item, how it is called there, and what stands beside it."""

    item: str
    label: str
    sign: int
    unit: str
    department: str
    example: str
    note: str
    low: float | None
    high: float | None
    part_of: str


def needed_items(indicators: Iterable[str], level: str, lists: Catalogue) -> list[str]:
    """The items that these indicators are made of, in the order of the list of duties."""
    wanted: set[str] = set()
    for code in indicators:
        one = lists.records[code]
        kin = {code, one.level, one.rate} - {""}
        supplied = lists.supplies[
            lists.supplies["indicator"].isin(kin) & (lists.supplies["level"] == level)
        ]
        wanted |= set(supplied["item"])
        if not len(supplied):
            wanted |= {one.numerator, one.denominator} | {p.item for p in one.published}
    order = list(dict.fromkeys([*lists.duties["item"], *lists.items["item"]]))
    return [item for item in order if item in wanted]


def lines(
    area: str, indicators: Iterable[str], lists: Catalogue, known: pd.DataFrame
) -> list[Line]:
    """The rows of a form.

    Parameters
    ----------
    area : str
        A code.
    indicators : iterable of str
        Those whose verdicts are open.
    lists : Catalogue
    known : DataFrame
        Observations: what an area has already stands in the note.
    """
    level = lists.level(area)
    asked = duties(area, lists)
    names = dict(zip(lists.items["item"], lists.items["name_zh"], strict=True))
    made = []
    for item in needed_items(indicators, level, lists):
        duty = asked.get(item, {})
        low, high, part_of = _bounds(item, level, lists)
        sign = -1 if duty.get("sign") == "-1" else 1
        have = known[(known["area"] == area) & (known["item"] == item) & known["value"].notna()]
        years = sorted({int(year) for year in have["year"] if int(year) >= 2015})
        notes = [duty.get("note", ""), f"已有：{spans(years)}年" if years else ""]
        made.append(
            Line(
                item=item,
                label=duty.get("label") or names[item],
                sign=sign,
                unit=lists.item_unit[item],
                department=duty.get("department") or "统计局",
                example=duty.get("example", ""),
                note="；".join(filter(None, notes)),
                low=low if sign > 0 else None if high is None else -high,
                high=high if sign > 0 else None if low is None else -low,
                part_of=part_of,
            )
        )
    return made


def _bounds(item: str, level: str, lists: Catalogue) -> tuple[float | None, float | None, str]:
    table = lists.bounds[lists.bounds["item"] == item]
    for at in (level, ""):
        for row in table[table["level"] == at].to_dict("records"):
            return float(row["low"]), float(row["high"]), str(row["part_of"])
    return None, None, ""


def years_asked(targets: pd.DataFrame, until: int) -> tuple[list[int], set[int], set[int]]:
    """The years of a form, from the first base year to the last target year; base years; target
    years.
    """
    ends = {int(year) for year in targets["year"].dropna()}
    bases = {int(year) for year in targets["base_year"].dropna()}
    bases |= {5 * ((end - 1) // 5) for end in ends}
    last = min(max(ends, default=until), until)
    return list(range(min(bases, default=last - 5), last + 1)), bases, ends
