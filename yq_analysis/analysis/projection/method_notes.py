"""What a reader must be told beside a number: its history's length, and where intervals are known
to fail.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yq_analysis.analysis.projection.panel import Floats, Ints
from yq_analysis.check import Message, Messages

FEW = 10
# Where the values have grown faster than this each year, no method's intervals hold ten years
# ahead.
BOOMING = 0.10
FAR = 10

METHOD_NOTE = Message("projection_method")


def boomed(first: Floats, last: Floats, years: Ints) -> np.ndarray:
    """Whether a positive history has grown faster than BOOMING a year."""
    safe = (first > 0) & (last > 0) & (years > 0)
    growth = np.log(np.where(safe, last, 1.0) / np.where(safe, first, 1.0)) / np.maximum(years, 1)
    result: np.ndarray = safe & (growth > np.log1p(BOOMING))
    return result


def describe_length(count: int, span: int) -> Messages:
    """
    >>> print(describe_length(6, 6))
    历史仅6年，推算须谨慎 [short history]
    >>> print(describe_length(20, 22).text("en"))
    in a history of 22 years 2 are missing
    """
    said = []
    if count < FEW:
        said.append(Message("projection_short", "short history", count=count))
    if span > count:
        said.append(Message("projection_gaps", "gaps", span=span, missing=span - count))
    return Messages(said)


def explain_no_data(count: int, refused: str = "") -> Message:
    """Why nothing was projected; `refused` says why the regions above could not lend.

    >>> print(explain_no_data(2))
    历史仅2年，不足4年，又无上级地区可借用，无法推算
    """
    if not count:
        return Message("projection_nothing_observed")
    reason = refused or Message("projection_no_parent")
    return Message("projection_too_short", count=count, reason=reason)


def describe_borrowing(count: int, parent: str) -> Message:
    """
    >>> print(describe_borrowing(2, "610800"))
    历史仅2年，增速借自上级地区610800，区间相应放宽 [borrowed]
    """
    return Message("projection_borrowed", "borrowed", count=count, area=parent)


def describe_outliers(years: Sequence[str]) -> Message:
    """
    >>> print(describe_outliers([with_value(2020, 15.0), "2021"]))
    2020年(15)、2021与前后各年相差悬殊，推算时未用，请核对原表 [outlier left out]
    """
    return Message("projection_outlier", "outlier left out", years=tuple(years))


def with_value(year: int, value: float) -> Message:
    """A year and the figure printed for it."""
    return Message("projection_year_value", year=year, value=f"{value:g}")


def describe_last(year: int, times: float) -> Message:
    """
    >>> print(describe_last(2024, 10.0))
    末年2024年的数是上一个数的10倍，推算以它为起点，请核对 [last year stands out]
    """
    return Message("projection_last_year", "last year stands out", year=year, times=f"{times:.2g}")


def explain_width(count: int) -> Message:
    """Why an interval is wider than what comparable areas ever did.

    >>> print(explain_width(6))
    区间宽于同类地区在同样年数内有过的变化，因历史仅6年 [wider than siblings ever were]
    """
    mark = "wider than siblings ever were"
    if count < FEW:
        return Message("projection_wide_short", mark, count=count)
    return Message("projection_wide_restless", mark)


RISING_NOTE = Message("projection_rising", "accumulating count")
BOOM_NOTE = Message("projection_boom", "booming")
CONSTANT_NOTE = Message("projection_constant", "constant")
FAILED_NOTE = Message("projection_failed", "model failed")
SHARE_NOTE = Message("projection_share", "taken for a share")
EARLIER_NOTE = Message("projection_earlier", "long history")


def attach(notes: np.ndarray, rows: np.ndarray, text: str | np.ndarray) -> None:
    """Add `text`, or each row's own, to the notes of `rows`, in place."""
    for row in np.flatnonzero(rows):
        more = text if isinstance(text, str) else text[row]
        notes[row] = Messages([notes[row], more])
