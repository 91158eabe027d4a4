"""What a document says of itself: when it was issued, which years its title names, whether it only reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yq_analysis.reading.policy.plain_text import compact, period, plain

_DATE = re.compile(r"(20\d\d)(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})")
_NUMBER = re.compile(r"[\[(](20\d\d)[\])]\s*\d+\s*号")
_YEARLY = re.compile(r"(20\d\d)年(?!.*20\d\d年).{0,20}(?:计划|工作要点|工作报告|工作方案|重点工作)")
_REPORT = re.compile(r"公报|统计资料|年报|工作总结|评估报告|完成情况")
_HORIZON = re.compile(r"(?:到|(?<!截)至|力争)(20\d\d)年")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the document says of itself: the year it was issued, the span its title names, whether it only reports.

    `yearly` is the one year that a yearly plan or a government's report is about; `horizons` are the years that the
    document itself calls "到…年".
    """

    issued: int | None = None
    span: tuple[int, int] | None = None
    report: bool = False
    yearly: int | None = None
    horizons: frozenset[int] = frozenset()


def describe(texts: Sequence[str]) -> Setting:
    """Read the setting from all lines of a document; dates count in its first and last lines, titles in the first.

    >>> found = describe(["某区“十四五”节能规划", "某政发〔2022〕8号", "到2025年,能耗强度下降14%。"])
    >>> found.issued, found.span, sorted(found.horizons)
    (2022, (2021, 2025), [2025])
    """
    edge = [*texts[:25], *texts[-6:]] if len(texts) > 31 else texts
    dates = [int(year) for text in edge if len(text) <= 60 for year in _DATE.findall(plain(text))]
    numbers = [
        int(year) for text in texts[:12] if len(text) <= 40 for year in _NUMBER.findall(plain(text))
    ]
    titles = [text for text in texts[:12] if len(text) <= 60]
    span = next((found for text in titles if (found := period(text))), None)
    plans = [int(title[1]) for text in titles if (title := _YEARLY.search(plain(text)))]
    return Setting(
        issued=_issued([*dates, *numbers], span),
        span=span,
        yearly=plans[0] if plans and span is None else None,
        report=any(len(text) <= 40 and _REPORT.search(text) for text in texts[:6]),
        horizons=frozenset(
            int(year) for text in texts for year in _HORIZON.findall(compact(plain(text)))
        ),
    )


def _issued(years: Sequence[int], span: tuple[int, int] | None) -> int | None:
    """The year that most of the dates name, the earliest of them where they tie: a page may be dated much later."""
    likely = [year for year in years if span is None or year <= span[1]] or list(years)
    return min(likely, key=lambda year: (-likely.count(year), year)) if likely else None
