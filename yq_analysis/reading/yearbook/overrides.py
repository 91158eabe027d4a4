"""What a person says about a file, to overrule what was understood: without code.

A recipe is a row of `data/raw/MANIFEST.csv` or of a small file beside the data. It only says what
the person wants to fix; every empty field is still found by the reader.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yq_analysis.check import Message, Problem, at, refuse
from yq_analysis.reading.files.grid import Book

RECIPE = ["sheet", "header_rows", "label_columns", "year", "unit", "region", "skip_rows"]
_ROWS, _COLUMNS = 1_048_576, 16_384  # of the largest sheet there is


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What holds for one sheet (or, where `sheet` is empty, for every sheet of the file).

    Rows and columns count from 0, as in `grid`. Empty (`()`, `None`, `""`) means: not said.
    `origin` names the file and row that says it, so that a reading can tell where a part came from.
    """

    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    label_columns: tuple[int, ...] = ()
    year: int | None = None
    unit: str = ""
    region: str = ""
    skip_rows: tuple[int, ...] = ()
    origin: str = ""

    @property
    def says(self) -> tuple[str, ...]:
        """The parts that this recipe fixes.

        >>> Recipe(year=2020, unit="万人").says
        ('year', 'unit')
        """
        return tuple(name for name in RECIPE[1:] if getattr(self, name) not in ((), None, ""))


def read_recipes(path: str | Path) -> dict[str, tuple[Recipe, ...]]:
    """The recipes of a TOML or CSV file, by the name of the data file that they speak of.

    A CSV (a MANIFEST.csv too: its other columns are not looked at) has the columns `file` and any
    of `sheet, header_rows, label_columns, year, unit, region, skip_rows`; a TOML file has one
    `[[recipe]]` with the same keys for each. Rows and columns are written as a spreadsheet shows
    them: rows "4-6" or "4,5", columns "A" or "A-C". Raises `DataProblem` that lists everything
    wrong.
    """
    file = Path(path)
    entries = _toml(file) if file.suffix.lower() == ".toml" else _csv(file)
    return parse_recipes(entries)


def parse_recipes(
    entries: Iterable[tuple[str, Mapping[str, Any]]],
) -> dict[str, tuple[Recipe, ...]]:
    """Recipes from (origin, fields) pairs; an entry that says nothing beyond its file gives none.

    >>> parse_recipes([("row 2", {"file": "a.xls", "header_rows": "4-5", "label_columns": "B",
    ...     "year": "2020"})])
    {'a.xls': (Recipe(sheet='', header_rows=(3, 4), label_columns=(1,), year=2020, unit='',
    region='', skip_rows=(), origin='row 2'),)}
    """
    problems: list[Problem] = []
    recipes: dict[str, list[Recipe]] = {}
    for origin, entry in entries:
        file = _text(entry.get("file"))
        recipe = _recipe(origin, entry, problems)
        if recipe is None or not recipe.says:
            continue
        if not file:
            problems.append(
                Problem(
                    where=origin,
                    what=Message("refuse_names_no_file"),
                    next=Message("refuse_write_the_data_file_s"),
                )
            )
            continue
        same = [other for other in recipes.get(file, []) if other.sheet == recipe.sheet]
        if same:
            what = f"speaks again of {file}" + (f", sheet {recipe.sheet}" if recipe.sheet else "")
            problems.append(
                Problem(
                    where=origin,
                    what=what,
                    next=Message("refuse_put_it_together_with", origin=same[0].origin),
                )
            )
            continue
        recipes.setdefault(file, []).append(recipe)
    refuse(problems)
    return {file: tuple(found) for file, found in recipes.items()}


def recipe_for(recipes: Sequence[Recipe], sheet: str) -> Recipe:
    """What holds for one sheet: what is said of the whole file, overruled by what is said of the
    sheet.

    >>> recipe_for([Recipe(year=2020, unit="人"), Recipe(sheet="b", unit="万人")], "b").unit
    '万人'
    """
    whole = next((recipe for recipe in recipes if not recipe.sheet), Recipe())
    own = next((recipe for recipe in recipes if recipe.sheet and recipe.sheet == sheet), None)
    if own is None:
        return whole
    both = replace(whole, **{name: getattr(own, name) for name in own.says})
    origins = dict.fromkeys(filter(None, (whole.origin, own.origin)))
    return replace(both, sheet=sheet, origin=", ".join(origins))


def check_recipes(recipes: Sequence[Recipe], book: Book) -> None:
    """Refuse recipes that speak of a sheet, row or column that the book does not have."""
    problems = []
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for recipe in recipes:
        if recipe.sheet and recipe.sheet not in sheets:
            problems.append(
                Problem(
                    where=recipe.origin,
                    what=Message("refuse_there_is_no_sheet_in", sheet=recipe.sheet, path=book.path),
                    next=Message("refuse_the_sheets_are", listed=", ".join(sheets)),
                )
            )
            continue
        spoken_of = [sheets[recipe.sheet]] if recipe.sheet else list(book.sheets)
        height = max((sheet.height for sheet in spoken_of), default=0)
        width = max((sheet.width for sheet in spoken_of), default=0)
        for name, places, size in (
            ("header_rows", recipe.header_rows, height),
            ("skip_rows", recipe.skip_rows, height),
            ("label_columns", recipe.label_columns, width),
        ):
            beyond = [place + 1 for place in places if place >= size]
            if beyond:
                problems.append(
                    Problem(
                        where=at(recipe.origin, column=name),
                        what=Message("refuse_lies_outside_the_sheet", value=beyond[0]),
                        next=Message(
                            "refuse_the_last_is",
                            value=Message("word_column" if name == "label_columns" else "word_row"),
                            size=size,
                        ),
                    )
                )
    refuse(problems)


