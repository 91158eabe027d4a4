"""The files of data/raw as the ledger takes them; what was read once is not read again.

A reading is kept under the print of the file, of what people said about it and of the code that
reads: one changed file costs one reading, and what cannot be read is said and leaves the others be.
"""

from __future__ import annotations

import builtins
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from yq_analysis.analysis import ledger
from yq_analysis.catalogue import Catalogue
from yq_analysis.catalogue.folder import default_folder
from yq_analysis.check import DataProblem, Problem
from yq_analysis.reading.files.file_bytes import read_bytes, shown
from yq_analysis.reading.files.limits import Limits
from yq_analysis.reading.yearbook.file_reading import FileReading, read_figures
from yq_analysis.reading.yearbook.overrides import Recipe, parse_recipes, read_recipes
from yq_analysis.running.flow import freshness
from yq_analysis.running.flow.kept_tables import drop_others, keep, kept, print_of, print_of_table
from yq_analysis.running.workspace.form_file import is_form
from yq_analysis.running.workspace.form_reading import read_form
from yq_analysis.running.workspace.layers import labelled_by

# like the built-in `map`: results in the order of the work, whoever does it
Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
Recipes = Mapping[str, tuple[Recipe, ...]]

KEPT = ".readings"
_RECIPES = ("recipes.toml", "recipes.csv")
_OWN = ("check.py", "model.py", "reading")
# what makes a ledger and its indicators of readings
_BOOK = (
    "analysis",
    "catalogue",
    "check.py",
    "maths",
    "model.py",
    "presenting/wording",
    "running/flow",
    "running/workspace",
)
_LIBRARIES = (
    "lxml",
    "msoffcrypto-tool",
    "numpy",
    "olefile",
    "onnxruntime",
    "openpyxl",
    "pandas",
    "pdfplumber",
    "python-calamine",
    "python-docx",
    "rapidocr",
    "xlrd",
)


@dataclass(frozen=True, kw_only=True)
class RawFiles:
    """What the files hold, in the order of their names, those that could not be read, and the
    print of each reading.
    """

    printed: tuple[ledger.Printed, ...]
    sheets: tuple[ledger.Sheet, ...]
    readings: tuple[FileReading, ...]
    refused: tuple[Problem, ...]
    prints: Mapping[str, str]


@dataclass(frozen=True)
class _Work:
    """A file to read; `data` where it is read on a machine that does not see it."""

    path: str
    name: str
    recipes: tuple[Recipe, ...]
    data: bytes | None = None


def read_files(
    raw: Path,
    manifest: ledger.Manifest,
    lists: Catalogue,
    *,
    keep_in: Path | None = None,
    map: Map | None = None,
) -> RawFiles:
    """Read every file of `manifest`; what cannot be read is among the `refused`.

    Parameters
    ----------
    raw : Path
        The folder of the files.
    manifest : Manifest
        Which files there are, and what stands about each.
    lists : Catalogue
        What a form's questions are called.
    keep_in : Path, optional
        Where readings are kept and taken from; None reads everything and keeps nothing.
    map : callable, optional
        Does the readings, as the built-in `map` would, on whatever machines it has.
    """
    recipes = _recipes(raw, manifest)
    names = [name for name in manifest.tables if name not in _RECIPES]
    forms = [name for name in names if is_form(raw / name)]
    tables = [name for name in names if name not in set(forms)]
    refused = unreadable_places(raw)
    sheets: list[ledger.Sheet] = []
    for name in [*forms, *manifest.sheets]:
        try:
            sheets.append(
                read_form(raw / name, name, lists)
                if name in forms
                else ledger.read_sheet(raw / name, name)
            )
        except DataProblem as found:
            refused += found.problems
    keys = _keys(tables, manifest, recipes)
    readings = _readings(raw, keys, recipes, refused, keep_in=keep_in, map=map)
    return RawFiles(
        printed=tuple(_printed(reading, manifest) for reading in readings),
        sheets=tuple(sheets),
        readings=tuple(readings),
        refused=tuple(refused),
        prints=keys,
    )


def book_print(found: RawFiles, lists: Path | None, today: str) -> str:
    """The print of everything that the ledger and the indicators are made of; a file that gave no
    figure adds nothing.
    """
    folder = lists or default_folder()
    about = [
        (one.file, found.prints[one.file], one.edition, one.area, one.publisher, one.indicator)
        for one in found.printed
        if len(one.table)
    ]
    calibers = [sorted(one.calibers.items()) for one in found.printed if len(one.table)]
    sheets = [(sheet.file, print_of_table(sheet.table)) for sheet in found.sheets]
    made_by = (freshness.code_print(_BOOK), freshness.files_print(folder), today)
    return print_of([*made_by, about, calibers, sheets])


