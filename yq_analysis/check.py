"""Everything that is wrong is said at once, and to a person.

A door collects `Problem`s and hands them to `refuse`; a caller sees one `DataProblem` that lists
where (file, sheet, cell or parameter), what, and what to do next.
"""

from __future__ import annotations

import csv
import errno
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


class Message(str):
    """A sentence known by its code, with the values that it names; as text it is Chinese.

    The wording stands once, in both languages, in `presenting/wording/messages.csv`
    (columns code, zh, en; placeholders in braces).

    Parameters
    ----------
    code : str
        A code of messages.csv.
    mark : str
        A mark in brackets after the text, by which a program finds the message in a table; no part
        of the sentence.
    **values
        What the placeholders stand for: numbers, texts, messages, or a tuple of them, which are
        listed.

    Raises
    ------
    KeyError
        If the code, or a value that the sentence names, is missing: a fault of ours.

    Examples
    --------
    >>> said = Message("not_a_year", value="二〇二一")
    >>> print(said)
    “二〇二一”不是年份
    >>> said.text("en")
    "'二〇二一' is not a year"
    """

    code: str
    mark: str
    values: dict[str, Any]

    def __new__(cls, code: str, mark: str = "", /, **values: Any) -> Message:
        said = _said(code, values, "zh")
        made = super().__new__(cls, f"{said} [{mark}]" if mark else said)
        made.code, made.mark, made.values = code, mark, values
        return made

    def text(self, language: str = "zh") -> str:
        """The sentence in Chinese or English."""
        return _said(self.code, self.values, language)

    def __reduce__(self) -> tuple[Any, ...]:
        return _message, (self.code, self.mark, self.values)


class Messages(str):
    """Several messages in one line, each once; as text Chinese, parted by "；".

    >>> said = Messages([Message("not_a_year", value="x"), "", Message("not_a_year", value="y")])
    >>> print(said)
    “x”不是年份；“y”不是年份
    >>> said.text("en"), said.codes
    ("'x' is not a year; 'y' is not a year", ('not_a_year', 'not_a_year'))
    """

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str] = ()) -> Messages:
        whole = tuple(dict.fromkeys(one for part in parts for one in _parts(part)))
        made = super().__new__(cls, "；".join(whole))
        made.parts = whole
        return made

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its messages."""
        return tuple(part.code for part in self.parts if isinstance(part, Message))

    def text(self, language: str = "zh") -> str:
        """The line in Chinese or English."""
        said = [str(in_language(part, language)) for part in self.parts]
        return ("; " if language == "en" else "；").join(dict.fromkeys(filter(None, said)))

    def __reduce__(self) -> tuple[Any, ...]:
        return Messages, (self.parts,)


def _parts(said: str) -> tuple[str, ...]:
    return said.parts if isinstance(said, Messages) else (said,) if said else ()


class Name(Message):
    """A name in Chinese and English, such as an area's; as text it is Chinese.

    >>> Name("全国", "China").text("en")
    'China'
    """

    def __new__(cls, zh: str, en: str) -> Name:
        made = str.__new__(cls, zh)
        made.code, made.values = "", {"zh": zh, "en": en}
        return made

    def text(self, language: str = "zh") -> str:
        """The name in that language."""
        return str(self.values["en" if language == "en" else "zh"])

    def __reduce__(self) -> tuple[Any, ...]:
        return Name, (self.values["zh"], self.values["en"])


def wordings(prefix: str, language: str = "zh") -> dict[str, str]:
    """The sentences whose codes begin so, by the rest of their code; placeholders unfilled.

    >>> wordings("code.state.")
    {'missing': '缺', 'partial': '不全', 'complete': '齐'}
    """
    return {
        code.removeprefix(prefix): said[language == "en"]
        for code, said in _wordings().items()
        if code.startswith(prefix)
    }


def has_message(code: str) -> bool:
    """Whether messages.csv has a sentence of this code."""
    return code in _wordings()


def _message(code: str, mark: str, values: dict[str, Any]) -> Message:
    return Message(code, mark, **values)


def _said(code: str, values: Mapping[str, Any], language: str) -> str:
    said = {name: in_language(value, language) for name, value in values.items()}
    return _wordings()[code][language == "en"].format(**said)


@cache
def _wordings() -> dict[str, tuple[str, str]]:
    place = Path(__file__).parent / "presenting" / "wording" / "messages.csv"
    with place.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: (row["zh"], row["en"]) for row in csv.DictReader(lines)}


def in_language(value: Any, language: str) -> Any:
    """A message, or several, in that language, a tuple as a list of its parts; anything else as it
    is.
    """
    if isinstance(value, tuple):
        return _LIST_MARK[language].join(str(in_language(part, language)) for part in value)
    return value.text(language) if isinstance(value, (Message, Messages)) else value


_LIST_MARK = {"zh": "、", "en": ", "}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong: `where` it is, `what` it is, what to do `next`; texts or messages.

    >>> print(Problem(where="gdp.csv, row 7", what="year is '二〇二一'", next="write 2021"))
    gdp.csv, row 7: year is '二〇二一'; write 2021
    """

    where: str
    what: str
    next: str = ""

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = "zh") -> str:
        """The whole line, its messages in that language."""
        where, what, after = (
            in_language(part, language) for part in (self.where, self.what, self.next)
        )
        return f"{where}: {what}" + (f"; {after}" if after else "")


