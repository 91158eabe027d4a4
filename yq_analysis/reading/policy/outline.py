"""Where in the document a paragraph stands: how far a year reaches, which box it is in, whether the
past is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from yq_analysis.reading.policy import clock
from yq_analysis.reading.policy.clock import State
from yq_analysis.reading.policy.plain_text import FIVE_YEAR, plain, plan_end
from yq_analysis.reading.policy.setting import Setting

_LEVELS: tuple[tuple[str, float], ...] = (
    (r"第[一二三四五六七八九十百]+[章篇]", 0.5),
    (r"第[一二三四五六七八九十百]+节", 0.8),
    (r"[一二三四五六七八九十]+、", 1.0),
    (r"\([一二三四五六七八九十]+\)", 2.0),
    (r"\d{1,2}[.、](?!\d)|(?:主要|发展|工作|总体|行动|具体)目标[。:]", 3.0),
    (r"\(\d{1,2}\)|[①②③④⑤⑥⑦⑧⑨⑩]", 4.0),
    (r"—|-{1,2}|[·•●○◆■▪*]", 5.0),
)
_BARE = (
    r"(?:总体要求|指导思想|主要目标|发展目标|工作目标|总体目标|目标任务|重点任务|主要任务|保障措施|"
    r"组织实施|发展基础|发展现状|发展环境|基本原则|回顾[^。,;:]{2,16}|[^。,;:]{2,16}回顾|"
    r"展望[^。,;:]{2,16})"
)
_PAST = re.compile(
    r"发展基础|现状|回顾|(?:主要|工作|发展|突出)成[效就绩]|取得的|发展环境|[发规][展划]背景|面临的?[形机挑]|形势分析|(?:完成|执行|运行|落实|进展)情况"
)
_AIMS = re.compile(r"目标(?!责任|考核|管理)|主要指标|到20\d\d年")
_INTRODUCES = re.compile(r"目标|指标|如下|:\s*$")
_LIST, BODY = 5.0, 6.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """`levels`: the headings above, each (level, is about the past, is about aims); `years`:
    (level, year, loose).

    A loose year is one that running text outside a section on aims spoke of: list items below it
    share it, the next paragraph does not. `state` is where a report's clock stands; without a
    report it has no phase.
    """

    levels: tuple[tuple[float, bool, bool], ...] = ()
    years: tuple[tuple[float, int, bool], ...] = ()
    box: str = ""
    state: State = field(default_factory=State)

    @property
    def past(self) -> bool:
        if self.state.phase:
            return self.state.past
        return any(past for _, past, _ in self.levels)

    @property
    def aims(self) -> bool:
        return any(aims for _, _, aims in self.levels)

    @property
    def year(self) -> int | None:
        return self.years[-1][1] if self.years else None

    @property
    def level(self) -> float:
        return self.levels[-1][0] if self.levels else 0.0


def level(text: str) -> float:
    """The outline level of a paragraph, `BODY` for running text.

    >>> level("二、主要目标"), level("(一)实施"), level("——产品质量"), level("到2025年,")
    (1.0, 2.0, 5.0, 6.0)
    """
    flat = plain(text).strip()
    if re.fullmatch(_BARE, flat):
        return 1.0
    return next((value for pattern, value in _LEVELS if re.match(pattern, flat)), BODY)


def box(text: str) -> str:
    """The label of a box, "" where the paragraph opens none.

    >>> box("专栏3 产品质量提档升级行动计划"), box("在专栏3中")
    ('专栏3', '')
    """
    found = re.match(r"\s*(专\s*栏\s*[\d一二三四五六七八九十]+)(?!中|所)", plain(text))
    return re.sub(r"\s", "", found[1]) if found else ""


def enter(place: Place, text: str, setting: Setting, heading: int = 0) -> Place:
    """The place after reading the beginning of a paragraph: what a new heading ends, and what it
    opens.

    `heading` is the level that the file's own style gives; what is printed ("一、") goes before it.
    """
    flat = plain(text)
    if label := box(text):
        # a box stands apart from the section it interrupts
        return replace(
            place,
            box=label,
            years=(),
            levels=(
                *(x for x in place.levels if x[0] < 3),
                (3.0, False, "指标" in flat or "目标" in flat),
            ),
        )
    own = level(text)
    if own == BODY and heading:
        own = min(0.4 + heading * 0.5, 2.9)
    if own == BODY and clock.is_heading(text, setting):
        own = 1.0
    if own == BODY:
        return replace(place, years=tuple(y for y in place.years if not y[2]))
    head = re.split(r"[。;:,]", flat, maxsplit=1)[0][:40]
    title = flat if len(flat) <= 60 and not re.search(r"[。;:]", flat) else head
    moves = setting.yearly is not None and own < _LIST
    levels = tuple(x for x in place.levels if x[0] < own)
    years = tuple(y for y in place.years if y[0] < own)
    if own < _LIST and (year := _aimed_at(head, setting)) is not None:
        years = (*years, (own, year, False))
    return Place(
        levels=(
            *levels,
            (
                own,
                own < 4
                and bool(_PAST.search(head))
                and ("目标" not in head or bool(re.search(r"(?:完成|执行|落实|进展)情况", head))),
                bool(_AIMS.search(head)),
            ),
        ),
        years=years,
        box=place.box if own >= 4 else "",
        state=clock.under(place.state, title, setting) if moves else place.state,
    )


def _aimed_at(head: str, setting: Setting) -> int | None:
    """The one year that a heading on aims names: "“十五五”主要目标", "2035年远景展望"."""
    if _PAST.search(head) or not re.search(r"目标|指标|展望|愿景", head):
        return None
    named = {int(year) for year in re.findall(r"20\d\d(?=年)", head)}
    named |= {plan_end(found["plan"]) for found in re.finditer(FIVE_YEAR, head)}
    ahead = {year for year in named if setting.first is None or year >= setting.first}
    return ahead.pop() if len(ahead) == 1 else None


def keep(place: Place, text: str, year: int | None) -> Place:
    """Remember the year that a paragraph spoke of, as far as it reaches.

    A heading's year reaches to the next heading of its level; that of running text to the list
    items below it and, where it introduces aims, to the next heading of the level above it; under a
    heading that speaks of aims it reaches to the end of that section.
    """
    if year is None or place.state.phase:
        return place
    own = level(text)
    loose = own == BODY and not place.aims and not _INTRODUCES.search(plain(text))
    aims = [x[0] for x in place.levels if x[2]]
    if aims:
        reach = min(aims) + 0.25
    else:
        reach = own if own < BODY else place.level + 0.25 if place.levels else _LIST - 0.1
    return replace(place, years=(*(y for y in place.years if y[0] < reach), (reach, year, loose)))
