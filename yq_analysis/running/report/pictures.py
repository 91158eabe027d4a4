"""Figures of an executed notebook as data addresses: self-contained, small, with a text for who
cannot see them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

_COMMENT = re.compile(r"<!--(.*?)-->", re.S)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.S)
_PROLOGUE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>", re.S)
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_OLD_LINK = re.compile(
    r'(?<=<svg) xmlns:xlink="[^"]*"|(?<=<svg)((?: [\w:]+="[^"]*")*) xmlns:xlink="[^"]*"'
)
_ID = re.compile(r'\bid="([^"]+)"')
_POINTED_AT = re.compile(r'(\bid="|href="#|url\(#)([^")]+)')
_TITLE = re.compile(r"<dc:title>(.*?)</dc:title>", re.S)
_HAN = re.compile(r"[\u4e00-\u9fff]")


PHONE_TYPE = "application/vnd.yq-analysis.phone+svg"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One figure: the address for `src`, that of its narrow form for a phone ("" for none), and the
    text in its place.
    """

    address: str
    alt: str
    narrow: str = ""


def picture(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> Picture | None:
    """The best picture among the media types of one output; None where there is none."""
    if "image/svg+xml" in data:
        svg = _text(data["image/svg+xml"])
        narrow = _text(data.get(PHONE_TYPE, ""))
        return Picture(
            address=svg_address(svg),
            alt=_alt(metadata, "image/svg+xml") or _plain(data) or describe(svg),
            narrow=svg_address(narrow).replace(" ", "%20")
            if narrow
            else "",  # a blank ends an address there
        )
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            code = re.sub(r"\s", "", _text(data[kind]))
            return Picture(
                address=f"data:{kind};base64,{code}", alt=_alt(metadata, kind) or _plain(data)
            )
    return None


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _alt(metadata: Mapping[str, Any], kind: str) -> str:
    own = metadata.get(kind)
    return str((own.get("alt") if isinstance(own, Mapping) else None) or metadata.get("alt") or "")


def _plain(data: Mapping[str, Any]) -> str:
    """The text beside the picture, where it is words and not an object's bare name."""
    text = _text(data.get("text/plain", "")).strip().strip("'\"")
    return "" if text.startswith(("<", "[<", "Figure(")) else text


def slim(svg: str) -> str:
    """The same drawing in fewer bytes: no prologue, comments or metadata; coordinates to a
    hundredth of a point, factors (below one) to four digits.

    >>> slim('<?xml version="1.0"?><svg><!-- a --><path d="M 1.23456 -0.10000"/></svg>')
    '<svg><path d="M 1.23 -0.1"/></svg>'
    """
    svg = _PROLOGUE.sub("", _METADATA.sub("", _COMMENT.sub("", svg)))
    svg = _LONG_NUMBER.sub(_shorter, svg)
    svg = _OLD_LINK.sub(
        "", svg.replace(" xlink:href=", " href=")
    )  # every browser that shows a page knows the short form
    return _named_shortly(re.sub(r">\s+<", "><", re.sub(r"\s+", " ", svg)).strip())


def _named_shortly(svg: str) -> str:
    """The same drawing with identifiers of a letter or two: a figure points at its outlines some
    three hundred times.
    """
    if "aria-labelledby" in svg or "<style" in svg:
        return svg
    given = dict.fromkeys(_ID.findall(svg))
    names = {old: _letters(number) for number, old in enumerate(given)}
    return _POINTED_AT.sub(lambda match: match[1] + names.get(match[2], match[2]), svg)


def _letters(number: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def _shorter(match: re.Match[str]) -> str:
    value = float(match[0])
    text = f"{value:.2f}" if abs(value) >= 1 else f"{float(f'{value:.4g}'):.6f}"
    text = text.rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


# what would end the attribute or the address; and nothing inside may look like a link
_ESCAPED = str.maketrans({"%": "%25", "#": "%23", "<": "%3C", ">": "%3E", '"': "%22", "\n": " "})


def svg_address(svg: str) -> str:
    """A data address for an `src` in double quotes; a fifth shorter than base64 would be.

    >>> svg_address('<svg xmlns="http://a"/>')
    "data:image/svg+xml;charset=utf-8,%3Csvg xmlns='http%3A%2F%2Fa'/%3E"
    """
    text = slim(svg)
    if "'" not in text:
        text = text.replace('"', "'")
    return "data:image/svg+xml;charset=utf-8," + text.translate(_ESCAPED).replace(
        "://", "%3A%2F%2F"
    )


def describe(svg: str) -> str:
    """What a drawing by matplotlib says of itself: its title, or the longest of the texts drawn in
    it.

    >>> describe('<svg><!-- 2020 --><!-- 单位GDP能耗五年下降 --><!-- 年 --></svg>')
    '单位GDP能耗五年下降'
    """
    title = _TITLE.search(svg)
    if title and title[1].strip():
        return title[1].strip()
    texts = [text.strip() for text in _COMMENT.findall(svg)]
    said = [
        text
        for text in texts
        if len(text) > 3 and (_HAN.search(text) or re.search(r"[A-Za-z]{3}", text))
    ]
    return max(said, key=len, default="")


def placeholder(number: int, found: Picture, default: str = "") -> str:
    """What stands in the text until the page is put together; the big address never goes through a
    parser.
    """
    alt = escape(found.alt or default, quote=True)
    # the text is painted before the pictures are decoded
    image = f'<img data-picture="{number}" decoding="async" alt="{alt}">'
    if not found.narrow:
        return image
    return f'<picture><source media="(max-width:40rem)" data-narrow="{number}">{image}</picture>'


def put_back(html: str, pictures: list[Picture]) -> str:
    """Replace every placeholder's number by the picture's address."""
    html = re.sub(
        r'data-picture="(\d+)"', lambda match: f'src="{pictures[int(match[1])].address}"', html
    )
    return re.sub(
        r'data-narrow="(\d+)"', lambda match: f'srcset="{pictures[int(match[1])].narrow}"', html
    )
