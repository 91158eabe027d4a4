"""Numbers as plans print them: value or range, comparator, unit, and the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yq_analysis.reading.policy.plain_text import chinese_number, plain

_TIMES = r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)"
_BASE = (
    r"(?:个百分点|百分点|个月|个工作日|工作日|平方公里|平方千米|平方米|立方米|公里|千米|公顷|千瓦时|千瓦|千伏安|千伏|兆瓦|千克标准煤|公斤标准煤|克标准煤|吨标准煤|吨标煤|吨|美元|元|亩|标准箱"
    r"|批次|人次|人年|公斤|斤|千克|毫克|微克|厘米|小时|分钟|分贝|件|个|家|项|分|名|位|人|户|克|升|张|所|座|处|条|辆|台|套|次|种|岁|倍"
    r"|天|册|例|场|宗|株|头|只|片|支|米|枚|艘|架|部|学时|间|盏|桶|标箱|杆|眼|幅|笔|列|年"
    r"|μg/m[3³]|ug/m[3³]|mg/L|kWh|TWh|MW|GW|[PE]FLOPS|[PE]Flops|[TGM]bps|[TPEZ]B|km[2²]|km|dB|m[2²])"
)
_PER = rf"(?:{_TIMES}|10万|每)?(?:{_BASE}|人口|人|户|天|日|年|GDP)"
_UNIT = rf"(?:%|‰|{_TIMES}?{_BASE}(?:/{_PER}|每(?:立方米|平方公里|公顷|千瓦时)|·{_BASE})?|{_TIMES})"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_HAN_NUMBER = r"[零〇一二两三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?"
_AFTER = r"(?:\(含\))?(?P<after>及以上|以上|及以下|以下|以内|之内|左右|上下|之间)?"
_TO = r"\s*(?:—+|-+|至|到)\s*"
QUANTITY = re.compile(
    rf"(?:每(?P<per>{_TIMES}?(?:千瓦时|吨|亩|立方米|平方米|元|人|户|公里|平方公里|公顷))\s*)?(?P<near>近|接近|约)?\s*(?P<sign>>=|≥|<=|≤|>|<|=)?\s*"
    rf"(?:(?P<low>{_NUMBER})\s*(?P<low_unit>{_UNIT})?(?:{_TO}(?P<high>{_NUMBER})\s*(?P<unit>{_UNIT})?)?"
    rf"|百分之(?P<percent>{_HAN_NUMBER})"
    rf"|(?P<han>{_HAN_NUMBER})(?P<han_unit>{_TIMES}?(?:个百分点|百分点|个|家|项|座|所|件|名|位|条|倍|人)))"
    rf"(?P<one>:1(?!\d))?\s*{_AFTER}"
)
# a round sum in words that is to be reached: 突破千亿元大关, 迈上两万亿元台阶
_ROUND = re.compile(
    r"(?<=突破|迈上|达到|超过|跨上|站上|跃上|跨越|迈过|跃过|冲刺|挺进)"
    r"(?P<times>[一两二三四五六七八九]?[十百千万]|[一两二三四五六七八九])?"
    r"(?P<unit>万亿|亿|千万|百万)元?(?=新?(?:台阶|大关|关口)|级?俱乐部)"
)
_COMPARED = {">=": ">=", "≥": ">=", "<=": "<=", "≤": "<=", ">": ">", "<": "<", "=": "="}
_BY_AFTER = {
    "及以上": ">=",
    "以上": ">=",
    "及以下": "<=",
    "以下": "<=",
    "以内": "<=",
    "之内": "<=",
    "左右": "=",
    "上下": "=",
}


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A printed number: `value`, `upper` where a range is printed, the comparator it carries
    itself, its unit.
    """

    value: float
    upper: float | None
    comparator: str
    unit: str
    approximate: bool
    written: bool
    start: int
    end: int


def unit_name(text: str) -> str:
    """A unit in one spelling.

    >>> unit_name("个百分点"), unit_name("％"), unit_name("万元／人")
    ('百分点', '%', '万元/人')
    """
    return (
        re.sub(r"\s+", "", plain(text))
        .replace("个百分点", "百分点")
        .replace("吨标煤", "吨标准煤")
        .replace("每", "/")
    )


def is_unit(text: str) -> bool:
    """Whether a bracket's content is a unit and not a part of the name.

    >>> is_unit("万元/人"), is_unit("件"), is_unit("含一级"), is_unit("GDP")
    (True, True, False, False)
    """
    text = unit_name(text)
    spelled = re.fullmatch(rf"{_UNIT}(?:/[\u4e00-\u9fffA-Za-z0-9]{{1,8}})?", text)
    return (
        bool(spelled)
        or bool(re.fullmatch(r"1?/(?:10|百|千|万|十)?万", text))
        or text in ("年", "月", "日", "天", "度", "次", "人年", "人月")
        or bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z%·]{1,8}/[\u4e00-\u9fffA-Za-z0-9·]{1,8}", text))
    )


