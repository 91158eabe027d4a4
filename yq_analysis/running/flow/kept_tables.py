"""Tables kept from one `clean` to the next, each set under the print of what it was made from.

Kept as plain numbers and texts, never as pickles: loading what somebody has put there can run
nothing, and what is damaged counts as not kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_PRINT = 32  # bytes of a sha256, which stand before what they are of
_SUFFIX = ".tables"
# kinds of columns that come back as they were; a table with another one is not kept
_NUMBERS = ("int64", "float64", "bool", "Int64")


def print_of(parts: Iterable[object]) -> str:
    """The sha256 of texts, numbers and bytes, one after the other.

    >>> print_of(["a", 1]) == print_of(["a1"]), len(print_of([]))
    (False, 64)
    """
    whole = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        whole.update(len(content).to_bytes(8, "big") + content)
    return whole.hexdigest()


def print_of_table(table: pd.DataFrame) -> str:
    """The sha256 of a table's columns and values; the index does not count."""
    rows = prints_of_rows(table)
    return print_of([*table.columns, *map(str, table.dtypes), len(table), rows.tobytes()])


def prints_of_rows(table: pd.DataFrame) -> np.ndarray:
    """64 bits of each row's values; the index does not count."""
    return pd.util.hash_pandas_object(table.astype(object), index=False).to_numpy()


def keep(folder: Path, key: str, tables: Mapping[str, pd.DataFrame], **about: Any) -> None:
    """Keep `tables` and what JSON can say `about` them under `key`; a full disk keeps nothing."""
    packed = _packed(tables, about)
    if packed is None:
        return
    place = folder / f"{key}{_SUFFIX}"
    beside = place.with_suffix(f".{os.getpid()}.new")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(hashlib.sha256(packed).digest() + packed)
            os.replace(beside, place)
        except OSError:
            beside.unlink(missing_ok=True)


def kept(folder: Path, key: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]] | None:
    """What was kept under `key`; None where nothing was, or where it is damaged."""
    try:
        content = (folder / f"{key}{_SUFFIX}").read_bytes()
        packed = content[_PRINT:]
        if hashlib.sha256(packed).digest() != content[:_PRINT]:
            return None
        return _unpacked(packed)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def kept_keys(folder: Path) -> list[str]:
    """The keys under which something is kept."""
    return sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))


def drop_others(folder: Path, keys: Iterable[str]) -> None:
    """Remove what is kept under any other key, and what a killed process left."""
    wanted = {f"{key}{_SUFFIX}" for key in keys}
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in wanted:
                path.unlink(missing_ok=True)


def _packed(tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> bytes | None:
    arrays: dict[str, np.ndarray] = {}
    heads: dict[str, list[list[Any]]] = {}
    for name, table in tables.items():
        heads[name] = []
        for number, column in enumerate(table.columns):
            place = f"{name}.{number}"
            kind = str(table[column].dtype)
            if kind in _NUMBERS:
                values = table[column].to_numpy(dtype="float64", na_value=np.nan)
                whole = kind in ("int64", "Int64")
                if whole and np.abs(values[~np.isnan(values)]).max(initial=0) >= 2**53:
                    return None
                arrays[place], texts = values, []
            else:
                codes, uniques = pd.factorize(table[column], use_na_sentinel=True)
                texts = list(uniques)
                if not all(isinstance(text, str) for text in texts):
                    return None
                arrays[place] = codes.astype("int32")
            heads[name].append([str(column), kind, texts])
    said = json.dumps({"tables": heads, "about": dict(about)}, ensure_ascii=False)
    arrays["head"] = np.frombuffer(said.encode("utf-8", "surrogatepass"), dtype="uint8")
    target = io.BytesIO()
    np.savez_compressed(target, allow_pickle=False, **arrays)
    return target.getvalue()


def _unpacked(packed: bytes) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes().decode("utf-8", "surrogatepass"))
        tables = {}
        for name, columns in head["tables"].items():
            made = {
                column: _column(arrays[f"{name}.{number}"], kind, texts)
                for number, (column, kind, texts) in enumerate(columns)
            }
            tables[name] = pd.DataFrame(made, columns=[column for column, _, _ in columns])
    return tables, head["about"]


def _column(values: np.ndarray, kind: str, texts: list[str]) -> Any:
    if kind == "Int64":
        return pd.array(values, dtype="Int64")
    if kind in _NUMBERS:
        return values.astype(kind)
    known = np.array([*texts, None], dtype=object)
    return pd.Series(known[values], dtype=kind)
