"""Everything that is wrong is said at once, and to a person.

A door collects `Problem`s and hands them to `refuse`; a caller sees one `DataProblem` that lists
where (file, sheet, cell or parameter), what, and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong: `where` it is, `what` it is, what to do `next`.

    >>> print(Problem(where="gdp.csv, row 7", what="year is '二〇二一'", next="write 2021"))
    gdp.csv, row 7: year is '二〇二一'; write 2021
    """

    where: str
    what: str
    next: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"; {self.next}" if self.next else "")


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
    yq_analysis.check.QuestionProblem: method: 'drfit' is not known; choose one of: combined, drift
    """
    known = list(choices)
    if value not in known:
        listing = ", ".join(str(choice) for choice in known)
        refuse(
            [Problem(where=name, what=f"{value!r} is not known", next=f"choose one of: {listing}")],
            kind=QuestionProblem,
        )
    return value


def need_columns(table: pd.DataFrame, columns: Iterable[str], *, name: str) -> None:
    """Refuse a table that lacks one of `columns`, naming all that are missing.

    >>> import pandas as pd
    >>> need_columns(pd.DataFrame({"area": []}), ["area", "year", "value"], name="series")
    Traceback (most recent call last):
    yq_analysis.check.DataProblem: series: has no column year, value; it has: area
    """
    missing = [column for column in columns if column not in table.columns]
    if missing:
        refuse(
            [
                Problem(
                    where=name,
                    what=f"has no column {', '.join(missing)}",
                    next=f"it has: {', '.join(map(str, table.columns))}",
                )
            ]
        )
