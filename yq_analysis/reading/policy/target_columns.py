"""What the columns of a table of targets are, read from their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from yq_analysis.reading.policy.plain_text import FIVE_YEAR, plain, plan_end
from yq_analysis.reading.policy.quantity import is_unit, unit_name

Kind = Literal[
    "no", "group", "name", "unit", "base", "target", "growth", "attribute", "other", "unknown"
]

_WORDS: tuple[tuple[str, Kind], ...] = (
    (r"序号|编号|No\.?|项次|号", "no"),
    (r"(?:指标)?(?:属性|性质)|指标属性|约束性/预期性|(?:约束|预期)性指标", "attribute"),
    (r"(?:指标)?(?:类别|类型|分类|领域|维度|方面|分项)|一级指标|类|目标类别", "group"),
    (r"(?:计量|指标)?单位", "unit"),
    (
        r"(?:主要|具体|核心|关键|量化|发展|规划|工作|任务|目标|二级|三级|评价|考核|监测)*(?:指标|项目)(?:名称|内容|项|体系)?(?:[及和/、与]?\(?(?:计量)?单位\)?)?|目标名称|名称|内容",
        "name",
    ),
    (
        r".*(?:责任|牵头|负责|配合|主管|填报).*(?:单位|部门)?|备注|数据来源|说明|指标解释|依据|(?:目标)?(?:完成|实现|达成|进展)(?:情况|率|程度|与否|进度)(?:\(?%\)?)?|是否完成|评价|评估结论|排名|位次",
        "other",
    ),
)
_GROWTH = r"年均|年增|增速|累计|增减|增幅|降幅|增长率?|增加值?|增量|提升|变化|提高|下降"
_BASE = (
    r"基期|现状|实际|完成|基准|现值|基数|达到值|初值|基础值|实绩|预计|预估|预测|估计|测算|上年|底数"
)
_ASKED = r"目标|规划|预期|任务|指标值|建议|计划|拟定?|安排|要求"
_LEVEL = r"(?P<level>(?:全|我|本)(?:国|省|市|区|县|州|盟|旗)|国家|省级?|市级?|区级?|县级?)"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what it is, the year it speaks of, a unit in its heading, whether brackets under
    it are cumulative.

    `level` is the area that the heading names ("全省", "我区"), "" where it names none.
    """

    kind: Kind
    heading: str
    year: int | None = None
    unit: str = ""
    cumulative_bracket: bool = False
    asked: bool = False
    level: str = ""


def column(heading: str) -> Column | None:
    """What a heading says, None where the text is no heading.

    >>> column("2025年目标值(%)")
    Column(kind='target', heading='2025年目标值(%)', year=2025, unit='%', cumulative_bracket=False,
    asked=True, level='')
    >>> (column("年均增速〔累计〕").kind, column("2020年实际").kind, column("属性").kind,
    ...     column("每万人口专利") is None)
    ('growth', 'base', 'attribute', True)
    >>> column("2030年建议目标").asked, column("2025年预计").kind, column("我区2030年目标").level
    (True, 'base', '我区')
    """
    text = re.sub(r"\s", "", plain(heading))
    if not text or len(text) > 24:
        return None
    unit = ""
    if (found := re.search(r"\(([^()]*)\)$", text)) and is_unit(found[1]):
        unit, text = unit_name(found[1]), text[: found.start()]
    for pattern, kind in _WORDS:
        if re.fullmatch(pattern, text):
            return Column(kind=kind, heading=heading, unit=unit)
    year = _year(text)
    asked = bool(re.search(_ASKED, text))
    placed = re.match(_LEVEL, text) or re.search(rf"(?<=年){_LEVEL}(?=目标|计划|规划|$)", text)
    level = placed["level"] if placed and (year or asked) else ""
    rest = re.sub(
        rf"{_GROWTH}|{_BASE}|{_ASKED}|{level or '目标'}|情况|速度|幅度|五年|分年度|近期|中期|"
        r"远期|初步|实现|当年|水平|同期|届时|展望",
        "",
        re.sub(FIVE_YEAR, "", text),
    )
    rest = re.sub(
        r"20\d\d|年度?|末|底|前|期间|时期|期|到|值|\d+|率|约|数|较|比|[-—\"()\[\]/、或,:%]",
        "",
        rest,
    )
    if rest:
        return None
    made = Column(kind="target", heading=heading, year=year, unit=unit, asked=asked, level=level)
    if re.search(_GROWTH, text) and not re.fullmatch(r".*(?:目标值?|达到)", text):
        return replace(
            made,
            kind="growth",
            cumulative_bracket=bool(
                re.search(r"\[[^\]]*(?:累计|增减|变化)?[^\]]*\]|\([^)]*累计[^)]*\)|/累计", text)
            ),
        )
    if re.search(_BASE, text) and not re.search(r"目标|建议", text):
        return replace(made, kind="base", asked=False)
    return made if year or asked else None


