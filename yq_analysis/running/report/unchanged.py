"""Only what changed: a page is run again when its parameters, inputs, notebook or programs differ
from last time.
"""

from __future__ import annotations

import csv
import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from contextlib import suppress
from fnmatch import fnmatch
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yq_analysis

# What a report reads, below the project's root.
INPUTS = ("data/raw", "data/processed", "catalogue")
# Programs whose version can change a number or a drawing.
PROGRAMS = (
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
    "statsmodels",
    "papermill",
    "nbconvert",
    "ipykernel",
)


def digest(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def snapshot(root: Path, folders: Iterable[str] = INPUTS) -> dict[str, str]:
    """Every input file below `root` and its sha256, sorted by name; hidden files are left out."""
    return {name: digest(path) for name, path in _inputs(root, folders)}


def look(root: Path, folders: Iterable[str] = INPUTS) -> dict[str, tuple[int, ...]]:
    """What changes whenever an input file is written, for every file of a snapshot; read in no
    time.
    """
    found: dict[str, tuple[int, ...]] = {}
    for name, path in _inputs(root, folders):
        with suppress(OSError):  # gone since it was listed
            facts = path.stat()
            found[name] = (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
    return found


def overtaken(
    root: Path, inputs: Mapping[str, str], before: Mapping[str, tuple[int, ...]]
) -> list[str]:
    """The files that are not any more what `inputs` says of them; `before` was looked at before
    `inputs` were read.
    """
    now = look(root)
    return [
        name
        for name, code in inputs.items()
        if before.get(name) != now.get(name) and (name not in now or digest(root / name) != code)
    ]


def _inputs(root: Path, folders: Iterable[str]) -> list[tuple[str, Path]]:
    found = []
    for folder in folders:
        for path in (root / folder).rglob("*"):
            relative = path.relative_to(root)
            if path.is_file() and not any(part.startswith((".", "~$")) for part in relative.parts):
                found.append((relative.as_posix(), path))
    return sorted(found)


def of_notebook(inputs: Mapping[str, str], notebook: Mapping[str, Any]) -> dict[str, str]:
    """The inputs that a notebook names in its metadata (`{"yq": {"inputs": ["data/raw/*"]}}`), else
    all of them.
    """
    patterns = notebook.get("metadata", {}).get("yq", {}).get("inputs")
    if not patterns:
        return dict(inputs)
    return {
        file: code
        for file, code in inputs.items()
        if any(fnmatch(file, pattern) for pattern in patterns)
    }


def shows_one_language(notebook: Mapping[str, Any]) -> bool:
    """Whether the notebook says in its metadata (`{"yq": {"own_language": true}}`) that it shows
    lists in its own language only.
    """
    return notebook.get("metadata", {}).get("yq", {}).get("own_language") is True


def in_language(root: Path, inputs: Mapping[str, str], language: str) -> dict[str, str]:
    """The digests of `inputs`, those of the lists without the columns that a page in `language`
    does not show.
    """
    other = {"zh": "_en"}.get(
        language
    )  # an English page shows the Chinese name where there is no English one
    found = dict(inputs)
    for file in inputs if other else ():
        if file.startswith("catalogue/") and file.endswith(".csv"):
            try:
                with (root / file).open(
                    encoding="utf-8-sig", newline="", errors="replace"
                ) as lines:
                    rows = list(csv.reader(lines))
            except csv.Error:  # no list that a page could read; the whole file counts
                continue
            kept = [
                place
                for place, name in enumerate(rows[0] if rows else [])
                if not name.endswith(other or "")
            ]
            told = [[row[place] for place in kept if place < len(row)] for row in rows]
            found[file] = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    return found


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The programs that make a report and their versions; our own with a
    fingerprint of its files.
    """
    found = {
        "yq-analysis": f"{yq_analysis.__version__}+{_own_files()}",
        "python": platform.python_version(),
    }
    for program in PROGRAMS:
        try:
            found[program] = version(program)
        except PackageNotFoundError:
            continue
    return found


def _own_files() -> str:
    folder = Path(yq_analysis.__file__).parent
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".j2", ".css", ".csv") and "__pycache__" not in path.parts:
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


def key(
    *, notebook: Path, parameters: Mapping[str, Any], inputs: Mapping[str, str], around: Any
) -> str:
    """The fingerprint of one page. `around` is whatever else the page shows (its neighbours, the
    area's name).
    """
    content = [digest(notebook), dict(parameters), dict(inputs), versions(), around]
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()
