"""A PDF's pages, with bounds on what unpacking and drawing may cost; one door for tables and
documents.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pdfminer.pdftypes
import pdfplumber

from yq_analysis.check import DataProblem, Message
from yq_analysis.reading.files.limits import Limits, refusal

_SAVES = re.compile(rb"(?<![^\s\0])[qQ](?![^\s\0])")


@contextmanager
def pdf_pages(data: bytes, *, name: str, limits: Limits) -> Iterator[Sequence[Any]]:
    """The pages of a PDF; what its parser meets on broken bytes becomes a refusal."""
    try:
        with (
            _quiet(),
            _bounded_unpacking(name, limits),
            pdfplumber.open(io.BytesIO(data)) as document,
        ):
            if len(document.pages) > limits.pages:
                raise refusal(
                    name,
                    Message("reading_pdf_pages", pages=len(document.pages), most=limits.pages),
                    Message("reading_pdf_cut"),
                )
            yield document.pages
    except Exception as raised:  # pdfminer raises anything on broken bytes, pdfplumber wraps it
        error = raised.args[0] if raised.args and isinstance(raised.args[0], Exception) else raised
        if isinstance(error, DataProblem | MemoryError):
            raise error from None
        kind = type(error).__name__
        if "Password" in kind or "Password" in str(error):
            raise refusal(
                name, Message("reading_locked", kind=kind), Message("reading_locked_next")
            ) from error
        raise refusal(
            name, Message("reading_pdf_damaged", kind=kind), Message("reading_fetch_again")
        ) from error


def checked_page(page: Any, name: str, number: int, limits: Limits) -> None:
    """Refuse a page whose drawing would take the parser minutes, before it is drawn."""
    where = Message("reading_pdf_page", name=name, page=number)
    drawing = b"\n".join(stream.get_data() for stream in page.page_obj.contents)
    depth = deepest = 0
    for mark in _SAVES.finditer(drawing):
        depth += 1 if mark.group() == b"q" else -1
        deepest = max(deepest, depth)
    if len(drawing) > limits.page_drawing or deepest > limits.page_depth:
        what = (
            Message("reading_pdf_depth", depth=deepest, most=limits.page_depth)
            if deepest > limits.page_depth
            else Message(
                "reading_pdf_drawing", size=f"{len(drawing):,}", most=f"{limits.page_drawing:,}"
            )
        )
        raise refusal(where, what, Message("reading_pdf_cut"))
    if len(page.chars) > limits.page_chars:
        raise refusal(
            where,
            Message("reading_pdf_chars", chars=len(page.chars), most=limits.page_chars),
            Message("reading_pdf_cut"),
        )


def upright(page: Any) -> Any:
    """The page turned so that most of its text stands upright: wide tables are set along the page's
    side.
    """
    turned = [char for char in page.chars if not char["upright"]]
    if 2 * len(turned) <= len(page.chars):
        return page
    upwards = sum(char["matrix"][1] > 0 for char in turned) * 2 >= len(turned)
    thing = page.page_obj
    thing.rotate = (thing.rotate + (90 if upwards else 270)) % 360
    thing.attrs["Rotate"] = thing.rotate
    return type(page)(page.pdf, thing, page.page_number, page.initial_doctop)


class _BoundedZlib:
    """zlib as pdfminer calls it, with one bound on all that a document unpacks to."""

    error = zlib.error

    def __init__(self, name: str, limits: Limits):
        self.name, self.limits, self.unpacked = name, limits, 0

    def decompress(self, data: bytes) -> bytes:
        machine = zlib.decompressobj()
        found = machine.decompress(data, self._left())
        self._count(found)
        if not machine.eof:
            raise zlib.error("incomplete stream")
        return found

    def decompressobj(self) -> Any:
        return _BoundedMachine(self)

    def _left(self) -> int:
        return self.limits.unpacked_bytes - self.unpacked + 1

    def _count(self, found: bytes) -> None:
        self.unpacked += len(found)
        if self.unpacked > self.limits.unpacked_bytes:
            raise refusal(
                self.name,
                Message("reading_pdf_bomb", most=f"{self.limits.unpacked_bytes:,}"),
                Message("reading_plain_file"),
            )


class _BoundedMachine:
    """What pdfminer mends a broken stream with, byte by byte."""

    def __init__(self, bound: _BoundedZlib):
        self.bound, self.machine = bound, zlib.decompressobj()

    def decompress(self, data: bytes) -> bytes:
        found = self.machine.decompress(data, self.bound._left())
        self.bound._count(found)
        return found


@contextmanager
def _bounded_unpacking(name: str, limits: Limits) -> Iterator[None]:
    module: Any = pdfminer.pdftypes
    usual = module.zlib
    module.zlib = _BoundedZlib(name, limits)
    try:
        yield
    finally:
        module.zlib = usual


@contextmanager
def _quiet() -> Iterator[None]:
    """pdfminer warns of fonts, page by page; nothing that a reader could act on."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def folded(text: str) -> str:
    """Characters that a font maps to the shapes of radicals, as the characters that they are.

    Only radicals and compatibility ideographs are folded: signs such as ① or ㎡ keep their meaning.

    >>> folded("⼭西省⼀⼆，⻚数①㎡")
    '山西省一二，页数①㎡'
    """
    return text.translate(_RADICALS)


def _radicals() -> dict[int, str]:
    table = {
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00))
        if unicodedata.normalize("NFKC", chr(code)) != chr(code)
    }
    return table | dict(zip(map(ord, _SUPPLEMENT[::2]), _SUPPLEMENT[1::2], strict=True))


# Unicode gives the radicals of its supplement (U+2E80 on) no characters that they stand for.
_SUPPLEMENT = (
    "⺁厂⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺"
    "⺟母⺠民⺡氵⺢水⺣灬⺤爪⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱罓⺲罒⺳网⺴罓⺵网⺶羊⺷羊⺸羊"
    "⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长"
    "⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟饣⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐"
    "⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
_RADICALS = _radicals()
