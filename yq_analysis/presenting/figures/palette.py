"""Colours that colour-blind readers can tell apart and that are dark enough to read as text on
white.

Colour is never the only sign: lines differ in marker and carry their names, verdicts carry a word.
"""

from __future__ import annotations

INK = "#1A1A1A"
QUIET = "#595959"
GRID = "#E3E3E3"
AXIS = "#8C8C8C"
PAPER = "#FFFFFF"
FUTURE = "#F6F6F4"
TARGET = "#B3261E"

# lines, in the order of use: contrast on PAPER at least 4.5, far apart for every kind of colour
# vision (both tested)
LINES = ("#0B5FA5", "#B34700", "#0D3C02", "#B806E5", "#570F2C", "#E5065F")
MARKERS = ("o", "s", "^", "D", "v", "P")

# verdict -> colour (its sign and word stand beside it)
VERDICT = {
    "met": "#00735C",
    "on_track": "#0B5FA5",
    "uncertain": "#6B5B00",
    "off_track": "#B34700",
    "missed": "#B3261E",
    "no_number": QUIET,
    "no_data": QUIET,
}
POSITIVE, NEGATIVE, TOTAL = "#B34700", "#0B5FA5", "#3D3D3D"

# kinds of cell in a coverage map
CELL = {"A": "#0B5FA5", "P": "#7FB0DA", "E": "#C9A24B", "B": "#8A3F8F", "F": "#CFCFCF"}


def line(index: int) -> str:
    """The colour of the line number `index`, counted from 0."""
    return LINES[index % len(LINES)]


def marker(index: int) -> str:
    """The marker of the line number `index`, counted from 0; where colours come again, markers
    differ.
    """
    return MARKERS[(index + index // len(LINES)) % len(MARKERS)]
