"""Units: which words are one, how they are written, which of two on a line is meant."""

from __future__ import annotations

import re
from functools import lru_cache

from yq_analysis.reading.yearbook.label_text import fold, has_han, tidy

# Measure words and units of Chinese statistics. Words that also name things (点, 线, 场, 机) stay
# out.
_BASE_WORDS = """
元 美元 港元 欧元 英镑 日元 人民币元 人 户 个 件 项 吨 公斤 千克 克 毫克 米 千米 公里 海里 厘米 毫米
平方米 平方公里
平方千米 立方米 公顷 亩 辆 台 套 艘 架 头 只 匹 条 张 本 册 篇 部 种 家 所 处 座 幢 栋 间 枚 份 次
人次 台次 车次 架次 批次 场次
件次 户次 人年 人月 人天 人日 天 日 小时 分钟 岁 周岁 千瓦 千瓦时 千瓦小时 瓦 兆瓦 千伏安 伏安 千焦
焦 焦耳 百万焦耳 千焦耳 卡
千卡 吨标准煤 吨标煤 千克标准煤 千克标煤 公斤标准煤 公斤标煤 克标准煤 吨公里 人公里 换算吨公里
标准箱 标箱 度 分贝 百分点 倍 株
羽 箱 瓶 盒 包 桶 担 斤 名 位 位次 组 支 双 副 对 把 块 根 片 批 期 例 学时 课时 张床 重量箱 立方 升
毫升 吨位 总吨 载重吨 净载重吨
折吨 标准吨 千米/小时 卷 幅 首 集 道 口 孔 棵 盏 组件 标准立方米 马力 公升 里 华里 市斤 公担 车 标台
吨·公里 人·公里 皮长公里
芯公里 纤芯公里 端 门 GB TB MB kg km t m m2 m3 kW kWh MW km2 tce 年 月 周 时 标准台 折标准台 万门 ℃
摄氏度 毫巴 百帕 微克 纳克 吨二氧化碳 吨二氧化碳当量 千克二氧化碳 吨碳 分
tCO2 tCO2e tC kgCO2 kgce MWh GWh TWh GJ TJ PJ MJ m² m³ km² μg ug mg L hm2 hm²
"""
_BASES = tuple(_BASE_WORDS.split())
_SCALE = "(?:十|百|千|万|十万|百万|千万|亿|十亿|百亿|千亿|万亿|兆|10万|100万|1000)?"
_ONE = (
    f"{_SCALE}(?:{'|'.join(sorted(map(re.escape, _BASES), key=len, reverse=True))})|万|"
    "亿|%|‰|%0|％|"
    "‱"
)
_UNIT = re.compile(
    rf"(?:±\s*)?(?:每)?(?:{_ONE})(?:[/·×](?:每)?(?:\([\d ～~\-]*(?:{_ONE})\)|"
    rf"(?:\d[\d ]*)?(?:{_ONE})))*\Z"
)
# an index says what it is a hundred of
_BASE_YEAR = re.compile(r"(?:\d{4}年?|上年同?期?|上年|上月|上年同月|[一-龥]{1,6})=\s*1000?\Z")
# bracketed English units keep their superscript as plain digits: 104 tn is 10⁴ tonnes
_LATIN = re.compile(
    r"(?:in\s+)?(?:(?:10{1,10}(?: 000)*|1 ?000|104|108|1010|100 million|million|billion|"
    r"thousand|0?00)\s?)?"
    r"(?:tn|tce|cu\.?\s?m|kJ|kW\W?h|yuan|RMB|USD|US\$|dollars?|persons?|people|man-years?|person-times?|units?|piece|item|set|"
    r"household|ton(?:ne)?s?|hectares?|hectare|km|sq\.?\s?km|sq\.?\s?m|kgce|kg|kjoule|Mjoule|"
    r"kcal|lakhs?|crores?|Rs\.? in.*|Rs\.?|per cent|percent|%|‰|"
    r"number|rates?|thousands?|millions?)(?:\s*/.*)?\Z",
    re.IGNORECASE,
)
_POWERS = (("1010", "百亿"), ("108", "亿"), ("104", "万"))
_LATIN_NAMES = {
    "tn": "吨",
    "tce": "吨标准煤",
    "cu.m": "立方米",
    "kj": "千焦",
    "kw•h": "千瓦时",
    "kwh": "千瓦时",
    "kw·h": "千瓦时",
    "yuan": "元",
}
# units that only Chinese yearbooks print so, where the Chinese word is missing beside them
_LATIN_UNITS = {
    "piece": "件",
    "man-year": "人年",
    "100 million yuan": "亿元",
    "10 000 yuan": "万元",
    "10000 yuan": "万元",
}
_EDGES = "()[]（）【】 :：;；,，。"
_RATIO_NAME = re.compile(r"(?:率|比重|比例|增长|增速|占比|构成|强度|系数|百分比|程度)$|^占")

