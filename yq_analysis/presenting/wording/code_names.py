"""What codes mean."""

from __future__ import annotations

from typing import get_args

from yq_analysis.check import Message
from yq_analysis.model import STATUS_MEANING, Verdict

# column -> code -> (Chinese, English)
_STATUS_EN = {
    "A": "normal",
    "P": "preliminary",
    "E": "estimate",
    "I": "imputed",
    "B": "break",
    "N": "below half a unit",
    "M": "not applicable",
    "O": "missing",
    "F": "projected",
    "U": "doubted",
}
_NOT_ASSESSED = {
    "not assessed": ("未评估", "not assessed"),
    "not_available": ("不可计算", "not available"),
    "": ("", ""),
}
# what the published progress methods say, each in its own words
_PROGRESS: dict[str, dict[str, tuple[str, str]]] = {
    "cagr_ratio": {
        "target_achieved": ("已达到", "target achieved"),
        "substantial_progress": ("进展显著", "substantial progress"),
        "moderate_progress": ("进展适中", "moderate progress"),
        "limited_progress": ("进展有限", "limited progress"),
        "deterioration": ("倒退", "deterioration"),
    },
    "un_progress_chart": {
        "target met or on track": ("已达到或进度正常", "target met or on track"),
        "fair progress, acceleration needed": (
            "有进展，须加快",
            "fair progress, acceleration needed",
        ),
        "stagnation or regression": ("停滞或倒退", "stagnation or regression"),
    },
    "time_share": {
        "提前实现": ("提前实现", "reached early"),
        "如期实现": ("如期实现", "reached in time"),
        "背离目标": ("背离目标", "moving away"),
        "快于预期": ("快于预期", "faster than expected"),
        "基本符合预期": ("基本符合预期", "about as expected"),
        "滞后": ("滞后", "behind"),
    },
    "destatis_trend": {
        "sun": ("晴", "sun"),
        "partly": ("晴间多云", "sun and cloud"),
        "cloud": ("多云", "cloud"),
        "storm": ("雷雨", "thunderstorm"),
    },
    "escap_status": {
        "target achieved": ("已达到", "target achieved"),
        "progressed": ("有进展", "progressed"),
        "stagnant": ("停滞", "stagnant"),
        "regressed": ("倒退", "regressed"),
    },
    "astat_class": {
        "clear improvement": ("明显改善", "clear improvement"),
        "slight improvement": ("略有改善", "slight improvement"),
        "stable": ("稳定", "stable"),
        "slight worsening": ("略有恶化", "slight worsening"),
        "clear worsening": ("明显恶化", "clear worsening"),
    },
}
CODES: dict[str, dict[str, tuple[str, str]]] = {
    **{method: words | _NOT_ASSESSED for method, words in _PROGRESS.items()},
    "verdict": {
        code: (said, said.text("en"))
        for code in get_args(Verdict)
        for said in [Message(f"verdict_{code}")]
    },
    "status": {code: (STATUS_MEANING[code], _STATUS_EN[code]) for code in STATUS_MEANING},
    "known": {
        "observed": ("实际数", "observed"),
        "projected": ("推算数", "projected"),
        "target": ("目标值", "target"),
        "none": ("无", "none"),
    },
    "binding": {
        "binding": ("约束性", "binding"),
        "anticipatory": ("预期性", "anticipatory"),
        "none": ("未注明", "not stated"),
    },
    "basis": {
        "level": ("当年水平", "level"),
        "cumulative": ("累计", "cumulative"),
        "annual_growth": ("年均增长", "yearly growth"),
        "points": ("百分点变化", "change in points"),
        "increment": ("增量", "increment"),
        "rank": ("位次", "rank"),
        "text": ("文字表述", "words only"),
    },
    "comparator": {
        ">=": ("≥", "≥"),
        "<=": ("≤", "≤"),
        ">": (">", ">"),
        "<": ("<", "<"),
        "=": ("=", "="),
        "": ("", ""),
    },
    "provisional": {"True": ("暂定", "provisional"), "False": ("", "")},
    "state": {
        "missing": ("缺", "missing"),
        "partial": ("不全", "partial"),
        "complete": ("齐", "complete"),
    },
    "why": {
        "no_indicator": (
            "indicators.csv 中没有用到这个统计项的指标",
            "no indicator of indicators.csv names the item",
        ),
        "no_partner": (
            "公式的另一半缺这些年份，或 recipes.csv 没有给这个口径配对",
            "the other side of the formula lacks these years, or recipes.csv pairs this "
            "caliber with none",
        ),
    },
    "relation": {
        "own": ("本地", "own"),
        "parent": ("上级", "parent"),
        "sibling": ("同级", "sibling"),
    },
    "kind": {"rounding": ("位数不同", "rounding"), "contradiction": ("数值矛盾", "contradiction")},
    "method": {
        "combined": ("组合推算", "combined"),
        "drift": ("带漂移的随机游走", "random walk with drift"),
        "ols": ("对数线性趋势", "log-linear trend"),
        "ets": ("指数平滑", "exponential smoothing"),
        "theta": ("Theta法", "theta"),
        "damped": ("阻尼趋势", "damped trend"),
        "ucm": ("结构时序模型", "structural model"),
        "borrowed": ("借用其他地区走势", "borrowed from other areas"),
        "no_data": ("数据不足", "too few data"),
    },
    "factor": {
        "activity": ("规模", "activity"),
        "structure": ("结构", "structure"),
        "intensity": ("强度", "intensity"),
        "productivity": ("部门内生产率", "productivity within sectors"),
        "within": ("部门内生产率", "productivity within sectors"),
        "shift": ("劳动力转移", "people moving between sectors"),
        "population": ("人口", "population"),
        "energy": ("能源消费", "energy use"),
        "output": ("产出", "output"),
        "employment": ("就业", "employment"),
        "growth": ("增长", "growth"),
    },
    "flag": {
        "": ("", ""),
        "missing": ("缺失", "missing"),
        "below_unit": ("不足半个单位", "below half a unit"),
        "not_applicable": ("不适用", "not applicable"),
        "suspect": ("存疑", "suspect"),
    },
}

# A verdict is never colour alone: its sign stands beside its word.
VERDICT_SIGN: dict[str, str] = {
    "met": "●",
    "missed": "×",
    "on_track": "▲",
    "uncertain": "◆",
    "off_track": "▼",
    "no_number": "○",
    "no_data": "□",
}
