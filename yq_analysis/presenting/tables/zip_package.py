"""Office files are zip archives; this makes the same content the same bytes, whenever it is
written.
"""

from __future__ import annotations

import io
import re
import zipfile

_STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can say
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def settled(archive: bytes) -> bytes:
    """The archive with fixed times in its entries and in its core properties, entries in their
    order.
    """
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", content)
            made = zipfile.ZipInfo(entry.filename, date_time=_STAMP)
            made.compress_type = zipfile.ZIP_DEFLATED
            made.external_attr = 0o644 << 16
            new.writestr(made, content)
    return held.getvalue()


def plain(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)