def find(text: str) -> list[Quantity]:
    """Every number of a plain text that can be a quantity; ordinals, codes and names with digits
    are none.

    >>> [(q.value, q.upper, q.comparator,
    ...     q.unit) for q in find("培育1—2个,合格率98.5%以上,PM2.5浓度,第3批,4+2+X")]
    [(1.0, 2.0, '', '个'), (98.5, None, '>=', '%')]
    """
    quantities = []
    for match in QUANTITY.finditer(text):
        first = match.start("low") if match["low"] else match.start()
        before, after = text[max(first - 3, 0) : first], text[match.end() : match.end() + 3]
        if _of_a_name(match, before, after):
            continue
        quantity = _quantity(match)
        measured = re.search(r"(?:年[限数]|周期|工期)[^\d,。;]{0,12}$", text[:first])
        if quantity.unit == "年" and not measured:
            continue  # a date or a span; only what is measured in years is a number of them
        if quantity.value != quantity.value or after.startswith("级"):
            continue  # "百亿级" is a size, not a quantity
        bare = not quantity.unit and not match["after"]
        if (
            bare
            and re.match(r"[\u4e00-\u9fff(]", after)
            and not re.match(r"和|及|与|并|以|的", after)
        ):
            continue
        quantities.append(quantity)
    round_sums = [_round(match) for match in _ROUND.finditer(text)]
    return sorted([*quantities, *round_sums], key=lambda quantity: quantity.start)


def _of_a_name(match: re.Match[str], before: str, after: str) -> bool:
    """Whether digits are torn, or belong to a code, an ordinal or a time of day."""
    torn = re.search(r"[\d.]\s+$", before) or re.match(
        r"\s+\.?\d|\s*\.\s*\d", after
    )  # "2 100", "13. 5": one number or two, who knows
    unit = match["unit"] or match["low_unit"]
    if match["low"] and (
        torn
        or re.search(r"[A-Za-z+每?□■�\d.]$", before)
        or re.match(r"[A-Za-z+号版级年月日]|\.?[\d?□■�]", after)
        or (after[:1] == "/" and after[1:2].isdigit() and not unit)
    ):
        return True
    if before.endswith("第") and not {match["unit"], match["low_unit"]} & {"位", "名"}:
        return True
    # "5:40:55" is one thing of three parts
    return bool(re.search(r"\d:$", before) or (not match["one"] and re.match(r":\d", after)))


def _round(match: re.Match[str]) -> Quantity:
    """A round sum written in words.

    >>> [(q.value, q.unit) for q in find("突破千亿元大关,迈上两万亿元台阶,突破五百亿元大关")]
    [(1000.0, '亿元'), (2.0, '万亿元'), (500.0, '亿元')]
    """
    times = re.sub("[万]$", "", match["times"] or "")
    unit = match["unit"] if times == (match["times"] or "") else "万亿"
    digit = times.strip("十百千")
    value = float("一二三四五六七八九".index(digit.replace("两", "二")) + 1) if digit else 1.0
    value *= {"十": 10, "百": 100, "千": 1000}.get(times[-1:], 1)
    return Quantity(
        value=value,
        upper=None,
        comparator="",
        unit=f"{unit}元",
        approximate=False,
        written=True,
        start=match.start(),
        end=match.end(),
    )


def _quantity(match: re.Match[str]) -> Quantity:
    upper: float | None = None
    if match["percent"]:
        value, unit = chinese_number(match["percent"]), "%"
    elif match["han"]:
        value, unit = chinese_number(match["han"]), match["han_unit"]
    else:
        value = float(match["low"].replace(",", ""))
        unit = match["unit"] or match["low_unit"] or ""
        upper = float(match["high"].replace(",", "")) if match["high"] else None
    if match["per"] and unit and "/" not in unit:
        unit = f"{unit}/{match['per']}"
    comparator = _COMPARED.get(match["sign"] or "", "") or _BY_AFTER.get(match["after"] or "", "")
    if match["near"] == "约":
        comparator = "="
    return Quantity(
        value=float("nan") if value is None else value,
        upper=upper,
        comparator=comparator,
        unit=unit_name(unit),
        approximate=match["near"] in ("近", "接近"),
        written=match["han"] is not None,
        start=match.start(),
        end=match.end(),
    )