def _year(text: str) -> int | None:
    if span := re.search(r"(20\d\d)年?[-—至到](20\d\d)", text):
        return int(span[2])
    if found := re.search(r"(20\d\d)年?", text):
        return int(found[1])
    if plan := re.search(FIVE_YEAR, text):
        return plan_end(plan["plan"])
    return None


def settle(
    columns: Sequence[Column],
    *,
    issued: int | None,
    span: tuple[int, int] | None,
    horizons: frozenset[int] = frozenset(),
) -> list[Column]:
    """The same columns with plain years told apart: what lies before the plan is its base.

    A year is a base where a neighbour is called target and it is not, where it lies before the
    plan's first year, before the year of issue or, as the first of several, before any "到…年" of
    the text, or, where nothing else tells, where a yearly growth stands beside it.
    """
    years = [c.year for c in columns if c.kind == "target" and c.year]
    # a target column without a year ("规划期末") speaks of the plan's last one
    if span and any(c.kind == "target" and c.asked and not c.year for c in columns):
        years.append(span[1])
    last = max(years, default=None)
    growth = any(c.kind == "growth" for c in columns)
    some_asked = any(c.asked and c.kind == "target" for c in columns)

    def is_base(year: int) -> bool:
        first = year == min(years)
        if (span is not None and year < span[0]) or (issued is not None and year < issued):
            return True
        if some_asked or (growth and first):
            return True
        if span is not None or issued is not None or not first:
            return False
        return year <= 2020 or (bool(horizons) and year < min(horizons))

    return [
        replace(c, kind="base")
        if c.kind == "target" and c.year and not c.asked and c.year != last and is_base(c.year)
        else c
        for c in columns
    ]


def own_level(columns: Sequence[Column], title: str) -> list[Column] | None:
    """The columns with those of other levels set apart; None where nobody can say which is the
    document's own.

    >>> [c.kind for c in own_level([column("全市2030年目标"), column("我区2030年目标")], "")]
    ['other', 'target']
    """
    asked = [c for c in columns if c.kind in ("target", "growth")]
    levels = {c.level for c in asked if c.level}
    plain_ones = any(c.kind == "target" and not c.level for c in asked)
    if not levels or (len(levels) < 2 and not plain_ones):
        return list(columns)
    own = {level for level in levels if level[0] in "我本"}
    if not own:
        named = re.search(r"(省|市|区|县|州|旗|盟)", title)
        own = {level for level in levels if named and level.strip("全级") == named[1]}
    if len(own) != 1 and not plain_ones:
        return None
    return [replace(c, kind="other") if c.level and c.level not in own else c for c in columns]


def header(cells: Sequence[str]) -> list[Column] | None:
    """The columns of a row of headings, None where the row is not the
    head of a table of targets.
    """
    columns = [column(cell) for cell in cells]
    known = [c for c in columns if c]
    if len(known) < 2 or sum(bool(cell.strip()) for cell in cells) > 2 * len(known):
        return None
    if not any(c.kind == "name" for c in known) or not any(
        c.kind in ("target", "growth") for c in known
    ):
        return None
    return [
        c
        or Column(
            kind="unknown" if cell.strip() else "other", heading=cell, year=_year(plain(cell))
        )
        for c, cell in zip(columns, cells, strict=True)
    ]
