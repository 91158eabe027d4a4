"""From which year a target counts, where its row does not say: its own words, its document's plan,
the target year.

Five-year plans end in years divisible by five; what a plan asks counts from the last year of the
plan before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from yq_analysis.reading.policy.plain_text import FIVE_YEAR, period, plan_end

PLAN = 5
_NUMBERS = {f"第{name}个五年": plan for name, plan in (("十二", "十二五"), ("十三", "十三五"))}
_NUMBERS |= {f"第{name}个五年": f"{name}五" for name in ("十四", "十五", "十六")}
# a change in the one year that the sentence speaks of
_THIS_YEAR = re.compile(r"今年|本年|当年|全年|年度目标|比上年|较上年|同比")
_AVERAGE = re.compile(r"年均|年平均|每年|逐年|累计|期间|时期|以来|五年|较?比?20\d\d年")
_YEARLY = re.compile(
    r"(20\d\d)年(?!.*20\d\d年).{0,20}?(?:计划|工作要点|工作报告|工作方案|重点工作|统计公报)"
)
_COUNTED = ("cumulative", "annual_growth", "points", "increment")


def plan_base(year: int, issued: int | None = None) -> int:
    """The last year of the plan before the one that a target year belongs to; of a far goal, before
    the one it was set in.

    >>> plan_base(2025), plan_base(2027), plan_base(2030), plan_base(2031)
    (2020, 2025, 2025, 2030)
    >>> plan_base(2035, 2021), plan_base(2035, 2026), plan_base(2030, 2026)
    (2020, 2025, 2025)
    """
    start = (year - 1) - (year - 1) % PLAN
    if issued is not None and year - issued > PLAN:
        start = min(start, issued - issued % PLAN)
    return start


def named_base(target: Mapping[str, Any], year: int, basis: str) -> int:
    """The base year that the words of a target, its document or its year give.

    >>> named_base({"text": "“十五五”时期全员劳动生产率年均增长5%"}, 2030, "annual_growth")
    2025
    >>> named_base({"text": "今年单位GDP能耗降低2.5%左右"}, 2026, "cumulative")
    2025
    >>> named_base({"text": "提升2个百分点", "document": "行动方案(2023—2025年)"}, 2025, "points")
    2022
    """
    text, document = (_words(target.get(name)) for name in ("text", "document"))
    if basis in _COUNTED and _one_year(text, document, year, basis):
        return year - 1
    for words in (text, document):
        span = _span(words)
        if span is not None and span[0] - 1 < year <= span[1] + PLAN:
            whole = span[1] - span[0] + 1 == PLAN and span[1] % PLAN == 0
            if whole or basis != "cumulative":
                return span[0] - 1
    issued = re.match(r"(20\d\d)", _words(target.get("issued")))
    return plan_base(year, int(issued[1]) if issued else None)


def _one_year(text: str, document: str, year: int, basis: str) -> bool:
    """Whether the target is the change of its one year: so it says, or its document is that year's
    plan or report.
    """
    if _THIS_YEAR.search(text) and not re.search(r"年均|累计|五年", text):
        return True
    if _AVERAGE.search(text) or _span(text) is not None:
        return False
    yearly = _YEARLY.search(document)
    if yearly is not None and int(yearly[1]) == year:
        return True
    # a yearly rate that no word makes an average is that year's; a document's plan speaks against
    # it
    return basis == "annual_growth" and bool(text) and _span(document) is None


def _span(words: str) -> tuple[int, int] | None:
    """First and last year of the plan or span that the words name."""
    for phrase, plan in _NUMBERS.items():
        if phrase in words:
            return plan_end(plan) - PLAN + 1, plan_end(plan)
    if found := re.search(FIVE_YEAR, words.replace("“", '"').replace("”", '"')):
        return plan_end(found["plan"]) - PLAN + 1, plan_end(found["plan"])
    return period(words)


def _words(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def horizon(targets: Iterable[Mapping[str, Any]]) -> int | None:
    """The year that most numbered targets of a document name; the earliest of those that tie."""
    years = [int(row["year"]) for row in targets if _number(row.get("year"))]
    return min(years, key=lambda year: (-years.count(year), year)) if years else None


def _number(cell: object) -> bool:
    return cell != "" if isinstance(cell, str) else bool(pd.notna(cell))  # type: ignore[call-overload]
