"""Whether a subject is the name of something that can be measured, or a piece of a sentence."""

from __future__ import annotations

import re

from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.shared_names import RATE

# verbs that begin a task; a name that begins with one is none, unless it measures something in the
# end
_VERBS = """
着力 加快 加大 加强 强化 推动 推进 推广 实施 完善 深化 支持 开展 落实 抓好 抓实 坚持 统筹 聚焦 围绕
设置 设定 确定 提出 明确 安排 下达
完成 办好 用好 管好 发挥 扩大 优化 促进 带动 超额 谋划 启动 开工 竣工 投用 投产 改善 整治 治理 拓展
拓宽 盘活 争取 保障 保持 巩固 提升 提高
降低 减少 压减 做强 做优 做大 建好 打好 守住 守牢 严控 严格 健全 探索 鼓励 引导 组织 举办 承办 召开
参加 发放 兑现 投入 筹集 筹措 化解
清理 淘汰 关停 拆除 搬迁 解决 惠及 服务于 覆盖到 瞄准 锚定 突出 全力 大力 积极 稳步 持续 扎实 有序
有力 切实 努力 深入 全面 力促 力保
发行 吸引 带领 帮助 指导 补齐 疏通 畅通 打通 争创 创成 签约 落户 达成 出台 印发 分解 细化 把 将 使得
提质 提速 扩面 扩容提质 策划 列入 纳入 供应 处置 接续 持之 加力 购置 兜底 扶持
让 已经 正在 仍 还要 还将 较上年 比上年
"""
_BEGINS = re.compile("^(?:" + "|".join(sorted(_VERBS.split(), key=len, reverse=True)) + ")")
# names that only look as if they began with such a word
_SPARED = re.compile(
    r"^(?:保障(?:性|房|农民)|投入(?:产出|强度)|组织(?:化|机构)|治理(?!.{0,8}(?:条|处|个|公里|面积))|提升率|全面(?:从严|深化)|优化营商|将军|推广应用|改善型|开工(?:率|面积)|竣工面积|落实到位率|让利|支持率|持续监测|发放贷款|完成率|发挥率|开展率|供应(?:链|量|能力|站|点))"
)
_HANGS = re.compile(
    r"^(?:性(?!别)|等(?!级|效|温|离子)|之|其(?!他)|的|了|着|们|以及|、|和(?!谐|田|平|美)|与|及(?!格|时))"
    r"|(?:着力|加快|达到|提高到|以|向|在|把|将|使|较|由|从(?<!服从)|的|了|是|和(?<!共和)|与(?<!参与)|及(?<!普及)(?<!涉及)|或|至|到(?<!直达到)|超(?<!赶超)|不|均(?<!人均)|各|约(?<!合约)(?<!节约)|并|且|其中|包括|力争|确保|实现|推进|推动|实施|加强|新增|培育|提供|安排|引进|集中力量|合力|联合|牵头|带动)$"
)
_GENERIC = re.compile(
    r"(?:(?:各类|主要|预期性?|约束性?|核心|具体|重点|一批|重大|这些|上述|全部|相关|有关|其他|其中|新|约|共|总|累计|年度|当年|全年|全市|全省|全区|全县|本年|省级?|市级?|县级?|区级?)*)"
    r"(?:指标|目标|任务|项目|重点项目|工程|措施|举措|政策|方面|领域|事项|要求|左右|以上|部分|内容|增长|水平|比例|总量|数量|资金|投资|财政资金|补助|额度|规模|时间|次|人|户|家|个|件|同比|预期|速度|增速|增幅|结果|工作|活动|实事|民生实事|问题|条|类|种|批|年|月|日)"
)


def is_task(name: str) -> bool:
    """Whether a subject is nothing but the verb of a task: "提质" of "提质打造10个园区"."""
    return plain(name) in ("提质", "提标", "扩面", "滚动", "有序", "梯度")


def is_name(printed: str, unit: str) -> bool:
    """Whether a subject names something measurable; pieces of sentences and mere words for numbers
    do not.

    >>> [is_name(name, "%") for name in ("能耗强度", "性指标", "着力", "确定", "主要指标",
    ...     "可再生能源占比")]
    [True, False, False, False, False, True]
    """
    flat = re.sub(r"[\s\"'《》]", "", plain(printed))
    if len(flat) < 2 or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", flat):
        return False
    if re.fullmatch(_GENERIC, flat) and not re.fullmatch(r"(?:总)?(?:规模|投资)率", flat):
        return False
    if re.search(r"性指标$", flat) or _HANGS.search(flat):
        return False
    if _BEGINS.match(flat) and not _SPARED.match(flat):
        return bool(re.search(rf"{RATE}$", flat)) and len(flat) <= 12 and unit in ("%", "‰", "")
    if re.match(
        r"为(?!民)|对(?![外口虾])|向(?![阳上日心])|\d[\d.]*[千万亿]?(?:名|个|项|家|户|条|所|座|套|处|场|号线)",
        flat,
    ):
        return False  # "为快递员购买…", "2.1万名失业人员": whom a task is for
    if re.search(r"高于|快于|低于(?!国)|多于|少于|用于|惠及", flat):
        return False  # a comparison with another one's figure
    if re.search(r"[。；;!?]", flat) or flat.count(",") > 1:
        return False
    return len(flat) <= 60
