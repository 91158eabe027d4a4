"""A subject that names several things: taken apart, and what only the first or the last one says
given to all.
"""

from __future__ import annotations

import re

from yq_analysis.reading.policy.plain_text import plain

RATE = (
    r"(?:率|比重|占比|比例|指数|满意度|强度|密度|能耗|消耗|排放量|系数|程度|参与度|知晓度|渗透度|"
    r"达标度)"
)
# words of one kind stand for one another: what follows the last one belongs to all
_KINDS = tuple(
    sorted(words.split(), key=len, reverse=True)
    for words in (
        "城市 县城 城区 市区 县域 乡镇 建制镇 城镇 农村 乡村 集镇 中心城区 建成区 村庄",
        "新建 既有 改建 扩建 存量 增量 在建",
        "国家级 省级 市级 县级 区级 自治区级 省部级 国家 省 市 县",
        "公共建筑 居住建筑 民用建筑 工业建筑",
        "高速公路 普通公路 干线公路 农村公路 铁路 民航 水路 公路",
        "幼儿园 小学 初中 高中 学前教育 义务教育 高中阶段教育 高中阶段 高等教育 职业教育",
        "一产 二产 三产 第一产业 第二产业 第三产业 一次产业 工业 农业 服务业 建筑业 制造业 "
        "数字经济核心产业 战略性新兴产业 高新技术产业 高技术产业 高技术制造业 装备制造业 "
        "先进制造业 海洋经济 民营经济",
        "粮食 油料 蔬菜 水果 肉类 生猪 奶类 水产品 棉花 大豆 玉米 小麦 水稻 禽蛋",
        "化学需氧量 氨氮 氮氧化物 挥发性有机物 二氧化硫 总磷 总氮 颗粒物 PM2.5 PM10 细颗粒物 "
        "可吸入颗粒物 臭氧 COD VOCs NOx",
        "风电 光伏 太阳能 水电 核电 火电 煤电 气电 新能源 可再生能源 生物质能",
        "煤炭 原煤 石油 原油 天然气 电力 煤层气",
        "化肥 农药 农膜 地膜",
        "进口 出口 进出口 外贸 服务贸易",
        "职工 城镇职工 城乡居民 居民 男性 女性 老年人 儿童 残疾人",
        "企业 政府 社会 居民 高校",
        "食品 药品 农产品 工业产品 消费品 医疗器械 化妆品 工程",
        "存款 贷款",
        "省内 省外 境内 境外 国内 国外 入境",
        "水稻 小麦 玉米 马铃薯",
        "国家和省级 省市级",
    )
)
_OF = (
    r"(?:单位|万元)(?:地区生产总值|国内生产总值|生产总值|GDP|工业增加值|增加值|产值|产品|建筑面积|"
    r"供电|国内|工业产值)"
)
_FRONT = re.compile(
    rf"^(?P<front>(?:[\u4e00-\u9fff]{{0,10}}?){_OF}|每[十百千万]+(?:名)?(?:常住)?(?:人口|人|老年人|老人|学生)(?:拥有)?|人均)"
)
# what a figure is counted by; the front before it belongs to the figures that follow, too
_EACH = "(?:亩均|人均|户均|地均|单位(?:建筑)?面积)"
# what may stand behind such a front
_BEHIND = re.compile(
    r"^(?:能源消耗|能源消费|能耗|综合能耗|水耗|用水量|用水|电耗|二氧化碳排放量?|碳排放量?(?!强度)|建设用地|取水量|物耗)"
    r"|(?:数|量|面积)$"
)
_TAILS = (
    r"(?:(?:重点工程|主要污染物)?(?:累计)?(?:减排量|排放总量|排放量|排放强度)|(?:常住)?(?:居民)?人均可支配收入|人均消费支出|增加值|总产值|浓度|使用量|装机(?:容量|规模)?|产量|产能|销售额|零售额|销售收入|营业收入|交易额|出口额"
    r"|(?:质量安全)?(?:例行监测|监督抽查|监督抽检|评价性抽检|抽检|抽查|监测)?合格率"
    r"|占[^、和]{2,12}(?:比重|比例|的比重|的比例)|(?:综合|集中)?(?:使用|消费|利用|回收|收集|处理|处置|覆盖|普及|替代|参保|入学|入园|巩固|升学|就业|达标|优良|治理|修复|贡献|渗透)(?:率|比例|比重|面))$"
)
_COMPLETE = re.compile(
    rf"(?:{RATE}|产值|增加值|总值|收入|税收|利润|支出|投入|投资|销售额|零售总额|总额|金额|总量|产量|面积|里程|浓度|寿命|年限|规模|数量|人数|人次|人口|就业|排放|装机|容量|能力|水平|消费|外资|数|量|额)$"
)