_CALLS_FOR = (
    (re.compile(r"(?:人口|人数|人员|劳动力|人)$"), re.compile(r"人$")),
    (
        re.compile(r"(?:总值|产值|增加值|收入|支出|投资|额|工资|费|税|存款|贷款|GDP|利润|余额)$"),
        re.compile(r"元$"),
    ),
    (re.compile(r"面积$"), re.compile(r"平方|公顷|亩")),
    (re.compile(r"(?:户数|户)$"), re.compile(r"户$")),
    (re.compile(r"(?:专利|授权|申请|件数)数?量?$"), re.compile(r"件$|项$")),
    (re.compile(r"(?:能耗|能源\S*量|用能)$"), re.compile(r"标准?煤")),
    (re.compile(r"(?:用电量|发电量|电量)$"), re.compile(r"千瓦|度$")),
    (re.compile(r"(?:产量|运量|重量)$"), re.compile(r"吨$|斤$|克$")),
    (re.compile(r"(?:里程|长度)$"), re.compile(r"里$|米$")),
    (re.compile(r"(?:个数|机构数|单位数|企业数|数)$"), re.compile(r"个$|家$|所$")),
)

_VITAL = re.compile(r"(?:出生|死亡|自然增长)率$")


@lru_cache(maxsize=16384)
def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit.

    >>> [is_unit(word) for word in ('万吨标准煤', '人/平方公里', '%', '亿千瓦时', '1978年=100')]
    [True, True, True, True, True]
    >>> [is_unit(word) for word in ('含20万元', '电热当量计算法', '点', 'R&D', '-')]
    [False, False, False, False, False]
    """
    bare = _bare(text)
    if not bare or len(bare) > 40:
        return False
    if _UNIT.match(bare) or _BASE_YEAR.match(bare):
        return True
    return not has_han(bare) and all(
        _LATIN.match(part) is not None for part in re.split(r"\s+per\s+", bare)
    )


@lru_cache(maxsize=16384)
def unit_name(text: str) -> str:
    """A unit as it is written in a reading: no brackets, no blanks; %0 is a badly set ‰.

    >>> unit_name('（万人）'), unit_name('人 / 平方公里'), unit_name('%0'), unit_name('104 tn')
    ('万人', '人/平方公里', '‰', '万吨')
    """
    bare = _bare(text)
    if bare == "%0":
        return "‰"
    bare = bare.lstrip("±").strip()
    if not has_han(bare):
        if bare.lower() in _LATIN_UNITS:
            return _LATIN_UNITS[bare.lower()]
        for digits, scale in _POWERS:
            if bare.startswith(digits):
                word = bare[len(digits) :].strip().lower()
                if word in _LATIN_NAMES:
                    return scale + _LATIN_NAMES[word]
    return bare


def _bare(text: str) -> str:
    bare = tidy(text)
    while len(bare) > 1 and bare[0] in _EDGES and bare[-1] in _EDGES and _wraps(bare):
        bare = bare[1:-1].strip()
    bare = bare.strip(" :：;；,，。")
    return re.sub(r"\s*([/·])\s*", r"\1", bare)


def _wraps(text: str) -> bool:
    """Whether the first bracket closes with the last sign, so that (a)(b) is left alone."""
    if text[0] not in "([（【":
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([（【") - (sign in ")]）】")
        if depth == 0:
            return place == len(text) - 1
    return False


_COMMON_WORD = re.compile(r"(?:rates?|numbers?|units?|items?|sets?|persons?|people)", re.IGNORECASE)
_NO_NAME = re.compile(r"[\d\s.,%±+\-]*\Z")


@lru_cache(maxsize=16384)
def separated_unit(text: str) -> tuple[str, str]:
    """The name and the unit behind a slash, a colon, an underscore, a comma or a blank; no unit
    where there is none.

    >>> (separated_unit('GDP/亿元'), separated_unit('单位GDP能耗:吨标准煤/万元'),
    ...     separated_unit('常住人口_万人'))
    (('GDP', '亿元'), ('单位GDP能耗', '吨标准煤/万元'), ('常住人口', '万人'))
    >>> (separated_unit('人口密度人/平方公里')[1], separated_unit('人/平方公里'),
    ...     separated_unit('男/女'), separated_unit('GDP_2020'))
    ('', ('人/平方公里', ''), ('男/女', ''), ('GDP_2020', ''))
    """
    if is_unit(text):
        return text, ""
    for name, mark, unit in _cuts(text):
        own = glued_unit(name)[1] if mark == "/" else ""
        if own and is_unit(f"{own}/{unit}"):
            continue  # 人口密度人/平方公里: the slash is the unit's own
        if mark == "_" and _COMMON_WORD.fullmatch(unit.strip()):
            continue  # urban_rate: a variable's name
        if is_unit(unit) and not is_unit(name) and not _NO_NAME.match(name):
            return name.strip(), unit_name(unit)
    return text, ""


def _cuts(text: str) -> list[tuple[str, str, str]]:
    """Where a text can be cut into name, mark and unit: the first cut first, for a unit may hold a
    slash itself.
    """
    return [
        (text[: match.start()], match[0].strip(), text[match.end() :])
        for match in re.finditer(r"\s*[/:：_|,，、]\s*|\s+(?=\S{2})", text)
        if match.start() and match.end() < len(text)
    ]


_SUFFIX = re.compile(rf"(?<=[^\d（(/])\s*((?:{_ONE})(?:/(?:{_ONE}))*)\Z")


@lru_cache(maxsize=16384)
def glued_unit(text: str) -> tuple[str, str]:
    """The name and the unit that is printed on to it without a bracket; the unit is empty where
    there is none.

    Only to be asked where the whole table is printed so: 人 also ends ordinary names.

    >>> glued_unit('常住人口万人'), glued_unit('人口密度人/平方公里'), glued_unit('男人')
    (('常住人口', '万人'), ('人口密度', '人/平方公里'), ('男', '人'))
    """
    match = _SUFFIX.search(text)
    if match is None or match.start() == 0:
        return text, ""
    return text[: match.start()].strip(), unit_name(match[1])


def sole_unit(units: list[str]) -> str:
    """The unit that several labels give and no other beside it; a ratio is no unit of other rows.

    >>> sole_unit(['万吨', '', '万吨']), sole_unit(['万吨', '人']), sole_unit(['%', '%'])
    ('万吨', '', '')
    """
    said = [unit for unit in units if unit]
    return said[0] if len(said) > 1 and len(set(said)) == 1 and said[0] not in ("%", "‰") else ""


_UNIT_LINE = re.compile(
    r"(?:计量|数量)?单位\s*([:;]?)\s*(.*)|Unit\s*:\s*(.*)", re.IGNORECASE | re.DOTALL
)


@lru_cache(maxsize=4096)
def units_of_line(text: str) -> tuple[str, ...]:
    """The units that a unit line names; empty where it is no unit line.

    >>> (units_of_line('单位：人、‰'), units_of_line('单位:万吨标准煤  '),
    ...     units_of_line('注：单位'), units_of_line('(piece)'))
    (('人', '‰'), ('万吨标准煤',), (), ())
    >>> (units_of_line('单位:亿元 (100 million yuan)'), units_of_line('单位GDP能耗'),
    ...     units_of_line('单位 万元'))
    (('亿元',), (), ('万元',))
    """
    line = fold(text).strip().strip("()（）").strip()
    match = _UNIT_LINE.match(line)
    if match is None:
        return ()
    said = tidy((match[2] or match[3] or "").strip())
    colon = bool(match[1] or match[3])
    # 亿元 (100 million yuan): the English in brackets repeats the Chinese unit
    gloss = re.fullmatch(r"(.*[一-龥])[(（][\x20-\x7e]*", said)
    said = gloss[1] if gloss else said
    if not said:
        return ()
    if is_unit(said):
        return (unit_name(said),)
    if colon and not has_han(said) and not re.search(r"[,;、]", said):
        return (said,) if len(said) <= 40 else ()  # Unit: kWh per household
    parts = [part for part in re.split(r"[、,，;；\s]+", said) if part]
    known = tuple(unit_name(part) for part in parts if is_unit(part))
    if known and (colon or len(known) == len(parts)):
        return known
    # without a colon 单位 begins a name: 单位GDP能耗, 单位地区生产总值电耗
    return (said,) if colon and len(said) <= 12 else ()


def unit_in_note(note: str) -> str:
    """The unit that a cell's comment gives, or nothing.

    >>> unit_in_note('单位：亿元'), unit_in_note('张三: 亿元'), unit_in_note('张三: 待核对')
    ('亿元', '亿元', '')
    """
    for line in reversed([note, *re.split(r"[\n:：]", note)]):
        said = units_of_line(line.strip())
        if len(said) == 1 and is_unit(said[0]):
            return said[0]
        if is_unit(line.strip()):
            return unit_name(line.strip())
    return ""


def choose_unit(units: tuple[str, ...], name: str) -> str:
    """Of several units on one line, the one that a name calls for: a rate takes the ratio, a count
    the other.

    Rates of births, deaths and natural growth are per thousand, also where the line says % by
    mistake.

    >>> (choose_unit(('人', '‰'), '出生率'), choose_unit(('人', '‰'), '出生人数'), choose_unit((),
    ...     '面积'))
    ('‰', '人', '')
    >>> choose_unit(('人', '%'), '死亡率'), choose_unit(('人', '%'), '城镇化率')
    ('‰', '%')
    """
    if not units:
        return ""
    ratios = [unit for unit in units if unit in ("%", "‰")]
    others = [unit for unit in units if unit not in ("%", "‰")]
    if len(units) > 1 and ratios and _RATIO_NAME.search(name):
        return "‰" if _VITAL.search(name) else ratios[0]
    if len(others) > 1:
        # 单位：亿元、万人 over columns without units: each takes the one that its name calls for,
        # else none
        return next(
            (
                unit
                for words, kind in _CALLS_FOR
                if words.search(name)
                for unit in others
                if kind.search(unit)
            ),
            "",
        )
    return others[0] if others else units[0]
