"""What must be said beside a verdict, in Chinese or English."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]

NOTES: dict[str, tuple[str, str]] = {
    "at_least": ("目标为单独数字，按“不低于”理解", "a bare number, read as 'at least'"),
    "at_most": ("目标为单独数字，按“不高于”理解", "a bare number, read as 'at most'"),
    "range": (
        "目标为区间{value:g}—{upper:g}，按达到较易一端判断",
        "a range of {value:g} to {upper:g}, judged by its easier end",
    ),
    "provisional": (
        "目标以上级下达数为准，现值为暂定",
        "provisional: the figure assigned from above prevails",
    ),
    "no_number": (
        "目标为文字表述，只推算、不评判",
        "the target is in words: projected, not judged",
    ),
    "base_read": (
        "目标未写基年，按从{year}年起算理解",
        "no base year is named: read as counted from {year}",
    ),
    "year_read": (
        "目标未写年份，按所在文件的目标年{year}年理解",
        "no year is named: read as {year}, the year of its document",
    ),
    "never_falls": (
        "累计数只增不减，已达到目标",
        "a running total never falls: the target is reached",
    ),
    "nothing_seen": (
        "{year}年以后尚无公布数，全部由推算的年度变化率连乘",
        "nothing is published yet for the years after {year}: all is chained from projected "
        "yearly rates",
    ),
    "year_over": (
        "目标年{year}年已过，数据尚未公布",
        "the target year {year} is over, its figure is not published yet",
    ),
    "no_series": ("没有这项指标的数值", "no values of this indicator for the area"),
    "no_measure": (
        "有该指标的数，但目标没有数值，无从对照",
        "there are figures, but the target has no number to hold them against",
    ),
    "no_year": ("目标未写明年份", "the target names no year"),
    "no_source": (
        "现有数据不能换算为目标口径（缺基年或中间年份，或数列止于基年以前）",
        "the figures at hand cannot be turned into the target's measure (base year or a year "
        "between is missing, or the series ended before the base year)",
    ),
    "not_projected": (
        "有实际数，但未推算到目标年",
        "observed, but not projected to the target year",
    ),
    "year_missing": (
        "目标年已过，缺当年实际数",
        "the target year is over and its figure is missing",
    ),
    "doubtful": (
        "{years}年的数存疑，研判以此为据，用前请核对",
        "the figure of {years} is doubtful and this verdict rests on it: check it first",
    ),
    "preliminary": ("目标年为初步数", "the figure of the target year is preliminary"),
    "digits": (
        "公布数字的位数不足以判定是否达到目标",
        "the published digits cannot decide whether the target was reached",
    ),
    "base": ("进度以{year}年为起点", "progress is counted from {year}"),
    "proxy_target": ("目标为上级地区所定", "the target was set by the area above"),
    "unit": (
        "目标单位为{target}，数列单位为{series}，不能换算，故不比较",
        "the target is in {target}, the series in {series}: they cannot be converted, so they "
        "are not compared",
    ),
    "comonotone": (
        "未给样本路径，累计区间按各年同向偏离计算，偏宽",
        "without sample paths the cumulative interval assumes that all years err the same way: "
        "too wide rather than too narrow",
    ),
    "disagree": (
        "官方方法意见不一：{yes}项认为能按期实现，{no}项认为不能",
        "published methods disagree: {yes} say in time, {no} say not",
    ),
    "moving_away": (
        "基年已达目标而此后背离，比值类方法会误报",
        "the base year met the target and the series has moved away since: ratios mislead here",
    ),
    "zero_base": (
        "起点数为零，按增长率评价进度的方法不能作准",
        "progress begins at zero: methods that go by growth rates tell nothing",
    ),
    "sign_change": (
        "数值跨越零，增长率类方法不适用",
        "values change sign: growth methods do not apply",
    ),
    "sample": (
        "抽检{tested}批次，真实合格率不低于目标的概率为{probability:.0%}；本年还能承受{left}批次不合格",
        "{tested} samples: the true rate meets the target with probability {probability:.0%}; "
        "the year can bear {left} more failures",
    ),
}


def said(code: str, language: Language, **values: object) -> str:
    """One note in words.

    >>> said("base", "en", year=2020)
    'progress is counted from 2020'
    """
    return NOTES[code][0 if language == "zh" else 1].format(**values)


def joined(parts: list[str], language: Language) -> str:
    """All notes in one line, each once."""
    return ("；" if language == "zh" else "; ").join(dict.fromkeys(part for part in parts if part))
