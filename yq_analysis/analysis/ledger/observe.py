"""From printed rows to observations: one row at a time, through the catalogue, nothing dropped."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

import pandas as pd

from yq_analysis.analysis.ledger.conflicts import (
    CONFLICTS,
    REPEATS,
    REVISIONS,
    conflicts,
    revisions,
    without_repeats,
)
from yq_analysis.analysis.ledger.entries import wrong_about
from yq_analysis.analysis.ledger.places import area_of
from yq_analysis.analysis.ledger.sources import Printed, Sheet
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, refuse
from yq_analysis.model import OBSERVATIONS, READING
from yq_analysis.system.garbage_collector import paused

# the first five columns are those of catalogue/labels.csv: filled in, a row can be put there
UNMAPPED = [
    "label",
    "item",
    "caliber",
    "unit",
    "note",
    "suggestion",
    "reason",
    "count",
    "file",
    "cell",
    "value",
    "title",
]
ASIDE = [
    "area",
    "item",
    "period",
    "value",
    "unit",
    "caliber",
    "status",
    "edition",
    "source",
    "reason",
]
CORRECTED = [
    "area",
    "item",
    "year",
    "caliber",
    "edition",
    "printed",
    "corrected",
    "reason",
    "source",
]

# columns of a transcription sheet that a row is made of
_TYPED = [
    *("region", "item", "year", "value", "unit", "kind", "edition", "caliber", "status", "cell")
]
_FLAG_STATUS = {
    "missing": "O",
    "below_unit": "N",
    "not_applicable": "M",
    "suspect": "E",
    "e": "E",
    "p": "P",
}
_RECOGNISED = re.compile(r"\bocr\b")
_KIND_STATUS = {"preliminary": "P"}
_ACTUAL = frozenset(("实际", "实际值", "完成值", "实绩", "完成情况"))
_TARGET = frozenset(("目标", "目标值", "规划目标", "计划", "计划目标", "预期目标"))
_SPAN = re.compile(r"(\d{4})年?\s*[-—–~至]+\s*(\d{4})年?")
# commas only before three digits: "640,5" is no 6405
_SAME_LABEL = ["label", "unit", "reason", "place"]
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?")


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Observations (columns OBSERVATIONS, sorted) and everything that was noticed on the way.

    conflicts  among the observations: different values in one edition of one caliber (CONFLICTS)
    revisions  what a later edition changed (REVISIONS)
    repeats    the same figure from a second place (REPEATS)
    unmapped   labels, units and areas that the catalogue does not know, with an example (UNMAPPED)
    aside      figures that are no yearly observations: a quarter, a target, a bound (ASIDE)
    corrected  corrections.csv as applied (CORRECTED)
    assumed    places (file#cell) of figures whose unit nobody printed
    recognised places of figures that were read from a picture
    """

    observations: pd.DataFrame
    repeats: pd.DataFrame
    unmapped: pd.DataFrame
    aside: pd.DataFrame
    corrected: pd.DataFrame
    assumed: frozenset[str] = frozenset()
    recognised: frozenset[str] = frozenset()

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        return conflicts(self.observations)[CONFLICTS]

    @cached_property
    def revisions(self) -> pd.DataFrame:
        return revisions(self.observations)[REVISIONS]


class _Row(NamedTuple):
    """A figure as it came, before the catalogue has been asked."""

    region: str
    label: str
    period: str
    value: str | float
    unit: str
    flag: str
    kind: str
    edition: str
    caliber: str
    status: str
    file: str
    cell: str
    area: str
    calibers: Mapping[str, str]
    title: str  # of its table, with its number
    around: str  # that, the publisher and the file: what a label may be bound to


class _Unmapped(NamedTuple):
    """A figure that the catalogue cannot place, and why."""

    label: str
    unit: str
    reason: str
    file: str
    cell: str
    value: str
    title: str
    area: str = ""

    @classmethod
    def of(cls, row: _Row, reason: str, area: str = "") -> _Unmapped:
        shown = _shown(row.value)
        return cls(row.label, row.unit, reason, row.file, row.cell, shown, row.title, area)


