"""Chinese type: finds one font that draws Chinese, and measures text set in it.

The package noto-cjk-sans-otc carries a font collection of regular weight (SIL Open Font Licence);
its Simplified Chinese face is used. Without it any installed CJK font that draws the probe will do.
Without that either, nothing is drawn: a figure full of empty boxes is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from matplotlib.font_manager import FontEntry, FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

from yq_analysis.check import Message, Problem, refuse

# What every figure may need: plain words, degree and square signs, the brackets of official
# documents.
PROBE = "中文榆阳区标准煤℃㎡〔〕﹝﹞（），。−"
# Simplified Chinese faces first; others draw the same characters in another country's manner.
PREFERRED = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "FangSong",
    "SimSun",
    "Noto Sans CJK JP",
    "Noto Sans CJK TC",
)
# Ships with matplotlib; draws the few signs that a Chinese font lacks.
_SIGNS = "DejaVu Sans"


@lru_cache(maxsize=1)
def families() -> list[str]:
    """The font families for every text, best first; refuses where no font draws Chinese.

    >>> families()[-1]
    'DejaVu Sans'
    """
    _add_packaged()
    known = {name: index for index, name in enumerate(PREFERRED)}
    candidates = sorted(
        (entry for entry in fontManager.ttflist if entry.name in known and entry.style == "normal"),
        # regular weight first: a family's thin or black cut is no text face
        key=lambda entry: (known[entry.name], abs(_weight(entry) - 400)),
    )
    family = next(
        (entry.name for entry in candidates if draws(entry.fname, entry.index, PROBE)), None
    )
    if family is None:
        refuse(
            [
                Problem(
                    where="font for figures",
                    what=Message("refuse_no_installed_font_draws_chinese"),
                    next=Message("refuse_install_the_package_noto_cjk"),
                )
            ]
        )
    return [str(family), _SIGNS]


def draws(path: str | Path, index: int, text: str) -> bool:
    """Whether the font file's face has every character of `text`."""
    try:
        characters = FT2Font(str(path), face_index=index).get_charmap()
    except (OSError, RuntimeError):
        return False
    return all(ord(character) in characters for character in text)


def properties(size: float) -> FontProperties:
    """The font at `size` points."""
    return FontProperties(family=families(), size=size)


def width(text: str, size: float) -> float:
    """How wide `text` is in points, set in one line at `size` points.

    The sum of what each character takes; pairs that stand closer make it no more than a little too
    wide.

    >>> width("中文", 10.0)
    20.0
    """
    return round(sum(_advance(character) for character in text) * size / 100.0, 2)


@lru_cache(maxsize=8192)
def _advance(character: str) -> float:
    # twice less once: a lone blank would measure nothing
    twice, once = (
        float(
            text_to_path.get_text_width_height_descent(
                "x" + character * n + "x", properties(100.0), False
            )[0]
        )
        for n in (2, 1)
    )
    return twice - once


def widest(texts: Iterable[str], size: float) -> float:
    """The width in points of the widest line among `texts`, 0 where there is none."""
    return max((width(line, size) for text in texts for line in text.split("\n")), default=0.0)


def _add_packaged() -> None:
    try:
        path = Path(str(import_module("noto_cjk_sans_otc").FONT_PATH))
    except (ImportError, AttributeError):
        return
    if path.is_file() and not any(entry.fname == str(path) for entry in fontManager.ttflist):
        fontManager.addfont(str(path))


def _weight(entry: FontEntry) -> int:
    names = {
        "regular": 400,
        "normal": 400,
        "book": 400,
        "medium": 500,
        "bold": 700,
        "light": 300,
        "thin": 100,
    }
    return entry.weight if isinstance(entry.weight, int) else names.get(str(entry.weight), 400)
