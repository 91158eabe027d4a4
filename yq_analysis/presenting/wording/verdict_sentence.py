"""One row of an assessment as one sentence in the official style; every blank is a column of the
row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import has_message, one_of
from yq_analysis.presenting.wording import Language, Names, names, number

_TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}


@dataclass(frozen=True, kw_only=True)
class Blank:
    """One filled-in number or word of a sentence, and where it comes from."""

    text: str
    columns: str
    formula: str


class _Writer:
    """Collects the clauses of a sentence and remembers where each blank came from."""

    def __init__(
        self, row: Mapping[str, Any], language: Language, lists: Catalogue | None = None
    ) -> None:
        lists = lists or catalogue.read()
        one = lists.records.get(row["indicator"])
        self.row, self.words = row, names(language, lists)
        self.name = self.words.indicator(row["indicator"])
        self.printed = str(row["unit"]) if self.has("unit") else ""
        self.unit = self.words.unit(self.printed) if self.printed else ""
        scale = one.scale if one else "share" if self.printed == "%" else "positive"
        # two decimals at least, so that 97.96 % does not read as the 98 % it missed
        self.counted = scale == "count"
        self.decimals = 0 if self.counted else max(one.decimals if one else 2, 2)
        self.compounds = row["basis"] in ("cumulative", "annual_growth") or (
            row["basis"] == "level" and scale == "positive"
        )
        self.falls = row["basis"] in ("cumulative", "annual_growth") and self.words.falls(
            row["indicator"]
        )
        self.clauses: list[str] = []
        self.blanks: list[Blank] = []

    @property
    def stem(self) -> str:
        """The indicator, or what falls where its name says that it does: "a reduction of ... rose"
        would read backwards.
        """
        if not self.falls:
            return self.name
        if self.words.language == "zh":
            return self.name.removesuffix("降低").removesuffix("下降")
        stem = self.name.removeprefix("Reduction of ")
        return stem[:1].upper() + stem[1:]

    def has(self, *names: str) -> bool:
        return all(name in self.row and pd.notna(self.row[name]) for name in names)

    def say(self, code: str, **values: Any) -> None:
        self.clauses.append(self.words.say(f"sentence_{code}", **values))

    def fill(self, text: str, columns: str, formula: str = "") -> str:
        self.blanks.append(Blank(text=text, columns=columns, formula=formula or columns))
        return text

    def year(self, column: str) -> str:
        return self.fill(str(int(self.row[column])), column)

    def amount(self, column: str, *, size: bool = False) -> str:
        """The column with its unit; with `size`, without its sign, which a word beside it says."""
        value = float(self.row[column])
        size_only = abs(value) if size else value
        shown = self.words.figure(size_only, self.printed, self.decimals)
        if "." in shown:
            shown = shown.rstrip("0").rstrip(".")
        return self.fill(self.with_unit(shown), column, f"|{column}|" if size and value < 0 else "")

    def total(self, column: str) -> str:
        """A value in the target's measure; a change with its direction, so that a rise is not "a
        fall of -3 %".
        """
        if not self.changes:
            return self.amount(column)
        return self.change(self.span, column, self.amount(column, size=True))

    @property
    def changes(self) -> bool:
        """Whether the target is a change, and no level."""
        return self.row["basis"] in ("cumulative", "annual_growth", "points", "increment")

    @property
    def span(self) -> str:
        """Of what a change is spoken: of the whole span, of each year of it, of one year."""
        if self.row["basis"] == "cumulative":
            return "total"
        return "yearly" if self.row["basis"] == "annual_growth" and not self.one_year else "year"

    def change(self, span: str, column: str, amount: str) -> str:
        """An amount as a fall or a rise; what is meant to grow is said to grow."""
        up = "raise" if self.row["basis"] in ("points", "increment") else "growth"
        way = "fall" if self.downward(column) else "rise" if self.falls else up
        return self.words.say(f"sentence_{span}_{way}", amount=amount)

    @property
    def one_year(self) -> bool:
        """Whether the target is the change of one year."""
        return (
            self.has("base_year", "year")
            and int(self.row["year"]) - int(self.row["base_year"]) == 1
        )

    def downward(self, column: str) -> bool:
        """Whether the column's change is a fall of the level; nothing is a fall where one is
        asked.
        """
        value = float(self.row[column])
        return value >= 0 if self.falls else value < 0

    def between(self) -> str:
        """The interval with one unit and equal decimals, told in the direction of the point; where
        it reaches over zero, each end says its own direction.
        """
        columns = ("lower", "upper")
        if self.changes and float(self.row["value"]) < 0:
            columns = ("upper", "lower")
        ends = [float(self.row[column]) for column in columns]
        ways = {self.downward(column) for column in (*columns, "value")}
        apart = self.changes and len(ways) > 1
        if self.changes:
            ends = [abs(end) for end in ends]
        shown = [self.words.figure(end, self.printed, self.decimals) for end in ends]
        while all("." in text and text[-1] in "0." for text in shown):
            shown = [text[:-1] for text in shown]
        # the unit stands once; a per cent sign belongs to each number, a direction to its amount
        each = apart or self.unit == "%"
        told = []
        for at, (text, column) in enumerate(zip(shown, columns, strict=True)):
            amount = self.fill(self.with_unit(text) if each or at else text, column)
            told.append(self.change("year", column, amount) if apart else amount)
        return self.words.say("sentence_range", low=told[0], high=told[1])

    def with_unit(self, shown: str) -> str:
        """A printed number with its unit; points are counted in Chinese."""
        if self.printed == "百分点":
            return self.words.say("sentence_points", size=shown)
        return self.words.with_unit(shown, self.printed)

    def text(self) -> str:
        return self.words.say("mark_comma").join(self.clauses) + self.words.say("mark_stop")


def is_at_most(row: Mapping[Any, Any], words: Names) -> bool:
    """Whether a target is met from above; a bare number is read as its indicator is to move."""
    if row["comparator"] in ("<=", "<", ">=", ">"):
        return row["comparator"] in ("<=", "<")
    if words.falls(str(row["indicator"])):
        return False
    less = words.direction(str(row["indicator"])) < 0
    return less or (row["basis"] != "level" and float(row["target"]) < 0)


def _figure(value: float, decimals: int) -> str:
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _done(out: _Writer) -> None:
    """What is known: the latest figure, or the total so far and its share of the target."""
    row = out.row
    if not out.has("latest_year", "latest"):
        # only where the area has none; a target in words is not judged, whatever figures there are
        if row.get("reason") == "no_series":
            out.say("no_figures", name=out.name)
        return
    if not out.changes or not out.has("base_year"):
        out.say("latest", year=out.year("latest_year"), amount=out.amount("latest"), name=out.name)
        return
    year, base, total = out.year("latest_year"), out.year("base_year"), out.total("latest")
    code = "growth_so_far" if row["basis"] == "annual_growth" else "total_so_far"
    out.say(code, year=year, base=base, stem=out.stem, total=total)
    if row["basis"] == "cumulative" and out.has("share_done") and float(row["share_done"]) > 0:
        share = number(100 * float(row["share_done"]), 1, marks=False)
        out.say("share", share=out.fill(share, "share_done", "100 × latest ÷ target"))


def _target(out: _Writer) -> None:
    row, words = out.row, out.words
    if row["verdict"] == "no_number" or not out.has("target"):
        if out.clauses:
            out.say("in_words")
        else:
            out.say("in_words_named", name=out.name)
        return
    year = out.year("year") if out.has("year") else ""
    goal = out.total("target")
    named = bool(out.clauses)
    since = row["basis"] in ("cumulative", "points", "increment")
    if not named and since and out.has("base_year"):
        # nothing was said yet, not even since when it counts
        goal = words.say("sentence_since", base=out.year("base_year"), total=goal)
    bound = str(row["comparator"])
    if out.changes and float(row["target"]) < 0:  # at least -0.5 is a fall of at most 0.5
        bound = _TURNED.get(bound, bound)
    if has_message(bound := f"sentence_bound_{bound}"):
        goal = words.say(bound, goal=goal)
    mark = words.say(f"sentence_{'provisional' if bool(row['provisional']) else 'plain'}_target")
    said = (
        words.say("sentence_target_of_year", year=year, mark=mark, goal=goal)
        if year
        else words.say("sentence_target", mark=mark, goal=goal)
    )
    out.clauses.append(said if named else words.say("sentence_named", stem=out.stem, said=said))


def _needed(out: _Writer) -> None:
    """The yearly rate from now on; nothing where the year is over or there is no number."""
    row = out.row
    if not out.has("required_rate", "year") or row["verdict"] in ("met", "missed", "no_number"):
        return
    rate = float(row["required_rate"])
    begun = out.has("latest_year")
    if rate >= 0 if is_at_most(row, out.words) else rate <= 0:
        if begun:
            out.say("kept")
        return
    if not begun and not out.has("base_year"):
        return
    since = "latest_year" if begun else "base_year"
    left = out.fill(str(int(row["year"]) - int(row[since])), f"year, {since}", f"year - {since}")
    if out.counted:  # of whole things nobody adds a part: so many in all
        more = abs(rate) * float(left)
        out.say(
            "needed_in_all",
            year=int(row["year"]),
            more=out.words.amount(math.ceil(more - 1e-9), out.printed),
        )
        return
    size = out.fill(_figure(abs(rate), 2), "required_rate")
    if out.compounds:
        size += "%"
    elif out.unit in ("%", out.words.unit("百分点")):
        size = out.words.say("sentence_points", size=size)
    else:
        size = out.words.say("sentence_size", size=size, unit=out.unit)
    way = "fall" if out.falls or rate < 0 else "growth" if out.compounds else "raise"
    change = out.words.say(f"sentence_needs_{way}", size=size)
    if left == "1":
        out.say("needed_in_a_year", year=int(row["year"]), change=change)
    elif begun:
        out.say("needed_for_years", left=left, change=change)
    else:
        out.say("needed_from", first=int(row[since]) + 1, last=int(row["year"]), change=change)


def _outlook(out: _Writer, level: float) -> None:
    row = out.row
    if row.get("reason") == "year_over":
        out.say("year_over")
        return
    if row["known"] == "observed":
        if out.has("latest_year", "year") and int(row["latest_year"]) < int(row["year"]):
            out.say("never_falls")
            return
        if not out.has("latest_year") or int(row["latest_year"]) != int(row["year"]):
            out.say("result", year=out.year("year"), total=out.total("value"))
        return
    if row["known"] != "projected" or not out.has("value"):
        return
    code = "sentence_trend_change" if out.changes else "sentence_trend_level"
    said = out.words.say(code, year=out.year("year"), total=out.total("value"))
    if out.has("lower", "upper"):
        percent = out.words.percent(level)
        said = out.words.say("sentence_interval", said=said, level=percent, ends=out.between())
    out.clauses.append(said)
    if out.has("probability") and row["verdict"] != "no_number":
        chance = out.words.chance(float(row["probability"]))
        out.say("chance", chance=out.fill(chance, "probability"))
        if out.has("reach_year") and int(row["reach_year"]) > int(row["year"]):
            out.say("late", year=out.year("reach_year"))


def _verdict(out: _Writer) -> None:
    name = str(out.row["verdict"])
    if out.row.get("doubtful"):
        out.say("doubtful", years=out.fill(str(out.row["doubtful"]), "doubtful"))
    out.say("verdict", verdict=out.fill(out.words.code("verdict", name), "verdict"))
    # a binding target must be met, an anticipatory one is hoped for
    action = f"action_{out.row['binding']}_{name}"
    if has_message(f"sentence_{action}"):
        out.say(action)


def _write(
    row: Mapping[str, Any] | pd.Series,
    language: Language,
    level: float,
    lists: Catalogue | None = None,
) -> _Writer:
    one_of(language, ["zh", "en"], name="language")
    out = _Writer(dict(row), language, lists)
    _done(out)
    _target(out)
    _needed(out)
    _outlook(out, level)
    _verdict(out)
    return out


def sentence(
    row: Mapping[str, Any] | pd.Series,
    language: Language = "zh",
    *,
    level: float = 0.8,
    lists: Catalogue | None = None,
) -> str:
    """A row of `assess` as one sentence; `level` and `lists` are what `assess` was asked with.

    >>> row = {"indicator": "energy_intensity_reduction", "basis": "cumulative", "unit": "%",
    ...     "comparator": "=", "binding": "binding", "provisional": True, "year": 2025,
    ...     "base_year": 2020, "latest_year": 2023, "latest": 8.0, "target": 13.5,
    ...     "share_done": 8 / 13.5, "required_rate": 3.0351924, "known": "none",
    ...     "verdict": "no_data"}
    >>> print(sentence(row))
    截至2023年，单位地区生产总值能源消耗较2020年累计下降8%，完成目标的59.3%，2025年目标（暂定）为累计下降13.5%，今后2年需保持年均下降3.04%，研判：数据不足。
    """
    return _write(row, language, level, lists).text()


def told(
    row: Mapping[str, Any] | pd.Series,
    column: str,
    language: Language = "zh",
    *,
    lists: Catalogue | None = None,
) -> str:
    """A number of a row of `assess` as its sentence tells it: a change with its direction.

    >>> told({"indicator": "labour_productivity", "basis": "annual_growth", "unit": "%",
    ...     "year": 2030, "target": 5.0}, "target")
    '年均增长5%'
    """
    return _Writer(dict(row), language, lists).total(column)


def blanks(
    row: Mapping[str, Any] | pd.Series, language: Language = "zh", *, level: float = 0.8
) -> pd.DataFrame:
    """Every blank of the sentence: its text, the columns of the row it is read from, and the
    formula.

    >>> row = {"indicator": "x", "basis": "level", "unit": "", "comparator": ">=",
    ...     "binding": "none", "provisional": False,
    ...     "year": 2025, "latest_year": 2024, "latest": 12.0, "target": 10.0, "known": "none",
    ...     "verdict": "no_data"}
    >>> blanks(row)["columns"].tolist()
    ['latest_year', 'latest', 'year', 'target', 'verdict']
    """
    return pd.DataFrame(
        [vars(blank) for blank in _write(row, language, level).blanks],
        columns=["text", "columns", "formula"],
    )
