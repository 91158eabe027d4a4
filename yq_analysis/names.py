"""What codes and columns are called, in Chinese and in English: the only place that knows.

Tables carry codes (`610800`, `labour_productivity`, `q97.5`); people read names. Figures, printed
tables and reports all look the names up here, so that one thing has one name everywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import one_of
from yq_analysis.maths.rounding import rounded
from yq_analysis.model import STATUS_MEANING, VERDICT_ZH

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

# column -> (Chinese, English)
COLUMNS: dict[str, tuple[str, str]] = {
    # readings
    "region": ("地区(原文)", "Region as printed"),
    "period": ("时期", "Period"),
    "flag": ("标记", "Flag"),
    "table": ("表", "Table"),
    "sheet": ("工作表", "Sheet"),
    "cell": ("单元格", "Cell"),
    "cells": ("单元格", "Cells"),
    "range": ("范围", "Range"),
    "number": ("表号", "Table number"),
    "title": ("标题", "Title"),
    "title_en": ("英文标题", "English title"),
    "notes": ("注释", "Notes"),
    "reason": ("原因", "Reason"),
    "kind": ("类别", "Kind"),
    "message": ("说明", "Message"),
    # observations, indicators
    "area": ("地区", "Area"),
    "item": ("统计项", "Item"),
    "indicator": ("指标", "Indicator"),
    "caliber": ("口径", "Caliber"),
    "year": ("年份", "Year"),
    "value": ("数值", "Value"),
    "unit": ("单位", "Unit"),
    "status": ("状态", "Status"),
    "edition": ("版次", "Edition"),
    "source": ("来源", "Source"),
    # projections
    "horizon": ("推算步长(年)", "Years ahead"),
    "n": ("样本数", "Observations"),
    "method": ("方法", "Method"),
    "note": ("备注", "Note"),
    # targets
    "no": ("序号", "No."),
    "upper": ("上限", "Upper bound"),
    "comparator": ("比较", "Comparison"),
    "binding": ("属性", "Nature"),
    "basis": ("目标含义", "Meaning of the target"),
    "base_year": ("基期", "Base year"),
    "provisional": ("暂定", "Provisional"),
    "text": ("原文", "Text as printed"),
    "line": ("行", "Line"),
    "document": ("文件", "Document"),
    "issued": ("发布日期", "Issued"),
    # assessments
    "target_area": ("目标制定地区", "Target set by"),
    "target": ("目标值", "Target"),
    "latest_year": ("最新年份", "Latest year"),
    "latest": ("最新值", "Latest value"),
    "known": ("依据", "Rests on"),
    "lower": ("区间下限", "Lower bound"),
    "probability": ("达标概率", "Chance of meeting it"),
    "gap": ("差距", "Gap"),
    "required_rate": ("所需年均变化", "Yearly change needed"),
    "share_done": ("完成进度", "Share done"),
    "reach_year": ("预计实现年份", "Year of reaching it"),
    "reach_early": ("最早实现年份", "Reached at the earliest"),
    "reach_late": ("最晚实现年份", "Reached at the latest"),
    "verdict": ("研判结论", "Verdict"),
    "agreement": ("认为能按期实现的方法", "Methods that say in time"),
    # drivers, scenarios, backtests, provenance
    "factor": ("因素", "Factor"),
    "share": ("贡献率", "Share"),
    "scenario": ("情景", "Scenario"),
    "rank": ("位次", "Rank"),
    "of": ("参与排序", "Ranked"),
    "coverage": ("区间覆盖率", "Coverage"),
    "error": ("误差", "Error"),
    "formula": ("公式", "Formula"),
    "inputs": ("输入", "Inputs"),
    "file": ("文件", "File"),
    "publisher": ("发布机构", "Publisher"),
    "retrieved": ("获取日期", "Retrieved"),
    "url": ("网址", "Address"),
    "name": ("名称", "Name"),
}

# column -> code -> (Chinese, English)
_VERDICT_EN = {
    "met": "met", "missed": "missed", "on_track": "on track", "uncertain": "uncertain",
    "off_track": "off track", "no_number": "no number set", "no_data": "too few data",
}
_STATUS_EN = {
    "A": "normal", "P": "preliminary", "E": "estimate", "I": "imputed", "B": "break",
    "N": "below half a unit", "M": "not applicable", "O": "missing", "F": "projected",
}
CODES: dict[str, dict[str, tuple[str, str]]] = {
    "verdict": {code: (VERDICT_ZH[code], _VERDICT_EN[code]) for code in VERDICT_ZH},
    "status": {code: (STATUS_MEANING[code], _STATUS_EN[code]) for code in STATUS_MEANING},
    "known": {"observed": ("实际数", "observed"), "projected": ("推算数", "projected"), "none": ("无", "none")},
    "binding": {"binding": ("约束性", "binding"), "anticipatory": ("预期性", "anticipatory"), "none": ("未注明", "not stated")},
    "basis": {
        "level": ("当年水平", "level"), "cumulative": ("累计", "cumulative"),
        "annual_growth": ("年均增长", "yearly growth"), "points": ("百分点变化", "change in points"),
        "increment": ("增量", "increment"), "rank": ("位次", "rank"), "text": ("文字表述", "words only"),
    },
    "comparator": {">=": ("≥", "≥"), "<=": ("≤", "≤"), ">": (">", ">"), "<": ("<", "<"), "=": ("=", "="), "": ("", "")},
    "provisional": {"True": ("暂定", "provisional"), "False": ("", "")},
    "method": {
        "combined": ("组合推算", "combined"), "drift": ("带漂移的随机游走", "random walk with drift"), "ols": ("对数线性趋势", "log-linear trend"),
        "ets": ("指数平滑", "exponential smoothing"), "theta": ("Theta法", "theta"), "naive": ("末值不变", "last value"),
    },
    "factor": {
        "activity": ("规模", "activity"), "structure": ("结构", "structure"), "intensity": ("强度", "intensity"),
        "productivity": ("部门内生产率", "productivity within sectors"), "within": ("部门内生产率", "productivity within sectors"),
        "shift": ("劳动力转移", "people moving between sectors"), "population": ("人口", "population"), "energy": ("能源消费", "energy use"),
        "output": ("产出", "output"), "employment": ("就业", "employment"), "growth": ("增长", "growth"),
    },
    "flag": {
        "": ("", ""), "missing": ("缺失", "missing"), "below_unit": ("不足半个单位", "below half a unit"),
        "not_applicable": ("不适用", "not applicable"), "suspect": ("存疑", "suspect"),
    },
}

# A verdict is never colour alone: its sign stands beside its word.
VERDICT_SIGN: dict[str, str] = {
    "met": "●", "missed": "×", "on_track": "▲", "uncertain": "◆", "off_track": "▼", "no_number": "○", "no_data": "□",
}

UNITS_EN: dict[str, str] = {
    "%": "%", "‰": "‰", "百分点": "percentage points",
    "万元/人": "10,000 yuan per person", "元/人": "yuan per person", "万元": "10,000 yuan", "亿元": "100 million yuan", "元": "yuan",
    "吨标准煤/万元": "tce per 10,000 yuan", "万吨标准煤": "10,000 tce", "吨标准煤": "tce", "亿吨标准煤": "100 million tce",
    "吨标准煤/人": "tce per person",
    "件/万人": "per 10,000 residents", "件": "patents", "万件": "10,000 patents", "项": "items", "个": "count", "家": "firms",
    "万人": "10,000 persons", "人": "persons", "指数": "index", "位": "rank", "年": "year", "倍": "times",
    "上年=100": "previous year = 100", "1978年=100": "1978 = 100", "万吨": "10,000 tonnes",
}

NOTHING = "—"  # how a gap is printed
_QUANTILE = re.compile(r"^q(\d+(?:\.\d+)?)$")


@dataclass(frozen=True, kw_only=True)
class Names:
    """Looks codes up in one language; a code that is not listed is shown as it is.

    >>> words = Names(language="zh", areas={"610800": "榆林市"})
    >>> words.area("610800"), words.area("620000"), words.code("verdict", "on_track"), words.column("q97.5")
    ('榆林市', '620000', '预计可完成', '97.5%分位数')
    """

    language: Language
    indicators: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    calibers: Mapping[str, str] = field(default_factory=dict)
    scenarios: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    directions: Mapping[str, int] = field(default_factory=dict)

    def pick(self, zh: str, en: str) -> str:
        """`zh` or `en`, whichever is this language's."""
        return zh if self.language == "zh" else en

    def indicator(self, code: str) -> str:
        """The name of an indicator (or item, where a table mixes both)."""
        return self.indicators.get(code) or self.items.get(code, code)

    def item(self, code: str) -> str:
        """The name of an item (or indicator, where a table mixes both)."""
        return self.items.get(code) or self.indicators.get(code, code)

    def area(self, code: str) -> str:
        """The name of an area."""
        return self.areas.get(code, code)

    def caliber(self, code: str) -> str:
        """The name of a caliber; a combined one (`price2020+set5`) is named by its parts."""
        return " · ".join(self.calibers.get(part, part) for part in re.split(r"[+;]", code) if part)

    def scenario(self, code: str) -> str:
        """The name of a scenario."""
        return self.scenarios.get(code, code)

    def unit(self, unit: str) -> str:
        """A unit as this language writes it."""
        return unit if self.language == "zh" else UNITS_EN.get(unit, unit)

    def column(self, column: str) -> str:
        """The heading of a column."""
        quantile = _QUANTILE.match(column)
        if quantile:
            return self.pick(f"{quantile[1]}%分位数", f"{quantile[1]}% quantile")
        if column in COLUMNS:
            return self.pick(*COLUMNS[column])
        return column

    def code(self, column: str, value: Any) -> str:
        """What a code in `column` means; a value that is no known code is returned as text."""
        text = str(value)
        if column in ("area", "target_area"):
            return self.area(text)
        if column in ("indicator", "item"):
            return self.indicator(text) if column == "indicator" else self.item(text)
        if column == "caliber":
            return self.caliber(text)
        if column == "unit":
            return self.unit(text)
        if column == "scenario":
            return self.scenario(text)
        known = CODES.get(column, {})
        return self.pick(*known[text]) if text in known else text

    def decimals(self, indicator: str) -> int | None:
        """How many decimals the indicator is printed with; None where nobody said."""
        return self.places.get(indicator)

    def direction(self, indicator: str) -> int:
        """1 where more is better (also where nobody said), -1 where less is."""
        return self.directions.get(indicator, 1)


