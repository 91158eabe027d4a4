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

import pandas as pd

from yq_analysis.analysis import ledger
from yq_analysis.catalogue import Catalogue
from yq_analysis.catalogue.folder import default_folder
from yq_analysis.check import DataProblem, Problem
from yq_analysis.reading.files.file_bytes import read_bytes, shown
from yq_analysis.reading.files.limits import Limits
from yq_analysis.reading.yearbook.file_reading import FileReading, read_figures
from yq_analysis.reading.yearbook.overrides import Recipe, parse_recipes, read_recipes
from yq_analysis.running.flow import freshness
from yq_analysis.running.flow.kept_tables import drop_others, keep, kept, kept_keys, print_of
from yq_analysis.running.workspace.form_file import is_form
from yq_analysis.running.workspace.form_reading import read_form
from yq_analysis.running.workspace.layers import labelled_by

# like the built-in `map`: results in the order of the work, whoever does it
Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
Recipes = Mapping[str, tuple[Recipe, ...]]

KEPT = ".readings"
_SHELF = 48  # files that are kept together, about
_KINDS = ("observations", "tables", "findings")
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
    about = manifest.rows()
    return RawFiles(
        printed=tuple(_printed(one, about[one.file]) for one in readings),
        sheets=tuple(sheets),
        readings=tuple(readings),
        refused=tuple(refused),
        prints={**dict(zip(manifest.table["file"], manifest.table["sha256"], strict=True)), **keys},
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
    sheets = [(sheet.file, found.prints[sheet.file]) for sheet in found.sheets]
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
    """Those of all files; what a shelf keeps under the same key is taken from there."""
    shelves = _shelves(keys)
    found: dict[str, FileReading] = {}
    there = kept_keys(keep_in) if keep_in else []
    for shelf in there:  # those of another number of shelves too
        found |= _on_shelf(keep_in, shelf, keys)
    missing = {
        shelf: left
        for shelf, names in shelves.items()
        if (left := [name for name in names if name not in found]) or shelf not in there
    }
    sent = map is not None
    work = (
        _Work(
            path=str(raw / name),
            name=name,
            recipes=recipes.get(name, ()),
            data=_bytes(raw / name) if sent else None,
        )
        for names in missing.values()
        for name in names
    )
    answers = iter((map or builtins.map)(_read, work))
    problems: dict[str, list[Problem]] = {}
    for shelf, names in missing.items():
        for name in names:
            answer = next(answers)
            if isinstance(answer, FileReading):
                found[name] = answer
            else:
                problems[name] = answer
        if keep_in:
            together = [found[name] for name in shelves[shelf] if name in found]
            _put_on_shelf(keep_in, shelf, together, keys)
    if keep_in:
        drop_others(keep_in, shelves)
    refused += [one for name in keys for one in problems.get(name, ())]
    return [found[name] for name in keys if name in found]


def _shelves(names: Iterable[str]) -> dict[str, list[str]]:
    """The files that are kept together, so that opening what is kept costs little a file, and a
    changed file rewrites few others: by a print of the name, which adding a file does not move.
    """
    all_names = list(names)
    number = 1 << max(0, (len(all_names) // _SHELF).bit_length())
    found: dict[str, list[str]] = {}
    for name in all_names:
        found.setdefault(f"{int(print_of([name])[:8], 16) % number:04x}-{number:x}", []).append(
            name
        )
    return found


def _on_shelf(folder: Path | None, shelf: str, keys: Mapping[str, str]) -> dict[str, FileReading]:
    """The readings that are kept and are still those of their files."""
    known = kept(folder, shelf) if folder else None
    if known is None or "files" not in known[1]:  # kept by an earlier version
        return {}
    tables, about = known
    found = {}
    ends = dict.fromkeys(_KINDS, 0)
    for name, key, left_over, *sizes in about["files"]:
        parts = {}
        for kind, size in zip(_KINDS, sizes, strict=True):
            parts[kind] = tables[kind].iloc[ends[kind] : ends[kind] + size].reset_index(drop=True)
            ends[kind] += size
        if keys.get(name) == key:
            found[name] = FileReading(file=name, left_over=left_over, **parts)
    return found


def _put_on_shelf(
    folder: Path, shelf: str, readings: Sequence[FileReading], keys: Mapping[str, str]
) -> None:
    if not readings:
        return
    tables = {
        kind: pd.concat([getattr(one, kind) for one in readings], ignore_index=True)
        for kind in _KINDS
    }
    files = [
        (one.file, keys[one.file], one.left_over, *(len(getattr(one, kind)) for kind in _KINDS))
        for one in readings
    ]
    keep(folder, shelf, tables, files=files)


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


def _printed(reading: FileReading, about: Mapping[str, str]) -> ledger.Printed:
    names, numbers, titles = (
        reading.tables[name].tolist() for name in ("table", "number", "title")
    )
    return ledger.Printed(
        file=reading.file,
        table=labelled_by(reading.observations, about.get("indicator", "")),
        edition=about["edition"],
        area=about["area"],
        calibers=ledger.calibers_of(about["caliber"]),
        titles={
            name: f"{number} {title}"
            for name, number, title in zip(names, numbers, titles, strict=True)
        },
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
