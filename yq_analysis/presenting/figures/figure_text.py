"""Words and numbers as figures print them: wrapped lines, minus signs, thousands, round ticks."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from yq_analysis.presenting.figures import fonts
from yq_analysis.presenting.wording import number

# A number or a Latin word stays whole; every Chinese character may end a line.
_PIECE = re.compile(r"[−+-]?[\w.,%·/–+-]+|\s+|.", re.ASCII)
_NOT_FIRST = set("，。、；：！？）〕》」』”’%‰,.;:!?)]}﹞·–—…年月日")
_NOT_LAST = set("（〔《「『“‘([{﹝≥≤><=")


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break `text` into lines of at most `room` points at font size `size`.

    Closing punctuation never begins a line, an opening bracket never ends one, a number stays
    whole.

    >>> wrap("全员劳动生产率（万元/人）", 10, 80)
    ['全员劳动生产率', '（万元/人）']
    """
    lines: list[str] = []
    room *= 0.985  # some pairs of characters stand farther apart than their widths say
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and fonts.width((line + piece).rstrip(), size) > room:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
            while (
                fonts.width(line.rstrip(), size) > room and len(line) > 1
            ):  # one word that is wider than the room
                cut = max(1, int(len(line) * room / fonts.width(line, size)))
                while (
                    cut > 1 and fonts.width(line[:cut], size) > room
                ):  # signs are not equally wide
                    cut -= 1
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return [line for line in lines if line]


def _pieces(paragraph: str) -> list[str]:
    """Pieces between which a line may end."""
    pieces: list[str] = []
    for piece in _PIECE.findall(paragraph):
        if pieces and (piece[0] in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def ticks(low: float, high: float, count: int) -> tuple[list[float], list[str]]:
    """At most `count` round ticks inside [low, high], and how they are written.

    >>> ticks(-0.3, 1.1, 4)
    ([0.0, 0.5, 1.0], ['0.0', '0.5', '1.0'])
    """
    locator = MaxNLocator(nbins=max(1, count), steps=[1, 2, 2.5, 5, 10])
    edge = (high - low) * 1e-9
    places = [float(v) for v in locator.tick_values(low, high) if low - edge <= v <= high + edge]
    step = places[1] - places[0] if len(places) > 1 else abs(places[0]) or 1.0
    decimals = next((d for d in range(9) if abs(round(step, d) - step) < step * 1e-6), 9)
    return places, [number(v, decimals) for v in places]


def ticks_across(
    low: float, high: float, room: float, size: float
) -> tuple[list[float], list[str]]:
    """Round ticks along an axis `room` points long, as many (six at most) as can be written without
    touching.

    >>> ticks_across(0, 2_000_000_000, 110, 8)
    ([0.0, 2000000000.0], ['0', '2,000,000,000'])
    """
    places: list[float] = []
    texts: list[str] = []
    for count in (6, 5, 4, 3, 2, 1):
        places, texts = ticks(low, high, count)
        if (
            len(places) < 2
            or fonts.widest(texts, size) + size <= (places[1] - places[0]) / (high - low) * room
        ):
            return places, texts
    return places[:1], texts[:1]


def years(first: int, last: int, room: float, size: float) -> list[int]:
    """Which years to write on an axis `room` points long so that they never touch.

    The last year is always written; the step is 1, 5 or 10 years, of less than ten also 2: the
    years of plans, which end in 0 or 5, are among them.

    >>> years(2015, 2025, 60, 8)
    [2015, 2020, 2025]
    """
    if first == last:
        return [first]
    need = fonts.width("2025", size) + 0.8 * size
    gap = need * (last - first) / max(room, 1.0)
    steps = (1, 2, 5, 10, 20, 50) if last - first < 10 else (1, 5, 10, 20, 50)
    step = next((s for s in steps if s >= gap), 100)
    if step >= 5:
        written = [y for y in range(first, last + 1) if y % step == 0]
    else:
        written = list(range(last, first - 1, -step))[::-1]
    if last not in written:
        written = [y for y in written if last - y >= gap] + [last]
    return written


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Where to put labels so that none overlap, each as near as can be to where it is wanted.

    `wanted` are centres, `heights` their sizes, all must lie within [low, high]. Least squares:
    isotonic regression on the centres less the room that the labels below take (pool adjacent
    violators).

    >>> spread([5.0, 5.0], [2.0, 2.0], 0.0, 10.0)
    [4.0, 6.0]
    >>> spread([9.8, 1.0], [2.0, 2.0], 0.0, 10.0)
    [9.0, 1.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    below = np.concatenate([[0.0], np.cumsum([heights[i] for i in order])])
    blocks: list[list[float]] = []  # [mean, count]
    for rank, index in enumerate(order):
        free = wanted[index] - heights[index] / 2 - below[rank]
        blocks.append([free, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, m), (b, n) = blocks[-2:]
            blocks[-2:] = [[(a * m + b * n) / (m + n), m + n]]
    result = [0.0] * len(wanted)
    flat = [
        min(max(mean, low), max(low, high - float(below[-1])))
        for mean, n in blocks
        for _ in range(int(n))
    ]
    for rank, index in enumerate(order):
        result[index] = float(flat[rank] + below[rank] + heights[index] / 2)
    return result
