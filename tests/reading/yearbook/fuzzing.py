"""Ways to damage a file or a sheet, each from a seed, so that a failure can be repeated."""

from __future__ import annotations

import random
from dataclasses import replace

from yq_analysis.reading.files.grid import Book, Cell, Sheet

_WORDS = [
    "合计",
    "其中：",
    "#",
    "单位：万元",
    "2020年",
    "2019",
    "1-1 续表",
    "",
    "注：",
    "(万人)",
    "全国",
    "北京",
    "一、",
    "…",
    "—",
    "12.5①",
    "1,24",
    "x" * 300,
    "‘-’: none",
]


def damaged_bytes(data: bytes, seed: int) -> bytes:
    """Cut, flip, delete, repeat or overwrite parts of a file."""
    chance, result = random.Random(seed), bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 4])):
        if len(result) < 10:
            break
        start = chance.randrange(len(result))
        end = min(len(result), start + chance.choice([1, 4, 64, 512, 4096]))
        kind = chance.randrange(6)
        if kind == 0:
            del result[start:]
        elif kind == 1:
            for _ in range(chance.choice([1, 8, 64])):
                result[chance.randrange(len(result))] ^= 1 << chance.randrange(8)
        elif kind == 2:
            del result[start:end]
        elif kind == 3:
            result[start:start] = result[start:end]
        else:
            result[start:end] = bytes(
                chance.randrange(256) if kind == 4 else 0 for _ in range(end - start)
            )
    return bytes(result)


def damaged_book(book: Book, seed: int) -> Book:
    """Shuffle cells, delete rows and columns, replace labels, break merges: another table than any
    agency made.
    """
    chance = random.Random(seed)
    return replace(book, sheets=tuple(_damaged(sheet, chance) for sheet in book.sheets))


def _damaged(sheet: Sheet, chance: random.Random) -> Sheet:
    cells, merges = dict(sheet.cells), list(sheet.merges)
    for _ in range(chance.choice([1, 2, 5])):
        places = list(cells)
        if not places:
            break
        kind = chance.randrange(7)
        if kind == 0:  # values change places
            some = chance.sample(places, min(len(places), chance.choice([2, 10, 1000])))
            held = [cells[place] for place in some]
            chance.shuffle(held)
            cells.update(zip(some, held, strict=True))
        elif kind == 1:  # rows go
            gone = {chance.choice(places)[0] for _ in range(chance.choice([1, 3, 10]))}
            cells = {place: cell for place, cell in cells.items() if place[0] not in gone}
        elif kind == 2:  # columns go
            gone = {chance.choice(places)[1] for _ in range(chance.choice([1, 2]))}
            cells = {place: cell for place, cell in cells.items() if place[1] not in gone}
        elif kind == 3:  # labels change
            for place in chance.sample(places, min(len(places), chance.choice([1, 5, 40]))):
                word = chance.choice(_WORDS)
                if word:
                    cells[place] = Cell(value=word, text=word, indent=chance.choice([0, 1, 3]))
        elif kind == 4:  # numbers where none should be
            for _ in range(chance.choice([1, 10])):
                number = chance.choice([0.0, 2020.0, -1.5, 1e12, float(chance.randrange(10000))])
                cells[chance.randrange(sheet.height + 3), chance.randrange(sheet.width + 3)] = Cell(
                    value=number, text=f"{number:g}"
                )
        elif kind == 5:  # merges go, or come where they do not belong
            merges = chance.sample(merges, len(merges) // 2)
            top, left = chance.choice(places)
            merges.append((top, left, top + chance.randrange(4), left + chance.randrange(4)))
        else:  # columns change places
            left, right = chance.randrange(sheet.width), chance.randrange(sheet.width)
            swap = {left: right, right: left}
            cells = {(row, swap.get(column, column)): cell for (row, column), cell in cells.items()}
    return replace(sheet, cells=cells, merges=tuple(merges))
