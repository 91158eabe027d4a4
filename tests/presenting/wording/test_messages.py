"""Sentences stand once, in both languages, with the same values in each."""

import ast
import csv
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.check import Message, Problem
from yq_analysis.presenting.wording import names


def _rows(project: Path) -> list[dict[str, str]]:
    place = project / "yq_analysis" / "presenting" / "wording" / "messages.csv"
    with place.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_stands_once_and_names_the_same_values_in_both_languages(project: Path) -> None:
    rows = _rows(project)
    codes = [row["code"] for row in rows]
    assert sorted(set(codes)) == sorted(codes)
    for row in rows:
        assert row["zh"].strip(), row["code"]
        assert row["en"].strip(), row["code"]
        assert _names(row["zh"]) == _names(row["en"]), row["code"]


def test_every_row_of_the_sentences_has_three_cells(project: Path) -> None:
    place = project / "yq_analysis" / "presenting" / "wording" / "messages.csv"
    with place.open(encoding="utf-8", newline="") as lines:
        assert [row for row in csv.reader(lines) if len(row) != 3] == []


def test_a_problem_speaks_chinese_and_english_on_request() -> None:
    problem = Problem(where="gdp.csv", what=Message("not_a_year", value="x"))
    assert str(problem) == "gdp.csv: “x”不是年份"
    assert problem.text("en") == "gdp.csv: 'x' is not a year"


def test_a_message_crosses_a_process_border_whole() -> None:
    crossed = pickle.loads(pickle.dumps(Message("not_a_year", value="x")))
    assert crossed == "“x”不是年份"
    assert crossed.text("en") == "'x' is not a year"


def test_a_table_keeps_what_a_message_knows() -> None:
    """With pyarrow as without: pandas' Arrow texts would be letters only."""
    from yq_analysis.model import STATUSES  # the floor that every room stands on

    said = Message("not_a_year", value="x")
    table = pd.DataFrame([(said, STATUSES[0])], columns=["reason", "status"])
    assert pd.concat([table, table])["reason"].iloc[1].text("en") == "'x' is not a year"


_ON_PAGES = ("pages_", "figure_", "sentence_", "code.", "column.", "report.")
# a number that no unit follows as one reads it: "20 × 10,000 yuan", "1 count"
_BARE = re.compile(r"\d × \d|\d count\b")


def test_every_message_reads_in_both_languages_without_a_left_over(project: Path) -> None:
    for row in _rows(project):
        values = dict.fromkeys(_names(row["zh"]), 7)
        for language in ("zh", "en"):
            said = row[language].format(**values)
            assert not re.search(r"\{\w", said), row["code"]
            assert not _BARE.search(said), (row["code"], said)
        english = row["en"].format(**values)
        if row["code"].startswith(
            ("pages_", "figure_", "sentence_", "code.", "column.", "report.")
        ):
            assert not re.search(r"[\u4e00-\u9fff]", english), row["code"]


def test_amounts_read_whole_in_both_languages(project: Path) -> None:
    for unit in (
        catalogue.read(project / "catalogue").indicators["unit"].replace("", None).dropna().unique()
    ):
        for language in ("zh", "en"):
            for value in (0.0, 1.0, 20.0, 1234.5):
                said = names(language).amount(value, unit, 2)
                assert not _BARE.search(said), (unit, said)
                assert unit == "个" or unit == "指数" or re.search(r"[^\d,.−]", said), (unit, said)


def _spoken(path: Path) -> Iterator[tuple[int, str, set[str] | None]]:
    """(line, code, names of the values; None where they are not written out) of each message that
    a module makes.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called, first = ast.unparse(node.func), node.args[0]
        if called == "Message" or called.endswith(("words.say", "names.say")):
            given = {word.arg for word in node.keywords}
            if isinstance(first, ast.Constant):
                named = None if None in given else {str(name) for name in given}
                yield node.lineno, str(first.value), named


def test_every_message_that_the_code_makes_is_there_with_its_values(project: Path) -> None:
    wanted = {row["code"]: _names(row["zh"]) for row in _rows(project)}
    wrong = [
        f"{path.relative_to(project)}:{line} {code}"
        for path in sorted((project / "yq_analysis").rglob("*.py"))
        for line, code, given in _spoken(path)
        if code not in wanted or (given is not None and not wanted[code] <= given)
    ]
    assert wrong == []
