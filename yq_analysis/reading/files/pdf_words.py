"""Words and lines of a PDF page, rotated ones the right way round, small raised digits marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.files.pdf_file import folded

_FIGURE = re.compile(
    r"[-+−–—▲△]?[$¥￥€£]?\d[\d,]*(?: ?\.\d+)?[%％‰]?[*†]?|\.\d+"
    r"|[$]?[(（]\d[\d,]*\.?\d+%?[)）]"  # negative in accounts; (1) numbers a column
    r"|[-−–]?\d{1,3}(?:\.\d{3})*,\d+"  # the point and the comma of the continent
)
TITLE = re.compile(r"(?:Table|表|续表)", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"[-—–―·.\s]*(?:第\s*|Page\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:/|of|共)\s*\d{1,4}\s*页?)?[-—–―·.\s]*",
    re.IGNORECASE,
)
_CURRENCIES = frozenset("$¥￥€£")
_LEADERS = re.compile(r"(?:\s*[.…·]){2,}\s*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A run of letters without a blank; positions in points from the page's top left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    upright: bool = True
    score: float | None = None  # how sure a recogniser was; None: printed as text

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def is_figure(self) -> bool:
        return self.upright and bool(_FIGURE.fullmatch(self.text))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Words that stand on one base line, from left to right."""

    words: tuple[Word, ...]

    @property
    def middle(self) -> float:
        biggest = max(self.words, key=lambda word: word.size)
        return biggest.middle

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].x0

    @property
    def right(self) -> float:
        return self.words[-1].x1

    @property
    def text(self) -> str:
        return joined(self.words)[0]

    def cell(self, *, indent: int = 0) -> Cell:
        """The line as one cell: blanks between words, dot leaders cut, raised digits marked."""
        text, raised = joined(self.words)
        text = _LEADERS.sub("", text)
        return Cell(
            value=text,
            text=text,
            indent=indent,
            raised=tuple(span for span in raised if span[1] <= len(text)),
        )

    def segments(self, gap: float = 1.2) -> list[list[Word]]:
        """Words split where the gap is wider than `gap` letters: what
        stands in different columns.
        """
        parts = [[self.words[0]]]
        for left, right in zip(self.words, self.words[1:], strict=False):
            if right.x0 - left.x1 > gap * max(left.size, right.size):
                parts.append([])
            parts[-1].append(right)
        return parts


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table found on a page: its cells, and the band of the page that it takes."""

    cells: dict[tuple[int, int], Cell]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    height: int
    top: float
    bottom: float
    left: float = field(default=float("-inf"))
    right: float = field(default=float("inf"))
    columns: tuple[tuple[float, float], ...] = ()  # left and right end of each column

    def holds(self, word: Word) -> bool:
        return (
            self.top <= word.middle <= self.bottom
            and self.left - 1 <= word.centre <= self.right + 1
        )


def words_of(page: Any) -> tuple[list[Word], list[Word]]:
    """The words of a page, and those printed outside its sheet.

    Letters turned to read upwards would otherwise come out reversed.
    """
    turned = [char for char in page.chars if not char["upright"]]
    upright = page.filter(lambda thing: thing.get("upright", False)) if turned else page
    found = [
        (word, float(word["size"]), True)
        for word in upright.extract_words(x_tolerance_ratio=0.3, extra_attrs=["size"])
    ]
    if turned:
        upwards = sum(char["matrix"][1] > 0 for char in turned) * 2 >= len(turned)
        # The size of a turned letter is its width, another one for each: it must not part words.
        found += [
            (word, word["x1"] - word["x0"], False)
            for word in page.filter(
                lambda thing: thing["object_type"] == "char" and not thing["upright"]
            ).extract_words(
                char_dir_rotated="btt" if upwards else "ttb",
                line_dir_rotated="ltr" if upwards else "rtl",
            )
        ]
    words = [
        Word(
            text=folded(word["text"]),
            x0=word["x0"],
            x1=word["x1"],
            top=word["top"],
            bottom=word["bottom"],
            size=size or 1.0,
            upright=straight,
        )
        for word, size, straight in found
        if word["text"].strip()
    ]
    inside: list[Word] = []
    outside: list[Word] = []
    for word in words:
        here = 0 <= word.top < page.height and 0 <= word.x0 < page.width
        (inside if here else outside).append(word)
    return inside, outside


def lines_of(words: list[Word]) -> list[Line]:
    """Words gathered into lines from the top down; small raised words join the line that they
    overlap.
    """
    lines: list[list[Word]] = []
    for word in sorted(
        (word for word in words if word.upright), key=lambda word: (word.middle, word.x0)
    ):
        home = next((line for line in reversed(lines[-3:]) if _on_line(word, line)), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    return [Line(words=tuple(_tight(sorted(line, key=lambda word: word.x0)))) for line in lines]


def _on_line(word: Word, line: list[Word]) -> bool:
    biggest = max(line, key=lambda other: other.size)
    if min(word.size, biggest.size) < 0.8 * max(word.size, biggest.size):
        return min(word.bottom, biggest.bottom) - max(word.top, biggest.top) > 0.5 * min(
            word.size, biggest.size
        )
    return abs(word.middle - biggest.middle) < 0.4 * max(word.size, biggest.size)


def _tight(words: list[Word]) -> list[Word]:
    """Put `11,062` and `.6` together again, set with a hair space before the point; a `$` set apart
    from its figure goes.
    """
    result: list[Word] = []
    for word in words:
        last = result[-1] if result else None
        if (
            last
            and re.fullmatch(r"\.\d+", word.text)
            and re.fullmatch(r"[-–−]?\d[\d,]*", last.text)
            and word.x0 - last.x1 < 0.8 * word.size
        ):
            result[-1] = replace(last, text=f"{last.text} {word.text}", x1=word.x1)
        elif last and last.text in _CURRENCIES and word.is_figure:
            # at the column's edge it only says that the column is money
            result[-1] = word
        else:
            result.append(word)
    return result


def joined(words: tuple[Word, ...] | list[Word]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Words as one text, and the spans of those that are small and raised (footnote marks)."""
    text, raised, last = "", [], None
    biggest = max(word.size for word in words)
    for word in words:
        small = (
            word.size < 0.8 * biggest
            and word.bottom < max(other.bottom for other in words) - 0.1 * biggest
        )
        if last is not None and (word.x0 - last.x1 > 0.12 * word.size or word.x0 < last.x0):
            text += " "
        if small:
            raised.append((len(text), len(text) + len(word.text)))
        text += word.text
        last = word
    return text, tuple(raised)


def turned_text(words: list[Word]) -> str:
    """Turned words in reading order: lines from left to right, each from the bottom up."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.centre):
        if lines and word.centre - lines[-1][0].centre < 0.5 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return " ".join(
        word.text for line in lines for word in sorted(line, key=lambda word: -word.bottom)
    )