def _toml(path: Path) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        refuse(
            [
                Problem(
                    where=str(path),
                    what=Message("refuse_cannot_be_read", error=error),
                    next=Message("refuse_check_the_file_or_write"),
                )
            ]
        )
    entries, known = content.get("recipe", []), {"file", *RECIPE}
    problems = [
        Problem(
            where=str(path),
            what=Message("refuse_has_an_unknown_part", name=name),
            next=Message("refuse_write_recipe_tables_only"),
        )
        for name in content
        if name != "recipe"
    ]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        refuse(
            [
                Problem(
                    where=str(path),
                    what=Message("refuse_recipe_is_no_list_of"),
                    next=Message("refuse_write_recipe_above_each_entry"),
                )
            ]
        )
    for number, entry in enumerate(entries, start=1):
        problems += [
            Problem(
                where=Message("at_recipe", file=path.name, number=number),
                what=Message("refuse_has_an_unknown_key", name=name),
                next=Message("refuse_choose_among", listed=", ".join(sorted(known))),
            )
            for name in entry
            if name not in known
        ]
    refuse(problems)
    return [
        (Message("at_recipe", file=path.name, number=number), entry)
        for number, entry in enumerate(entries, start=1)
    ]


def _csv(path: Path) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = list(reader.fieldnames or [])
            rows: list[tuple[str, Mapping[str, Any]]] = [
                (at(path.name, line=number), row) for number, row in enumerate(reader, start=2)
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        refuse(
            [
                Problem(
                    where=str(path),
                    what=Message("refuse_cannot_be_read", error=error),
                    next=Message("refuse_save_it_as_a_utf"),
                )
            ]
        )
    if "file" not in columns:
        refuse(
            [
                Problem(
                    where=str(path),
                    what=Message("refuse_has_no_column_file"),
                    next=Message("refuse_write_the_columns_file", listed=", ".join(RECIPE)),
                )
            ]
        )
    return rows


def _recipe(origin: str, entry: Mapping[str, Any], problems: list[Problem]) -> Recipe | None:
    before = len(problems)
    year = _text(entry.get("year"))
    if year and not (year.isascii() and year.isdigit() and 1000 <= int(year) <= 2999):
        problems.append(
            Problem(
                where=at(origin, column="year"),
                what=Message("refuse_is_not_a_year", year=year),
                next=Message("refuse_write_four_digits_such_as"),
            )
        )
    rows = {
        name: _places(at(origin, column=name), entry.get(name), _row_number, _ROWS, problems)
        for name in ("header_rows", "skip_rows")
    }
    columns = _places(
        at(origin, column="label_columns"),
        entry.get("label_columns"),
        _column_number,
        _COLUMNS,
        problems,
    )
    both = sorted(set(rows["header_rows"]) & set(rows["skip_rows"]))
    if both:
        problems.append(
            Problem(
                where=origin,
                what=Message("refuse_row_is_both_a_header", value=both[0] + 1),
                next=Message("refuse_take_it_out_of_one"),
            )
        )
    if len(problems) > before:
        return None
    return Recipe(
        sheet=_text(entry.get("sheet")),
        year=int(year) if year else None,
        unit=_text(entry.get("unit")),
        region=_text(entry.get("region")),
        label_columns=columns,
        origin=origin,
        **rows,
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _places(
    where: str, value: Any, number: Any, most: int, problems: list[Problem]
) -> tuple[int, ...]:
    """Rows or columns from "4-6", "4,5", 4 or [4, 5], counted from 0."""
    parts = (
        [_text(part) for part in value]
        if isinstance(value, list | tuple)
        else _text(value).replace("，", ",").split(",")
    )
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in parts)):
        first, dash, last = (
            piece.strip()
            for piece in part.replace("–", "-").replace("—", "-").replace(":", "-").partition("-")
        )
        start, end = number(first), number(last) if dash else number(first)
        if start is None or end is None or not 0 <= start <= end < most:
            problems.append(
                Problem(
                    where=where,
                    what=Message("refuse_is_not_understood", part=part),
                    next=Message("refuse_write_it_as_a_spreadsheet"),
                )
            )
            continue
        found.update(range(start, end + 1))
    return tuple(sorted(found))


def _row_number(text: str) -> int | None:
    return int(text) - 1 if text.isascii() and text.isdigit() and len(text) < 8 else None


def _column_number(text: str) -> int | None:
    if not (text.isascii() and text.isalpha() and len(text) <= 3):
        return None
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
