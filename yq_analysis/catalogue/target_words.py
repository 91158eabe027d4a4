"""targets.csv as people and spreadsheets write it: Chinese words, names for codes, dates of Excel
-> the list's own words.

What cannot be read is left as it stands; the check of the lists then refuses it with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pandas as pd

_WORDS: dict[str, dict[str, str]] = {
    "binding": {
        "binding": "约束性 约束性指标 约束",
        "anticipatory": "预期性 预期性指标 预期",
        "none": "无 未注明 不明 — - /",
    },
    "basis": {
        "level": "当年水平 水平 水平值 数值 绝对数 绝对值 达到值",
        "cumulative": "累计 五年累计 累计数 累计降低 累计增长",
        "annual_growth": "年均增长 年均增速 年均 年增长 增速 年度增速 年均降低",
        "points": "百分点 百分点变化 提高百分点",
        "increment": "增量 新增 净增",
        "rank": "排名 位次",
        "text": "文字 文字表述 定性 文字目标",
    },
    "comparator": {
        ">=": "≥ ⩾ 不低于 不少于 大于等于 大于或等于 至少 以上 达到",
        ">": "＞ 大于 超过 高于 突破",
        "<=": "≤ ⩽ 不高于 不超过 不多于 小于等于 小于或等于 至多 以内 以下",
        "<": "＜ 小于 低于",
        "=": "＝ == 等于 左右",
    },
    "provisional": {
        "true": "TRUE True T 1 是 暂定 yes YES Y 真",
        "false": "FALSE False F 0 0.0 否 不 no NO N 假",
    },
}
_BY_COLUMN = {
    column: {word: code for code, words in codes.items() for word in words.split()}
    for column, codes in _WORDS.items()
}
_BLANK = {"binding": "none", "provisional": "false"}
_EXCEL_EPOCH = date(1899, 12, 30)


def coded(
    table: pd.DataFrame,
    find_area: Callable[[str], str | None],
    find_indicator: Callable[[str], str | None],
) -> pd.DataFrame:
    """The table with codes where people wrote words, names or dates of their own; what is unknown
    stays.

    >>> row = pd.DataFrame([{"area": "重庆市", "indicator": "能耗", "binding": "预期性",
    ...     "provisional": "FALSE",
    ...                      "issued": "2026/2/3", "year": "2030年", "value": "1,200"}])
    >>> coded(row, {"重庆市": "500000"}.get, {"能耗": "energy_use"}.get).iloc[0].tolist()
    ['500000', 'energy_use', 'anticipatory', 'false', '2026-02-03', '2030', '1200']
    """
    made = table.copy()
    read: dict[str, Callable[[str], str]] = {
        "area": lambda cell: (cell and find_area(cell)) or cell,
        "indicator": lambda cell: (cell and find_indicator(cell)) or cell,
        **dict.fromkeys(("year", "base_year", "line"), _whole),
        **dict.fromkeys(("value", "upper"), _without_commas),
        "issued": iso_date,
        "price_base": price_base,
        **{column: partial(_word, column) for column in _BY_COLUMN},
    }
    for column in read.keys() & set(made.columns):
        cells = {cell: read[column](cell) for cell in dict.fromkeys(made[column])}
        made[column] = [cells[cell] for cell in made[column]]
    return made


def _word(column: str, cell: str) -> str:
    return _BY_COLUMN[column].get(cell, cell) if cell else _BLANK.get(column, "")


def _whole(cell: str) -> str:
    return re.sub(r"^(\d+)(?:年|\.0+)$", r"\1", cell)


def _without_commas(cell: str) -> str:
    return cell.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", cell) else cell


def iso_date(cell: str) -> str:
    """A date as people and Excel write it, as an ISO date or a part of one; anything else as it is.

    >>> [iso_date(cell) for cell in ("2026/2/3", "2026年2月3日", "2026.2", "46056",
    ...     "2023-03-24 (reported)")]
    ['2026-02-03', '2026-02-03', '2026-02', '2026-02-03', '2023-03-24 (reported)']
    """
    match = re.fullmatch(
        r"(\d{4})[年/.-](\d{1,2})(?:[月/.-](\d{1,2})日?|月)?(?:[ T]00?:00(?::00)?)?", cell.strip()
    )
    if match:
        month, day = int(match[2]), int(match[3] or 1)
        if 1 <= month <= 12 and 1 <= day <= 31:
            return f"{match[1]}-{month:02d}" + (f"-{day:02d}" if match[3] else "")
    if re.fullmatch(r"[34]\d{4}|5[0-4]\d{3}", cell):  # how a spreadsheet counts days
        return (_EXCEL_EPOCH + timedelta(days=int(cell))).isoformat()
    return re.sub(r"^(\d{4})年$", r"\1", cell)


def price_base(cell: str) -> str:
    """A price base: a year ("2025年价格"), `current` (当年价) or `constant` (可比价); "" where none
    is stated.

    >>> [price_base(cell) for cell in ("2025年价格", "当年价", "可比价格", "")]
    ['2025', 'current', 'constant', '']
    """
    if match := re.fullmatch(r"(\d{4})(?:年|\.0)?(?:不变)?(?:价格?)?", cell):
        return match[1]
    if re.fullmatch(r"当年价格?|现价|现行价格?", cell):
        return "current"
    return "constant" if re.fullmatch(r"(?:可比|不变)价格?", cell) else cell
