"""The catalogue as one object: the lists, and the questions that every room asks of them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from yq_analysis.catalogue.lists import caliber_parts, default_folder, read_lists
from yq_analysis.check import DataProblem, Problem, QuestionProblem, refuse
from yq_analysis.model import TARGETS

_WIDE = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)})


def tidy_label(text: str) -> str:
    """A printed label as it is compared: blanks gone, full-width marks as ASCII ones, nothing else folded.

    NFKC is not used: it would turn a footnote mark ① into a digit.

    >>> tidy_label(" 地区 生产总值(现价)")
    '地区生产总值(现价)'
    """
    return unicodedata.normalize("NFC", re.sub(r"\s+", "", text.translate(_WIDE)))


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The lists as DataFrames, and look-ups. Codes are text; a name that is not known is refused."""

    folder: Path = field(compare=False)
    items: pd.DataFrame
    indicators: pd.DataFrame
    indicator_names: pd.DataFrame
    areas: pd.DataFrame
    units: pd.DataFrame
    labels: pd.DataFrame
    symbols: pd.DataFrame
    calibers: pd.DataFrame
    targets: pd.DataFrame
    corrections: pd.DataFrame
    scenarios: pd.DataFrame
    recipes: pd.DataFrame
    supplies: pd.DataFrame
    preferred: pd.DataFrame
    bounds: pd.DataFrame

    # ------------------------------------------------------------ areas
    @cached_property
    def _area(self) -> dict[str, dict[str, str]]:
        return {row["area"]: row for row in _rows(self.areas)}

    @cached_property
    def _area_names(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = {}
        for code, row in self._area.items():
            own = [row["name_zh"], row["name_en"], *row["aliases"].split("|")]
            path = "".join(
                self._area[parent]["name_zh"] for parent in reversed(self.parents(code)[:-1])
            )
            city = self._area[self.parents(code)[0]]["name_zh"] if self.parents(code) else ""
            for name in [code, *own, path + row["name_zh"], city + row["name_zh"]]:
                if name:
                    names.setdefault(_fold(name), set()).add(code)
        return names

    def find_area(self, text: str) -> str | None:
        """The code of an area by code, name, alias or full path; None where it is unknown or ambiguous."""
        found = self._area_names.get(_fold(str(text)), set())
        return next(iter(found)) if len(found) == 1 else None

    def areas_named(self, text: str) -> set[str]:
        """The codes of all areas of a name: a name may stand under two cities."""
        return set(self._area_names.get(_fold(text), ()))

    def area_code(self, text: str) -> str:
        """As `find_area`, but an unknown or ambiguous name is refused with the nearest known names."""
        code = self.find_area(text)
        if code is None:
            several = sorted(self._area_names.get(_fold(str(text)), set()))
            near = difflib.get_close_matches(
                str(text), list(self.areas["name_zh"]), n=3, cutoff=0.3
            )
            what = f"{text!r} names several areas" if several else f"{text!r} is not a known area"
            hint = (
                f"write one of the codes {', '.join(several)}"
                if several
                else (
                    (f"did you mean {'、'.join(near)}? " if near else "")
                    + f"areas are listed in {self.folder.name}/areas.csv; add a line there for a new one"
                )
            )
            refuse([Problem(where="area", what=what, next=hint)], kind=QuestionProblem)
        return str(code)

    def area_name(self, code: str, language: str = "zh") -> str:
        return self._area[self.area_code(code)][f"name_{language}"]

    def level(self, code: str) -> str:
        return self._area[self.area_code(code)]["level"]

    def parents(self, code: str) -> list[str]:
        """The areas above, nearest first: a district has its city, its province, the nation."""
        chain: list[str] = []
        above = self._area[code]["parent"]
        while above and above not in chain:
            chain.append(above)
            above = self._area[above]["parent"]
        return chain

    def children(self, code: str) -> list[str]:
        """The areas directly below, without sums such as a city's 市辖区."""
        below = self.areas[(self.areas["parent"] == code) & (self.areas["level"] != "aggregate")]
        return list(below["area"])

    def siblings(self, code: str) -> list[str]:
        """The areas of the same parent and level, without the area itself."""
        row = self._area[code]
        return [
            other
            for other in self.children(row["parent"])
            if other != code and self._area[other]["level"] == row["level"]
        ]

    # ------------------------------------------------------------ items, labels, units
    @cached_property
    def _label(self) -> dict[str, dict[str, str]]:
        return {tidy_label(row["label"]).casefold(): row for row in _rows(self.labels)}

    def find_label(self, printed: str) -> dict[str, str] | None:
        """The labels.csv row of a printed label (whole path; `*/` in the list allows any parents), or None."""
        wanted = tidy_label(printed).casefold()
        last = re.split(r"[/|]", wanted)[-1]
        return self._label.get(wanted) or (self._label.get("*/" + last) if last != wanted else None)

    def suggest_label(self, printed: str) -> str:
        """The item whose known label looks most like an unknown one, or "" where none does."""
        last = re.split(r"[/|]", tidy_label(printed).casefold())[-1]
        near = difflib.get_close_matches(last, list(self._label), n=1, cutoff=0.6)
        return self._label[near[0]]["item"] if near else ""

    @cached_property
    def _unit(self) -> dict[str, tuple[str, float]]:
        return {
            tidy_label(row["printed"]).casefold(): (row["unit"], row["factor"])
            for row in _rows(self.units)
        }

    def factor(self, printed: str, unit: str) -> float | None:
        """What a value in the printed unit is multiplied by to stand in `unit`; None where that cannot be.

        >>> read().factor("亿吨标准煤", "万吨标准煤"), read().factor("万人", "亿元")
        (10000.0, None)
        """
        if tidy_label(printed) == tidy_label(unit):
            return 1.0
        one, other = (
            self._unit.get(tidy_label(printed).casefold()),
            self._unit.get(tidy_label(unit).casefold()),
        )
        if one is None or other is None or one[0] != other[0]:
            return None
        return one[1] / other[1]

    @cached_property
    def item_unit(self) -> dict[str, str]:
        return dict(zip(self.items["item"], self.items["unit"], strict=True))

    # ------------------------------------------------------------ indicators, calibers, targets
    @cached_property
    def _indicator(self) -> dict[str, dict[str, Any]]:
        return {row["indicator"]: row for row in _rows(self.indicators)}

    def indicator(self, code: str) -> dict[str, Any]:
        """The indicators.csv row: names, unit, formula, direction (1, -1), scale, decimals."""
        if code not in self._indicator:
            refuse(
                [
                    Problem(
                        where="indicator",
                        what=f"{code!r} is not known",
                        next=f"choose one of: {', '.join(self._indicator)}",
                    )
                ],
                kind=QuestionProblem,
            )
        return self._indicator[code]

    @cached_property
    def _indicator_names(self) -> dict[str, str]:
        names = {
            tidy_label(row["name"]).casefold(): row["indicator"]
            for row in _rows(self.indicator_names)
        }
        for code, row in self._indicator.items():
            names |= {
                tidy_label(name).casefold(): code
                for name in (row["name_zh"], row["name_en"], code)
                if name
            }
        return names

    def find_indicator(self, printed: str) -> str | None:
        """The code of an indicator by code, name, or a name that documents use (indicator_names.csv); None if unknown.

        >>> read().find_indicator("城镇新建建筑执行绿色建筑标准"), read().find_indicator("森林覆盖率")
        ('green_building_share', None)
        """
        return self._indicator_names.get(tidy_label(printed).casefold())

    def caliber_name(self, caliber: str, language: str = "zh") -> str:
        """The printed name of a caliber; a combined one is named by its parts.

        >>> read().caliber_name("price2020+set5")
        '2020年价格 · 省级统计年鉴（2011年起）'
        """
        names = dict(zip(self.calibers["caliber"], self.calibers[f"name_{language}"], strict=True))
        return " · ".join(names.get(part, part) for part in caliber_parts(caliber))

    def targets_of(self, code: str) -> pd.DataFrame:
        """An area's targets (columns TARGETS, then document, issued, url); one set twice is one row, both named."""
        own = self.targets[self.targets["area"] == self.area_code(code)]
        same = ["indicator", "year", "value", "comparator", "basis"]
        joined = own.groupby(same, sort=False, dropna=False)["document"].transform(
            lambda names: ";".join(dict.fromkeys(names))
        )
        once = own.assign(document=joined).drop_duplicates(same)
        return once[[*TARGETS, "document", "issued", "url"]].reset_index(drop=True)


def read(folder: str | Path | None = None) -> Catalogue:
    """Read and check the lists; `folder=None` means the project's own.

    Raises `DataProblem` that lists every wrong cell. Read once per folder and state of its files.
    """
    where = Path(folder) if folder is not None else default_folder()
    stamps = (
        tuple(sorted((path.name, path.stat().st_mtime_ns) for path in where.glob("*.csv")))
        if where.is_dir()
        else ()
    )
    return _read(where, stamps)


@lru_cache(maxsize=8)
def _read(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Catalogue:
    tables = read_lists(folder)
    indicators = tables["indicators"].astype({"direction": int, "decimals": int})
    units = tables["units"].astype({"factor": float})
    targets = tables["targets"].copy()
    for column in ("year", "base_year", "line"):
        targets[column] = pd.to_numeric(targets[column]).astype("Int64")
    for column in ("value", "upper"):
        targets[column] = pd.to_numeric(targets[column]).astype(float)
    targets["provisional"] = targets["provisional"] == "true"
    made = Catalogue(
        folder=folder, **{**tables, "indicators": indicators, "units": units, "targets": targets}
    )
    _refuse_loops(made)
    return made


def _refuse_loops(lists: Catalogue) -> None:
    looped = [
        code
        for code in lists.areas["area"]
        if (lists.parents(code) or [""])[-1] in (code, *lists.parents(code)[:-1])
        or code in lists.parents(code)
    ]
    if looped:
        raise DataProblem(
            [
                Problem(
                    where=f"{lists.folder / 'areas.csv'}, area {code}",
                    what="is above itself",
                    next="correct its parent",
                )
                for code in looped
            ]
        )


def _fold(name: str) -> str:
    return tidy_label(name).casefold()


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
