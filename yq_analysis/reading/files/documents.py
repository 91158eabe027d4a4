"""A path, bytes or text -> the blocks of a document. HTML, Word, PDF and plain text in any usual
encoding.
"""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path

from yq_analysis.check import DataProblem, Message
from yq_analysis.reading.files.document_blocks import Block, Paragraph
from yq_analysis.reading.files.file_bytes import page_of_archive, read_bytes, shown
from yq_analysis.reading.files.limits import Limits, refusal
from yq_analysis.reading.files.open_ods import is_ods
from yq_analysis.reading.files.open_text import decoded, looks_like_text

_LONGEST_NAME = 1024
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*|]+?)(?<=\S)\*\*")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")


def open_document(source: str | PathLike[str] | bytes) -> list[Block]:
    """The blocks of a document; refuses what cannot be read as one, saying why."""
    limits = Limits()
    if isinstance(source, bytes):
        return _from_bytes(source, "document", limits)
    if is_text(source):
        return _from_text(str(source), "text", limits)
    path = Path(source)
    return _from_bytes(read_bytes(path, limits), shown(path), limits)


def is_text(source: str | PathLike[str] | bytes) -> bool:
    """Text, and not the name of a file: it has lines, is long, or reads as a sentence."""
    if not isinstance(source, str):
        return False
    if "\n" in source or len(source) > _LONGEST_NAME or source.lstrip().startswith("<"):
        return True
    if not source.strip():
        return True
    try:
        path = Path(source)
        if path.exists() or path.is_symlink():
            return False
    except (OSError, ValueError):
        return True
    return any(sign in source for sign in "，。；、%％") or not path.suffix


def _from_bytes(content: bytes, where: str, limits: Limits) -> list[Block]:
    content = page_of_archive(content)
    if content.startswith(b"PK"):
        if b"xl/workbook" in content or is_ods(content):
            raise refusal(
                where,
                Message("reading_document_workbook"),
                Message("reading_document_workbook_next"),
            )
        from yq_analysis.reading.files import word_document

        return word_document.blocks(content, where, limits)
    if b"%PDF-" in content[:1024]:
        from yq_analysis.reading.files import pdf_document

        return pdf_document.blocks(content, where, limits)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal(where, Message("reading_old_word"), Message("reading_old_word_next"))
    return _from_text(_decoded(content, where), where, limits)


def _decoded(content: bytes, where: str) -> str:
    if looks_like_text(content):
        try:
            return decoded(content, name=where)[0]
        except DataProblem:
            pass
    raise refusal(
        where, Message("reading_document_unknown"), Message("reading_document_unknown_next")
    )


def _from_text(text: str, where: str, limits: Limits) -> list[Block]:
    if not text.strip():
        raise refusal(where, Message("reading_file_empty"), Message("reading_document_empty_next"))
    head = text[:5000].lower()
    tags = ("<html", "<!doctype html", "<body", "<table", "<p>", "<p ", "<div")
    if any(tag in head for tag in tags) or "<table" in text.lower():
        from yq_analysis.reading.files import html_document

        return html_document.blocks(text, where, limits)
    lines = text.splitlines()
    if len(lines) > limits.paragraphs:
        raise refusal(
            where,
            Message("reading_document_paragraphs", paragraphs=len(lines), most=limits.paragraphs),
            Message("reading_file_split"),
        )
    return [_paragraph(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def _paragraph(line: str, number: int) -> Paragraph:
    """A line of text, without the marks by which Markdown writes a heading and bold type."""
    text = _BOLD.sub(r"\1", line)
    heading = _HEADING.match(text)
    return Paragraph(
        text=text[heading.end() :] if heading else text,
        line=number,
        cut=True,
        heading=len(heading[1]) if heading else 0,
    )
