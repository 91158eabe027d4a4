"""What a clause measures: the subject before its predicate, cleaned, and split where it names
several.
"""

from __future__ import annotations

import re

from yq_analysis.reading.policy.plain_text import plain, tidy
from yq_analysis.reading.policy.predicate import HOLE
from yq_analysis.reading.policy.shared_names import RATE

MEASURE = (
    rf"(?:{RATE}|产值|增加值|总值|收入|投入|支出|经费|销售额|交易额|进出口额|总额|金额|拥有量|产量|用量|总量|数量|总数|面积|里程|产能|能力|浓度|"
    r"寿命|年限|规模|储量|运量|吞吐量|保有量|注册量|存量|流量|水平|价值|指标|装机|容量|数|床位数|医师数|护士数|学位|件数|户数|人数|企业|标准|平台|基地|中心|品牌|产品|集群|商标|就业)"
)
_TASK_WORDS = """
主导或参与 累计培育 新培育 新认证 新建成 新建设 新创建 新打造 新增 净增 新建改建 新建和改建
新建、改建 新改扩建 新建 新认定 新获 培育 培养 建设 建成 创建 打造 形成 引进
认定 争创 获得 获 认证 完成 建立 发展 组建 布局 落地 评选 选树 树立 推出 培育形成 培育壮大 累计建成
累计创建 累计获得 累计
新建改扩建 发布 改造 布设 新改建 改扩建 扩建 拥有 新创 创成 建有 入选 新入选 培树 攻克 新设 招引
引育 新引育 集聚 恢复 改善 开行 新开 开通 开辟 增设 增加 加装 加装改造 更新改造 新建改造 新建及改造
新建扩建 建成交付 交付 提供 购买 策划储备 储备 举办 联合举办 承办 联合开展 接待
帮扶 资助 筹集 筹措 配建 累计实施 打通 建成投用 投放 更新 采购 招收 选派 新投放 新增备案
孵化 转化 盘活 消化
"""
_TASK = sorted(_TASK_WORDS.split(), key=len, reverse=True)
_KEPT = ("制定", "制修订", "主导制定", "参与制定", "制(修)订", "主导或参与", "制订", "修订")
_AREA = r"(?:全|我|本)(?:省|市|区|县|州|旗|盟)"
_LEAD = re.compile(
    rf"^(?:[{HOLE}\x01\s,、.;:—·•●-]|和(?=.)(?!美|谐|田|平)|以及|及(?=.)|并|且|[一二三四五六七八九十]是|同时|其中|(?:特别是|明确|综合考虑)*提出|全年|年度|年内|滚动|力争|努力|确保|争取|实现|推动|促进|使得?|将|要|预期|预计|力求|保证|保障|分别|"
    rf"{_AREA}(?!域|面)|\(?[一二三四五六七八九十\d]+[)、.](?!\d)|是|到时|届时|(?:(?:具体|主要)?(?:指标|目标))?包括|即(?!将))+"
)
_HEADS = re.compile(rf"^(?:{RATE}|合格率|达标率|覆盖率|优良率|普及率|占比|比重)$")


def clean(printed: str) -> tuple[str, str]:
    """A subject without what leads up to it, and the task verb it began with.

    >>> (clean("全区消费品质量合格率"), clean("新培育天府质量奖(提名奖)组织和个人"),
    ...     clean("建设工程质量合格率"))
    (('消费品质量合格率', ''), ('天府质量奖(提名奖)组织和个人', '新培育'), ('建设工程质量合格率',
    ''))
    """
    name = tidy(printed)
    flat = plain(name)
    cut = max((i for i, c in enumerate(flat) if c == ":" and not _inside(flat, i)), default=-1)
    name, flat = name[cut + 1 :], flat[cut + 1 :]
    name, flat = _closed(name, flat)
    while lead := _LEAD.match(flat):
        name, flat = name[lead.end() :], flat[lead.end() :]
    name, flat = _closed(name, flat)
    verb = ""
    if not re.search(rf"(?:{RATE}|年限|周期|工期)$", flat) and not flat.startswith(_KEPT[:2]):
        verb = next((v for v in _TASK if flat.startswith(v) and v not in _KEPT), "")
        if verb and re.match(
            r"工程|业|项目|用地|商|局|证" if verb == "获" else r"工程|业|项目|用地|商|局",
            flat[len(verb) :],
        ):
            verb = ""
        name, flat = name[len(verb) :], flat[len(verb) :]
        while verb and (
            more := re.match(
                rf"{'[、和及或]?' if verb == '累计' else '[、和及或]'}(?:{'|'.join(_TASK)})(?!工"
                r"程|业|项目)",
                flat,
            )
        ):
            name, flat = name[more.end() :], flat[more.end() :]
    name = re.sub(rf"^{_AREA}(?!域|面)", "", name)
    name = re.sub(r"(?<=.)(?:按?(?:同|可比)口径|比(?:历史)?峰值)$", "", name.strip())
    name = re.sub(r"^的|[,,、的]$", "", name.strip())
    return name.strip(HOLE + "\x01 "), verb


def _closed(name: str, flat: str) -> tuple[str, str]:
    """Drop quotation marks and brackets that lost their partner when the clause was cut."""
    if flat.count('"') % 2 and flat[:1] == '"':
        name, flat = name[1:], flat[1:]
    while flat[:1] == "(" and flat.count("(") > flat.count(")"):
        name, flat = name[1:], flat[1:]
    while flat[-1:] == "(" or (flat[-1:] == ")" and flat.count(")") > flat.count("(")):
        name, flat = name[:-1], flat[:-1]
    return name, flat


def _inside(text: str, place: int) -> bool:
    return text[:place].count("(") > text[:place].count(")")


def is_head(name: str) -> bool:
    """Whether a name says how something is measured and not what: "覆盖率"."""
    return bool(_HEADS.match(plain(name)))


def completed(name: str, previous: str) -> str:
    """A bare "合格率" after another clause's subject belongs to that subject.

    >>> completed("合格率", "农产品质量安全监测")
    '农产品质量安全监测合格率'
    """
    if (
        previous and name.startswith("占") and "占" not in previous
    ):  # "数字经济规模达到2000亿元,占GDP比重超过45%"
        return previous + name
    flat, before = plain(name), plain(previous)
    if len(flat) >= 4 and before.endswith(flat[:2]) and re.search(rf"{RATE}$", flat):
        return previous + name[2:]  # "研发经费投入年均增长9%,投入强度达到2.8%"
    if flat in ("产量", "总产量", "单产", "产值", "面积") and re.search(
        r"(?:面积|产量|[存出]栏|播面)$", before
    ):
        return re.sub(r"(?:播种面积|种植面积|面积|总?产量|[存出]栏|播面)$", "", previous) + name
    if flat in ("总数", "总量", "总额", "总规模", "数量") and not re.search(r"[数量额]$", before):
        return previous + name  # "净增规上工业企业30家、总数突破500家"
    if (
        flat.startswith("总")
        and 2 < len(flat) <= 4
        and before.endswith(flat[1:])
        and before != flat
    ):
        return previous[: -len(flat[1:])] + name  # "通车里程200公里,总里程突破1000公里"
    if name.startswith(("年", "总")) and previous.endswith(name):
        return previous
    if previous and not previous.endswith(name) and _HEADS.match(plain(name)):
        return re.sub(rf"(?:{RATE}|批次|数量)$", "", previous) + name
    return name
