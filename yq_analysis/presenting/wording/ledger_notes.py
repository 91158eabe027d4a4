"""Remarks that the ledger and the comparison of targets write in Chinese, in English."""

from __future__ import annotations

import re
from collections.abc import Callable

from yq_analysis.presenting.wording.unit_names import english as english_unit


def _step(number: str, unit: str) -> str:
    return f"{number} points" if unit == "个百分点" else f"{number} {english_unit(unit)}".rstrip()


# whole remarks: what the pattern's groups become
_REMARKS: list[tuple[str, Callable[..., str]]] = [
    (r"指标名称不在 labels\.csv", lambda: "label not in labels.csv"),
    (r"地区“(.*)”不在 areas\.csv", lambda area: f"area “{area}” not in areas.csv"),
    (
        r"单位“(.*)”不能换算为“(.*)”",
        lambda printed, unit: f"unit “{printed}” does not convert to {english_unit(unit)}",
    ),
    (r"“(.*)”不是一个数", lambda text: f"“{text}” is no number"),
    (r"“(.*)”不是一个完整年度", lambda text: f"“{text}” is no whole year"),
    (r"没有印出年份", lambda: "no year printed"),
    (r"目标值，不是统计数", lambda: "a target, no statistical figure"),
    (r"(.*)有目标，本级未设", lambda name: f"{name} has a target, this area none"),
    (r"(.*)有数值，本级只有文字要求", lambda name: f"{name} has a number, this area only words"),
    (r"(.*)只有文字要求", lambda name: f"{name} asks in words only"),
    (
        r"与(.*)的单位、含义或基期不同，不可比",
        lambda name: f"unit, meaning or base year differs from {name}: not comparable",
    ),
    (
        r"与(.*)的期限有一方未写明，不可比",
        lambda name: f"this area or {name} names no year: not comparable",
    ),
    (r"与(.*)相同", lambda name: f"the same as {name}"),
    (
        r"比(.*)严([\d.e+-]+)(.*)",
        lambda name, number, unit: f"stricter than {name} by {_step(number, unit)}",
    ),
    (
        r"比(.*)宽([\d.e+-]+)(.*)，松于上级目标，差额须由其他地区补足",
        lambda name, number, unit: (
            f"looser than {name} by {_step(number, unit)}: less than is asked from above, "
            "others must make up for it"
        ),
    ),
    (
        r"比(.*)宽([\d.e+-]+)(.*)，松于上级目标",
        lambda name, number, unit: (
            f"looser than {name} by {_step(number, unit)}: less than is asked from above"
        ),
    ),
    (
        r"比(.*)宽([\d.e+-]+)(.*)",
        lambda name, number, unit: f"looser than {name} by {_step(number, unit)}",
    ),
    (
        r"期限不同：本级(\d+)年，(.*?)(\d{4})年；本级更晚且不更严，松于上级目标",
        lambda own, name, other: (
            f"other years: this area {own}, {name} {other}; later and no stricter: less than is "
            "asked from above"
        ),
    ),
    (
        r"期限不同：本级(\d+)年，(.*?)(\d{4})年；本级更早且不更宽",
        lambda own, name, other: (
            f"other years: this area {own}, {name} {other}; earlier and no looser"
        ),
    ),
    (
        r"期限不同：本级(\d+)年，(.*?)(\d{4})年",
        lambda own, name, other: f"other years: this area {own}, {name} {other}",
    ),
]


def english(remark: str) -> str:
    """The remark in English; one that is not known stays as it is.

    >>> english("比China宽1.5个百分点"), english("“2021年1-3月”不是一个完整年度"), english("other")
    ('looser than China by 1.5 points', '“2021年1-3月” is no whole year', 'other')
    """
    for pattern, say in _REMARKS:
        found = re.fullmatch(pattern, remark)
        if found:
            return say(*found.groups())
    return remark
