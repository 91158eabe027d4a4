"""What was asked: which areas, how far ahead, as of when, in which language."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yq_analysis.check import Problem, QuestionProblem, refuse
from yq_analysis.running.report.naming import list_file
from yq_analysis.running.report.page_words import LANGUAGES, Language

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
    """One question, asked of each area in turn. `parameters` are a notebook's own, beyond the four."""

    areas: tuple[Area, ...]
    to: int | None = None
    as_of: str | None = None
    language: Language = "zh"
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def values(self, area: Area) -> dict[str, Any]:
        """Names and values for the parameters cells; what was not asked keeps the notebook's default."""
        asked = {
            "area": area.code,
            "to": self.to,
            "as_of": self.as_of,
            "language": self.language,
            **self.parameters,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def asked(self) -> dict[str, Any]:
        """The question without the area, for run.json: two runs with the same are runs of one question."""
        return {
            "to": self.to,
            "as_of": self.as_of,
            "language": self.language,
            "parameters": dict(self.parameters),
        }


def known_areas(root: Path) -> list[tuple[Area, set[str]]]:
    """The areas of the catalogue, each with everything it is called by (code, names, aliases)."""
    # Read by hand: a report that is up to date answers before a frame library could load.
    path = list_file(root, "areas.csv")
    if path is None:
        refuse(
            [
                Problem(
                    where=str(root / "catalogue"),
                    what="has no areas.csv",
                    next="run this in the project's folder, or give --root",
                )
            ],
            kind=QuestionProblem,
        )
    assert path is not None
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = []
        for row in csv.DictReader(lines):
            area = Area(
                code=row["area"].strip(),
                name=row["name_zh"].strip(),
                name_en=(row.get("name_en") or "").strip(),
            )
            aliases = {alias.strip() for alias in re.split(r"[;；|、]", row.get("aliases") or "")}
            found.append((area, {area.code, area.name, area.name_en, *aliases} - {""}))
    return found


def find_areas(names: Iterable[str], root: Path) -> tuple[Area, ...]:
    """The areas called `names` (code, Chinese or English name, alias), in that order, each once."""
    known = known_areas(root)
    found: dict[str, Area] = {}
    wrong = []
    for name in names:
        matches = [
            area
            for area, called in known
            if name.strip().casefold() in {one.casefold() for one in called}
        ]
        if len(matches) == 1:
            found[matches[0].code] = matches[0]
            continue
        if matches:
            wrong.append(
                Problem(
                    where="--area",
                    what=f"{name!r} is the name of {len(matches)} areas",
                    next="give the code: "
                    + ", ".join(f"{area.code} {area.name}" for area in matches),
                )
            )
            continue
        close = difflib.get_close_matches(
            name, [one for _, called in known for one in called], n=3, cutoff=0.5
        )
        hint = f"did you mean {' or '.join(close)}? " if close else ""
        wrong.append(
            Problem(
                where="--area",
                what=f"{name!r} is not in catalogue/areas.csv",
                next=hint
                + "known are: "
                + ", ".join(f"{area.name} {area.code}" for area, _ in known),
            )
        )
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
                where="--to", what=f"{to} is no year to project to", next="give a year such as 2035"
            )
        )
    if as_of is not None and not _DATE.match(as_of):
        wrong.append(
            Problem(
                where="--as-of",
                what=f"{as_of!r} is no date",
                next="write 2025, 2025-07 or 2025-07-15",
            )
        )
    if language not in LANGUAGES:
        wrong.append(
            Problem(
                where="--language",
                what=f"{language!r} is not known",
                next=f"choose one of: {', '.join(LANGUAGES)}",
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