def names(language: Language = "zh", lists: Catalogue | None = None) -> Names:
    """The names that `lists` gives in `language`; without lists, the catalogue that comes with the package.

    >>> names("en").code("verdict", "no_data"), names("zh").area("610802")
    ('too few data', '榆阳区')
    >>> names("fr")
    Traceback (most recent call last):
    yq_analysis.check.QuestionProblem: language: 'fr' is not known; choose one of: zh, en
    """
    one_of(language, LANGUAGES, name="language")
    lists = catalogue.read() if lists is None else lists
    column = f"name_{language}"
    return Names(
        language=language,
        indicators=_column(lists.indicators, "indicator", column),
        items=_column(lists.items, "item", column),
        areas=_column(lists.areas, "area", column),
        calibers=_column(lists.calibers, "caliber", column),
        scenarios=_column(lists.scenarios, "scenario", column),
        places={k: int(v) for k, v in _column(lists.indicators, "indicator", "decimals").items()},
        directions={k: int(v) for k, v in _column(lists.indicators, "indicator", "direction").items()},
    )


def number(value: float | None, decimals: int | None = None, *, marks: bool = True) -> str:
    """A number for readers: thousands `marks`, a true minus sign, never "−0", halves rounded up; "—" for a gap.

    Without `decimals`, about four significant figures and no trailing zeros.

    >>> number(-1234.5, 1), number(-0.004, 2), number(float("nan")), number(0.40123), number(16.0)
    ('−1,234.5', '0.00', '—', '0.4012', '16')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    places = decimals
    if places is None:
        size = abs(value)
        places = 0 if size >= 1000 or size == 0 else max(0, 3 - math.floor(math.log10(size)))
    text = f"{rounded(value, places):{',' if marks else ''}.{places}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if not any(character in "123456789" for character in text):
        text = text.lstrip("-")
    return text.replace("-", "−")


def _column(table: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    """The pairs of two columns; a blank has no name."""
    kept = table[[key, value]].dropna()
    return {str(k): v for k, v in zip(kept[key], kept[value], strict=True) if str(v) != ""}
