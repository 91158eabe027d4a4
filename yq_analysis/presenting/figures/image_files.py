"""How a figure becomes a file: the same figure gives the same bytes, with its type inside, and
small.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache

import matplotlib
from matplotlib.figure import Figure

_SALT = "yq_analysis"
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_GROUP_ID = re.compile(r'(<g) id="[A-Za-z0-9_.]+_\d+"')
_PATH = re.compile(r'\bd="([^"]*)"(?! transform="scale)')
_PLACES = re.compile(r'translate\([^)]*\)|\b[xy]="[^"]*"')
_DECIMALS = re.compile(r"(\.\d{2})\d+")
_GLYPH_ID = re.compile(r'(id="|href="#)[A-Za-z][A-Za-z0-9]*-[A-Za-z]+-([0-9a-f]+)"')
_ALONG = re.compile(r'transform="translate\(([\d.]+) 0\)"(?=/>)')
_GLYPH = re.compile(r'(<path id="g[0-9a-f]+" )d="([^"]*)" transform="scale\(0\.015625\)"')
_SET = re.compile(
    r'scale\((\d*\.?\d+) -\1\)(?="[^>]*>\s*(?:<defs>.*?</defs>\s*)?<use xlink:href="#g)', re.DOTALL
)
_RAISED = re.compile(r'<use xlink:href="#g[0-9a-f]+" transform="(?!translate\([\d.]+ 0\)"/>)')
# Outlines are drawn in this many parts of the type size: a fortieth of a point at 10 points, finer
# than any printer.
_PARTS = 250
# matplotlib writes them in 6400 parts, and sets type in hundredths.
_WRITTEN, _HUNDREDTHS = 6400, 100
_STYLE = re.compile(r' ?style="([^"]*)"')
_SHEET = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_BLANKS = re.compile(r"\s*\n\s*")
_LONE = re.compile(r"<g>(<(?:path|use)\b[^>]*/>)</g>")  # a group of one that says nothing
_STEP = re.compile(r"([MLCQz])([^MLCQz]*)")  # the steps that matplotlib writes


def alt_text(figure: Figure) -> str:
    """What the figure shows, in words, for readers who cannot see it."""
    return getattr(figure, "alt", "") or getattr(figure, "heading", "")


def svg(figure: Figure) -> str:
    """The figure as SVG text; glyphs as outlines, the alternative text as its label for screen
    readers.

    Outlines need no font on the reader's machine and cannot be replaced by another one.
    """
    held = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": _SALT}):
        figure.savefig(
            held,
            format="svg",
            transparent=True,  # the page's ground, light or dark, shows through
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    text = held.getvalue()
    text = text[text.index("<svg") :]
    # several figures stand in one page: no identifier but those of shared outlines and frames,
    # which are equal where named equal
    for pattern, new in (
        (_METADATA, ""),
        (_COMMENT, ""),
        (_SHEET, ""),
        (_GROUP_ID, r"\1"),
        (_GLYPH_ID, r'\1g\2"'),
    ):
        text = pattern.sub(new, text)
    text = _PATH.sub(lambda found: f'd="{shorter(found[1])}"', text)
    # a hundredth of a point is finer than any printer
    text = _PLACES.sub(lambda found: _DECIMALS.sub(r"\1", found[0]), text)
    text = _set_type(text)
    text = _STYLE.sub(_attributes, text)
    text = _BLANKS.sub(" ", text).replace("> <", "><").strip()
    text = _LONE.sub(r"\1", _LONE.sub(r"\1", text))
    opening, rest = text.split(">", 1)
    return (
        f'{opening} stroke-linejoin="round" role="img" aria-label="{_escape(alt_text(figure))}">'
        f"{rest}"
    )


def _set_type(text: str) -> str:
    """Outlines in whole parts of the type size, and lines of type that are scaled as a whole
    instead of glyph by glyph.
    """
    step = _PARTS / _HUNDREDTHS
    whole = not _RAISED.search(
        text
    )  # else there are formulas, whose glyphs have sizes of their own
    own = "" if whole else f' transform="scale({1 / step:g})"'
    text = _GLYPH.sub(
        lambda found: f'{found[1]}d="{shorter(found[2], part=_WRITTEN / _PARTS, decimals=0)}"{own}',
        text,
    )
    if not whole:
        return _ALONG.sub(lambda found: f'x="{float(found[1]):.0f}"', text)
    text = _SET.sub(
        lambda found: f"scale({float(found[1]) / step:.5g} -{float(found[1]) / step:.5g})", text
    )
    return _ALONG.sub(lambda found: f'x="{float(found[1]) * step:.0f}"', text)


def png(figure: Figure, dpi: float = 300) -> bytes:
    """The figure as PNG at `dpi` dots an inch: its width in pixels is its
    width in mm / 25.4 * dpi.
    """
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=dpi, metadata={"Software": None})
    return held.getvalue()


def pdf(figure: Figure) -> bytes:
    """The figure as PDF, its glyphs embedded (type 3 subsets: small, and right for the outlines of
    CJK fonts).
    """
    held = io.BytesIO()
    information = {
        "CreationDate": None,
        "Creator": None,
        "Producer": None,
        "Title": getattr(figure, "heading", "") or None,
    }
    with matplotlib.rc_context({"pdf.fonttype": 3}):
        figure.savefig(held, format="pdf", metadata=information)
    return held.getvalue()


@lru_cache(maxsize=8192)  # the same outlines come again in every figure
def shorter(path: str, *, part: float = 1.0, decimals: int = 2) -> str:
    """The same path, divided by `part`, in fewer characters: steps relative to the point before,
    rounded.

    >>> shorter("M 100.123 200 L 110.123 200 L 110.123 190 z ")
    'M100.12 200h10v-10z'
    """
    steps: list[str] = []
    x = y = 0.0
    start = (0.0, 0.0)
    for letter, rest in _STEP.findall(path):
        numbers = [float(v) / part for v in rest.split()]
        if letter == "z":
            steps.append("z")
            x, y = start
            continue
        if letter == "M":
            x, y = start = (round(numbers[0], decimals), round(numbers[1], decimals))
            steps.append("M" + _join([x, y], decimals))
            continue
        # relative to what was written, not to what was meant: rounding must not drift along a path
        relative = [
            round(round(v, decimals) - (x, y)[k % 2], decimals) for k, v in enumerate(numbers)
        ]
        x, y = round(x + relative[-2], decimals), round(y + relative[-1], decimals)
        if letter == "L" and 0 in relative:
            steps.append(
                "h" + _join(relative[:1], decimals)
                if relative[1] == 0
                else "v" + _join(relative[1:], decimals)
            )
        else:
            steps.append(letter.lower() + _join(relative, decimals))
    return "".join(steps)


def _join(numbers: list[float], decimals: int) -> str:
    text = ""
    for value in numbers:
        said = f"{value + 0.0:.{decimals}f}"  # + 0.0: no minus before a zero
        said = said.rstrip("0").rstrip(".") if "." in said else said
        text += said if not text or said.startswith("-") else " " + said
    return text


def _attributes(style: re.Match[str]) -> str:
    """Style as attributes: shorter, and drawn even where a page forbids styles within elements."""
    pairs = [part.split(":", 1) for part in style[1].split(";") if ":" in part]
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
