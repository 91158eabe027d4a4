"""Printed text made comparable: full-width marks folded, blanks that only
spread letters taken out.
"""

from __future__ import annotations

import re
from functools import lru_cache

# NFKC would turn 12.5① into 12.51 and … into three dots, so only what is harmless is folded:
# full-width letters, digits, brackets and signs. ～ and ， stay as printed.
_FOLD: dict[int, int | None] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5E) if code != 0xFF0C
}
_FOLD |= {
    0x3000: 0x20,
    0xA0: 0x20,
    0x2002: 0x20,
    0x2003: 0x20,
    0x2009: 0x20,
    0x200A: 0x20,
    0x202F: 0x20,
    0x09: 0x20,
    0x200B: None,
    0xFEFF: None,
    0x0D: None,
    0x2236: 0x3A,
    0x2030: 0x2030,
}

HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_HAS_HAN = re.compile(f"[{HAN}]")
_GLUE = re.compile(
    rf"(?<=[{HAN}、，。：；（）()～~/\d]) +(?=[{HAN}、，。：；（）(～~])|(?<=[{HAN}、，。（）(]) "
    rf"+(?=[{HAN}、，。（）()～~/\d])"
)
_BLANKS = re.compile(r"[ \n]+")
_SIGN = re.compile(r"\s*\((?:[-+－—]|[%‰])\)")
_LOWER_WORD = re.compile(r"[A-Za-z]*[a-z]{2}[A-Za-z]*")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Full-width letters, digits and signs as ordinary ones; every kind of blank as a blank.

    >>> fold('（２０１２）　５％')
    '(2012) 5%'
    >>> fold('12.5①'), fold('…')
    ('12.5①', '…')
    """
    return text.translate(_FOLD)


def has_han(text: str) -> bool:
    """Whether there is a Chinese (or Japanese) character.

    >>> has_han('R&D经费'), has_han('R&D')
    (True, False)
    """
    return _HAS_HAN.search(text) is not None


def is_foreign(text: str) -> bool:
    """Whether a text is words of a Latin language, not Chinese and not a mere abbreviation.

    >>> is_foreign('Total'), is_foreign('SCI'), is_foreign('全国 National')
    (True, False, False)
    """
    return not has_han(text) and _LOWER_WORD.search(text) is not None


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """One line, folded, without the blanks that spread Chinese letters; blanks between words stay.

    >>> tidy('内 蒙　古'), tidy('Inner  Mongolia'), tidy('房  屋\\n施工面积'), tidy('8～10 层')
    ('内蒙古', 'Inner Mongolia', '房屋施工面积', '8～10层')
    """
    line = _BLANKS.sub(" ", fold(text)).strip()
    if " " in line and has_han(line):
        line = _GLUE.sub("", line)
    return line


def indent_of(text: str) -> int:
    """How far a text is pushed in by blanks, in half-width columns (U+3000 counts two).

    >>> indent_of('    男'), indent_of('\\u3000男')
    (4, 2)
    """
    width = 0
    for sign in text:
        if sign in "\u3000\u2003":
            width += 2
        elif sign in " \xa0\t\u2002":
            width += 1
        elif sign not in "\r\n":
            break
    return width


@lru_cache(maxsize=65536)
def split_languages(text: str) -> tuple[str, str]:
    """The Chinese part and the English part of a bilingual text; abbreviations stay with the
    Chinese.

    >>> split_languages('R&D人员\\n全时当量\\nTotal')
    ('R&D人员全时当量', 'Total')
    >>> split_languages('煤炭 (万吨)  Coal (104 tn)')
    ('煤炭(万吨)', 'Coal (104 tn)')
    >>> (split_languages('河北Hebei'), split_languages('人均GDP'),
    ...     split_languages('Output per\\n worker'))
    (('河北', 'Hebei'), ('人均GDP', ''), ('', 'Output per worker'))
    """
    folded = fold(text)
    if not has_han(folded):
        return "", _join_latin(folded.split("\n"))
    chinese: list[str] = []
    english: list[str] = []
    for line in folded.split("\n"):
        if not line.strip():
            continue
        # once the English has begun, a line without Chinese belongs to it, brackets and all
        if not has_han(line) and (chinese and (_LOWER_WORD.search(line) or english)):
            english.append(line)
            continue
        end = max((match.end() for match in _HAS_HAN.finditer(line)), default=len(line))
        while end < len(line) and line[end] in ")]】》”%‰":
            end += 1
        if sign := _SIGN.match(line, end):
            end = sign.end()  # 出口量(-): how the figure enters the sum belongs to its name
        tail = line[end:]
        if has_han(line) and _is_english_tail(tail):
            chinese.append(line[:end])
            english.append(tail)
        else:
            chinese.append(line)
    return tidy(" ".join(chinese)), _join_latin(english)


def _is_english_tail(tail: str) -> bool:
    words = tail.strip()
    if not words or words[0].isdigit() or words[0] in "/／-—~～":
        return False
    return _LOWER_WORD.search(words) is not None


def _join_latin(lines: list[str]) -> str:
    joined = ""
    for line in lines:
        piece = _BLANKS.sub(" ", line).strip()
        if not piece:
            continue
        if joined.endswith("-") and piece[:1].islower():
            joined = joined[:-1] + piece  # a word hyphenated at the end of the line
        else:
            joined = f"{joined} {piece}" if joined else piece
    return joined
