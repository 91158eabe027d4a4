"""What a document says of itself: when it was issued, which years its title names, whether it only
reports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yq_analysis.reading.policy.plain_text import compact, period, plain

_DATE = re.compile(r"(20\d\d)(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})")
_MONTH = re.compile(r"\s*\(?(20\d\d)年\d{1,2}月\)?\s*")
_NUMBER = re.compile(r"[\[(](20\d\d)[\])]\s*\d+\s*号")
_YEARLY = re.compile(r"(20\d\d)年(?!.*20\d\d年).{0,30}(?:计划|工作要点|工作报告|工作方案|重点工作)")
_WORK_REPORT = re.compile(r"(?:政府)?工作报告|报告(?:政府)?工作|计划.{0,6}执行情况.*计划")
_REPORT = re.compile(r"(?<!政府)公报|统计资料|年报|工作总结|评估报告|完成情况")
_HORIZON = re.compile(r"(?:到|(?<!截)至|力争)(20\d\d)年")
_SECTION = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+[章篇节]|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))"
)
_LOOKED_BACK_ON = re.compile(r"(20\d\d)年.{0,20}(?:回顾|执行情况)")
_LOOKED_AT = re.compile(
    r"(20\d\d)年.{0,12}(?:工作安排|重点工作|主要任务|目标任务|总体要求|工作任务|预期目标)"
)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the document says of itself: the year it was issued, the span its title names, whether
    it only reports.

    `yearly` is the one year that a yearly plan or a government's report is about, `reports` whether
    it first tells of the year before; `horizons` are the years that the document itself calls
    "到…年".
    """

    issued: int | None = None
    span: tuple[int, int] | None = None
    report: bool = False
    yearly: int | None = None
    reports: bool = False
    horizons: frozenset[int] = frozenset()
    titles: tuple[str, ...] = ()

    @property
    def this_year(self) -> int | None:
        """The year that "今年" means."""
        return self.yearly or self.issued

    @property
    def first(self) -> int | None:
        """The first year that can be aimed at: the plan's first or the report's own."""
        return self.span[0] if self.span else self.yearly


def describe(texts: Sequence[str]) -> Setting:
    """Read the setting from all lines of a document; dates count in its first and last lines,
    titles in the first.

    >>> found = describe(["某区“十四五”节能规划", "某政发〔2022〕8号",
    ...     "到2025年,能耗强度下降14%。"])
    >>> found.issued, found.span, sorted(found.horizons)
    (2022, (2021, 2025), [2025])
    """
    edge = [*texts[:25], *texts[-6:]] if len(texts) > 31 else texts
    dates = [int(year) for text in edge if len(text) <= 60 for year in _DATE.findall(plain(text))]
    dates += [int(m[1]) for text in edge[:25] if (m := _MONTH.fullmatch(plain(text)))]
    numbers = [
        int(year) for text in texts[:12] if len(text) <= 40 for year in _NUMBER.findall(plain(text))
    ]
    titles = _titles(texts[:12])
    span = next((found for text in titles if (found := period(text))), None)
    reports = any(_WORK_REPORT.search(plain(text)) for text in titles) or (
        span is None
        and any(re.match(r"(?:各位|尊敬的各位)代表", text.strip()) for text in texts[:15])
    )
    reports = reports or any(
        len(text) <= 40 and re.match(r"\s*一、.{0,12}20\d\d年.{0,16}工作回顾", plain(text))
        for text in texts
    )
    span = None if reports else span
    issued = _issued([*dates, *numbers], span)
    return Setting(
        issued=issued,
        span=span,
        yearly=_yearly(texts, titles, issued, reports=reports) if span is None else None,
        reports=reports,
        titles=tuple(titles),
        report=not reports and any(len(text) <= 40 and _REPORT.search(text) for text in texts[:6]),
        horizons=frozenset(
            int(year) for text in texts for year in _HORIZON.findall(compact(plain(text)))
        ),
    )


def _titles(texts: Sequence[str]) -> list[str]:
    """The lines before the text begins: a section's heading is no title,
    whatever years it names.
    """
    titles: list[str] = []
    for text in texts:
        flat = plain(text)
        later = titles and re.search(r"回顾|^\S{0,20}(?:目标|指标|任务)\S{0,6}$", flat)
        if _SECTION.match(flat) or later or len(flat) > 200:
            break
        if len(text) <= 60:
            titles.append(text)
    return titles


def _yearly(
    texts: Sequence[str], titles: Sequence[str], issued: int | None, *, reports: bool
) -> int | None:
    named = [int(title[1]) for text in titles if (title := _YEARLY.search(plain(text)))]
    if named:
        return named[0]
    if not reports:
        return None
    heads = [plain(text) for text in texts if len(text) <= 60]
    behind = [int(m[1]) + 1 for text in heads if (m := _LOOKED_BACK_ON.search(text))]
    ahead = [int(m[1]) for text in heads if (m := _LOOKED_AT.search(text))]
    return next(iter([*behind, *ahead]), issued)


def _issued(years: Sequence[int], span: tuple[int, int] | None) -> int | None:
    """The year that most of the dates name, the earliest of them where they tie: a page may be
    dated much later.
    """
    likely = [year for year in years if span is None or year <= span[1]] or list(years)
    return min(likely, key=lambda year: (-likely.count(year), year)) if likely else None