def observe(printed: Sequence[Printed], sheets: Sequence[Sheet], lists: Catalogue) -> Ledger:
    """Readings and transcription sheets as one ledger; see `Ledger` for what it holds.

    Values stand in the item's unit of items.csv. A span such as 2021-2024 is filed under its last
    year with a caliber `since2020`. Rows that the catalogue cannot place are listed, never guessed
    at. Raises `DataProblem` where an edition is no date, or a caliber, an item or an area that
    stands about a file is not in the catalogue.
    """
    refuse(wrong_about(printed, sheets, lists))
    observations: list[tuple[object, ...]] = []
    aside: list[tuple[object, ...]] = []
    unmapped: list[_Unmapped] = []
    assumed: set[str] = set()
    recognised: set[str] = set()
    asked = _Asked(lists)
    with paused():
        for row in _rows(printed, sheets):
            _place(row, asked, observations, aside, unmapped)
            if not row.unit:
                assumed.add(f"{row.file}#{row.cell}")
            if _RECOGNISED.search(row.flag):
                recognised.add(f"{row.file}#{row.cell}")
        found = pd.DataFrame(observations, columns=OBSERVATIONS).astype(
            {"year": "int64", "value": "float64"}
        )
        del observations
    # a printed figure is no repeat of one that was read from a picture
    pixels = found["source"].isin(list(recognised))
    found = pd.concat([found[~pixels], found[pixels]], ignore_index=True) if recognised else found
    found, corrected = _correct(found, lists.corrections)
    once, repeats = without_repeats(found)
    once = once.sort_values(
        ["area", "item", "year", "caliber", "edition", "source"], ignore_index=True
    )
    return Ledger(
        observations=once,
        repeats=repeats[REPEATS],
        unmapped=_unmapped(unmapped, lists, once),
        aside=pd.DataFrame(aside, columns=ASIDE, dtype=object).sort_values(
            ["area", "item", "period", "source"], ignore_index=True
        ),
        corrected=corrected,
        assumed=frozenset(assumed),
        recognised=frozenset(recognised),
    )


def _rows(printed: Iterable[Printed], sheets: Iterable[Sheet]) -> Iterator[_Row]:
    for source in printed:
        around = {
            table: " ".join([title.strip(), source.publisher, source.file])
            for table, title in source.titles.items()
        }
        nowhere = " ".join(["", source.publisher, source.file])
        columns = (source.table[name].tolist() for name in READING)
        for region, indicator, year, period, value, unit, flag, table, sheet, cell in zip(
            *columns, strict=True
        ):
            label, kind = _without_role(_text(indicator))
            yield _Row(
                region=_text(region),
                label=label,
                # a quarter or a month of a year is not the year
                period=_text(period) or (str(int(year)) if pd.notna(year) else ""),
                value=value,
                unit=_text(unit),
                flag=_text(flag),
                kind=kind,
                edition=source.edition,
                caliber="",
                status="",
                file=source.file,
                cell=f"{sheet}!{cell}",
                area=source.area,
                calibers=source.calibers,
                title=source.titles.get(_text(table), "").strip(),
                around=around.get(_text(table), nowhere),
            )
    for typed in sheets:
        columns = (typed.table[name].tolist() for name in _TYPED)
        for region, label, year, value, unit, kind, edition, caliber, status, cell in zip(
            *columns, strict=True
        ):
            yield _Row(
                region=region,
                label=label,
                period=year.strip(),
                value=value,
                unit=unit,
                flag="",
                kind=kind,
                edition=edition,
                caliber=caliber,
                status=status,
                file=typed.file,
                cell=cell,
                area="",
                calibers={},
                title="",
                around="",
            )