def several(name: str, *, want: int = 0, each: bool = False) -> list[str]:
    """The names in a subject that names several; `want`: how many values stand against them;
    `each`: 均, 都 follow.

    >>> several("农产品质量安全例行监测合格率和食品抽检合格率", each=True)
    ['农产品质量安全例行监测合格率', '食品抽检合格率']
    >>> several("高速(含一级)公路和干线公路抽检指标总体合格率", want=2)
    ['高速(含一级)公路抽检指标总体合格率', '干线公路抽检指标总体合格率']
    >>> several("单位地区生产总值能耗和二氧化碳排放", want=2)
    ['单位地区生产总值能耗', '单位地区生产总值二氧化碳排放']
    >>> several("城市和县城污水处理率", want=2), several("一二三产增加值", want=3)
    (['城市污水处理率', '县城污水处理率'], ['一产增加值', '二产增加值', '三产增加值'])
    >>> several("基本药物、集采品种抽检合格率")
    ['基本药物、集采品种抽检合格率']
    """
    if want == 2 and "城乡" in name and len(_parts(name)) < 2:
        return [name.replace("城乡", part, 1) for part in ("城镇", "农村")]
    if want > 1 and (parts := _counted(name, want)):
        return parts
    parts = _parts(name)
    if len(parts) < 2 or (want > 1 and len(parts) != want):
        return [name]
    flat = plain(parts[-1])
    if (
        0 < (cut := flat.find("等")) < len(flat) - 1
        and (want > 1 or each)
        and not flat.startswith("等级", cut)
    ):
        return [part + parts[-1][cut + 1 :] for part in (*parts[:-1], parts[-1][:cut])]
    shared = re.search(rf"(?<=[\u4e00-\u9fff]{{2}}){_EACH}", plain(parts[0]))
    if want > 1 and shared and all(re.match(_EACH, part) for part in parts[1:]):
        return [parts[0], *(parts[0][: shared.start()] + part for part in parts[1:])]
    own = [bool(re.search(rf"{RATE}$", plain(part))) for part in parts]
    if want > 1 or each:
        return _with_front(parts if all(own) else _with_tail(parts))
    return _with_front(parts) if all(own) else [name]


def fronted(first: str, name: str) -> str:
    """A name that follows another one with a number of its own, with the front that both share.

    >>> fronted("每千人口执业(助理)医师数", "注册护士数"), fronted("森林覆盖率", "森林蓄积量")
    ('每千人口注册护士数', '森林蓄积量')
    """
    return _with_front([first, name])[1]


def unsure(parts: list[str]) -> bool:
    """Whether what was taken apart still holds a piece that measures nothing: "城市" of
    "城市和县城…".
    """
    complete = [bool(_COMPLETE.search(plain(part))) for part in parts]
    return any(complete) and not all(complete)


def _counted(name: str, want: int) -> list[str]:
    """ "一二三产增加值", "第一、二、三产业增加值", "三次产业增加值": the three sectors."""
    flat = plain(name)
    if want != 3:
        return []
    found = re.search(
        r"(?P<ordinal>第?)一[、\s]*第?二[、和\s]*第?三(?P<kind>产业|次产业|产)|三次产业", flat
    )
    if not found:
        return []
    kind = found["kind"] or "次产业"
    kind = "产业" if kind == "次产业" else kind
    ordinal = "第" if kind == "产业" else ""
    return [
        name[: found.start()] + f"{ordinal}{which}{kind}" + name[found.end() :]
        for which in "一二三"
    ]


