"""One row of an assessment as one sentence in the official style; every blank is a column of the
row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import one_of
from yq_analysis.presenting.wording import names, number
from yq_analysis.presenting.wording.assessment_notes import Language

# What a verdict asks for, by the nature of the target: a binding one must be met, an anticipatory
# one is hoped for.
ACTIONS = {
    ("binding", "off_track"): ("属约束性指标，须采取措施确保完成", "binding: measures are needed"),
    ("binding", "uncertain"): (
        "属约束性指标，须持续跟踪、留有余量",
        "binding: to be watched, with a margin",
    ),
    ("binding", "missed"): ("属约束性指标，未按要求完成", "binding, and not met"),
    ("anticipatory", "off_track"): (
        "属预期性指标，需加力推进",
        "anticipatory: more effort is needed",
    ),
    ("anticipatory", "uncertain"): (
        "属预期性指标，需加力推进",
        "anticipatory: more effort is needed",
    ),
}
BOUND = {
    ">=": ("不低于", "at least "),
    ">": ("高于", "above "),
    "<=": ("不高于", "at most "),
    "<": ("低于", "below "),
}


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
        self.row, self.zh, self.words = row, language == "zh", names(language, lists)
        self.name = self.words.indicator(row["indicator"])
        self.printed = str(row["unit"]) if self.has("unit") else ""
        self.unit = self.words.unit(self.printed) if self.printed else ""
        scale = one.scale if one else "share" if self.printed == "%" else "positive"
        # two decimals at least, so that 97.96 % does not read as the 98 % it missed
        self.decimals = 0 if scale == "count" else max(one.decimals if one else 2, 2)
        self.compounds = row["basis"] in ("cumulative", "annual_growth") or (
            row["basis"] == "level" and scale == "positive"
        )
        self.falls = row["basis"] in ("cumulative", "annual_growth") and self.words.falls(
            row["indicator"]
        )
        self.clauses: list[str] = []
        self.blanks: list[Blank] = []

    @property
    def quantity(self) -> str:
        """What falls, for an indicator whose name says that it does: "a reduction of ... rose"
        would read backwards.
        """
        if self.zh:
            return self.name.removesuffix("降低").removesuffix("下降")
        stem = self.name.removeprefix("Reduction of ")
        return stem[:1].upper() + stem[1:]

    def has(self, *names: str) -> bool:
        return all(name in self.row and pd.notna(self.row[name]) for name in names)

    def say(self, zh: str, en: str) -> None:
        self.clauses.append(zh if self.zh else en)

    def fill(self, text: str, columns: str, formula: str = "") -> str:
        self.blanks.append(Blank(text=text, columns=columns, formula=formula or columns))
        return text

    def year(self, column: str) -> str:
        return self.fill(str(int(self.row[column])), column)

    def amount(self, column: str, *, size: bool = False) -> str:
        """The column with its unit; with `size`, without its sign, which a word beside it says."""
        value = float(self.row[column])
        size_only = abs(value) if size else value
        return self.fill(
            self.words.amount(size_only, self.printed, self.decimals, trim=True),
            column,
            f"|{column}|" if size and value < 0 else "",
        )

    def total(self, column: str) -> tuple[str, str]:
        """A value in the target's measure; a cumulative one with its direction, so that a rise is
        not "a fall of -3 %".
        """
        if self.row["basis"] not in ("cumulative", "annual_growth"):
            amount = self.amount(column)
            return amount, amount
        amount = self.amount(column, size=True)
        if self.row["basis"] == "annual_growth":
            falls, one = self.downward(column), self.one_year
            word = "下降" if falls else "上升" if self.falls else "增长"
            return (
                f"{'' if one else '年均'}{word}{amount}",
                f"a {'' if one else 'yearly '}{'fall' if falls else 'rise'} of {amount}",
            )
        if self.downward(column):
            return f"累计下降{amount}", f"a total fall of {amount}"
        return f"累计{'上升' if self.falls else '增长'}{amount}", f"a total rise of {amount}"

    @property
    def one_year(self) -> bool:
        """Whether the target is the change of one year."""
        return (
            self.has("base_year", "year")
            and int(self.row["year"]) - int(self.row["base_year"]) == 1
        )

    def downward(self, column: str) -> bool:
        if self.row["basis"] == "annual_growth" and not self.falls:
            return float(self.row[column]) < 0
        return self.falls == (float(self.row[column]) >= 0)

    def between(self) -> tuple[str, str]:
        """The interval, told in the direction of the point; where it reaches over zero, each end
        says its own direction.
        """
        if self.row["basis"] != "cumulative":
            low, high = self.amount("lower"), self.amount("upper")
            return f"{low}至{high}", f"{low} to {high}"
        ends = ("lower", "upper") if float(self.row["value"]) >= 0 else ("upper", "lower")
        low, high = (self.amount(column, size=True) for column in ends)
        down = [self.downward(column) for column in ends]
        if down == [self.downward("value")] * 2:
            return f"{low}至{high}", f"{low} to {high}"
        rise = "上升" if self.falls else "增长"
        first, second = (("下降", "a fall of ") if one else (rise, "a rise of ") for one in down)
        return f"{first[0]}{low}至{second[0]}{high}", f"{first[1]}{low} to {second[1]}{high}"

    def text(self) -> str:
        return "，".join(self.clauses) + "。" if self.zh else ", ".join(self.clauses) + "."


def _figure(value: float, decimals: int) -> str:
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _chance(probability: float) -> tuple[str, str]:
    """Never certain about what is not observed.

    >>> _chance(0.999), _chance(0.42)
    (('99%以上', 'over 99%'), ('42%', '42%'))
    """
    if probability > 0.99:
        return "99%以上", "over 99%"
    if probability < 0.01:
        return "1%以下", "under 1%"
    return f"{probability:.0%}", f"{probability:.0%}"


def _done(out: _Writer) -> None:
    """What is known: the latest figure, or the total so far and its share of the target."""
    row = out.row
    if not out.has("latest_year", "latest"):
        # only where the area has none; a target in words is not judged, whatever figures there are
        if row.get("reason") == "no_series":
            out.say(f"{out.name}暂无实际数", f"{out.name}: no figures")
        return
    if row["basis"] == "annual_growth" and out.has("base_year"):
        year, base, total = out.year("latest_year"), out.year("base_year"), out.total("latest")
        stem = out.quantity if out.falls else out.name
        out.say(f"{base}—{year}年{stem}{total[0]}", f"{stem}: {total[1]} from {base} to {year}")
        return
    if row["basis"] != "cumulative" or not out.has("base_year"):
        year, amount = out.year("latest_year"), out.amount("latest")
        out.say(f"{year}年{out.name}为{amount}", f"{out.name}: {amount} in {year}")
        return
    year, base, total = out.year("latest_year"), out.year("base_year"), out.total("latest")
    stem = out.quantity if out.falls else out.name
    out.say(
        f"截至{year}年，{stem}较{base}年{total[0]}", f"{stem}: {total[1]} from {base} to {year}"
    )
    if out.has("share_done") and float(row["share_done"]) > 0:
        share = out.fill(
            f"{100 * float(row['share_done']):.1f}", "share_done", "100 × latest ÷ target"
        )
        out.say(f"完成目标的{share}%", f"{share}% of the target")


def _target(out: _Writer) -> None:
    row = out.row
    if row["verdict"] == "no_number" or not out.has("target"):
        named = not out.clauses
        out.say(
            f"{out.name}的目标为文字表述" if named else "目标为文字表述",
            f"{out.name}: the target is in words" if named else "the target is in words",
        )
        return
    bound = BOUND.get(str(row["comparator"]), ("", ""))
    year = (f"{out.year('year')}年", f" for {int(row['year'])}") if out.has("year") else ("", "")
    total = out.total("target")
    lead = ("", "")
    if (
        not out.clauses
    ):  # nothing was said yet, not even of what the target is, and since when it counts
        stem = out.quantity if out.falls else out.name
        lead = (stem, f"{stem}: ")
        if row["basis"] == "cumulative" and out.has("base_year"):
            base = out.year("base_year")
            total = (f"较{base}年{total[0]}", f"{total[1]} from {base}")
    provisional = ("（暂定）", "provisional ") if bool(row["provisional"]) else ("", "")
    out.say(
        f"{lead[0]}{year[0]}目标{provisional[0]}为{bound[0]}{total[0]}",
        f"{lead[1]}{provisional[1]}target{year[1]}: {bound[1]}{total[1]}",
    )


def _needed(out: _Writer) -> None:
    """The yearly rate from now on; nothing where the year is over or there is no number."""
    row = out.row
    if not out.has("required_rate", "year") or row["verdict"] in ("met", "missed", "no_number"):
        return
    rate, at_most = float(row["required_rate"]), row["comparator"] in ("<=", "<")
    if rate <= 0 if not at_most else rate >= 0:
        out.say(
            "现值已达到目标，保持即可", "the latest figure meets the target and needs to be kept"
        )
        return
    begun = out.has("latest_year")
    if not begun and not out.has("base_year"):
        return
    since = "latest_year" if begun else "base_year"
    left = out.fill(str(int(row["year"]) - int(row[since])), f"year, {since}", f"year - {since}")
    size = out.fill(_figure(abs(rate), max(out.decimals, 2)), "required_rate")
    unit = (
        ("%", "%")
        if out.compounds
        else ("个百分点", " points")
        if out.unit == "%"
        else (out.unit, f" {out.unit}")
    )
    word = (
        ("下降", "fall") if out.falls or rate < 0 else ("增长" if out.compounds else "提高", "rise")
    )
    first, last = int(row[since]) + 1, int(row["year"])
    span = f"今后{left}年需保持年均" if begun else f"{first}—{last}年需年均"
    when = f"for {left} more years" if begun else f"from {first} to {last}"
    if left == "1":
        span, when = f"{last}年需", f"in {last}"
    out.say(
        f"{span}{word[0]}{size}{unit[0]}", f"a yearly {word[1]} of {size}{unit[1]} is needed {when}"
    )


def _outlook(out: _Writer, level: float) -> None:
    row = out.row
    if row.get("reason") == "year_over":
        out.say(
            "目标年已过，数据尚未公布",
            "the target year is over and its figure is not published yet",
        )
        return
    if row["known"] == "observed":
        if out.has("latest_year", "year") and int(row["latest_year"]) < int(row["year"]):
            out.say(
                "累计数只增不减，已达到目标", "a running total never falls: the target is reached"
            )
            return
        if not out.has("latest_year") or int(row["latest_year"]) != int(row["year"]):
            year, total = out.year("year"), out.total("value")
            out.say(f"{year}年实际为{total[0]}", f"the result of {year}: {total[1]}")
        return
    if row["known"] != "projected" or not out.has("value"):
        return
    year, total, between = out.year("year"), out.total("value"), ("", "")
    if out.has("lower", "upper"):
        ends = out.between()
        between = f"（{level:.0%}区间{ends[0]}）", f" ({level:.0%} interval {ends[1]})"
    out.say(
        f"趋势推算{year}年{'' if out.row['basis'] in ('cumulative', 'annual_growth') else '为'}"
        f"{total[0]}{between[0]}",
        f"the trend leads to {total[1]} in {year}{between[1]}",
    )
    if out.has("probability") and row["verdict"] != "no_number":
        chance = _chance(float(row["probability"]))
        out.fill(chance[0 if out.zh else 1], "probability")
        out.say(
            f"完成目标的概率为{chance[0]}", f"the probability of meeting the target is {chance[1]}"
        )
        if out.has("reach_year") and int(row["reach_year"]) > int(row["year"]):
            late = out.year("reach_year")
            out.say(f"照此趋势{late}年达到目标值", f"at this pace the target is reached in {late}")


def _verdict(out: _Writer) -> None:
    name = str(out.row["verdict"])
    if out.row.get("doubtful"):
        years = out.fill(str(out.row["doubtful"]), "doubtful")
        out.say(f"所据{years}年的数存疑", f"the figure of {years} behind it is doubtful")
    word = out.fill(out.words.code("verdict", name), "verdict")
    out.say(f"研判：{word}", f"verdict: {word}")
    action = ACTIONS.get((str(out.row["binding"]), name))
    if action:
        out.say(*action)


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
    ...     "comparator": "=",
    ... "binding": "binding", "provisional": True, "year": 2025, "base_year": 2020, "latest_year":
    2023, "latest": 8.0, ... "target": 13.5, "share_done": 8 / 13.5, "required_rate": 3.0351924,
    "known": "none", "verdict": "no_data"}
    >>> print(sentence(row))
    截至2023年，单位地区生产总值能源消耗较2020年累计下降8%，完成目标的59.3%，2025年目标（暂定）为累计下降13.5%，今后2年需保持年均下降3.04%，研判：数据不足。
    """
    return _write(row, language, level, lists).text()


def blanks(
    row: Mapping[str, Any] | pd.Series, language: Language = "zh", *, level: float = 0.8
) -> pd.DataFrame:
    """Every blank of the sentence: its text, the columns of the row it is read from, and the
    formula.

    >>> row = {"indicator": "x", "basis": "level", "unit": "", "comparator": ">=",
    ...     "binding": "none", "provisional": False,
    ... "year": 2025, "latest_year": 2024, "latest": 12.0, "target": 10.0, "known": "none",
    "verdict": "no_data"}
    >>> blanks(row)["columns"].tolist()
    ['latest_year', 'latest', 'year', 'target', 'verdict']
    """
    return pd.DataFrame(
        [vars(blank) for blank in _write(row, language, level).blanks],
        columns=["text", "columns", "formula"],
    )
