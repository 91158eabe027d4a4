"""Which year a clause speaks of: asked for ("到2025年"), compared with ("比2020年"), or past
("截至2022年").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from yq_analysis.reading.policy.clock import PURPOSE
from yq_analysis.reading.policy.plain_text import FIVE_YEAR, plan_end
from yq_analysis.reading.policy.predicate import HOLE
from yq_analysis.reading.policy.setting import Setting

BASE_HOLE = "\x01"
_YEAR = r"(20\d\d)年?(?:底|末|年底|年末)?"
_WHEN = rf"(?:{_YEAR}|{FIVE_YEAR}(?:末|期末|时期|期间|平均水平)?)"
_BASE = re.compile(
    rf"(?:(?:相?比于?|相?较于?|与){_WHEN}(?:相比|相较|的|末|时|同期|实际|水平)*"
    rf"|(?:在|以){_WHEN.replace('?P<plan>', '?P<plan2>')}(?:的|实际|水平|为)*(?:基础上|基期|基数|"
    r"基准)|(?<=[到达为是])20\d\d年?的(?=[\d.一二两三四五六七八九十]+(?:倍|%)))"
)
_YARDSTICK = re.compile(rf"(?<=[高低好优]于){_WHEN}(?:的|实际|平均|水平)*")
_SPAN = re.compile(r"(?:从|自)?(20\d\d)年?\s*(?:[-—]+|至|到)\s*(20\d\d)年(?:期间|间)?")
_ASKED = re.compile(
    r"(?P<to>到|至|力争|截至|截止到?|自|从|由)?(?P<year>20\d\d)年(?P<tail>底前|末前|年底前|以前|之前|前|底|末|年底|年末)?"
)
_PLAN = re.compile(rf"(?P<to>到)?{FIVE_YEAR}(?P<tail>末|期末|期间|时期|收官|以来)?")
_DATE = re.compile(
    r"(?P<to>到|至|截至|截止到?)?(?P<year>20\d\d)年\d{1,2}月(?:\d{1,2}日)?(?P<tail>底前|末前|前|以前|之前|底|末)?"
)
_BRACKETED = re.compile(r"\(20\d\d年?\s*[-—]+\s*20\d\d年?\)")
_NOW = re.compile(r"今年(?!以来|来)|本年(?=度|要|将|内)|年内|全年(?!龄)")
_AIMED_AT = re.compile(r"(?:主要)?预期目标[是为:]")
_COMING_YEARS = re.compile(r"(?:今后|未来)(?:五|5)年")
_GROUND = re.compile(
    r"为.*(?:打下|打好|打牢|奠定|夯实|筑牢|提供|积蓄).{0,8}(?:基础|支撑|保障|条件)"
)
_PAST = re.compile(
    r"共有|回顾|(?:数据|报告|统计|监测)(?:显示|表明|指出)|据统计|已(?:经|达|建|成|获|有|累计|完|实|培|全)|目前|现有|同比|比上年|较上年|上年|以来|截至|截止|去年|[一五]年来|[过这](?:去)?(?:一|五|几)年|(?:达到|实现|完成|提高|增长|下降|提升|增加|降低|建成|获得|超过|突破)了|现状|过去|原有|曾经|曾[获达被]"
)
_REPORTED = re.compile(r"全年|年末|上半年|年底")
_AHEAD = re.compile(r"力争|目标|确保|争取|将|要|计划|预期|努力|不低于|不少于|以上|以内")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What is in force at a place in the text: the year asked for, the base year, whether the past
    is told.
    """

    year: int | None = None
    base: int | None = None  # "比2020年": what a rise or fall is counted from
    start: int | None = None  # "2021—2025年": the year before the first one
    past: bool = False
    own: bool = False  # the year stands in this sentence
    listed: tuple[
        int, ...
    ] = ()  # "到2025年、2030年": several years that values are then given for respectively


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A clause with its years taken out, and where each asked year stood."""

    text: str
    asked: tuple[tuple[int, int], ...]
    clock: Clock

    def at(self, position: int) -> int | None:
        before = [year for place, year in self.asked if place <= position]
        return before[-1] if before else self.clock.year


def mark(clause: str, clock: Clock, setting: Setting, *, aims: bool) -> Marked:
    """Read and blank out the years of a plain clause.

    >>> found = mark("到2025年单位GDP能耗比2020年下降13.5%", Clock(), Setting(), aims=True)
    >>> found.clock.year, found.clock.base, found.text.strip(HOLE)[:7]
    (2025, 2020, '单位GDP能耗')
    """
    reading = _Reading(clause, clock, setting, aims)
    for pattern in (_BRACKETED, PURPOSE):  # a title's span and a purpose set no year
        for match in pattern.finditer(reading.text):
            reading.blank(match)
    for match in _BASE.finditer(reading.text):
        reading.clock = replace(reading.clock, base=_base_year(match))
        reading.blank(match, BASE_HOLE)
    for match in _YARDSTICK.finditer(reading.text):  # "高于“十三五”时期实际" sets no year
        reading.blank(match)
    for match in _DATE.finditer(reading.text):
        reading.date(match)
    for match in _SPAN.finditer(reading.text):
        first, last = int(match[1]), int(match[2])
        # "2020—2025年" begins with the plan's base year, "2021—2025年" with its first year
        start = first if first % 5 == 0 else first - 1
        reading.ask(match, last, start=start, past=_over(last, setting))
    for match in _PLAN.finditer(reading.text):
        reading.plan(match)
    for match in _ASKED.finditer(reading.text):
        reading.year(match)
    asked = reading.asked
    clock, text = _this_year(reading.clock, reading.text, asked, setting)
    if (coming := _COMING_YEARS.search(text)) and (until := _end_of_coming_years(setting)):
        clock = replace(clock, year=until, past=False, own=True)
        asked.append((coming.start(), until))
        text = _blank(text, coming, HOLE)
    told = _PAST.search(text) or (setting.report and _REPORTED.search(text))
    if told and not any("到" in clause[max(place - 1, 0) : place + 1] for place, _ in asked):
        clock = replace(clock, past=True)
    if len({year for _, year in asked}) > 1:
        clock = replace(clock, listed=tuple(dict.fromkeys(year for _, year in sorted(asked))))
    return Marked(text=text, asked=tuple(asked), clock=clock)


_UNTIL_NOW = ("截至", "截止", "截止到")


class _Reading:
    """A clause while its years are read: what is left of its text, and the clock so far."""

    def __init__(self, clause: str, clock: Clock, setting: Setting, aims: bool) -> None:
        self.text, self.clock, self.setting, self.aims = clause, clock, setting, aims
        self.asked: list[tuple[int, int]] = []

    def blank(self, match: re.Match[str], hole: str = HOLE) -> None:
        self.text = _blank(self.text, match, hole)

    def ask(self, match: re.Match[str], year: int, *, past: bool, start: int | None = None) -> None:
        """The year is in force from here on."""
        start = self.clock.start if start is None else start
        self.clock = replace(self.clock, year=year, start=start, past=past, own=True)
        self.asked.append((match.start(), year))
        self.blank(match)

    def date(self, match: re.Match[str]) -> None:
        year = int(match["year"])
        if match["to"] in _UNTIL_NOW:
            self.clock = replace(self.clock, past=True, year=None)
        elif match["to"] or match["tail"]:
            self.ask(match, year, past=_over(year, self.setting))
        self.blank(match)

    def plan(self, match: re.Match[str]) -> None:
        """A five-year plan; one that is only named is none in force."""
        follows = re.sub(r"^[和、与及]", "", self.text[match.end() :])
        if not match["tail"] and not match["to"] and not _PLAN.match(follows):
            return
        end = plan_end(match["plan"])
        past = match["tail"] == "以来" or _over(end, self.setting)
        self.ask(match, end, past=past, start=end - 5 if match["tail"] in _DURING else None)

    def year(self, match: re.Match[str]) -> None:
        year, to, tail = int(match["year"]), match["to"], match["tail"] or ""
        if to in ("自", "从", "由"):  # the word itself stays: "由2020年的18提高到27"
            hole = HOLE * len(match[0][1:])
            self.text = self.text[: match.start("year")] + hole + self.text[match.end() :]
            return
        if to in _UNTIL_NOW:
            self.clock = replace(self.clock, past=True, year=None)
        elif to or "前" in tail:
            ahead = self.aims and not _before(year, self.setting)
            self.ask(match, year, past=_over(year, self.setting) and not ahead)
        elif _looks_ahead(
            year,
            self.text,
            self.setting,
            aims=self.aims,
            past=self.clock.past or bool(_PAST.search(self.text)),
        ):
            self.ask(match, year, past=False)
        else:
            self.clock = replace(self.clock, year=None, past=True)
        self.blank(match)


_DURING = ("期间", "时期")


def _this_year(
    clock: Clock, text: str, asked: list[tuple[int, int]], setting: Setting
) -> tuple[Clock, str]:
    """ "今年" is this year wherever it stands, "全年" and "主要预期目标是" where no other year is in
    force.
    """  # noqa: E501
    this_year = setting.this_year
    if this_year is None:
        return clock, text
    loose = clock.year is None or clock.past
    now = _NOW.search(text)
    if now and (now[0] in ("今年", "本年") or (loose and not clock.past)):
        pass
    elif setting.yearly is not None and now:
        return clock, _blank(text, now, HOLE)
    elif not loose or not (now := _AIMED_AT.search(text)):
        return clock, text
    if now[0] in ("全年", "年内") and setting.yearly is None:
        return clock, text
    asked.append((now.start(), this_year))
    clock = replace(clock, year=this_year, past=False, own=True)
    return clock, text if "目标" in now[0] else _blank(text, now, HOLE)


def _over(year: int, setting: Setting) -> bool:
    """Whether a year lies before the document: before its issue, its plan, or the year that it is
    about.
    """
    return (setting.issued is not None and year < setting.issued) or _before(year, setting)


def _before(year: int, setting: Setting) -> bool:
    return setting.first is not None and year < setting.first


def _end_of_coming_years(setting: Setting) -> int | None:
    if setting.span:
        return setting.span[1]
    this = setting.this_year
    return this + 4 if this else None


def grounds(text: str) -> bool:
    """Whether a clause only says what the aims lay the ground for.

    >>> grounds("为人均地区生产总值达到25万元奠定坚实基础")
    True
    """
    return bool(_GROUND.search(text))


def looks_ahead(text: str) -> bool:
    """Whether a word of the sentence looks ahead."""
    return bool(_AHEAD.search(text))


def _base_year(found: re.Match[str]) -> int:
    digits = re.search(r"20\d\d", found[0])
    return int(digits[0]) if digits else plan_end(found["plan"] or found["plan2"])


def _looks_ahead(year: int, text: str, setting: Setting, *, aims: bool, past: bool) -> bool:
    """A bare "2025年": a target where it lies in or after the year of issue and nothing tells the
    past.
    """
    if past:
        return False
    if setting.issued is not None:
        return year >= setting.issued
    if setting.span is not None:
        return year >= setting.span[0]
    # "到2025年 … 。2030年": a year beyond all that the document aims at lies ahead, too
    beyond = bool(setting.horizons) and year >= max(setting.horizons)
    return aims or beyond or year in setting.horizons or bool(_AHEAD.search(text))


def _blank(text: str, found: re.Match[str], sign: str) -> str:
    return text[: found.start()] + sign * len(found[0]) + text[found.end() :]