def _parts(name: str) -> list[str]:
    flat, parts, depth, start = plain(name), [], 0, 0
    i = 0
    while i < len(flat):
        depth += (flat[i] in "(《[") - (flat[i] in ")》]")
        quoted = flat[:i].count('"') % 2 == 1
        joint = next(
            (j for j in ("以及", "、", "和", "及", "与", "/") if flat.startswith(j, i)), ""
        )
        if (joint == "与" and flat[:i].endswith("参")) or (
            joint == "及" and flat[:i].endswith(("普", "涉"))
        ):
            joint = ""  # 参与制定国际标准
        if joint == "/" and not re.search(r"[\u4e00-\u9fff]$", flat[:i]):
            joint = ""
        if joint and depth == 0 and not quoted and i > start:
            parts.append(name[start:i])
            i += len(joint)
            start = i
            continue
        i += 1
    parts.append(name[start:])
    return [part for part in (p.strip() for p in parts) if part]


def _with_front(parts: list[str]) -> list[str]:
    """ "单位地区生产总值能耗、二氧化碳排放": what only the first one says in
    front belongs to all.
    """
    first = _FRONT.match(plain(parts[0]))
    if first is None or first["front"] == "人均" or len(plain(parts[0])) == first.end():
        return parts
    made = [parts[0]]
    for part in parts[1:]:
        flat = plain(part)
        led = _FRONT.match(flat) or re.search(_OF, flat)
        behind = _BEHIND.search(flat)
        counted = first["front"].startswith("每") and not re.search(rf"{RATE}$", flat)
        fits = behind and (counted or not re.search(r"(?:数|面积)$", flat))
        made.append(part if led or not fits else parts[0][: first.end()] + part)
    return made


def _with_tail(parts: list[str]) -> list[str]:
    """ "A公路、B公路抽检合格率": what only the last one says belongs to all."""
    last = parts[-1]
    tails = [_tail_for(part, last) for part in parts[:-1]]
    shared = next((tail for tail in tails if tail), "")
    return [
        *(
            part + (tail or ("" if _COMPLETE.search(plain(part)) else shared))
            for part, tail in zip(parts[:-1], tails, strict=True)
        ),
        last,
    ]


def _tail_for(part: str, last: str) -> str:
    """What a part of a list lacks and its last part has: "规上工业、服务业增加值" lends 增加值."""
    flat = plain(part)
    if re.search(rf"{RATE}$", flat):
        return ""
    shared = _after_same_kind(part, last)
    if shared is not None:
        return shared
    ending = next(
        (
            part[-n:]
            for n in range(len(part), 1, -1)
            if part[-n:] in last and last.rfind(part[-n:]) + n < len(last)
        ),
        "",
    )
    if ending:
        return last[last.rfind(ending) + len(ending) :]
    complete = _COMPLETE.search(flat)
    tail = re.search(_TAILS, last)
    if tail and tail.start() > 0 and not part.endswith(tail[0]):
        return "" if complete and not tail[0].startswith("占") else tail[0]
    if len(part) <= 4 and len(last) > len(part) + 1 and not complete:
        return last[len(part) :] if re.search(rf"{RATE}$", last) or len(part) <= 2 else ""
    return ""


def _after_same_kind(part: str, last: str) -> str | None:
    """What stands in the last part behind a word of the kind that the part ends with."""
    flat, end = plain(part), plain(last)
    for kind in _KINDS:
        own = next((word for word in kind if flat.endswith(word)), "")
        other = next((word for word in kind if end.startswith(word) and len(word) < len(end)), "")
        if own and not other:  # "规上工业企业和规上服务业企业营业收入"
            other = next(
                (word for word in kind if 0 < end.find(word) <= 6 and not end.endswith(word)), ""
            )
        if own and other and (flat == own or not _COMPLETE.search(flat)):
            return last[end.index(other) + len(other) :]
    if part.endswith("级") and "级" in last[:-1]:
        return last[last.index("级") + 1 :]
    return None
