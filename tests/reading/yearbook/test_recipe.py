"""A statistician overrules the reader in a CSV or TOML file; everything wrong in it is said at
once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from yq_analysis.check import DataProblem
from yq_analysis.reading.files.grid import Book, Cell, Sheet
from yq_analysis.reading.yearbook.overrides import Recipe, check_recipes, read_recipes, recipe_for

CSV = """file,sha256,edition,sheet,header_rows,label_columns,year,unit,region,skip_rows
甲.xls,00,2020,,4-6,"A,C",2019,万人,甲县,"9, 12-13"
乙.xls,00,2020,,,,,,,
"""
TOML = """
[[recipe]]
file = "甲.xls"
header_rows = [4, 5, 6]
label_columns = "A,C"
year = 2019
unit = "万人"
region = "甲县"
skip_rows = "9,12-13"
"""
WANTED = {
    "header_rows": (3, 4, 5),
    "label_columns": (0, 2),
    "year": 2019,
    "unit": "万人",
    "region": "甲县",
    "skip_rows": (8, 11, 12),
}


@pytest.mark.parametrize(
    ("name", "content", "origin"),
    [
        ("MANIFEST.csv", CSV, "MANIFEST.csv，第2行"),
        ("recipes.toml", TOML, "recipes.toml，第1个recipe"),
    ],
)
def test_csv_and_toml_say_the_same_and_a_row_without_a_word_says_nothing(
    tmp_path: Path, name: str, content: str, origin: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert read_recipes(tmp_path / name) == {"甲.xls": (Recipe(origin=origin, **WANTED),)}


def test_a_manifest_without_recipe_columns_gives_no_recipe(tmp_path: Path) -> None:
    (tmp_path / "MANIFEST.csv").write_text("file,sha256\na.xls,00\n")
    assert read_recipes(tmp_path / "MANIFEST.csv") == {}


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        "file,sheet,header_rows,label_columns,year,skip_rows\n"
        "a.xls,,4-x,1,20,\n"
        ",,4,,,\n"
        "b.xls,1,4,,,4\n"
        "c.xls,1,4,,,\n"
        "c.xls,1,5,,,\n"
        "d.xls,,0,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(DataProblem) as caught:
        read_recipes(tmp_path / "r.csv")
    assert [problem.where for problem in caught.value.problems] == [
        "r.csv，第2行，year列",
        "r.csv，第2行，header_rows列",
        "r.csv，第2行，label_columns列",
        "r.csv，第3行",
        "r.csv，第4行",
        "r.csv，第6行",
        "r.csv，第7行，header_rows列",
    ]
    assert all(problem.next for problem in caught.value.problems)


@pytest.mark.parametrize(
    "content", ["recipe = 3", "[[recipe]]\nfil = 'a'", "[other]\n", "not toml"]
)
def test_a_toml_file_of_another_shape_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "r.toml").write_text(content)
    with pytest.raises(DataProblem):
        read_recipes(tmp_path / "r.toml")


def test_what_is_said_of_a_sheet_overrules_what_is_said_of_the_file() -> None:
    recipes = [
        Recipe(year=2020, unit="人", origin="row 2"),
        Recipe(sheet="乙", unit="万人", origin="row 3"),
    ]
    assert recipe_for(recipes, "乙") == Recipe(
        sheet="乙", year=2020, unit="万人", origin="row 2, row 3"
    )
    assert recipe_for(recipes, "丙") == recipes[0]
    assert recipe_for([], "丙") == Recipe()


def test_a_recipe_that_does_not_fit_the_book_is_refused() -> None:
    book = Book(
        path="a.xls",
        kind="xls",
        sheets=(Sheet(name="1", cells={(5, 2): Cell(value=1.0, text="1")}),),
    )
    check_recipes([Recipe(sheet="1", header_rows=(5,), label_columns=(2,))], book)
    with pytest.raises(DataProblem) as caught:
        check_recipes(
            [Recipe(sheet="2", origin="x"), Recipe(skip_rows=(6,), label_columns=(3,), origin="y")],
            book,
        )
    assert len(caught.value.problems) == 3
