"""What codes and columns are called, in Chinese and in English: the only place that knows.

Tables carry codes (`610800`, `labour_productivity`, `q97.5`); people read names. Figures, printed
tables and reports all look the names up here, so that one thing has one name everywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Messages, has_message, in_language, one_of, wordings
from yq_analysis.maths.rounding import Rule, rounded
from yq_analysis.presenting.wording.unit_names import after_number
from yq_analysis.presenting.wording.unit_names import english as english_unit

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

NOTHING = "—"  # how a gap is printed
_BRACKETS = re.compile(r"\s*(?:（([^（）]*)）|\(([^()]*)\))")
# "10,000 yuan per person", "100 million yuan": what is counted, and by what
_TIMES = re.compile(r"([\d,]+) (.+)")
# GB/T 8170-2008, 3.2: a five that nothing follows goes to the even digit (四舍六入五成双)
_RULE: Rule = "half_even"
_QUANTILE = re.compile(r"^q(\d+(?:\.\d+)?)$")

# A verdict is never colour alone: its sign stands beside its word.
VERDICT_SIGN: dict[str, str] = {
    "met": "●",
    "missed": "×",
    "on_track": "▲",
    "uncertain": "◆",
    "off_track": "▼",
    "no_number": "○",
    "no_data": "□",
}
# Columns whose cells are codes: messages.csv has code.COLUMN.CODE for each, code.*.CODE for all.
CODED = frozenset(code.partition(".")[0] for code in wordings("code."))
# codes that say nothing
_SILENT = {("provisional", "False")}


__all__ = ["CODED", "LANGUAGES", "NOTHING", "VERDICT_SIGN", "Language", "Names", "names", "number"]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Looks codes up in one language; a code that is not listed is shown as it is.

    >>> words = Names(language="zh", areas={"610800": "榆林市"})
    >>> (words.area("610800"), words.area("620000"), words.code("verdict", "on_track"),
    ...     words.column("q97.5"))
    ('榆林市', '620000', '预计可完成', '97.5%分位数')
    """

    language: Language
    indicators: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    calibers: Mapping[str, str] = field(default_factory=dict)
    scenarios: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    units_en: Mapping[str, str] | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    directions: Mapping[str, int] = field(default_factory=dict)
    falling: frozenset[str] = frozenset()

    def say(self, code: str, **values: Any) -> str:
        """The sentence of messages.csv in this language.

        >>> names("en").say("not_a_year", value="x")
        "'x' is not a year"
        """
        return str(in_language(Message(code, **values), self.language))

    def sentences(self, said: Iterable[str]) -> str:
        """Sentences one after the other; English puts a space between them."""
        return ("" if self.language == "zh" else " ").join(said)

    def tell(self, said: Any) -> str:
        """What a room below noted, in this language: areas, calibers, items and units by name.

        >>> names("en").tell(Message("projection_borrowed", "borrowed", count=3, area="610000"))
        'a history of 3 years only: growth borrowed from Shaanxi, with a wider interval'
        """
        if isinstance(said, Messages):
            told = dict.fromkeys(self.tell(part) for part in said.parts)
            return self.say("mark_clause").join(told)
        if not isinstance(said, Message):
            return str(said)
        return self.say(said.code, **{k: self._named(k, v) for k, v in said.values.items()})

    def _named(self, name: str, value: Any) -> Any:
        if isinstance(value, (Message, Messages)):
            return self.tell(value)
        if isinstance(value, tuple):
            return tuple(self._named(name, one) for one in value)
        naming = {
            "area": self.area,
            "caliber": self.caliber,
            "item": self.item,
            "unit": self.unit,
        }.get(name)
        return naming(value) if naming and isinstance(value, str) else value

    def indicator(self, code: str) -> str:
        """The name of an indicator (or item, where a table mixes both)."""
        return self.indicators.get(code) or self.items.get(code, code)

    def item(self, code: str) -> str:
        """The name of an item (or indicator, where a table mixes both)."""
        return self.items.get(code) or self.indicators.get(code, code)

    def area(self, code: str) -> str:
        """The name of an area."""
        return self.areas.get(code, code)

    def caliber(self, code: str) -> str:
        """The name of a caliber; a combined one (`price2020+set5`) is named by its parts."""
        return " · ".join(self.calibers.get(part, part) for part in re.split(r"[+;]", code) if part)

    def aside(self, *texts: str) -> str:
        """The texts in one pair of brackets; brackets inside become commas, for nobody reads nested
        ones. Nothing gives "".

        >>> (names("zh").aside("省级统计年鉴（2011年起） · 2020年价格", "按全国目标"),
        ...     names("en").aside("yearbooks (from 2011)"), names("zh").aside(""))
        ('（省级统计年鉴，2011年起 · 2020年价格，按全国目标）', ' (yearbooks, from 2011)', '')
        """
        flat = [
            _BRACKETS.sub(
                lambda found: self.say("mark_comma") + (found[1] or found[2]), text
            ).strip("，, ")
            for text in texts
        ]
        said = self.say("mark_comma").join(filter(None, flat))
        return self.say("mark_aside", said=said) if said else ""

    def scenario(self, code: str) -> str:
        """The name of a scenario."""
        return self.scenarios.get(code, code)

    def unit(self, unit: str) -> str:
        """A unit as this language writes it."""
        return unit if self.language == "zh" else english_unit(unit, self.units_en)

    def unit_of(self, indicator: str) -> str:
        """The unit that the indicator is printed in, in this language; "" where nobody said."""
        return self.unit(self.units.get(indicator, ""))

    def column(self, column: str) -> str:
        """The heading of a column."""
        quantile = _QUANTILE.match(column)
        if quantile:
            return self.say("column_quantile", percent=quantile[1])
        return self.say(code) if has_message(code := f"column.{column}") else column

    def code(self, column: str, value: Any) -> str:
        """What a code in `column` means; a value that is no known code is returned as text."""
        text = str(value)
        if column in ("area", "target_area"):
            return self.area(text)
        if column in ("indicator", "item"):
            return self.indicator(text) if column == "indicator" else self.item(text)
        if column == "caliber":
            return self.caliber(text)
        if column == "unit":
            return self.unit(text)
        if column == "scenario":
            return self.scenario(text)
        if column in ("reason", "finding"):
            return self.tell(value)
        if column in ("input_item", "follows"):
            return self.item(text) if column == "input_item" else self.area(text)
        if column in ("input_caliber", "input_unit"):
            return self.caliber(text) if column == "input_caliber" else self.unit(text)
        about = column.removesuffix("_before").removeprefix("input_")
        if (about, text) in _SILENT:
            return ""
        known = (code for code in (f"code.{about}.{text}", f"code.*.{text}") if has_message(code))
        return self.say(code) if (code := next(known, "")) else text

    def goal(self, value: float, comparator: Any = "", unit: Any = "") -> str:
        """A target's number with its sign and unit; a bare number, which texts print with "=", has
        no sign.

        >>> (names("zh").goal(12.0, ">=", "件/万人"), names("zh").goal(13.5, "=", "%"),
        ...     names("en").goal(20.0, ">=", "万元/人"))
        ('≥12件/万人', '13.5%', '≥200,000 yuan per person')
        """
        sign = str(comparator) if comparator in (">=", "<=", ">", "<") else ""
        return self.code("comparator", sign) + self.amount(value, unit)

    def figure(self, value: float, unit: Any = "", decimals: int | None = None) -> str:
        """A number as it is printed before its unit; English counts no ten thousands, so they go
        into the number.

        >>> names("zh").figure(18.4, "万元/人", 2), names("en").figure(18.4, "万元/人", 2)
        ('18.40', '184,000')
        """
        factor, _ = self._counted(unit)
        if factor == 1 or not math.isfinite(value):
            return number(value, decimals)
        if decimals is not None:  # as exact as it is printed in Chinese, no more
            value = rounded(value, decimals, _RULE)
        return number(value * factor, 0 if value * factor >= 1000 else None)

    def amount(
        self, value: float, unit: Any = "", decimals: int | None = None, *, trim: bool = False
    ) -> str:
        """A number with its unit, as one reads it aloud; `trim` leaves zeros at the end out.

        >>> words = names("en")
        >>> (words.amount(20.0, "万元/人"), words.amount(1.0, "个"), words.amount(1.0, "件"),
        ...     words.amount(3.5, "亿元"))
        ('200,000 yuan per person', '1', '1 patent', '350 million yuan')
        """
        shown = self.figure(value, unit, decimals)
        if trim and "." in shown:
            shown = shown.rstrip("0").rstrip(".")
        return self.with_unit(shown, unit)

    def with_unit(self, shown: str, unit: Any = "") -> str:
        """A printed number (`figure`) with its unit behind it.

        >>> names("zh").with_unit("18.40", "万元/人"), names("en").with_unit("184,000", "万元/人")
        ('18.40万元/人', '184,000 yuan per person')
        """
        _, name = self._counted(unit)
        if name is None or not shown or shown == NOTHING:
            return shown + (self.joined_unit(unit) if shown != NOTHING else "")
        if shown == "1" and " " not in name:
            name = name.removesuffix("s")
        return f"{shown} {name}" if name else shown

    def between(self, low: Any, high: Any, indicator: str, unit: Any = "") -> str:
        """An interval without its unit, both ends as exact as the indicator; of a reduction, an end
        that is a rise is called so. "" where an end is missing.

        >>> (names("zh").between(23.6, 37.95, "patent_density"),
        ...     names("zh").between(-3.02, 14.9, "energy_intensity_reduction"))
        ('23.60至37.95', '上升3.02至下降14.90')
        """
        if pd.isna(low) or pd.isna(high):
            return ""
        ends, code = (float(low), float(high)), "pages_between"
        if self.falls(indicator) and ends[0] < 0:
            code = "pages_rise_to_fall" if ends[1] > 0 else "pages_rise_to_rise"
            ends = (-ends[0], ends[1]) if ends[1] > 0 else (-ends[1], -ends[0])
        said = [self.figure(end, unit, self.decimals(indicator)) for end in ends]
        return self.say(code, low=said[0], high=said[1])

    def percent(self, fraction: float, decimals: int = 0) -> str:
        """A fraction in percent: 0.8 is 80%."""
        return number(100 * fraction, decimals, marks=False) + "%"

    def chance(self, probability: float) -> str:
        """A probability in percent; never certain about what is not observed.

        >>> names("zh").chance(0.999), names("en").chance(0.999), names("en").chance(0.42)
        ('99%以上', 'over 99%', '42%')
        """
        if probability > 0.99:
            return self.say("chance_over")
        return self.say("chance_under") if probability < 0.01 else self.percent(probability)

    def _counted(self, unit: Any) -> tuple[int, str | None]:
        """By what English multiplies the number, and what it then counts; None where the unit stays
        as it is.
        """
        if self.language == "zh" or not isinstance(unit, str) or not unit:
            return 1, None
        name = self.unit(unit)
        found = _TIMES.match(name)
        if found:
            return int(found[1].replace(",", "")), found[2]
        return 1, "" if name == "count" else None if name in ("%", "‰") else name

    def joined_unit(self, unit: Any) -> str:
        """A unit as it follows a number; "" for none."""
        return after_number(unit, self.language, self.units_en) if isinstance(unit, str) else ""

    def decimals(self, indicator: str) -> int | None:
        """How many decimals the indicator is printed with; None where nobody said."""
        return self.places.get(indicator)

    def direction(self, indicator: str) -> int:
        """1 where more is better (also where nobody said), -1 where less is."""
        return self.directions.get(indicator, 1)

    def falls(self, indicator: str) -> bool:
        """Whether the indicator is a fall, printed as a positive number."""
        return indicator in self.falling


