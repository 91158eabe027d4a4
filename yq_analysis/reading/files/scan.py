"""Pictures and scanned pages: an offline recogniser gives words with positions, which feed the path
of PDF words.

Nothing is fetched: rapidocr carries its models. No figure that was read from pixels is used before
a person has confirmed it; each carries how sure the recogniser was.
"""

from __future__ import annotations

import io
import math
import re
import statistics
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from yq_analysis.check import Message
from yq_analysis.reading.files.cell import take_time
from yq_analysis.reading.files.limits import Limits, refusal
from yq_analysis.reading.files.pdf_file import folded
from yq_analysis.reading.files.pdf_words import Word

_SIZE = 0.7  # of a box's height that is the height of its letters
_SURE = 0.5  # below this nothing was recognised
_RESOLUTION = 2.5  # pixels a point, at which a page is drawn: 180 dots an inch


class Picture:
    """A page of recognised words: it has no rulings, but is asked for them."""

    edges: tuple[dict[str, float], ...] = ()
    horizontal_edges: tuple[dict[str, float], ...] = ()

    def find_tables(self) -> list[Any]:
        return []


def words_of_picture(data: bytes, *, name: str, limits: Limits) -> list[Word]:
    """The words of a photo or a scan, turned upright."""
    engine = _engine(name)
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > limits.pixels:
                raise refusal(
                    name,
                    Message("reading_scan_pixels", most=f"{limits.pixels:,}"),
                    Message("reading_scan_pixels_next"),
                )
            from PIL import ImageOps

            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if hasattr(error, "problems"):
            raise
        raise refusal(
            name,
            Message("reading_scan_damaged", kind=type(error).__name__),
            Message("reading_fetch_again"),
        ) from error
    return _words(engine, upright, limits)


def words_of_page(page: Any, *, name: str, limits: Limits) -> list[Word]:
    """The words of a page of a PDF that holds only pictures; positions are in its points."""
    engine = _engine(name)
    resolution = 72 * min(_RESOLUTION, math.sqrt(limits.pixels / (page.width * page.height)))
    image = page.to_image(resolution=resolution).original.convert("RGB")
    return _words(engine, image, limits)


def _words(engine: Any, image: Any, limits: Limits) -> list[Word]:
    take_time(limits.scan_seconds)
    boxes = _recognised(engine, image)
    if _stands_sideways(boxes):
        take_time(2 * limits.scan_seconds)
        turned = [image.rotate(angle, expand=True) for angle in (90, 270)]
        read = [_recognised(engine, one) for one in turned]
        best = max((0, 1), key=lambda at: _sureness(read[at]))
        image, boxes = turned[best], read[best]
    if _labels_right(boxes):
        take_time(2 * limits.scan_seconds)
        # each line is turned upright before it is read; upside down, none can be read as it stands
        if 2 * _sureness(_recognised(engine, image, turn=False)) < _sureness(boxes):
            boxes = _recognised(engine, image.rotate(180))
    return [word for box in _straight(boxes) for word in _split(*box)]


_Box = tuple[list[tuple[float, float]], str, float]


def _recognised(engine: Any, image: Any, *, turn: bool = True) -> list[_Box]:
    import numpy as np

    found = engine(np.asarray(image)[:, :, ::-1], use_cls=turn)
    if found.boxes is None:
        return []
    return [
        ([(float(x), float(y)) for x, y in box], folded(text), float(score))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if text.strip() and score >= _SURE
    ]


def _sureness(boxes: list[_Box]) -> float:
    return sum(score * len(text) for _, text, score in boxes)


def _stands_sideways(boxes: list[_Box]) -> bool:
    """Whether most texts of some length are higher than wide: the page lies on its side."""
    long = [box for box, text, _ in boxes if len(text) >= 3]
    tall = sum(_length(box[0], box[3]) > 1.5 * _length(box[0], box[1]) for box in long)
    return 2 * tall > len(long)


def _labels_right(boxes: list[_Box]) -> bool:
    """Whether most lines begin with a figure and end with words, as on a page upside down."""
    lines: list[list[_Box]] = []
    for box in sorted(boxes, key=lambda box: box[0][0][1]):
        height = _length(box[0][0], box[0][3])
        if lines and box[0][0][1] - lines[-1][-1][0][0][1] < 0.5 * height:
            lines[-1].append(box)
        else:
            lines.append([box])
    ends = [
        (min(line, key=lambda box: box[0][0][0])[1], max(line, key=lambda box: box[0][0][0])[1])
        for line in lines
        if len(line) > 1
    ]
    reversed_ = sum(_is_number(first) and not _is_number(last) for first, last in ends)
    return 2 * reversed_ > max(len(ends), 3)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-−]?[\d.,\s]+[%％]?", text))


def _length(start: tuple[float, float], end: tuple[float, float]) -> float:
    return math.dist(start, end)


def _straight(boxes: list[_Box]) -> Iterable[tuple[tuple[float, float, float, float], str, float]]:
    """Upright rectangles: a photo taken askew is turned by the slant that its lines have in the
    middle.
    """
    slants = [
        math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0])
        for box, text, _ in boxes
        if len(text) >= 2
    ]
    slant = statistics.median(slants) if slants else 0.0
    cos, sin = math.cos(-slant), math.sin(-slant)
    for box, text, score in boxes:
        turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in box]
        xs, ys = [x for x, _ in turned], [y for _, y in turned]
        middle = (min(ys) + max(ys)) / 2
        height = (_length(box[0], box[3]) + _length(box[1], box[2])) / 2
        yield (min(xs), middle - height / 2, max(xs), middle + height / 2), text, score


def _split(place: tuple[float, float, float, float], text: str, score: float) -> Iterable[Word]:
    """The words of one box, each where its share of the letters stands."""
    x0, top, x1, bottom = place
    widths = [2.0 if mark > "\u2e7f" else 1.0 for mark in text]
    whole = sum(widths) or 1.0
    start = 0
    for part in text.split():
        first = text.index(part, start)
        start = first + len(part)
        left = x0 + (x1 - x0) * sum(widths[:first]) / whole
        right = x0 + (x1 - x0) * sum(widths[:start]) / whole
        yield Word(
            text=part,
            x0=left,
            x1=right,
            top=top,
            bottom=bottom,
            size=_SIZE * (bottom - top),
            score=score,
        )


def _engine(name: str) -> Any:
    """The recogniser; refused with how to get it where the extra is not installed."""
    try:
        return _loaded()
    except ImportError as error:
        raise refusal(
            name, Message("reading_scan_extra"), Message("reading_scan_extra_next")
        ) from error


@cache
def _loaded() -> Any:
    rapidocr = import_module("rapidocr")
    return rapidocr.RapidOCR(params={"Global.log_level": "error"})
