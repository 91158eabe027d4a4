"""The words between what is measured and its number: "达到",
"比2020年下降", "年均增长", "不低于".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yq_analysis.reading.policy.quantity import Quantity

HOLE = "\x00"  # stands where a year was read, so that positions keep
# kind: its words. A word of more than one kind takes the first.
_LEXICON = """
at_least: 不低于 不少于 不小于 不得低于 不得少于 至少 大于等于 大于或等于 ≥ >=
at_most: 不高于 不超过 不大于 不得高于 不得超过 不多于 小于等于 ≤ <= 控制在不超过
more: 超过 突破 高于 大于 多于 优于 超 >
less: 低于 小于 少于 <
fall_to: 控制在 控制到 控制为 压减到 下降到 下降至 降低到 降低至 降至 降到 减少到 减少至 减至 缩短到 缩短至 缩小到 缩小至 压缩到 压缩至
reach: 迈上 跨上 站上 登上 跃上 迈过 跨过 跨越 迈向 冲上 达到或超过 预期达到 达到 达成 达 提高到 提高至 提升到 提升至 增加到 增加至 增至 增长到 增长至 上升到 上升至 扩大到 发展到 壮大到
reach: 稳定在 保持在 维持在 稳定保持在 提高为 升至 升到 做到 达标 在 到 至 为 保持 稳定
fall: 下降 降低 减少 净减少 净下降 净降低 压减 削减 缩短 缩小 减排 压降 降幅 降幅达 下降幅度 累计下降 累计降低
new: 新增 新增加 净增 净增加 新培育 新建成 新建设 新创建 新打造 新认定 新认证 新建 新建改建 新建和改建 新建、改建 新改建 新改扩建 新获 新引进
rise: 提高 提升 增长 增加 净增长 上升 扩大 增幅 增速 升高 改善 增长率 增长速度
task: 建成 培育 创建 建设 打造 认定 制定 制修订 形成 引进 获得 获 认证 发布 建立 完成
rank: 前 第 全国前 全省前 全市前 全球前 世界前 全国第 全省第 全市第 进入全国前 进入全省前 进入全市前 进入 位居 跻身 稳居 居 位列
try: 力争 争取 努力 力求
yearly: 年均 年平均 平均每年 每年 逐年 年
total: 累计 共 总计 合计 累计共 三年累计 3年累计 两年累计 五年 五年累计 5年累计
each: 均 都 皆 全部 各 分别
about: 约 大约
near: 近 接近
other: 预期 预计 确保 总体 整体 基本 平均 稳步 进一步 逐步 持续 实现 再 要 应 将 需 同比 继续 左右 , 、 : 有 已 上 且 并 即 可 幅度 也
other: 拟 拟按 按 以 相比 基础 保持年均 大幅 显著 明显 有效 不断 总量控制
"""  # noqa: E501
_KIND: dict[str, str] = {}
for _line in _LEXICON.split("\n"):
    _kind, _, _words = _line.partition(": ")
    for _word in _words.split():
        _KIND.setdefault(_word, _kind)
_ORDER = sorted(_KIND, key=len, reverse=True)
_SINGLE = frozenset("为在到至达近约以有上要应将需再年共各都均皆即可也且并超已获")
STRONG = frozenset(
    {
        "at_least",
        "at_most",
        "more",
        "less",
        "fall_to",
        "reach",
        "fall",
        "rise",
        "new",
        "total",
        "task",
        "rank",
    }
)


@dataclass(frozen=True, kw_only=True)
class Predicate:
    """What stands before a number: the subject left of it and the kinds of words found, in printed
    order.
    """

    end: int
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    base: bool

    @property
    def strong(self) -> bool:
        return bool(STRONG.intersection(self.kinds))


def before(text: str) -> Predicate:
    """Strip predicate words from the end of `text`; `end` is where the subject ends.

    >>> text = "单位地区生产总值能耗年均下降"
    >>> found = before(text)
    >>> text[:found.end], found.words
    ('单位地区生产总值能耗', ('年均', '下降'))
    """
    end, base = len(text), False
    words: list[str] = []
    while end:
        if text[end - 1] in HOLE + " ":
            end -= 1
            continue
        if text[end - 1] == "\x01":  # a base year stood here
            end, base = end - 1, True
            continue
        word = next((w for w in _ORDER if text.endswith(w, 0, end)), None)
        if (
            word is None
            or (word == "增长率" and text.endswith("自然", 0, end - 3))
            or (word in _SINGLE and _inside_name(text, end, word))
        ):
            break
        if _KIND[word] in ("task", "new") and any(_KIND[w] in ("task", "new") for w in words):
            break  # the second one belongs to the name: "“名品”认证 新认证100个"
        words.append(word)
        end -= len(word)
    words.reverse()
    return Predicate(end=end, kinds=tuple(_KIND[w] for w in words), words=tuple(words), base=base)


def _inside_name(text: str, end: int, word: str) -> bool:
    """Single characters that names end in, too: "行为", "以上", "年"."""
    rest = text[: end - len(word)]
    return (
        (word == "为" and rest.endswith(("行", "作", "认")))
        or (word == "上" and rest.endswith(("以", "规", "线")))
        or (word == "年" and bool(rest) and rest[-1] not in HOLE + "\x01")
        or (word == "有" and rest.endswith(("拥", "所", "国")))
    )


@dataclass(frozen=True, kw_only=True)
class Sense:
    comparator: str
    basis: str
    change: bool = False  # a rise or fall, not what is counted anew or in total


def _basis(found: Predicate, quantity: Quantity, *, change: bool, yearly: bool, total: bool) -> str:
    """What a number says of its indicator: a level, a change of one kind or another, a total."""
    kinds = set(found.kinds)
    total = total or "total" in kinds
    if quantity.unit == "百分点":
        return "points"
    if "new" in kinds:
        return "cumulative" if "total" in kinds else "increment"
    if not change:
        return "cumulative" if total else "level"
    if "yearly" in kinds or yearly:
        return "annual_growth"
    if quantity.unit == "倍":
        return "cumulative"
    if quantity.unit in ("%", "‰", ""):
        return "annual_growth" if "rise" in kinds and not found.base and not total else "cumulative"
    return "increment"


def sense(
    found: Predicate, quantity: Quantity, *, yearly: bool = False, total: bool = False
) -> Sense:
    """Comparator and basis of a number from the words before it and the signs at it."""
    kinds = set(found.kinds)
    reaches = kinds & {"reach", "fall_to"}
    last_change = max(
        (i for i, k in enumerate(found.kinds) if k in ("fall", "rise", "new")), default=-1
    )
    last_reach = max(
        (i for i, k in enumerate(found.kinds) if k in ("reach", "fall_to")), default=-1
    )
    # "增幅达到5%" is a change; "提高达到" does not occur; "下降到" is a level and one word
    change = last_change >= 0 and (
        last_reach < 0 or last_reach > last_change or quantity.unit == "百分点"
    )
    basis = _basis(found, quantity, change=change, yearly=yearly, total=total)
    return Sense(
        comparator=_comparator(found, quantity, reaches),
        basis=basis,
        change=bool(kinds & {"fall", "rise"}) or basis == "points",
    )


def _comparator(found: Predicate, quantity: Quantity, reaches: set[str]) -> str:
    kinds = set(found.kinds)
    full = quantity.unit == "%" and quantity.value == 100
    if quantity.approximate or "near" in kinds:
        return ""
    if quantity.comparator and quantity.comparator != "=":
        strict = {"more": ">", "less": "<"}
        return next((sign for kind, sign in strict.items() if kind in kinds), quantity.comparator)
    for kind, sign in (("at_least", ">="), ("at_most", "<="), ("more", ">"), ("less", "<")):
        if kind in kinds:
            return sign
    if quantity.comparator == "=" or "about" in kinds or full or quantity.upper is not None:
        return ">=" if quantity.upper is not None and not quantity.comparator else "="
    if "fall_to" in reaches:
        return "<="
    if "reach" in reaches and not re.fullmatch(
        "|".join(("为", "在", "至", "到", "保持", "稳定")), found.words[-1]
    ):
        return ">="
    return ">=" if "try" in kinds else "="