def _keys(names: Sequence[str], manifest: ledger.Manifest, recipes: Recipes) -> dict[str, str]:
    """Of each file the print of all that its reading hangs on."""
    code = print_of([freshness.code_print(_OWN), *(_version(name) for name in _LIBRARIES)])
    prints = dict(zip(manifest.table["file"], manifest.table["sha256"], strict=True))
    return {name: print_of([code, name, prints[name], recipes.get(name, ())]) for name in names}


def _readings(
    raw: Path,
    keys: Mapping[str, str],
    recipes: Recipes,
    refused: list[Problem],
    *,
    keep_in: Path | None,
    map: Map | None,
) -> list[FileReading]:
    found: dict[str, FileReading] = {}
    if keep_in:
        for name, key in keys.items():
            if (known := kept(keep_in, key)) is not None:
                tables, about = known
                found[name] = FileReading(
                    file=name,
                    observations=tables["observations"],
                    tables=tables["tables"],
                    findings=tables["findings"],
                    left_over=int(about["left_over"]),
                )
    missing = [name for name in keys if name not in found]
    sent = map is not None
    work = (
        _Work(
            path=str(raw / name),
            name=name,
            recipes=recipes.get(name, ()),
            data=_bytes(raw / name) if sent else None,
        )
        for name in missing
    )
    for name, answer in zip(missing, (map or builtins.map)(_read, work), strict=True):
        if isinstance(answer, FileReading):
            found[name] = answer
            if keep_in:
                tables = {
                    "observations": answer.observations,
                    "tables": answer.tables,
                    "findings": answer.findings,
                }
                keep(keep_in, keys[name], tables, left_over=answer.left_over)
        else:
            refused += answer
    if keep_in:
        drop_others(keep_in, (keys[name] for name in found))
    return [found[name] for name in keys if name in found]


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:  # said by whoever reads it
        return None


def _read(work: _Work) -> FileReading | list[Problem]:
    """One reading, or why there is none; on another machine, of the bytes that were sent there."""
    try:
        if work.data is None:
            return read_figures(work.path, work.name, work.recipes)
        with tempfile.TemporaryDirectory(prefix="yq-") as folder:
            path = Path(folder) / Path(work.name).name
            path.write_bytes(work.data)
            try:
                return read_figures(str(path), work.name, work.recipes)
            except DataProblem as found:
                raise DataProblem(
                    [
                        Problem(
                            where=problem.where.replace(str(path), work.path),
                            what=problem.what,
                            next=problem.next,
                        )
                        for problem in found.problems
                    ]
                ) from None
    except DataProblem as found:
        return [_of_file(problem, work.name) for problem in found.problems]


def _of_file(problem: Problem, name: str) -> Problem:
    return (
        problem
        if name in problem.where
        else Problem(where=f"{name}, {problem.where}", what=problem.what, next=problem.next)
    )


def _printed(reading: FileReading, manifest: ledger.Manifest) -> ledger.Printed:
    about = manifest.row(reading.file)
    titles = reading.tables[["table", "number", "title"]].itertuples(index=False)
    return ledger.Printed(
        file=reading.file,
        table=labelled_by(reading.observations, about.get("indicator", "")),
        edition=about["edition"],
        area=about["area"],
        calibers=manifest.calibers(reading.file),
        titles={table: f"{number} {title}" for table, number, title in titles},
        publisher=about["publisher"],
        indicator=about.get("indicator", ""),
    )


def _recipes(raw: Path, manifest: ledger.Manifest) -> dict[str, tuple[Recipe, ...]]:
    """What people said about files, in MANIFEST.csv or in a recipe file beside the data."""
    rows = [(f"MANIFEST.csv, {row['file']}", row) for row in manifest.table.to_dict("records")]
    found = parse_recipes(
        [(where, {str(key): value for key, value in row.items()}) for where, row in rows]
    )
    for name in _RECIPES:
        if (raw / name).is_file():
            for file, said in read_recipes(raw / name).items():
                found[file] = (*found.get(file, ()), *said)
    return found


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} -"


def unreadable_places(raw: Path) -> list[Problem]:
    """What lies in data/raw and is no file that can be read: a pipe, a link that leads nowhere, a
    name that is not UTF-8. The others are read all the same.
    """
    limits = Limits()
    found: list[Problem] = []
    for path in sorted(raw.rglob("*"), key=str):
        inside = path.relative_to(raw)
        if any(part.startswith((".", "~$")) for part in inside.parts) or path.is_dir():
            continue
        if not path.is_file() or shown(path) != str(path):
            try:
                read_bytes(path, limits)
            except DataProblem as problem:
                found += problem.problems
    return found