class _Asked:
    """The catalogue's answers, each asked for once: most rows share their place, label and unit."""

    def __init__(self, lists: Catalogue) -> None:
        self.area = cache(lambda region, about: area_of(region, about, lists))
        self.label = cache(lists.find_label)
        self.factor = cache(lambda printed, assumed, unit: _factor(printed, assumed, unit, lists))
        self.item_unit = lists.item_unit


def _place(
    row: _Row,
    asked: _Asked,
    observations: list[tuple[object, ...]],
    aside: list[tuple[object, ...]],
    unmapped: list[_Unmapped],
) -> None:
    area, reason = asked.area(row.region, row.area)
    # "指数(上年=100)": the reader has made the brackets the unit
    entry = asked.label(row.label, row.around) or asked.label(
        f"{row.label}({row.unit})", row.around
    )
    if area is None or entry is None:
        reason = Message("ledger_label_unknown") if entry is None else reason
        unmapped.append(_Unmapped.of(row, reason, area or ""))
        return
    item = entry["item"]
    unit = asked.item_unit[item]
    factor = asked.factor(row.unit, entry["unit"], unit)
    if factor is None:
        reason = Message("ledger_unit_unknown", printed=row.unit, unit=unit)
        unmapped.append(_Unmapped.of(row, reason))
        return
    given = row.calibers
    caliber = row.caliber or given.get(item) or given.get("*") or entry["caliber"]
    status = (
        row.status or _FLAG_STATUS.get(row.flag.split(",")[0]) or _KIND_STATUS.get(row.kind) or "A"
    )
    source = f"{row.file}#{row.cell}"
    year, caliber, reason = _when(row.period, row.kind, row.flag, caliber)
    value = _number(row.value)
    flag = row.flag.split(",")[0]
    if value is None and flag not in ("missing", "below_unit", "not_applicable"):
        reason = reason or Message("ledger_no_number", value=row.value)
    if reason or year is None:
        aside.append(
            (
                area,
                item,
                row.period,
                row.value,
                row.unit,
                caliber,
                status,
                row.edition,
                source,
                reason,
            )
        )
        return
    # twelve digits: 451337 人 is 45.1337 万人, not 45.133700000000005
    if entry.get("sign") == "-1":  # printed positive, it means a fall
        factor = -factor
    scaled = float("nan") if value is None else float(f"{value * factor:.12g}")
    observations.append((area, item, year, scaled, unit, caliber, status, row.edition, source))


def _factor(printed: str, assumed: str, unit: str, lists: Catalogue) -> float | None:
    """What turns a printed value into `unit`. A label that says "per" may print the upper half of
    its unit only: 人均地区生产总值(元) is 元/人, 全员劳动生产率(万元) is 万元/人.
    """
    factor = lists.factor(printed or assumed, unit)
    if factor is None and "/" in assumed:
        factor = lists.factor(f"{printed}/{assumed.rpartition('/')[2]}", unit)
    return factor


@lru_cache(maxsize=4096)
def _without_role(label: str) -> tuple[str, str]:
    """The label without a column's word for actual or target, and what kind of figure it is.

    >>> _without_role("生产总值|实际"), _without_role("生产总值|目标")
    (('生产总值', ''), ('生产总值', 'target'))
    """
    for mark in "|/":
        name, _, last = label.rpartition(mark)
        if name and last in _ACTUAL:
            return name, ""
        if name and last in _TARGET:
            return name, "target"
    return label, ""


@lru_cache(maxsize=4096)
def _when(period: str, kind: str, flag: str, caliber: str) -> tuple[int | None, str, str]:
    """The year, the caliber of a span, and the reason why a figure is no yearly one ("" where it
    is).
    """
    if kind == "target":
        return None, caliber, Message("ledger_target")
    if flag == "hidden":
        return None, caliber, Message("ledger_hidden_figure")
    if re.fullmatch(r"\d{4}", period):
        return int(period), caliber, ""
    span = _SPAN.fullmatch(period)
    if span:
        since = f"since{int(span[1]) - 1}"
        return int(span[2]), caliber if since in caliber.split("+") else f"{caliber}+{since}", ""
    if not period:
        return None, caliber, Message("ledger_no_year")
    return None, caliber, Message("ledger_no_whole_year", period=period)


