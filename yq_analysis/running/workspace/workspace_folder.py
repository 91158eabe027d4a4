"""Which folder is a workspace, and what lies where in it.

The office's: 资料登记.xlsx, data/raw (but for one folder), lists/*.csv, schedule.toml, notebooks it
has changed. The program's, written anew by it: catalogue/, data/raw/随程序资料, data/processed,
reports.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yq_analysis.catalogue.folder import BASE, default_folder
from yq_analysis.system import whole_file

MARK = "yq-workspace.json"
WORKBOOK = "资料登记.xlsx"
OWN_LISTS = "lists"
HIDDEN = ".yq"
_PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A workspace: its folder and the office's own area (a code)."""

    root: Path
    area: str

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def base(self) -> Path:
        """What came with the program; laid anew when the program is another."""
        return self.raw / BASE

    @property
    def workbook(self) -> Path:
        return self.root / WORKBOOK

    @property
    def hidden(self) -> Path:
        return self.root / HIDDEN


def find(root: Path) -> Workspace | None:
    """The workspace at `root`, or None where it is another folder (a clone's own root, say)."""
    try:
        facts = json.loads((root / MARK).read_text(encoding="utf-8"))
        return Workspace(root=root, area=str(facts["area"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def packaged(name: str) -> Path:
    """A folder that comes with the program: raw or notebooks; in a checkout the one beside the
    package.
    """
    inside = _PACKAGE / f"_{name}"
    beside = _PACKAGE.parent / ("data/raw" if name == "raw" else name)
    return inside if inside.is_dir() else beside


def fingerprint() -> str:
    """What changes when another version of the program brings other figures, lists or notebooks."""
    whole = hashlib.sha256()
    for folder in (packaged("raw"), packaged("notebooks"), default_folder()):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                whole.update(f"{path.name}\0{path.stat().st_size}\0".encode())
                if path.name == "MANIFEST.csv" or path.suffix in (".ipynb", ".csv"):
                    whole.update(path.read_bytes())
    return whole.hexdigest()


def lay_program_files(space: Workspace) -> bool:
    """Lay out what comes with the program, where it is not there as this program has it; whether
    anything was done.
    """
    state = space.hidden / "program.json"
    known = _read_json(state)
    mark = fingerprint()
    if known.get("mark") == mark and space.base.is_dir():
        return False
    _lay_base(space)
    notebooks = _lay_notebooks(space, known.get("notebooks", {}))
    write_text(state, json.dumps({"mark": mark, "notebooks": notebooks}, ensure_ascii=False))
    return True


def _lay_base(space: Workspace) -> None:
    part = space.base.with_name(f".{BASE}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(packaged("raw"), part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.rmtree(space.base, ignore_errors=True)
    whole_file.settle(part)
    os.replace(part, space.base)


def _lay_notebooks(space: Workspace, known: dict[str, str]) -> dict[str, str]:
    """Notebooks as the program has them, but for those that somebody has changed; their digests."""
    folder = space.root / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    laid: dict[str, str] = {}
    for path in sorted(packaged("notebooks").glob("*.ipynb")):
        mine = folder / path.name
        if mine.is_file() and _digest(mine) not in (known.get(path.name), _digest(path)):
            laid[path.name] = known.get(path.name, "")  # the office's from now on
            continue
        shutil.copyfile(path, mine)
        laid[path.name] = _digest(mine)
    for name, digest in known.items():  # gone from the program, never changed here
        if name not in laid and (folder / name).is_file() and _digest(folder / name) == digest:
            (folder / name).unlink()
    return laid


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_text(path: Path, text: str) -> bool:
    """Write a file in one step, unless it says the same already; whether it was written."""
    raw = text.encode("utf-8")
    try:
        if path.read_bytes() == raw:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    whole_file.write(path, raw)
    return True
