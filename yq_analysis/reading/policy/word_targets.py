"""Targets in words: "质量总体水平迈入全市第一梯队", "完成省下达任务", "单位GDP能耗持续下降",
"全国前20".
"""

from __future__ import annotations

import re
from dataclasses import replace

from yq_analysis.reading.policy import subjects as names
from yq_analysis.reading.policy import years
from yq_analysis.reading.policy.plain_text import chinese_number, plain
from yq_analysis.reading.policy.predicate import HOLE
from yq_analysis.reading.policy.quantity import Quantity
from yq_analysis.reading.policy.row import Target
from yq_analysis.reading.policy.years import Marked

_ABOVE = (
    r"(?:中等发达国家|发达国家|先进国家|先进地区|国家|全国|全省|全市|世界|全球|国际|国内|西部|中部|"
    r"东部|东北|全区|全县|省|市|区|上级|行业|同类|省内|市内|周边|同等|同期)"
)
_STAND = re.compile(
    rf"(?:进入|迈入|跻身|位居|位列|居于|居|保持|保持在|走在|达到|接近|高于|不低于|优于|领先|处于|步入|力争进入)\s*"
    rf"(?P<goal>{_ABOVE}.{{0,10}}?(?:第一梯队|第一方阵|第一方队|前列|先进水平|领先水平|中上水平|平均水平|平均值|标准|要求|水平|领先|先进))$"
)
_ASSIGNED = re.compile(
    r"(?:完成|达到|控制在|实现|落实|符合)\s*(?:国家|省|市|区|县|自治区|上级|省上|市上|省委省政府|省政府|市政府)[^,。]{0,10}?(?:下达|要求|规定|确定|分解|考核|核定|标准)[^,。]{0,8}$"
)
_RANK = re.compile(
    r"(?:(?:力争)?(?:进入|迈入|跻身|保持在?|位居|位列|稳居|居|达到|走在))?\s*"
    rf"(?:{_ABOVE}|同类\S{{0,4}})?(?:前|第)(?P<place>[一二三四五六七八九十]+)(?P<unit>名|位|强)?$"
)
_MANNER = re.compile(
    r"(?:(?:不断|持续|稳步|全面|明显|显著|进一步|逐步|大幅|总体|保持|基本|稳定|稳中|有效)+)(?:提高|提升|下降|降低|上升|稳定|减少|优化|改善|总体稳定|基本稳定|稳定)$"
)
_MULTIPLE = re.compile(r"(?:再?(?:实现)?(?:翻(?:一|两|三|1|2|3)?番|成?倍增长?))(?:以上|左右)?$")
_CURBED = re.compile(r"(?:得到|实现)?(?:合理|有效|严格|进一步)+控制$")
_QUALITY = (
    r"(?:合格率|符合率|达标率|率|(?:排放|消费|消耗|用水|用能)总量|程度|比重|占比|比例|指数|满意度|"
    r"强度|能耗|消耗|排放量|系数)$"
)


def read(printed: str, text: str, marked: Marked, whole: Target, subject: str) -> list[Target]:
    """The target that a clause without a number states in words; a year must be in force."""
    clock = marked.clock
    if clock.past or clock.year is None:
        return []
    whole = replace(whole, year=clock.year, basis="text")
    if (place := written_rank(text)) and (
        name := names.clean(_head(printed, place[0]))[0] or subject
    ):
        value, unit = place[1:]
        return [
            replace(whole, indicator=name, value=value, comparator="<=", unit=unit, basis="rank")
        ]
    for pattern in (_ASSIGNED, _STAND):
        if match := pattern.search(text.rstrip()):
            name, _ = names.clean(_head(printed, match.start()))
            own = re.search(r"的[\u4e00-\u9fff]{2,}(?:任务|目标)$", match[0])
            if not name and own and not ("减排" in own[0] and "排放" in subject):
                return []  # "完成省下达的节能减排任务" is not the task of the clause before
            name = name or subject
            if name and len(name) <= 40:
                assigned = pattern is _ASSIGNED and "下达" in match[0]
                return [
                    replace(whole, indicator=name, comparator=_sign(match[0]), provisional=assigned)
                ]
    for pattern in (_MULTIPLE, _CURBED):
        if match := pattern.search(text.rstrip()):
            head = _head(printed, match.start()).rstrip(HOLE + years.BASE_HOLE)
            name = names.clean(head)[0] or subject
            measured = re.search(rf"{names.MEASURE}$", plain(name))
            if measured and len(name) <= 30 and "、" not in name:
                return [replace(whole, indicator=name, base_year=_compared(marked))]
    if match := _MANNER.search(text.rstrip()):
        name, _ = names.clean(_head(printed, match.start()))
        felt = re.search(r"获得感|幸福感|、.*、", name)
        if re.search(_QUALITY, plain(name)) and len(name) <= 30 and not felt:
            return [replace(whole, indicator=name)]
    return []


def _sign(words: str) -> str:
    """The comparator that a standard in words begins with."""
    signs = {"不低于": ">=", "高于": ">", "低于": "<"}
    return next((sign for word, sign in signs.items() if words.startswith(word)), "")


def _compared(marked: Marked) -> int | None:
    return marked.clock.base if years.BASE_HOLE in marked.text else None


def _head(printed: str, end: int) -> str:
    return re.sub(
        r"(?:力争|努力|总体|整体上?|基本|均|都|全部|争取|确保|要|需)+$", "", printed[:end]
    )


def without_manner(printed: str, text: str) -> str:
    """The clause without its closing "稳步提升" and the like."""
    found = _MANNER.search(text.rstrip())
    return printed[: found.start()] if found else printed


def is_rank(text: str, quantity: Quantity) -> bool:
    """Whether the number is a place in a ranking: "全国前20", "第3位"."""
    return bool(
        re.search(rf"(?:前|第){quantity.value:g}(?!\d)(?:名|位|强)?", text)
    ) and quantity.unit in ("", "名", "位")


def written_rank(text: str) -> tuple[int, float, str] | None:
    """Where a ranking in Chinese numerals begins, its place and unit.

    >>> written_rank("满意度进入全省前三"), written_rank("全省前列")
    ((3, 3.0, '名'), None)
    """
    found = _RANK.search(text.rstrip())
    place = chinese_number(found["place"]) if found else None
    return (
        (found.start(), place, "位" if found["unit"] == "位" else "名") if found and place else None
    )