def _number(value: Any) -> float | None:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, str):
        text = value.strip()
        value = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else math.nan
    return float(value) if math.isfinite(value) else None


def _correct(found: pd.DataFrame, corrections: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Apply corrections.csv where area, item, year, caliber, edition and the printed value agree;
    visibly.

    An empty `corrected` drops the figure; the printed value again confirms it (see `plausibility`).
    """
    applied: list[dict[str, object]] = []
    value = found["value"].copy()
    gone = pd.Series(False, index=found.index)
    for row in corrections.to_dict("records"):
        hit = (
            (found["area"] == row["area"])
            & (found["item"] == row["item"])
            & (found["year"] == int(row["year"]))
            & (found["caliber"] == row["caliber"])
            & ((found["edition"] == row["edition"]) | (row["edition"] == ""))
        )
        printed = _number(row["printed"])
        hit &= (
            found["value"].isna()
            if printed is None
            else (found["value"] - printed).abs() <= 1e-9 * abs(printed)
        )
        dropped = row["corrected"] == ""
        gone |= hit & dropped
        value[hit] = math.nan if dropped else float(row["corrected"])
        applied.extend(
            {**{column: row[column] for column in CORRECTED}, "source": source}
            for source in found.loc[hit, "source"]
        )
    return found.assign(value=value)[~gone], pd.DataFrame(applied, columns=CORRECTED)


def _unmapped(rows: list[_Unmapped], lists: Catalogue, known: pd.DataFrame) -> pd.DataFrame:
    """One row a label, unit, reason and table (its title, or the file where it has none)."""
    if not rows:
        return pd.DataFrame(columns=UNMAPPED)
    table = pd.DataFrame(rows, columns=list(_Unmapped._fields))
    table["place"] = table["title"].where(table["title"] != "", table["file"])
    grouped = (
        table.assign(count=table.groupby(_SAME_LABEL)["cell"].transform("size"))
        .sort_values("value", key=lambda shown: shown == "", kind="stable")
        .drop_duplicates(_SAME_LABEL)
        .reset_index(drop=True)
    )
    # grouping gives texts; the messages behind them are put back
    behind = {row.reason: row.reason for row in rows}
    reasons = [behind[text] for text in grouped["reason"]]
    suggest = cache(lists.suggest_label)
    unknown = [getattr(reason, "code", "") == "ledger_label_unknown" for reason in reasons]
    usual = known[known["value"].gt(0)].groupby(["area", "item"])["value"].median().to_dict()
    suggestion = []
    for row, asked in zip(grouped.to_dict("records"), unknown, strict=True):
        item = suggest(row["label"], row["unit"]) if asked else ""
        suggestion.append(item if item and _is_like(row, item, usual, lists) else "")
    filled = grouped.assign(
        item="",
        caliber="",
        note="",
        suggestion=suggestion,
        reason=pd.Series(reasons, index=grouped.index, dtype=object),
    )
    order = ["count", "label", "unit", "reason", "place"]
    filled = filled.sort_values(order, ascending=[False, *[True] * 4], ignore_index=True)
    return filled[UNMAPPED]


_LIKE = 30.0  # how many times another figure of one item and area may be


def _is_like(
    row: dict[Hashable, Any], item: str, usual: dict[Any, float], lists: Catalogue
) -> bool:
    """Whether a figure is of the magnitude that its area has of an item, as far as is known."""
    value, middle = _number(row["value"]), usual.get((row["area"], item))
    factor = lists.factor(row["unit"], lists.item_unit[item])
    if not value or not factor or middle is None:
        return True
    return 1 / _LIKE < value * factor / middle < _LIKE


def _shown(value: str | float) -> str:
    """A figure as it stood."""
    return f"{value:.12g}" if isinstance(value, float) and value == value else _text(value)


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
