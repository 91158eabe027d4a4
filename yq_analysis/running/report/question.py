"""What was asked: which areas, how far ahead, as of when, in which language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yq_analysis.catalogue.csv_habits import rows_of
from yq_analysis.catalogue.divisions import AreaNames, all_areas
from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.running.report.naming import list_file
from yq_analysis.running.report.page_words import LANGUAGES, Language

# a report lies in a folder named after its area: a name must not lead out of there
_LEAVES_FOLDER = re.compile(r'[/\\:*?"<>|]')
# controls, marks that are not seen or turn the direction of writing, halves of characters
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# Windows keeps these for devices, whatever follows a full stop
_RESERVED = re.compile(r"con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]", re.IGNORECASE)
_LONGEST = 200  # bytes; systems take 255, and names are made longer
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")


@dataclass(frozen=True, kw_only=True)
class Area:
    """An area of the catalogue."""

    code: str
    name: str
    name_en: str = ""

    def called(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, asked of each area in turn. `parameters` are a notebook's own, beyond the four.

    `appendix` is about the paper only: whether traces, sources and the record of the run are
    printed as well.
    """

    areas: tuple[Area, ...]
    to: int | None = None
    as_of: str | None = None
    language: Language = "zh"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    appendix: bool = False

    def values(self, area: Area) -> dict[str, Any]:
        """Names and values for the parameters cells; what was not asked keeps the notebook's
        default.
        """
        asked = {
            "area": area.code,
            "to": self.to,
            "as_of": self.as_of,
            "language": self.language,
            **self.parameters,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def asked(self) -> dict[str, Any]:
        """The question without the area, for run.json: two runs with the same are runs of one
        question.
        """
        return {
            "to": self.to,
            "as_of": self.as_of,
            "language": self.language,
            "parameters": dict(self.parameters),
        }


def known_areas(root: Path) -> AreaNames:
    """What the areas of the project are called: all divisions, and over them its areas.csv.

    Read by hand: a report that is up to date answers before a frame library could load.
    """
    path = list_file(root, "areas.csv")
    if path is None:
        refuse(
            [
                Problem(
                    where=str(root / "catalogue"),
                    what=Message("workspace_no_areas"),
                    next=Message("workspace_go_there"),
                )
            ],
            kind=QuestionProblem,
        )
    assert path is not None
    empty = dict.fromkeys(("name_en", "level", "parent", "aliases"), "")
    own = [{**empty, **{key: cell.strip() for key, cell in row.items()}} for row in rows_of(path)]
    return AreaNames(all_areas(own))


def _is_folder(name: str) -> bool:
    """Whether a name can be that of a folder of reports, on every system, and is neither hidden nor
    a name that the reports' own files have.

    >>> _is_folder("榆阳区"), [_is_folder(name) for name in ("../x", "CON", ".x", "县" * 90)]
    (True, [False, False, False, False])
    """
    return not (
        _LEAVES_FOLDER.search(name)
        or any(unicodedata.category(letter) in _UNSEEN for letter in name)
        or name.startswith((".", "~", "-"))
        or name.endswith((".", ".html", ".json"))
        or _RESERVED.fullmatch(name.partition(".")[0].strip())
        or not 0 < len(name.encode("utf-8", "replace")) <= _LONGEST
    )


def find_areas(names: Iterable[str], root: Path) -> tuple[Area, ...]:
    """The areas called `names` (code, Chinese or English name, alias, path), in that order, each
    once.
    """
    known = known_areas(root)
    found: dict[str, Area] = {}
    wrong = []
    for name in names:
        code = known.find(name)
        if code is None:
            wrong.append(known.problem(name, "--area"))
        else:
            row = known.row(code)
            if not _is_folder(row["name_zh"]):
                wrong.append(
                    Problem(
                        where=f"areas.csv, {code}",
                        what=Message("report_name_no_folder", name=row["name_zh"]),
                        next=Message("report_plain_name"),
                    )
                )
            found[code] = Area(code=code, name=row["name_zh"], name_en=row["name_en"])
    refuse(wrong, kind=QuestionProblem)
    return tuple(found.values())


def ask(
    *,
    areas: Iterable[str],
    root: Path,
    to: int | None = None,
    as_of: str | None = None,
    language: str = "zh",
    parameters: Mapping[str, Any] | None = None,
) -> Question:
    """A checked question. Raises `QuestionProblem` with everything that is wrong with it."""
    wrong = []
    if to is not None and not 1949 <= to <= 2200:
        wrong.append(
            Problem(
                where="--to",
                what=Message("report_no_year_to", value=to),
                next=Message("report_a_year_such_as"),
            )
        )
    if as_of is not None and not _DATE.match(as_of):
        wrong.append(
            Problem(
                where="--as-of",
                what=Message("report_no_date", value=as_of),
                next=Message("report_a_date_such_as"),
            )
        )
    if language not in LANGUAGES:
        wrong.append(
            Problem(
                where="--language",
                what=Message("not_known", value=language),
                next=Message("choose_one_of", choices="、".join(LANGUAGES)),
            )
        )
    found: tuple[Area, ...] = ()
    try:
        found = find_areas(areas, root)
    except QuestionProblem as problem:
        wrong.extend(problem.problems)
    refuse(wrong, kind=QuestionProblem)
    return Question(
        areas=found,
        to=to,
        as_of=as_of,
        language=language,  # type: ignore[arg-type]
        parameters=dict(parameters or {}),
    )
