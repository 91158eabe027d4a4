"""A path, bytes or text -> the blocks of a document. HTML, Word, PDF and plain text in any usual encoding."""

from __future__ import annotations

import io
from os import PathLike
from pathlib import Path
from typing import Any

from yq_analysis.check import Problem, refuse
from yq_analysis.reading.files import text_tables as lines
from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph

_LONGEST_NAME = 1024


def open_document(source: str | PathLike[str] | bytes) -> list[Block]:
    """The blocks of a document; refuses what cannot be read as one, saying why."""
    if isinstance(source, bytes):
        return _from_bytes(source, "document")
    if isinstance(source, str) and _is_text(source):
        return _from_text(source, "text")
    path = Path(source)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "there is no such file"
        refuse(
            [
                Problem(
                    where=str(path),
                    what=what,
                    next="give the path of a policy document, or its text",
                )
            ]
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        refuse(
            [
                Problem(
                    where=str(path),
                    what=f"cannot be opened ({error.strerror})",
                    next="check its permissions",
                )
            ]
        )
        raise AssertionError from error
    return _from_bytes(content, str(path))


def _is_text(source: str) -> bool:
    """Text, and not the name of a file: it has lines, is long, or reads as a sentence."""
    if "\n" in source or len(source) > _LONGEST_NAME or source.lstrip().startswith("<"):
        return True
    if not source.strip():
        return True
    try:
        if Path(source).exists():
            return False
    except (OSError, ValueError):
        return True
    return any(sign in source for sign in "，。；、%％") or not Path(source).suffix


def _from_bytes(content: bytes, where: str) -> list[Block]:
    if content.startswith(b"PK"):
        if b"xl/workbook" in content:
            refuse(
                [
                    Problem(
                        where=where,
                        what="is a workbook, not a document",
                        next="copy the sheet into a .docx or .txt file",
                    )
                ]
            )
        return _word(content, where)
    if content.startswith(b"%PDF"):
        return _pdf(content, where)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        refuse(
            [
                Problem(
                    where=where, what="is an old .doc file", next="save it as .docx, .html or .txt"
                )
            ]
        )
    return _from_text(_decode(content, where), where)


def _decode(content: bytes, where: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(1 for c in text[:4000] if ord(c) < 32 and c not in "\t\n\r\f\v")
        if controls * 50 <= min(len(text), 4000):
            return text
    refuse(
        [
            Problem(
                where=where,
                what="is not text, HTML, .docx or PDF",
                next="save the document as .txt in UTF-8",
            )
        ]
    )
    raise AssertionError


def _from_text(text: str, where: str) -> list[Block]:
    if not text.strip():
        refuse([Problem(where=where, what="is empty", next="give a policy document with text")])
    head = text[:5000].lower()
    if (
        any(
            tag in head
            for tag in ("<html", "<!doctype html", "<body", "<table", "<p>", "<p ", "<div")
        )
        or "<table" in text.lower()
    ):
        from yq_analysis.reading.files import html_document as html

        return lines.regroup(html.blocks(text, where))
    return lines.split(text)


def _word(content: bytes, where: str) -> list[Block]:
    import zipfile

    from yq_analysis.reading.files import word_document as word

    try:
        return lines.regroup(word.blocks(io.BytesIO(content)))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        refuse(
            [
                Problem(
                    where=where,
                    what=f"is no readable .docx file ({type(error).__name__})",
                    next="open it in Word and save it again as .docx",
                )
            ]
        )
        raise AssertionError from error


def _pdf(content: bytes, where: str) -> list[Block]:
    import pdfplumber

    found: list[Block] = []
    line = 1
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            for page in document.pages:
                tables = page.find_tables()
                texts = [
                    lines.split("\n" * (line - 1) + (_outside(page, tables).extract_text() or ""))
                ]
                found += texts[0]
                line = max([b.line for b in found if isinstance(b, Paragraph)], default=line) + 1
                for table in tables:
                    rows = [
                        tuple(Paragraph(text=cell or "", line=line + i) for cell in row)
                        for i, row in enumerate(table.extract())
                    ]
                    found.append(Grid(rows=tuple(rows)))
                    line += len(rows)
    except Exception as error:  # pdfplumber passes on whatever its parser meets
        refuse(
            [
                Problem(
                    where=where,
                    what=f"is no readable PDF ({type(error).__name__})",
                    next="save it again, or copy its text into a .txt file",
                )
            ]
        )
    if not any(isinstance(b, Grid) or b.text.strip() for b in found):
        refuse(
            [
                Problem(
                    where=where,
                    what="holds no text, only pictures",
                    next="recognise the text first (OCR) and give the .txt file",
                )
            ]
        )
    return found


def _outside(page: Any, tables: list[Any]) -> Any:
    for table in tables:
        page = page.outside_bbox(table.bbox)
    return page
