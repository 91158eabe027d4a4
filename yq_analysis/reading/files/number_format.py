"""What a spreadsheet shows for a stored number: the part of Excel's number formats that yearbooks
use.

Decimals, thousands, percent, scaling commas, literal text, sections for negatives and zero, dates.
A format that is not understood falls back to the shortest exact form of the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

_SKIPPED = re.compile(r"_.|\*.|\[[^\]]*\]", re.DOTALL)  # padding, fill, colours and conditions
_QUOTED = re.compile(r'"([^"]*)"|\\(.)', re.DOTALL)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberFormat:
    """One section of a format: how a number of one sign is shown."""

    decimals: int | None  # None: as many as the number has ("General", "@")
    group: str = ""  # what stands between thousands
    factor: float = 1.0  # 100 for percent, 0.001 a scaling comma
    before: str = ""
    after: str = ""
    date: str = ""  # the tokens of a date format; everything else is then unused
    percent: bool = False
    digits: bool = True  # False: only the literal text is shown, as in `0;-0;"-"`

    def show(self, value: float) -> str:
        if self.date:
            return _show_date(value, self.date)
        if not self.digits:
            return self.before
        if self.decimals is None:
            return self.before + plain(value) + self.after
        shown = (
            f"{value * self.factor:,.{self.decimals}f}"
            if self.group
            else f"{value * self.factor:.{self.decimals}f}"
        )
        if self.group and self.group != ",":
            shown = shown.replace(",", self.group)
        if shown.startswith("-") and not shown.strip("-0.,"):
            shown = shown[1:]  # a spreadsheet shows no negative zero
        return self.before + shown + self.after


@dataclass(frozen=True, kw_only=True, slots=True)
class Formats:
    """A whole format: its sections for positive, negative and zero numbers."""

    positive: NumberFormat
    negative: NumberFormat | None = None
    zero: NumberFormat | None = None

    def show(self, value: float) -> str:
        if value < 0 and self.negative is not None:
            return self.negative.show(-value)
        if value == 0 and self.zero is not None:
            return self.zero.show(value).strip() or "0"
        return self.positive.show(value)

    @property
    def decimals(self) -> int | None:
        """How many decimals of the stored number are shown (two more than printed, for percent)."""
        first = self.positive
        if first.decimals is None or first.date:
            return None
        return first.decimals + 2 if first.factor == 100.0 else first.decimals

    @property
    def is_percent(self) -> bool:
        """Whether the stored number is a share that is shown as per cent."""
        return self.positive.percent

    @property
    def is_date(self) -> bool:
        return bool(self.positive.date)


def plain(value: float) -> str:
    """The shortest form that reads back as the same number.

    >>> plain(2015.0), plain(0.1), plain(-3), plain(1e21)
    ('2015', '0.1', '-3', '1e+21')
    """
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return repr(float(value))


@lru_cache(maxsize=2048)
def parse(code: str) -> Formats:
    r"""Read a number format.

    >>> parse("###\\ ###\\ ##0.00").show(16848.021489999996)
    '16 848.02'
    >>> parse("#,##0_);[Red](#,##0)").show(-1234.0)
    '(1,234)'
    >>> parse("0.0%").show(0.1234), parse("0.0%").decimals
    ('12.3%', 3)
    >>> (parse('0"年"').show(2019.0), parse("General").show(1.5),
    ...     parse('yyyy"年"m"月"').show(43831.0))
    ('2019年', '1.5', '2020年1月')
    """
    sections = [_section(part) for part in _split(code)]
    return Formats(
        positive=sections[0],
        negative=sections[1] if len(sections) > 1 else None,
        zero=sections[2] if len(sections) > 2 else None,
    )


def _split(code: str) -> list[str]:
    """Cut at semicolons that stand neither in quotes nor behind a backslash."""
    parts, part, quoted, escaped = [], "", False, False
    for mark in code or "General":
        if mark == ";" and not quoted and not escaped:
            parts.append(part)
            part = ""
            continue
        quoted ^= mark == '"' and not escaped
        escaped = mark == "\\" and not escaped
        part += mark
    return [*parts, part]


def _section(code: str) -> NumberFormat:
    elapsed = bool(_ELAPSED.search(code))
    bare = _SKIPPED.sub("", code)
    if bare.strip().lower() in ("general", "@", "", "standard"):
        return NumberFormat(decimals=None)
    unquoted = _QUOTED.sub("", bare)
    if not elapsed and _DATE.search(unquoted) and not re.search(r"[0#?]", unquoted.split(".")[0]):
        return NumberFormat(decimals=None, date=bare)
    if "e" in unquoted.lower() or "/" in unquoted or elapsed:
        return NumberFormat(
            decimals=None
        )  # powers of ten, fractions, elapsed time: show the number itself
    # A blank between digit places (`###\ ###\ ##0`) is a thousands mark; protect it from the
    # literals.
    text = re.sub(r'(?<=[#0?])(?:\\ |" "| )(?=[#0?])', "\x00", bare)
    text = re.sub(r"(?<=[#0?])\\?,(?=[#0?])", "\x01", text)
    places = re.search(r"[#0?][#0?\x00\x01]*,*(?:\.[#0?\x00\x01]*,*)?", text)
    if places is None:
        return NumberFormat(decimals=None, before=_literal(text), digits=False)
    if not set(places.group()) & set("0#"):  # `"-"??` pads with blanks and shows no digit
        return NumberFormat(decimals=None, before=_literal(text[: places.start()]), digits=False)
    whole, _, fraction = places.group().partition(".")
    before, after = _literal(text[: places.start()]), _literal(text[places.end() :])
    scale = 0.001 ** (whole.count(",") + fraction.count(","))
    return NumberFormat(
        decimals=sum(mark in "#0?" for mark in fraction),
        group=" " if "\x00" in whole else "," if "\x01" in whole else "",
        factor=scale * (100.0 if "%" in unquoted else 1.0),
        before=before,
        after=after,
        percent="%" in unquoted,
    )


def _literal(text: str) -> str:
    return _QUOTED.sub(lambda match: match.group(1) or match.group(2) or "", text).replace(
        "\x00", " "
    )


def _show_date(value: float, tokens: str) -> str:
    """Show a date serial of the 1900 system with a format of y, m, d (and h, m, s) tokens."""
    try:
        moment = datetime(1899, 12, 30) + timedelta(days=float(value))
    except (OverflowError, ValueError):
        return plain(value)
    shown, hours = "", False
    for quoted, escaped, token, other in re.findall(
        r'"([^"]*)"|\\(.)|(y+|m+|d+|h+|s+)|(.)', tokens, re.IGNORECASE | re.DOTALL
    ):
        if not token:
            shown += quoted or escaped or other
            continue
        kind, wide = token[0].lower(), len(token) > 1
        hours = hours or kind == "h"
        if kind == "y":
            shown += f"{moment.year:04d}" if len(token) > 2 else f"{moment.year % 100:02d}"
        else:
            number = {
                "m": moment.minute if hours else moment.month,
                "d": moment.day,
                "h": moment.hour,
                "s": moment.second,
            }[kind]
            shown += f"{number:02d}" if wide else str(number)
    return shown.strip()
