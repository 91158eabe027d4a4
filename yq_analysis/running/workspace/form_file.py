"""How a form is known again among the files of data/raw."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

# a property of the workbook that survives saving in Excel, WPS and LibreOffice
MARK = "yq-form-1"
# its last sheet, by which it is known where that was lost
ABOUT = "填报说明"


def is_form(path: Path) -> bool:
    """Whether a file is a form that this program wrote: by its mark, whatever its name is now."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".xlsm", ".ods", ".xls", ".et"):  # what it may have been saved as
        return False
    try:
        if kind in (".xls", ".et"):
            return MARK.encode() in path.read_bytes()
        with zipfile.ZipFile(path) as parts:
            about = "meta.xml" if kind == ".ods" else "docProps/core.xml"
            if MARK.encode() in _head(parts, about, 20_000):
                return True
            return kind != ".ods" and f'name="{ABOUT}"'.encode() in _head(
                parts, "xl/workbook.xml", 200_000
            )
    # no archive; RuntimeError (with NotImplementedError) and ValueError: locked or packed otherwise
    except (OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError):
        return False


def _head(parts: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The beginning of a part; no more of it is unpacked, whatever it holds."""
    with parts.open(name) as part:
        return part.read(most)
