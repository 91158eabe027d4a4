"""The clock of a report: which time is spoken of at each sentence, moved by headings, dates and
phrases.

A government's yearly report tells the past year, then the aims of the running plan, then those of
this year; a heading, a date or a phrase moves from one to the next, and nothing else does. While
the clock stands at `review` no number is an aim, whatever it looks like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from yq_analysis.reading.policy.plain_text import FIVE_YEAR, plain, plan_end
from yq_analysis.reading.policy.setting import Setting

Phase = Literal["", "review", "year", "plan", "outlook"]
Topic = tuple[Phase, int | None]

REVIEW_WORDS = (
    r"回顾|成就|成绩|取得|走过|历程|答卷|成效|总结|(?:完成|执行|运行|落实|进展)情况|过去.{0,2}年"
    r"|[一五]年来|这[一五]年|“?刚刚过去"
)
# what is only aimed from, or at, in passing: "为2035年…打好基础", "锚定2035年", "“十五五”开局之年"
PURPOSE = re.compile(
    r"(?:(?<![目标])为|对|锚定|着眼|面向|瞄准|立足|对标|对照|围绕|按照|根据|衔接|谋划|编制|距)"
    r"(?:到|实现|全面)?(?:20\d\d年?|\"?十[四五六]五\"?(?:时期|期间|规划)?)"
    r"|与\"?十[四五六]五\"?(?:时期|期间|规划)?(?!末|期末|相比|年均|平均)(?=.{0,20}(?:衔接|一致|匹配|适应|吻合))"
    r"|与\"?十[四五六]五\"?(?:时期|期间|规划)?(?=年均.{0,12}(?:衔接|一致|匹配|适应|吻合))"
)
_OPENING = (
    r"\"?十[四五六]五\"?(?:规划|时期)?的?(?:全面)?(?:良好|实现|顺利)?(?:开局|起步|第一|首|开篇|收官|"
    r"圆满收官|关键一)"
)
_AIMS = re.compile(
    r"(?:预期|主要|奋斗|工作|总体|具体|发展)目标(?:任务|指标|建议)?(?:安排)?(?:是|为|如下|[:：])"
    r"|预期目标|实现以下目标|目标[:：]"
)
_DONE = re.compile(r"完成|超额|实现了|好于|高于预期|达到预期|年初(?:预期|确定)|确定的")
# a sentence that gives reasons for an aim, or tells how it is meant, sets none
EXPLAINS = re.compile(
    r"^[\s—-]*(?:[一二三四五六]是)?(?:主要考虑|主要是考虑|这主要|考虑到|综合考虑.{0,40}(?:兼顾|既|体现)|这(?:一|个|些)目标|该目标|上述目标|以上目标"
    r"|(?:提出|确定|设定|设置)(?:这|上述|以上|该)|之所以|做好今年.{0,6}工作.{0,6}意义)"
)
_FORWARD = re.compile(r"目标|任务|重点工作|工作安排|工作部署|总体要求|总体思路|下一步|今后")
_TITLE = re.compile(r"报告$|报告\(|公报|会议上|代表大会|^关于|计划\(?草案\)?$|方案$|的?通知$")
_OUTLINE = re.compile(
    r"(?P<review>(?:过去|这|前)(?:一|五|几)年|[一五]年来)"
    rf"|(?P<ahead>今后五年|未来五年|今后5年|未来5年|今后一个时期|(?:规划)?纲要(?:\(草案\))?\"?》?(?=提出|设置|设定|明确|确定|描绘|安排|共|主要|围绕))"
    rf"|{FIVE_YEAR}|(?P<now>今年|本年度?|新的一年)|(?<!\d)(?P<date>20\d\d)年"
)


@dataclass(frozen=True, kw_only=True)
class State:
    """What is in force: the phase, its year, and what the heading above announces beside it."""

    phase: Phase = ""
    year: int | None = None
    announced: tuple[Topic, ...] = ()

    @property
    def past(self) -> bool:
        return self.phase == "review"


def start(setting: Setting) -> State:
    """A report begins with the past, a yearly plan with its year, any
    other document with nothing.
    """
    if setting.yearly is None:
        return State()
    return State(phase="review") if setting.reports else State(phase="year", year=setting.yearly)


def topics(text: str, setting: Setting) -> list[Topic]:
    """The times that a heading or sentence names, in printed order.

    >>> from yq_analysis.reading.policy.setting import Setting
    >>> topics("“十五五”时期主要目标和2026年工作安排", Setting(yearly=2026))
    [('plan', 2030), ('year', 2026)]
    >>> (topics("2025年工作回顾", Setting(yearly=2026)), topics("为“十五五”开局打好基础",
    ...     Setting(yearly=2026)))
    ([('review', None)], [])
    """
    flat = re.sub(_OPENING, "", PURPOSE.sub("", plain(text)))
    named: list[Topic] = []
    for match in _OUTLINE.finditer(flat):
        topic = _topic(match, setting)
        if topic is not None and topic not in named:
            named.append(topic)
    return named


def _topic(match: re.Match[str], setting: Setting) -> Topic | None:
    this = setting.yearly
    assert this is not None
    if match["review"]:
        return ("review", None)
    if match["ahead"]:
        return ("plan", this + 4 if this % 5 == 1 or "纲要" not in match[0] else -(-this // 5) * 5)
    if match["plan"]:
        end = plan_end(match["plan"])
        return ("plan", end) if end >= this else ("review", None)
    if match["now"]:
        return ("year", this)
    year = int(match["date"])
    if year < this:
        return ("review", None)
    return (
        ("year", year)
        if year == this
        else ("outlook" if year % 5 == 0 and year > this + 5 else "plan", year)
    )


def is_heading(text: str, setting: Setting) -> bool:
    """Whether an unnumbered line is a heading that moves the clock: short, without a sign, and
    about a time.
    """
    flat = plain(text).strip()
    return (
        setting.yearly is not None
        and 3 < len(flat) <= 40
        and not re.search(r"[。;,:!?]", flat)
        and not _TITLE.search(flat)
        and bool(re.search(rf"{REVIEW_WORDS}|目标|任务|工作|安排|要求|思路|考虑|展望", flat))
        and (bool(topics(flat, setting)) or bool(re.search(REVIEW_WORDS, flat)))
        and not re.search(r"\d(?:%|万|亿|个|家|项)", flat)
    )


def under(state: State, heading: str, setting: Setting) -> State:
    """The state below a heading; one that names no time leaves it as it was."""
    named = topics(re.sub("谋划|编制|描绘", "", heading), setting)
    ahead = tuple(topic for topic in named if topic[0] != "review")
    if re.search(REVIEW_WORDS, plain(heading)):
        return State(phase="review", announced=ahead)
    if ahead and named[0] in ahead:
        phase, year = ahead[0]
        return State(phase=phase, year=year, announced=ahead)
    if named and not ahead:
        return State(phase="review")
    if ahead:
        return State(phase="review", announced=ahead)
    if state.past and _FORWARD.search(plain(heading)) and not re.search("问题|困难", heading):
        return State(phase="year", year=setting.yearly)
    return state


def at(state: State, sentence: str, setting: Setting) -> State:
    """The state at a sentence: what its own words before the first number move."""
    flat = plain(sentence)
    if EXPLAINS.search(flat):
        return state
    lead = re.split(r"\d(?:[\d.,]*)(?:%|‰|万|亿|元|个|家|项|岁|年$)", flat, maxsplit=1)[0]
    named = topics(lead, setting)
    aims = bool(_AIMS.search(lead)) and not _DONE.search(lead)
    ahead = [topic for topic in named if topic[0] != "review"]
    if state.past:
        if not aims and not (state.announced and ahead and named[0] in ahead):
            return state
        if not ahead and not re.search(r"预期目标|建议", lead):
            return state
    elif not ahead and not (aims and "预期" in lead and _this_year_is_meant(state, setting)):
        return state
    phase, year = ahead[-1] if ahead else ("year", setting.yearly)
    announced = {topic[0] for topic in state.announced}
    if state.phase == "year" and phase != "year" and not aims and "plan" not in announced:
        return state  # among this year's tasks a later year holds for its sentence alone
    return State(phase=phase, year=year, announced=state.announced)


def _this_year_is_meant(state: State, setting: Setting) -> bool:
    """ "主要预期目标是" is a yearly report's word for this year, unless the section speaks of the
    plan alone.
    """
    return state.phase == "outlook" or ("year", setting.yearly) in state.announced
