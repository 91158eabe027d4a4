"""Whether data/processed is what data/raw, the lists and this package give now; answered without a
frame library.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

_STAMP = ".inputs.json"
# what makes the tables of data/processed, the backtests among them: a change in any of these makes
# them out of date
_OWN = ("analysis", "catalogue", "check.py", "maths", "model.py", "reading", "running/flow")

_SETTLED = 2_000_000_000  # nanoseconds; some file systems count in whole seconds
_digests: dict[tuple[int, ...], bytes] = {}


def is_fresh(root: Path) -> bool:
    """Whether data/processed was made from what lies in data/raw and catalogue/ now."""
    try:
        stamp = json.loads(_stamp(root).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if "outputs" not in stamp:
        return False
    return bool(stamp.get("inputs") == fingerprint(root)) and not edited(root)


def edited(root: Path) -> list[str]:
    """The tables of data/processed that are not as the library wrote them: edited, or gone."""
    try:
        outputs = json.loads(_stamp(root).read_text(encoding="utf-8"))["outputs"]
        return [
            name for name, known in outputs.items() if digest(_stamp(root).with_name(name)) != known
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def digest(path: Path) -> str:
    """The sha256 of a file, "" where there is none; read once in each of its states."""
    return _digest(path).hex() if path.is_file() else ""


def fingerprint(root: Path) -> str:
    """One sha256 over every raw file, every list and the code between them."""
    own = Path(__file__).resolve().parents[2]
    files = [*_files(root / "data" / "raw"), *_files(root / "catalogue")]
    files += [
        path
        for name in _OWN
        for path in ([own / name] if name.endswith(".py") else _files(own / name))
    ]
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode() + b"\0" + _digest(path))
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
    """The sha256 of the file, read once in each of its states."""
    now = state(path)
    if now is None:
        return hashlib.sha256(path.read_bytes()).digest()
    if now not in _digests:
        _digests[now] = hashlib.sha256(path.read_bytes()).digest()
    return _digests[now]


def remember(root: Path, stamp: str, written: Sequence[Path]) -> None:
    """Note that data/processed was made from what had this fingerprint, and what each table is."""
    new = _stamp(root).with_name(f"{_STAMP}.new")
    outputs = {path.name: digest(path) for path in written}
    new.write_text(json.dumps({"inputs": stamp, "outputs": outputs}), encoding="utf-8")
    os.replace(new, _stamp(root))


def forget(root: Path) -> None:
    """data/processed is about to be written: until `remember` it counts as out of date."""
    _stamp(root).unlink(missing_ok=True)


def _stamp(root: Path) -> Path:
    return root / "data" / "processed" / _STAMP
