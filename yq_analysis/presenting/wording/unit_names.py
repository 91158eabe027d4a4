"""How units read in English, and how a unit follows its number; without a frame library, for pages that need none."""

from __future__ import annotations

UNITS_EN: dict[str, str] = {
    "%": "%",
    "‰": "‰",
    "百分点": "percentage points",
    "万元/人": "10,000 yuan per person",
    "元/人": "yuan per person",
    "万元": "10,000 yuan",
    "亿元": "100 million yuan",
    "元": "yuan",
    "吨标准煤/万元": "tce per 10,000 yuan",
    "万吨标准煤": "10,000 tce",
    "吨标准煤": "tce",
    "亿吨标准煤": "100 million tce",
    "吨标准煤/人": "tce per person",
    "件/万人": "per 10,000 residents",
    "件": "patents",
    "万件": "10,000 patents",
    "项": "items",
    "个": "count",
    "家": "firms",
    "万人": "10,000 persons",
    "人": "persons",
    "指数": "index",
    "位": "rank",
    "年": "year",
    "倍": "times",
    "上年=100": "previous year = 100",
    "1978年=100": "1978 = 100",
    "万吨": "10,000 tonnes",
    # printed by yearbooks, converted before anything is computed
    "百万人": "million persons",
    "千人": "1,000 persons",
    "亿人": "100 million persons",
    "百万元": "million yuan",
    "千元": "1,000 yuan",
    "万亿元": "trillion yuan",
    "亿元人民币": "100 million yuan",
    "万吨标煤": "10,000 tce",
    "吨标煤": "tce",
    "千吨标准煤": "1,000 tce",
    "公斤标准煤": "kg of coal equivalent",
    "千克标准煤": "kg of coal equivalent",
    "百分比": "%",
    "比例": "ratio",
    "人年": "person and year",
    "人·年": "person and year",
}


def english(unit: str) -> str:
    """A unit in English; of one with a stroke each part, and what is not known as it is printed.

    >>> english("件/百万人"), english("件/万人"), english("石")
    ('patents per million persons', 'per 10,000 residents', '石')
    """
    if unit in UNITS_EN:
        return UNITS_EN[unit]
    parts = [UNITS_EN.get(part, "") for part in unit.split("/")]
    return " per ".join(parts) if len(parts) > 1 and all(parts) else unit


def after_number(unit: str, language: str) -> str:
    """The unit as it follows a number: "%" and Chinese ones at once, English ones after a space, or a cross before digits.

    >>> [after_number(unit, "en") for unit in ("%", "件", "万元/人", "")], after_number("万元/人", "zh")
    (['%', ' patents', ' × 10,000 yuan per person', ''], '万元/人')
    """
    if language == "zh":
        return unit
    said = english(unit)
    return said if not said or said in ("%", "‰") else (" × " if said[:1].isdigit() else " ") + said