def names(language: Language = "zh", lists: Catalogue | None = None) -> Names:
    """The names that `lists` gives in `language`; without lists, the catalogue that comes with the
    package.

    >>> names("en").code("verdict", "no_data"), names("zh").area("610802")
    ('too few data', '榆阳区')
    >>> names("fr")
    Traceback (most recent call last):
    yq_analysis.check.QuestionProblem: language: 没有“fr”; 可选：zh, en
    """
    one_of(language, LANGUAGES, name="language")
    lists = catalogue.read() if lists is None else lists
    found = _MADE.get((language, id(lists)))
    if found is not None and found[0] is lists:
        return found[1]
    made = _names(language, lists)
    if len(_MADE) >= _KEPT:
        _MADE.clear()
    _MADE[language, id(lists)] = (lists, made)
    return made


# every table and figure asks for the names; they are made once for a catalogue
_MADE: dict[tuple[str, int], tuple[Catalogue, Names]] = {}
_KEPT = 8


def _names(language: Language, lists: Catalogue) -> Names:
    column = f"name_{language}"
    return Names(
        language=language,
        indicators=_column(lists.indicators, "indicator", column),
        items=_column(lists.items, "item", column),
        areas=_column(lists.areas, "area", column),
        calibers=_column(lists.calibers, "caliber", column),
        scenarios=_column(lists.scenarios, "scenario", column),
        units=_column(lists.indicators, "indicator", "unit"),
        units_en=lists.unit_names,
        places={k: int(v) for k, v in _column(lists.indicators, "indicator", "decimals").items()},
        directions={
            k: int(v) for k, v in _column(lists.indicators, "indicator", "direction").items()
        },
        falling=frozenset(code for code, one in lists.records.items() if one.falls),
    )


def number(value: float | None, decimals: int | None = None, *, marks: bool = True) -> str:
    """A number for readers: thousands `marks`, a true minus sign, never "−0"; "—" for a gap.

    Rounded on the decimal digits by GB/T 8170: a lone five goes to the even digit. Without
    `decimals`, about four significant figures and no trailing zeros.

    >>> number(2.675, 2), number(2.665, 2), number(2.6651, 2)
    ('2.68', '2.66', '2.67')
    >>> number(-1234.5, 1), number(-0.004, 2), number(float("nan")), number(0.40123), number(16.0)
    ('−1,234.5', '0.00', '—', '0.4012', '16')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    places = decimals
    if places is None:
        size = abs(value)
        places = 0 if size >= 1000 or size == 0 else max(0, 3 - math.floor(math.log10(size)))
    text = f"{rounded(value, places, _RULE):{',' if marks else ''}.{places}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if not any(character in "123456789" for character in text):
        text = text.lstrip("-")
    return text.replace("-", "−")


def _column(table: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    """The pairs of two columns; a blank has no name."""
    kept = table[[key, value]].dropna()
    return {str(k): v for k, v in zip(kept[key], kept[value], strict=True) if str(v) != ""}
