"""Chinese type for a machine that has none: the characters of one page, out of the open font that
the figures use.

The font stands last in the page's list, so that a system's own Chinese font is taken where there is
one. It holds the outlines of the page's characters and nothing else (WOFF, some 0.16 kB a
character).
"""

from __future__ import annotations

import base64
import io
import re
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

FAMILY = "yq page"
# Where the page's style sheet wants the font.
MARK = "/*page-font*/"
_ADDRESS = re.compile(r'(?:src|srcset|href)="data:[^"]*"|<style>.*?</style>', re.S)
_LICENCE = "SIL Open Font License 1.1"


def embedded(page: str) -> str:
    """`page` with the outlines of its characters beyond ASCII, where its style asks for them and
    the font is there.
    """
    if MARK not in page:
        return page
    font = subset("".join(sorted({c for c in _ADDRESS.sub("", page) if ord(c) > 0x7F})))
    face = (
        f'@font-face{{font-family:"{FAMILY}";src:url(data:font/'
        f'woff;base64,{base64.b64encode(font).decode()}) format("woff")}}'
        if font
        else ""
    )
    return page.replace(MARK, face, 1)


@lru_cache(maxsize=64)
def subset(characters: str) -> bytes:
    """A WOFF font of `characters` as far as the font has them; b"" where there is no font. The
    same bytes each time.
    """
    source = _source()
    if source is None:
        return b""
    from fontTools.fontBuilder import FontBuilder

    font, named, _ = source
    glyphs = {ord(c): named[ord(c)] for c in characters if ord(c) in named}
    if not glyphs:
        return b""
    drawn = {name: _glyph(name) for name in (".notdef", *dict.fromkeys(glyphs.values()))}
    head, across, lines = font["head"], font["hhea"], font["OS/2"]
    made = FontBuilder(head.unitsPerEm, isTTF=False)
    made.setupGlyphOrder(list(drawn))
    made.setupCharacterMap(glyphs)
    made.setupCFF(
        "yq-page", {"FullName": FAMILY}, {n: shape for n, (shape, _) in drawn.items()}, {}
    )
    made.setupHorizontalMetrics({name: (width, 0) for name, (_, width) in drawn.items()})
    made.setupHorizontalHeader(ascent=across.ascent, descent=across.descent)
    made.setupNameTable(
        {"familyName": FAMILY, "styleName": "Regular", "licenseDescription": _LICENCE}, mac=False
    )
    made.setupOS2(
        sTypoAscender=lines.sTypoAscender,
        sTypoDescender=lines.sTypoDescender,
        usWinAscent=lines.usWinAscent,
        usWinDescent=lines.usWinDescent,
    )
    made.setupPost()
    made.updateHead(created=head.created, modified=head.modified)
    made.font.recalcTimestamp = made.font.recalcBBoxes = False  # neither changes a page
    made.font.flavor = "woff"
    held = io.BytesIO()
    made.font.save(held)
    return held.getvalue()


@lru_cache(maxsize=1)
def _source() -> tuple[Any, dict[int, str], Any] | None:
    """The open font: its tables, character -> glyph, and the outlines; None where it is not
    installed.
    """
    try:
        path = Path(str(import_module("noto_cjk_sans_otc").FONT_PATH))
    except (ImportError, AttributeError):
        return None
    from fontTools.ttLib import TTFont

    for number in range(8):
        font = TTFont(path, fontNumber=number, lazy=True)
        if font["name"].getDebugName(1) == "Noto Sans CJK SC":
            return font, font.getBestCmap(), font.getGlyphSet()
        font.close()
    return None


@cache
def _glyph(name: str) -> tuple[Any, int]:
    """The outline of a glyph as a charstring of its own, and its width."""
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    source = _source()
    assert source is not None
    font, _, outlines = source
    width = int(font["hmtx"][name][0])
    pen = T2CharStringPen(width, None)
    outlines[name].draw(pen)
    return pen.getCharString(), width