def at(place: object, *, line: int | None = None, column: str = "") -> str:
    """Where in a table something is wrong.

    >>> where = at("targets.csv", line=3, column="value")
    >>> print(where), print(in_language(where, "en"))
    targets.csv，第3行，value列
    targets.csv, line 3, column value
    (None, None)
    """
    where: Any = place if isinstance(place, str) else str(place)
    if line is not None:
        where = Message("at_line", place=where, line=line)
    return Message("at_column", place=where, column=column) if column else where


def system_words(problem: OSError) -> str:
    """What the system refused, in our words where it is one of the usual things.

    >>> print(system_words(OSError(28, "No space left on device")))
    磁盘已满
    """
    code = f"system_{errno.errorcode.get(problem.errno or 0, '')}"
    return Message(code) if has_message(code) else str(problem.strerror or problem)


class DataProblem(ValueError):
    """The data were refused. `problems` lists everything that is wrong, not only the first."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class QuestionProblem(DataProblem):
    """The question was wrong, not the data: an unknown area, a misspelt parameter (exit code 2)."""


def refuse(problems: Iterable[Problem], *, kind: type[DataProblem] = DataProblem) -> None:
    """Raise one `DataProblem` that holds every problem; do nothing where there is none.

    >>> refuse([])
    >>> refuse([Problem(where="a", what="is empty"), Problem(where="b", what="is not a year")])
    Traceback (most recent call last):
    yq_analysis.check.DataProblem: a: is empty
    b: is not a year
    """
    found = list(problems)
    if found:
        raise kind(found)


def one_of(value: T, choices: Iterable[T], *, name: str) -> T:
    """Return `value` if it is among `choices`; otherwise refuse and show the whole list.

    >>> one_of("drift", ["combined", "drift"], name="method")
    'drift'
    >>> one_of("drfit", ["combined", "drift"], name="method")
    Traceback (most recent call last):
    yq_analysis.check.QuestionProblem: method: 没有“drfit”; 可选：combined, drift
    """
    known = list(choices)
    if value not in known:
        listing = ", ".join(str(choice) for choice in known)
        refuse(
            [
                Problem(
                    where=name,
                    what=Message("refuse_is_not_known", code=value),
                    next=Message("refuse_choose_one_of", listed=listing),
                )
            ],
            kind=QuestionProblem,
        )
    return value


def need_columns(
    table: pd.DataFrame, columns: Iterable[str], *, name: str, advice: str = ""
) -> None:
    """Refuse a table that lacks one of `columns`, naming all that are missing.

    `advice` is what to do about it, where more can be said than which columns there are.

    >>> import pandas as pd
    >>> need_columns(pd.DataFrame({"area": []}), ["area", "year", "value"], name="series")
    Traceback (most recent call last):
    yq_analysis.check.DataProblem: series: 没有列：year、value（现有：area）
    """
    missing = [column for column in columns if column not in table.columns]
    if missing:
        refuse(
            [
                Problem(
                    where=name,
                    what=Message(
                        "columns_missing",
                        missing="、".join(missing),
                        there="、".join(map(str, table.columns)),
                    ),
                    next=advice,
                )
            ]
        )


_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?%?", re.IGNORECASE)


def cell_text(text: str) -> str:
    """A text as it may stand in a CSV that a spreadsheet opens: one that would run as a formula is
    quoted.

    See OWASP, CSV injection. Numbers stay numbers.

    >>> cell_text("=1+1"), cell_text("-7.1"), cell_text("产值")
    ("'=1+1", '-7.1', '产值')
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def printed_text(cell: str) -> str:
    """The text behind a cell that `cell_text` wrote.

    >>> printed_text("'=1+1"), printed_text("'twas")
    ('=1+1', "'twas")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
