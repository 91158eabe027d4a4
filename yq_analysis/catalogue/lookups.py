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

from yq_analysis.catalogue.divisions import AreaNames, all_areas
from yq_analysis.catalogue.folder import default_folder
from yq_analysis.catalogue.indicator_records import records
from yq_analysis.catalogue.list_checks import caliber_parts
from yq_analysis.catalogue.lists import read_lists
from yq_analysis.catalogue.themes import Theme, themes_of
from yq_analysis.check import DataProblem, Message, Problem, QuestionProblem, refuse
from yq_analysis.model import TARGETS, Indicator

_WIDE = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)})


def tidy_label(text: str) -> str:
    """A printed label as it is compared: blanks gone, full-width marks as ASCII ones, nothing else
    folded.

    NFKC is not used: it would turn a footnote mark ① into a digit.

    >>> tidy_label(" 地区 生产总值(现价)")
    '地区生产总值(现价)'
    """
    return unicodedata.normalize("NFC", re.sub(r"\s+", "", text.translate(_WIDE)))


_HAN = re.compile("[\u4e00-\u9fff]")
# what kind of area a name says that it is
_KIND = re.compile("(?:(?:壮族|回族|维吾尔)?自治区|省|市|县|区)$")
# a place of copying, and the day
_DATED = re.compile(r"(.*?)((?: [\d-]+)?)")


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The lists as DataFrames, and look-ups. Codes are text; a name that
    is not known is refused.
    """

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
    duties: pd.DataFrame
    proxies: pd.DataFrame
    preferred: pd.DataFrame
    bounds: pd.DataFrame
    publications: pd.DataFrame

    # ------------------------------------------------------------ areas
    @cached_property
    def _area(self) -> dict[str, dict[str, str]]:
        return {row["area"]: row for row in _rows(self.areas)}

    @cached_property
    def names(self) -> AreaNames:
        """What every area is called."""
        return AreaNames(self._area.values())

    def find_area(self, text: str, within: str | None = None) -> str | None:
        """The code of an area by code, name, alias or full path; None where it is unknown or
        ambiguous.

        `within` is the place that the name was printed in, "" where none is known: see
        `AreaNames.find`.
        """
        return self.names.find(str(text), within)

    def area_code(self, text: str) -> str:
        """As `find_area`, but an unknown or ambiguous name is refused: with the places of that
        name, or near names.
        """
        code = self.find_area(text)
        if code is None:
            refuse([self.names.problem(str(text))], kind=QuestionProblem)
        return str(code)

    def area_name(self, code: str, language: str = "zh") -> str:
        return self._area[self.area_code(code)][f"name_{language}"]

    def level(self, code: str) -> str:
        return self._area[self.area_code(code)]["level"]

    def parents(self, code: str) -> list[str]:
        """The areas above, nearest first: a district has its city, its province, the nation."""
        return self.names.parents(code)

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
    def _label(self) -> dict[str, list[dict[str, str]]]:
        """The rows of each label, those bound to a table first; an item's own name is a label of
        it.
        """
        own = [
            {
                "label": row["name_zh"],
                "item": row["item"],
                "caliber": "as_published",
                "unit": row["unit"],
            }
            for row in _rows(self.items)
        ]
        rows: dict[str, list[dict[str, str]]] = {}
        for row in sorted([*_rows(self.labels), *own], key=lambda row: not row.get("scope")):
            row = {"note": "", "sign": "", "scope": "", **row}
            rows.setdefault(tidy_label(row["label"]).casefold(), []).append(row)
        return rows

    def find_label(self, printed: str, about: str = "") -> dict[str, str] | None:
        """The labels.csv row of a printed label (whole path; `*/` in the list allows any parents),
        or None.

        A row with a scope counts only where all its words stand in `about`: the title and number of
        the table, the publisher, the file. 发明 is the grants of one table and the stock of
        another.

        >>> (read().find_label("发明", "三种专利申请授权数")["item"], read().find_label("发明",
        ...     "三种专利有效数")["item"])
        ('invention_patents_granted', 'invention_patents_in_force')
        >>> read().find_label("发明") is None
        True
        """
        wanted = tidy_label(printed).casefold()
        last = re.split(r"[/|]", wanted)[-1]
        around = tidy_label(about)
        for key in (wanted, *(["*/" + last] if last != wanted else [])):
            for row in self._label.get(key, ()):
                if all(tidy_label(word) in around for word in (row.get("scope") or "").split("+")):
                    return row
        return None

    def suggest_label(self, printed: str, unit: str = "") -> str:
        """The item whose known label looks most like an unknown one, or "" where none agrees in
        unit and kind.

        >>> (read().suggest_label("地区生产总值合计数", "亿元"),
        ...     read().suggest_label("地区生产总值增速数", "亿元"))
        ('gdp', '')
        >>> (read().suggest_label("地区生产总值(初步)|比上年增长", "%"),
        ...     read().suggest_label("年末常住人口|比上年增长", "%"))
        ('gdp_growth', '')
        """
        last = tidy_label(printed).casefold().rpartition("/")[2]
        of = last.partition("|")[0]
        for near in difflib.get_close_matches(last, list(self._label), n=3, cutoff=0.6):
            row = self._label[near][0]
            agrees = self.factor(unit, self.item_unit[row["item"]]) is not None
            # a change is suggested where it is the change of a like thing
            known = near.rpartition("/")[2].partition("|")[0]
            like = of == last or (
                _kind_of(of) == _kind_of(known)
                and difflib.SequenceMatcher(None, of, known).ratio() >= 0.7
            )
            if unit and agrees and like and _kind_of(last) == _kind_of(near):
                return row["item"]
        return ""

    @cached_property
    def _unit(self) -> dict[str, tuple[str, float]]:
        return {
            tidy_label(row["printed"]).casefold(): (row["unit"], row["factor"])
            for row in _rows(self.units)
        }

    def factor(self, printed: str, unit: str) -> float | None:
        """What a value in the printed unit is multiplied by to stand in `unit`; None where that
        cannot be.

        >>> read().factor("亿吨标准煤", "万吨标准煤"), read().factor("万人", "亿元")
        (10000.0, None)
        """
        if tidy_label(printed) == tidy_label(unit):
            return 1.0
        from_unit, to_unit = (
            self._unit.get(tidy_label(printed).casefold()),
            self._unit.get(tidy_label(unit).casefold()),
        )
        if from_unit is None or to_unit is None or from_unit[0] != to_unit[0]:
            return None
        return from_unit[1] / to_unit[1]

    @cached_property
    def item_unit(self) -> dict[str, str]:
        return dict(zip(self.items["item"], self.items["unit"], strict=True))

    @cached_property
    def item_words(self) -> dict[str, tuple[str, str, str, str]]:
        """Of each item its names and its unit, in Chinese and English."""
        return {
            row["item"]: (
                row["name_zh"],
                row["name_en"],
                row["unit"],
                self.unit_names.get(row["unit"], row["unit"]),
            )
            for row in _rows(self.items)
        }

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Units in English, as units.csv has them."""
        return {row["printed"]: row["name_en"] for row in _rows(self.units) if row["name_en"]}

    # ------------------------------------------------------------ indicators, calibers, targets
    @cached_property
    def records(self) -> dict[str, Indicator]:
        """Every indicator by its code: those of indicators.csv, then what is derived from them."""
        return records(_rows(self.indicators))

    def indicator(self, code: str) -> Indicator:
        """The record of an indicator; an unknown code is refused with the list of those known."""
        if code not in self.records:
            refuse(
                [
                    Problem(
                        where="indicator",
                        what=Message("not_known", value=code),
                        next=Message("choose_one_of", choices="、".join(self.records)),
                    )
                ],
                kind=QuestionProblem,
            )
        return self.records[code]

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """The indicators that have a page of their own, in the order of the pages."""
        return themes_of(self.records)

    @cached_property
    def growth_signs(self) -> dict[str, int]:
        """Of each yearly rate whether a positive one is a fall (-1) or a rise (1) of the level
        behind it.
        """
        return {
            record.code: -1 if record.falls else 1
            for record in self.records.values()
            if record.form == "rate"
        }

    @cached_property
    def ranked(self) -> list[str]:
        """The indicators that areas are ranked by, in the order of the table."""
        return [
            record.code
            for record in sorted(self.records.values(), key=lambda record: record.ranked)
            if record.ranked
        ]

    @cached_property
    def _indicator_names(self) -> dict[str, str]:
        names = {
            tidy_label(row["name"]).casefold(): row["indicator"]
            for row in _rows(self.indicator_names)
        }
        for code, record in self.records.items():
            names |= {
                tidy_label(name).casefold(): code
                for name in (record.name_zh, record.name_en, code)
                if name
            }
        return names

    def find_indicator(self, printed: str) -> str | None:
        """The code of an indicator by code, name, or a name that documents use
        (indicator_names.csv); None if unknown.

        >>> (read().find_indicator("城镇新建建筑执行绿色建筑标准"),
        ...     read().find_indicator("森林覆盖率"))
        ('green_building_share', None)
        """
        return self._indicator_names.get(tidy_label(printed).casefold())

    def target_indicator(self, printed: str, basis: str, unit: str) -> str | None:
        """The code of what a target is set in: a fall in percent is the reduction, a level in
        another unit the level itself.

        >>> read().target_indicator("单位GDP能耗", "level", "吨标准煤/万元")
        'energy_intensity'
        >>> read().target_indicator("单位GDP能耗", "cumulative", "%")
        'energy_intensity_reduction'
        """
        code = self.find_indicator(printed)
        if code is None:
            return None
        record = self.records[code]
        if basis in ("cumulative", "annual_growth") and unit == "%" and record.unit != "%":
            return record.target
        if basis == "level" and record.level and unit not in ("", record.unit):
            level = self.records[record.level]
            return level.code if self.factor(unit, level.unit) is not None else code
        return code

    def caliber_name(self, caliber: str, language: str = "zh") -> str:
        """The printed name of a caliber; a combined one is named by its parts.

        >>> read().caliber_name("price2020+set5")
        '2020年价格 · 省级统计年鉴（2011年起）'
        """
        names = dict(zip(self.calibers["caliber"], self.calibers[f"name_{language}"], strict=True))
        return " · ".join(names.get(part, part) for part in caliber_parts(caliber))

    @cached_property
    def _publications(self) -> list[tuple[re.Pattern[str], dict[str, str]]]:
        return [(re.compile(row["source"]), row) for row in _rows(self.publications)]

    def publication(self, source: str, language: str = "zh") -> tuple[str, str]:
        """The publication that a source stands for, and where it was copied ("" where it was not).

        ("", "") where publications.csv has no row for the source; Chinese where it has no English.

        >>> lists = read()
        >>> lists.publication("2014年统计公报 全文(陕西工人报 2015-02-27)")
        ('2014年国民经济和社会发展统计公报', '陕西工人报 2015-02-27')
        >>> lists.publication("榆林统计年鉴2023", "en")
        ('Yulin Statistical Yearbook 2023', '')
        """
        for pattern, row in self._publications:
            if match := pattern.fullmatch(source.strip()):
                title, through = match.expand(row["publication"]), match.expand(row["through"])
                if language == "en":
                    title = self._in_english(match, row["publication_en"]) or title
                    through = (
                        self._in_english(match, row["through_en"] or row["through"]) or through
                    )
                return title, through
        return "", ""

    def _in_english(self, match: re.Match[str], template: str) -> str:
        """The template with what the source names in English: areas, items, places of copying; ""
        where one of them has no English name.
        """

        def told(found: re.Match[str]) -> str:
            name, date = _DATED.fullmatch(match[int(found[1])]).groups("")  # type: ignore[union-attr]
            return self._english_names.get(name, name) + date

        said = re.sub(r"\\(\d)", told, template)
        return "" if _HAN.search(said) else said

    @cached_property
    def _english_names(self) -> dict[str, str]:
        """The English name of each area, item and place of copying by its Chinese names."""
        items = dict(zip(self.items["item"], self.items["name_en"], strict=True))
        found = {row["label"]: items.get(row["item"], "") for row in _rows(self.labels)}
        found |= dict(zip(self.items["name_zh"], self.items["name_en"], strict=True))
        for row in _rows(self.areas):
            for name in (row["name_zh"], *str(row["aliases"]).split(";")):
                found[name] = found[_KIND.sub("", name)] = row["name_en"]
        found |= {row["publication"]: row["publication_en"] for row in _rows(self.publications)}
        return {name: said for name, said in found.items() if isinstance(said, str) and said}

    def targets_of(self, code: str) -> pd.DataFrame:
        """An area's targets (columns TARGETS, then document, issued, url); one set twice is one
        row, both named.
        """
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
    areas = pd.DataFrame(all_areas(_rows(tables["areas"])), dtype=object)
    made = Catalogue(
        folder=folder,
        **{**tables, "areas": areas, "indicators": indicators, "units": units, "targets": targets},
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
                    what=Message("list_above_itself"),
                    next=Message("list_correct_parent"),
                )
                for code in looped
            ]
        )


_KINDS = (
    "增长|增速|增减|上升|下降|降低|变化",
    "占|比重|比例|构成|率$",
    "人均|每|单位|平均",
    "其中|分|新增",
)


def _kind_of(label: str) -> tuple[bool, ...]:
    """What sort of quantity a label names: a change, a share, something per something, a part."""
    return tuple(re.search(words, label) is not None for words in _KINDS)


def _fold(name: str) -> str:
    return tidy_label(name).casefold()


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
