"""What a reader must be told beside a number: its history's length, and where intervals are known
to fail.
"""

from __future__ import annotations

import numpy as np

from yq_analysis.analysis.projection.panel import Floats, Ints

FEW = 10
# Where the values have grown faster than this each year, no method's intervals hold ten years
# ahead.
BOOMING = 0.10
FAR = 10

METHOD_NOTE = (
    "95%区间按其他序列的滚动回测误差校准，一般覆盖93%—98%的实际值；给出同类地区的数据时，它们自己的误差按所知多少计入"
    "（至多九成），各地区的增速也向同类地区的典型增速靠拢。对高速增长的序列(如专利爆发期，年均增长超过10%)，"
    "任何方法的95%区间在10—15年后至多覆盖80%的实际值。历史少于10年的序列，推算须谨慎；有上级地区时，不超过6年的序列"
    "借用上级地区的增速；不足4年又无上级可借的不推算。口径变动前的数据只借用增速、不用水平。"
)


def boomed(first: Floats, last: Floats, years: Ints) -> np.ndarray:
    """Whether a positive history has grown faster than BOOMING a year."""
    safe = (first > 0) & (last > 0) & (years > 0)
    growth = np.log(np.where(safe, last, 1.0) / np.where(safe, first, 1.0)) / np.maximum(years, 1)
    return safe & (growth > np.log1p(BOOMING))


def describe_length(count: int, span: int) -> str:
    """
    >>> describe_length(6, 6)
    '历史仅6年，推算须谨慎 [short history]'
    >>> describe_length(20, 22)
    '历史22年中缺2年 [gaps]'
    """
    said = []
    if count < FEW:
        said.append(f"历史仅{count}年，推算须谨慎 [short history]")
    if span > count:
        said.append(f"历史{span}年中缺{span - count}年 [gaps]")
    return "；".join(said)


def explain_no_data(count: int, refused: str = "") -> str:
    """Why nothing was projected; `refused` says why the regions above could not lend.

    >>> explain_no_data(2)
    'no_data：历史仅2年，不足4年，又无上级地区可借用'
    """
    if not count:
        return "no_data：没有观测值"
    return f"no_data：历史仅{count}年，不足4年，{refused or '又无上级地区可借用'}"


def describe_borrowing(count: int, parent: str) -> str:
    """
    >>> describe_borrowing(2, "610800")
    '历史仅2年，增速借自上级地区610800，区间相应放宽 [borrowed]'
    """
    return f"历史仅{count}年，增速借自上级地区{parent}，区间相应放宽 [borrowed]"


def describe_outliers(years: list[str]) -> str:
    """
    >>> describe_outliers(["2020年(15)"])
    '2020年(15)与前后各年相差悬殊，推算时未用，请核对原表 [outlier left out]'
    """
    return f"{'、'.join(years)}与前后各年相差悬殊，推算时未用，请核对原表 [outlier left out]"


def describe_last(year: int, times: float) -> str:
    """
    >>> describe_last(2024, 10.0)
    '末年2024年的数是上一个数的10倍，推算以它为起点，请核对 [last year stands out]'
    """
    return (
        f"末年{year}年的数是上一个数的{times:.2g}倍，推算以它为起点，请核对 [last year stands out]"
    )


def explain_width(count: int) -> str:
    """Why an interval is wider than what comparable areas ever did.

    >>> explain_width(6)
    '区间宽于同类地区在同样年数内有过的变化，因历史仅6年 [wider than siblings ever were]'
    """
    reason = f"历史仅{count}年" if count < FEW else "本序列起伏较大、推算年数较长"
    return f"区间宽于同类地区在同样年数内有过的变化，因{reason} [wider than siblings ever were]"


RISING_NOTE = "历史从未下降的计数，按累计数推算，不低于末年值 [accumulating count]"
BOOM_NOTE = "高速增长序列：各方法95%区间在10—15年后至多覆盖80% [booming]"
CONSTANT_NOTE = "历史无变动，区间无参考意义 [constant]"
FAILED_NOTE = "模型未能拟合，以drift代替 [model failed]"
SHARE_NOTE = "单位为%，按0—100的份额推算；如可超出，请在scales中注明 [taken for a share]"
EARLIER_NOTE = "早于60年的历史未用 [long history]"


def attach(notes: np.ndarray, rows: np.ndarray, text: str | np.ndarray) -> None:
    """Add `text`, or each row's own, to the notes of `rows`, in place."""
    for row in np.flatnonzero(rows):
        more = text if isinstance(text, str) else text[row]
        notes[row] = f"{notes[row]}；{more}" if notes[row] else more
