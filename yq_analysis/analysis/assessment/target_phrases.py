"""What the words of a target add to its numbers: which way it goes, and at which prices."""

from __future__ import annotations

import re

_FALL = "下降|降低|减少|压减|削减|缩减|压降|回落|下调|降幅"
_RISE = "增长|提高|提升|上升|增加|增幅|涨幅|升幅|扩大"
_MOVE = re.compile(f"(?P<fall>{_FALL})|(?P<rise>{_RISE})")
# a rise of what is named by its fall: no word that praises something else on the way
_STRICT = re.compile(f"(?P<fall>{_FALL})|(?P<rise>增长|上升|增幅|涨幅|升幅)")
_CLAUSE = re.compile("[，。；,;]")
_PRICES = re.compile(r"(?P<year>20\d\d)年(?:的)?(?:不变|可比)?价|(?P<current>现价|当年价)")
_CONSTANT = re.compile("不变价|可比价")


def movement(text: str, value: float | None = None, *, strictly: bool = False) -> int:
    """1 where the clause of the number says a rise before it, -1 a fall, 0 where it says neither.

    >>> movement("煤炭消费比重降低2.5个百分点", 2.5), movement("森林覆盖率提高1个百分点", 1.0)
    (-1, 1)
    >>> movement("能效水平提升，能耗13.5%", 13.5), movement("城镇新增就业50万人", 50.0)
    (0, 0)
    """
    place = -1 if value is None else text.find(f"{value:g}")
    clause = _CLAUSE.split(text[:place])[-1] if place >= 0 else text
    found = list((_STRICT if strictly else _MOVE).finditer(clause))
    if not found:
        return 0
    return -1 if found[-1]["fall"] else 1


def price_words(text: str) -> str:
    """The price base that the words state: a year, "current", "constant" without a year, or "".

    >>> [price_words(t) for t in ("20万元/人（按2025年价格计算）", "按2020年可比价达到20万元/人",
    ...     "按现价计算", "按可比价计算", "20万元/人")]
    ['2025', '2020', 'current', 'constant', '']
    """
    if match := _PRICES.search(text):
        return match["year"] or "current"
    return "constant" if _CONSTANT.search(text) else ""
