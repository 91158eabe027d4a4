"""Which labels are places: a list of what is known, and what place names end in."""

from __future__ import annotations

import re
from functools import lru_cache

from yq_analysis.reading.yearbook.label_text import tidy

_PROVINCE_WORDS = """
北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东
广西 海南 重庆 四川 贵州
云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾
"""
PROVINCES = tuple(_PROVINCE_WORDS.split())
_AGGREGATE_WORDS = """
全国 全省 全市 全区 全县 全州 全盟 地方合计 东部 中部 西部 东北 东部地区 中部地区 西部地区 东北地区
沿海 内地 港澳台
新疆兵团 新疆生产建设兵团 新疆建设兵团 黑龙江农垦 国内 国外 珠三角 珠江三角洲 东翼 西翼 山区 粤东
粤西 粤北 长三角 关中 陕北 陕南 省直 市直
National World EU
"""
_AGGREGATES = tuple(_AGGREGATE_WORDS.split())
_NEUTRAL_WORDS = "合计 总计 总数 其他 其它 小计 不分地区 未分地区 地方 中央 Total Others Other"
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())
_KNOWN = frozenset([*PROVINCES, *_AGGREGATES])
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:省|市|县|区|自治区|自治州|自治县|地区|州|盟|旗|兵团|镇|乡|街道|农场|产业园|园区|板块|示范区|试验区)\Z"
)
_NOT_PLACE = re.compile(
    r"(?:(?:^|[大中小各县新本该超非老]|[\u4e00-\u9fff]{2})城市|都市|城镇|乡镇|社区|小区|景区|库区|灌区|林区|牧区|保护区|开发面积|建成区|超市|股市|上市)\Z|公园"
)
_JAPAN = re.compile(
    r"(?:北海道|青森|岩手|宮城|秋田|山形|福島|東京|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|山梨|長野|静岡|富山|石川|福井|岐阜|愛知|三重|滋賀|京都|大阪|兵庫|奈良|"
    r"和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄|全国)(?:都|府|県)?\Z"
)
_CORNER = re.compile(
    r"地区|地域|区域|省份|省市|市县|县区|区县|省\(区|市\(县|市、县|县、区|区、县|都道府県|地名|国别|国家|城市\Z|市州|州市|辖区|乡镇|流向"
    r"|region|state|countr|county|district|province|prefecture|\bgeo\b|\barea\b|city|territor|municipalit",
    re.IGNORECASE,
)
# 区县, 县(市、区), 乡镇(街道): kinds of places side by side, the word over a column of them
_KINDS = re.compile(
    r"(?:各|所属|行政)?(?!(?:市|城|镇|省)区\Z)"
    r"(?:(?:省|市|县|区|旗|州|盟|乡|镇|街道|地|街)[、()（）和及/或]*){2,}"
    r"(?:名称|名|别)?\Z"
)
_NATION = re.compile(r"^(?:中国|全国|中华人民共和国|我国)")
_TITLE_PLACE = re.compile(
    r"^([\u4e00-\u9fff]{2,7}?(?:省|市|自治区|自治州|自治县|县|地区|盟|旗|新区|区)|[^\W\d_各全本我地城分按都超上门]县|[^\W\d_各全本我地城分按都超上门园景郊山灌矿库牧林社小辖新老厂军住片特专市县镇乡省港湾行政]区|[^\W\d_各全本我地城分按都超上门县]市)"
    r"(?!、|\(|县|市|别|场|值|盈率|域|划)"
)
_PART_OF_TIME = re.compile(
    r"^(?:[年季月](?:末|底|初|中)|年度|上半年|下半年|[一二三四1-4]季度|全年|末|底)的?"
)


@lru_cache(maxsize=16384)
def is_region(name: str) -> bool:
    """Whether a label is a place or a sum over places.

    >>> [is_region(name) for name in ('北京', '仲恺区', '东部地区', '新疆建设兵团', '青森')]
    [True, True, True, True, True]
    >>> [is_region(name) for name in ('常住人口', '城镇', '房屋施工面积')]
    [False, False, False]
    """
    bare = tidy(name).strip("# ")
    if names_kinds_of_places(bare):
        return False
    if bare in _KNOWN or _JAPAN.match(bare):
        return True
    return _PLACE.match(bare) is not None and _NOT_PLACE.search(bare) is None


@lru_cache(maxsize=16384)
def names_kinds_of_places(text: str) -> bool:
    """Whether a text only says which kinds of places stand below it.

    >>> [names_kinds_of_places(word) for word in ("区县", "乡镇(街道)", "市区")]
    [True, True, False]
    """
    return _KINDS.match(tidy(text)) is not None


@lru_cache(maxsize=16384)
def is_neutral(name: str) -> bool:
    """Whether a label says nothing about what its list holds: totals and rests stand in every list.

    >>> is_neutral('合  计'), is_neutral('其 它'), is_neutral('全国')
    (True, True, False)
    """
    return tidy(name) in _NEUTRAL


@lru_cache(maxsize=4096)
def is_region_corner(text: str) -> bool:
    """Whether the corner of a table announces places.

    >>> is_region_corner('地  区'), is_region_corner('Region'), is_region_corner('项目')
    (True, True, False)
    """
    return _CORNER.search(tidy(text)) is not None


@lru_cache(maxsize=1024)
def region_of_title(title: str) -> str:
    """The place that a title begins with; the nation is said as 全国; empty where it begins with
    none.

    >>> (region_of_title('北京能源平衡表(实物量)'), region_of_title('榆林市国民经济主要指标'),
    ...     region_of_title('各地区人口'))
    ('北京', '榆林市', '')
    >>> (region_of_title('年末周口市人口'), region_of_title('技术市场成交情况'),
    ...     region_of_title('房地产市场'))
    ('周口市', '', '')
    >>> region_of_title('佳县主要年份人口'), region_of_title('各县人口')
    ('佳县', '')
    """
    if _NATION.match(title):
        return "全国"
    title = _PART_OF_TIME.sub("", title)
    match = _TITLE_PLACE.match(title)
    if (
        match
        and not re.match(r"[各分按全]|.*(?:地区|各|分|按)", match[1][:-1])
        and _NOT_PLACE.search(match[1]) is None
        and match[1] not in ("地区", "城市", "各市")
    ):
        return match[1]
    for province in PROVINCES:
        if title.startswith(province):
            return province
    return ""


def share_of_regions(names: list[str]) -> float:
    """Which share of the telling names are places (0 where none tells).

    >>> share_of_regions(['合计', '北京', '天津', '其他'])
    1.0
    """
    telling = [name for name in names if name and not is_neutral(name)]
    if not telling:
        return 0.0
    return sum(map(is_region, telling)) / len(telling)
