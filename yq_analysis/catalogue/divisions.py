"""All divisions of China by name: divisions.csv, and over it the rows of areas.csv.

A name that fits several places is never decided by chance: it wants the place above it, written
before it (北京朝阳区) or known from the file that it stands in (`within`).

divisions.csv is data with its source and date in the first line; nobody edits it. What an office
adds or renames is a row of areas.csv. No frame library is loaded here: a report that is up to date
answers before one could.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType

from yq_analysis.catalogue.folder import default_folder
from yq_analysis.check import Message, Problem

FILE = "divisions.csv"
NATION = "100000"
_WIDE = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)})
_SEPARATORS = re.compile(r"\s*[;；|、]\s*")
_HIGH = ("nation", "province")
Row = Mapping[str, str]


def fold(name: str) -> str:
    """A name as it is compared: blanks gone, full-width marks as ASCII ones, case folded.

    >>> fold(" 榆 阳区"), fold("ＹＵＬＩＮ")
    ('榆阳区', 'yulin')
    """
    if name.isalnum() and max(name) < "\uff01":  # as most are
        return name.casefold()
    plain = re.sub(r"\s+", "", name.translate(_WIDE))
    return (plain if plain.isascii() else unicodedata.normalize("NFC", plain)).casefold()


@lru_cache(maxsize=1)
def divisions() -> tuple[Row, ...]:
    """The rows of divisions.csv: area, name_zh, short_zh, name_en, level, parent, former."""
    with (default_folder() / FILE).open(encoding="utf-8", newline="") as lines:
        plain = (line for line in lines if not line.startswith("#"))
        return tuple(MappingProxyType(row) for row in csv.DictReader(plain))


@lru_cache(maxsize=1)
def division_codes() -> frozenset[str]:
    """The codes of all divisions."""
    return frozenset(row["area"] for row in divisions())


def source() -> str:
    """Where divisions.csv comes from, and its date."""
    with (default_folder() / FILE).open(encoding="utf-8") as lines:
        return lines.readline().lstrip("# ").strip()


def former(row: Row) -> list[tuple[str, str, int]]:
    """Former (code, name, last year) of a division, newest first.

    >>> former({"former": "610821 神木县 2017|612722 神木县 1999"})
    [('610821', '神木县', 2017), ('612722', '神木县', 1999)]
    """
    parts = (part.split(" ") for part in row.get("former", "").split("|") if part)
    return [(code, name, int(year)) for code, name, year in parts]


def all_areas(own: Iterable[Row]) -> list[dict[str, str]]:
    """The rows of areas.csv, in their order, then every other division; a row of areas.csv wins.

    Their `aliases` hold what a division is called beside its name: its short name and the former
    ones. `listed` says that somebody wrote the row.
    """
    listed = [
        {**row, "listed": "yes", "aliases": _SEPARATORS.sub("|", row["aliases"])} for row in own
    ]
    codes = {row["area"] for row in listed}
    return listed + [_as_area(row) for row in divisions() if row["area"] not in codes]


def _as_area(row: Row) -> dict[str, str]:
    called = dict.fromkeys([row["short_zh"], *(name for _, name, _ in former(row))])
    called.pop(row["name_zh"], None)
    kept = {name: row[name] for name in ("area", "name_zh", "name_en", "level", "parent")}
    return {**kept, "aliases": "|".join(called), "listed": ""}


class AreaNames:
    """What every area is called, and which area a name means.

    Parameters
    ----------
    areas : iterable of rows
        As `all_areas` gives them.

    Examples
    --------
    >>> names = AreaNames(all_areas([]))
    >>> names.find("佛山市"), names.find("广东佛山南海"), names.find("鼓楼区")
    ('440600', '440605', None)
    >>> names.find("鼓楼区", within="南京市"), sorted(names.candidates("鼓楼区"))
    ('320106', ['320106', '320302', '350102', '410204'])
    """

    def __init__(self, areas: Iterable[Row]) -> None:
        self._row = {row["area"]: row for row in areas}

    @cached_property
    def _names(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Names that stand for themselves (codes, whole names, what a province is called), and
        short or former ones.
        """
        whole: dict[str, set[str]] = {}
        short: dict[str, set[str]] = {}
        for code, row in self._row.items():
            high = row["level"] in _HIGH
            aliases = [one for one in row["aliases"].split("|") if one]
            whole.setdefault(fold(code), set()).add(code)
            own = whole if row["level"] != "aggregate" else short
            own.setdefault(fold(row["name_zh"]), set()).add(code)
            for name in filter(None, (row["name_en"], *aliases)):
                clear = high or (row["listed"] and not name.isascii())
                (whole if clear else short).setdefault(fold(name), set()).add(code)
        self._add_former(short)
        return whole, short

    def _add_former(self, short: dict[str, set[str]]) -> None:
        for division in divisions():
            for code, name, _ in former(division):
                if division["area"] in self._row:
                    short.setdefault(fold(name), set()).add(division["area"])
                    if code not in self._row:
                        short.setdefault(code, set()).add(division["area"])

    def row(self, code: str) -> Row:
        """The row of an area: area, name_zh, name_en, level, parent, aliases."""
        return self._row[code]

    def parents(self, code: str) -> list[str]:
        """The areas above, nearest first."""
        chain: list[str] = []
        above = self._row[code]["parent"]
        while above and above not in chain:
            chain.append(above)
            above = self._row[above]["parent"]
        return chain

    def candidates(self, text: str) -> set[str]:
        """Every area that the text could name; a whole name goes before a short or former one."""
        short = self._names[1]
        wanted = fold(text)
        return self._whole(wanted) or short.get(wanted) or self._by_path(wanted)

    def _whole(self, wanted: str) -> set[str]:
        """By a whole name; an area that somebody added goes before a division of the same name."""
        codes = self._names[0].get(wanted, set())
        return codes - division_codes() or codes

    def _by_path(self, wanted: str) -> set[str]:
        """A name after those of areas above it: 广东省佛山市南海区, 佛山南海."""
        whole, short = self._names
        by_kind: dict[bool, set[str]] = {True: set(), False: set()}
        for cut in range(2, len(wanted) - 1):
            head, rest = wanted[:cut], wanted[cut:]
            heads = whole.get(head, set()) | short.get(head, set())
            if heads:
                for below, clear in (
                    (whole.get(rest, set()), True),
                    (short.get(rest, set()) or self._by_path(rest), False),
                ):
                    by_kind[clear] |= {code for code in below if heads & set(self.parents(code))}
        return by_kind[True] or by_kind[False]

    def find(self, text: str, within: str | None = None) -> str | None:
        """The one area that the text names, or None.

        Parameters
        ----------
        text : str
            A code, a name (whole, short, former, English), or a name after that of an area above.
        within : str, optional
            The place that the text was printed in, a name or a code; "" where no place is known. A
            short name then means an area of that place or one above it, and where no place is known
            only a city or higher: a township 龙泉 in a county's book is not the city of that name.
            Without it a person asks, and any name that only one area has will do.
        """
        codes = self.candidates(text)
        if within is None or not codes:
            return _only(codes)
        place = self.find(within) if within else ""
        short = self._names[1]
        named = self._whole(fold(text))
        if place:
            inside = self._within(codes | short.get(fold(text), set()), place)
            if inside:  # 海南 in a book of 青海 is the prefecture or the province: asked
                return None if named and not named & inside else self._highest(inside, place)
            if codes & set(self.parents(place)):
                return _only(codes & set(self.parents(place)))
        if named:
            return _only(named)
        if place:
            return None
        # 天津市北辰区 says its place itself
        ends = [code for code in codes if fold(text).endswith(fold(self._row[code]["name_zh"]))]
        return _only({code for code in codes if self._row[code]["level"] != "county"} | {*ends})

    def _within(self, codes: set[str], place: str) -> set[str]:
        return {code for code in codes if code == place or place in self.parents(code)}

    def _highest(self, codes: set[str], place: str) -> str | None:
        """Of several of one name within a place the one of the highest level; the place itself only
        alone.
        """
        if place in codes:
            return _only(codes)
        least = min(len(self.parents(code)) for code in codes)
        return _only({code for code in codes if len(self.parents(code)) == least})

    def problem(self, text: str, where: str = "area") -> Problem:
        """Why a name stands for no area, and what to write instead."""
        several = sorted(self.candidates(text))
        if several:
            listed = "、".join(f"{self.path(place)}（{place}）" for place in several[:12])
            what = Message("catalogue_area_several", name=text, count=len(several))
            return Problem(
                where=where, what=what, next=Message("catalogue_area_say_parent", places=listed)
            )
        codes = {row["name_zh"]: code for code, row in reversed(self._row.items())}
        near = difflib.get_close_matches(text, codes, n=3, cutoff=0.5)
        listed = "、".join(self.path(codes[place]) for place in near)
        after = (
            Message("catalogue_area_near", places=listed) if near else Message("catalogue_area_add")
        )
        return Problem(where=where, what=Message("catalogue_area_unknown", name=text), next=after)

    def path(self, code: str) -> str:
        """The whole name, from the province down.

        >>> AreaNames(all_areas([])).path("320106")
        '江苏省南京市鼓楼区'
        """
        above = [self._row[up]["name_zh"] for up in self.parents(code) if up != NATION]
        return "".join([*reversed(above), self._row[code]["name_zh"]])


def _only(codes: set[str]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None
