"""Office files are zip archives of XML: one door that finds them harmless before a parser unpacks
them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from yq_analysis.check import Message
from yq_analysis.reading.files.limits import Limits, refusal

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SMALL = 20_000_000  # bytes below which no archive is a bomb
# What may be large because it holds the table or the text itself, or pictures that nobody unpacks.
_MAIN = (
    "xl/worksheets/",
    "xl/sharedStrings",
    "word/document",
    "content.xml",
    "word/media",
    "xl/media",
)


def open_package(data: bytes, *, name: str, limits: Limits) -> zipfile.ZipFile:
    """The archive, after its parts were counted and weighed; refused where it would exhaust a
    machine.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except Exception as error:  # zipfile raises anything on broken bytes
        raise refusal(
            name,
            Message("reading_zip_damaged", kind=type(error).__name__),
            Message("reading_fetch_again"),
        ) from error
    then = Message("reading_plain_file")
    if len(parts) > limits.parts:
        what = Message("reading_zip_parts", parts=len(parts), most=limits.parts)
        raise refusal(name, what, then)
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, min(len(data), sum(part.compress_size for part in parts)))
    if unpacked > limits.unpacked_bytes or (
        unpacked > _SMALL and unpacked / packed > limits.unpacked_ratio
    ):
        what = Message("reading_zip_bomb", packed=f"{packed:,}", unpacked=f"{unpacked:,}")
        raise refusal(name, what, then)
    for part in parts:
        if part.file_size > limits.side_bytes and not part.filename.startswith(_MAIN):
            what = Message(
                "reading_zip_part_size", size=f"{part.file_size:,}", most=f"{limits.side_bytes:,}"
            )
            raise refusal(f"{name}, {part.filename}", what, then)
    return archive


def xml_parts(archive: zipfile.ZipFile, *, name: str) -> Iterator[tuple[str, bytes]]:
    """The XML parts, one after the other; refused where one is damaged or declares entities."""
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        where = f"{name}, {part.filename}"
        try:
            text = archive.read(part)
        except Exception as error:
            raise refusal(
                where,
                Message("reading_zip_part_damaged", kind=type(error).__name__),
                Message("reading_fetch_again"),
            ) from error
        if _DOCTYPE.search(text[:65_536].replace(b"\x00", b"")):
            raise refusal(where, Message("reading_zip_entities"), Message("reading_plain_file"))
        yield part.filename, text
