"""Whether data/processed is what data/raw, the lists and this package give now; answered without a
frame library.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yq_analysis.system import whole_file

if TYPE_CHECKING:
    import pandas as pd

_STAMP = ".inputs.json"
# what makes the tables of data/processed, the backtests among them: a change in any of these makes
# them out of date
_OWN = ("analysis", "catalogue", "check.py", "maths", "model.py", "reading", "running/flow")

_SETTLED = 2_000_000_000  # nanoseconds; some file systems count in whole seconds
_digests: dict[tuple[int, ...], bytes] = {}


def is_fresh(root: Path) -> bool:
    """Whether data/processed was made from what lies in data/raw and catalogue/ now, and holds
    today: a figure that was set aside because its year had not begun, or was not because a clock
    stood wrong, is looked at again.
    """
    stamp = remembered(root)
    if stamp.get("inputs") != fingerprint(root) or edited(root):
        return False
    today, dates = date.today().isoformat(), stamp["dates"]
    return str(dates.get("only", today)) == today and str(dates.get("latest", ""))[:10] <= today


def remembered(root: Path) -> dict[str, Any]:
    """What `remember` noted last; empty where nothing is or it is damaged."""
    try:
        stamp = json.loads(_stamp(root).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    kinds = {"inputs": str, "outputs": dict, "book": str, "dates": dict}
    whole = isinstance(stamp, dict) and all(
        isinstance(stamp.get(name), kind) for name, kind in kinds.items()
    )
    return stamp if whole else {}


def dates_of(observations: pd.DataFrame, doubts: pd.DataFrame, today: str) -> dict[str, str]:
    """From which day on the tables hold (`latest`), and the `only` day on which they do, where
    something was set aside for a date that has not come.
    """
    codes = {getattr(reason, "code", "") for reason in doubts["reason"]}
    years = observations["year"].max() if len(observations) else 0
    editions = observations["edition"].fillna("").astype(str)
    found = {"latest": max([str(years), *editions])}
    return found | ({"only": today} if codes & {"gate_year", "gate_edition"} else {})


def edited(root: Path) -> list[str]:
    """The tables of data/processed that are not as the library wrote them: edited, or gone."""
    return [
        name
        for name, known in remembered(root).get("outputs", {}).items()
        if digest(_stamp(root).with_name(name)) != known
    ]


def digest(path: Path) -> str:
    """The sha256 of a file, "" where there is none; read once in each of its states."""
    return _digest(path).hex() if path.is_file() else ""


def fingerprint(root: Path) -> str:
    """One sha256 over every raw file, every list and the code between them."""
    whole = hashlib.sha256(code_print(_OWN).encode())
    for folder in (root / "data" / "raw", root / "catalogue"):
        whole.update(files_print(folder).encode())
    return whole.hexdigest()


def files_print(folder: Path) -> str:
    """One sha256 over the files of a folder and their names."""
    whole = hashlib.sha256()
    for path in _files(folder):
        whole.update(os.fsencode(path.relative_to(folder)) + b"\0" + _digest(path))
    return whole.hexdigest()


def code_print(parts: Sequence[str]) -> str:
    """One sha256 over these modules and folders of the package."""
    own = Path(__file__).resolve().parents[2]
    whole = hashlib.sha256()
    for name in parts:
        for path in [own / name] if name.endswith(".py") else _files(own / name):
            whole.update(os.fsencode(path.relative_to(own)) + b"\0" + _digest(path))
    return whole.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(
        Path(place, name)
        for place, _, names in os.walk(folder)
        for name in names
        if not name.startswith((".", "~$")) and not name.endswith(".pyc")
    )


def state(path: Path) -> tuple[int, ...] | None:
    """What changes whenever the file is written, or None where it was written so lately that a
    clock's tick could hide another time.
    """
    known = path.stat()
    latest = max(known.st_mtime_ns, known.st_ctime_ns)
    if time.time_ns() - latest < _SETTLED:
        return None
    return known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns


def _digest(path: Path) -> bytes:
    """The sha256 of the file, read once in each of its states; of a pipe or a link that leads
    nowhere that it is one, for reading it would not end.
    """
    if not path.is_file():
        return b"no plain file"
    now = state(path)
    if now is None:
        return hashlib.sha256(path.read_bytes()).digest()
    if now not in _digests:
        _digests[now] = hashlib.sha256(path.read_bytes()).digest()
    return _digests[now]


def remember(
    root: Path,
    stamp: str,
    written: Sequence[Path],
    *,
    book: str = "",
    dates: Mapping[str, str] | None = None,
) -> None:
    """Note that data/processed was made from what had this fingerprint, what each table is, the
    print of what its `book` was made of, and between which `dates` it holds.
    """
    outputs = {path.name: digest(path) for path in written}
    content = {"inputs": stamp, "outputs": outputs, "book": book, "dates": dict(dates or {})}
    whole_file.write(_stamp(root), json.dumps(content))


def forget(root: Path) -> None:
    """data/processed is about to be written: until `remember` it counts as out of date."""
    _stamp(root).unlink(missing_ok=True)


def _stamp(root: Path) -> Path:
    return root / "data" / "processed" / _STAMP
