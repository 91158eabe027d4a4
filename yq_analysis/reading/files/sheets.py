"""Open any file that agencies publish: what it is, is decided by its content.

`open_book` gives the sheets with everything that layout needs (stored value, shown text, merges,
indents, superscripts) and refuses, with the reason, what cannot or should not be opened. Macros,
links and formulas are never run.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from yq_analysis.check import Message
from yq_analysis.reading.files.file_bytes import page_of_archive, read_bytes, shown
from yq_analysis.reading.files.grid import Book, Sheet, uncovered
from yq_analysis.reading.files.limits import Limits, refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BIFF = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
    b"\x09\x00\x06\x00",
)
_BUILT_IN_PASSWORD = "VelvetSweatshop"  # what Excel tries by itself before it asks

_What = tuple[str, dict[str, str], str]
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_CAJ: _What = ("reading_is_caj", {}, "reading_is_caj_next")
# Other things that people hand over, by their first bytes.
_OTHER: tuple[tuple[bytes, _What], ...] = (
    (b"Rar!", ("reading_is_archive", {"kind": "RAR"}, "reading_unpack")),
    (b"7z\xbc\xaf", ("reading_is_archive", {"kind": "7z"}, "reading_unpack")),
    (b"\x1f\x8b", ("reading_is_archive", {"kind": "gzip"}, "reading_unpack")),
    (b"{\\rtf", ("reading_is_rtf", {}, "reading_save_xlsx")),
    (b"MIME-Version", ("reading_is_mht", {}, "reading_is_mht_next")),
    (b"HM", _CAJ),
    (b"CAJ", _CAJ),
)


def open_book(path: str | Path, *, limits: Limits | None = None) -> Book:
    """Open one file: .xls (also locked with Excel's built-in password, or XML of 2003), .xlsx,
    .ods, .docx, HTML, CSV/TSV, PDF.

    Returns a `Book` whose `kind` is what the file really is and whose `log` says what was done to
    open it (unlocked, encoding found, layout tables dropped). Raises `DataProblem` for what cannot
    be opened: damaged or empty files, unknown content, a password that is not the built-in one,
    archives that explode, XML that declares entities, anything over `limits`.
    """
    bounds, name = limits or Limits(), shown(path)
    data = read_bytes(Path(path), bounds)
    log: list[str] = []
    kind, sheets = _sheets(data, name, bounds, log)
    return Book(
        path=name, kind=kind, sheets=tuple(uncovered(sheet) for sheet in sheets), log=tuple(log)
    )


def _sheets(data: bytes, name: str, limits: Limits, log: list[str]) -> tuple[str, list[Sheet]]:
    """Decide by content, and open. Each format's library is loaded only when it is needed."""
    data = page_of_archive(data)
    if data.startswith(_OLE):
        return _ole(data, name, limits, log)
    if data.startswith(_BIFF):
        return "xls", _xls(data, name, limits, log)
    from yq_analysis.reading.files.open_ods import is_ods

    if data.startswith(_ZIP) and is_ods(data):
        from yq_analysis.reading.files.open_ods import sheets_of_ods

        return "ods", sheets_of_ods(data, name=name, limits=limits, log=log.append)
    if data.startswith(_ZIP):
        return _zipped(data, name, limits, log)
    if b"%PDF-" in data[:1024]:
        from yq_analysis.reading.files.open_pdf import sheets_of_pdf

        return "pdf", sheets_of_pdf(data, name=name, limits=limits, log=log.append)
    if data.startswith(_PICTURES):
        from yq_analysis.reading.files.open_pdf import sheets_of_picture

        return "picture", sheets_of_picture(data, name=name, limits=limits, log=log.append)
    for mark, (what, values, then) in _OTHER:
        if data.startswith(mark):
            raise refusal(name, Message(what, **values), Message(then))
    from yq_analysis.reading.files.open_html import looks_like_html, sheets_of_html
    from yq_analysis.reading.files.open_text import decoded, looks_like_text, sheet_of_text
    from yq_analysis.reading.files.open_xml2003 import looks_like_xml2003

    if looks_like_xml2003(data):
        from yq_analysis.reading.files.open_xml2003 import sheets_of_xml2003

        return "xml", sheets_of_xml2003(data, name=name, limits=limits, log=log.append)
    if looks_like_html(data):
        return "html", sheets_of_html(data, name=name, limits=limits, log=log.append)
    if not looks_like_text(data):
        raise refusal(name, Message("reading_is_unknown"), Message("reading_fetch_or_save"))
    text, encoding = decoded(data, name=name)
    if encoding != "utf-8":
        log.append(f"encoding {encoding}")
    return "csv", [sheet_of_text(text, name=name, limits=limits, log=log.append)]


def _xls(data: bytes, name: str, limits: Limits, log: list[str]) -> list[Sheet]:
    from yq_analysis.reading.files.open_xls import sheets_of_xls

    return sheets_of_xls(data, name=name, limits=limits, log=log.append)


def _zipped(data: bytes, name: str, limits: Limits, log: list[str]) -> tuple[str, list[Sheet]]:
    """An Office file of the newer kind: the names of its parts stand in it as they are."""
    if b"word/document.xml" in data and b"xl/workbook.xml" not in data:
        from yq_analysis.reading.files.open_docx import sheets_of_docx

        return "docx", sheets_of_docx(data, name=name, limits=limits, log=log.append)
    return "xlsx", _xlsx(data, name, limits, log)


def _xlsx(data: bytes, name: str, limits: Limits, log: list[str]) -> list[Sheet]:
    from yq_analysis.reading.files.open_xlsx import sheets_of_xlsx

    return sheets_of_xlsx(data, name=name, limits=limits, log=log.append)


def _ole(data: bytes, name: str, limits: Limits, log: list[str]) -> tuple[str, list[Sheet]]:
    """An OLE2 container: a BIFF workbook, plain or locked, or a locked OOXML one."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {stream[0].lower() for stream in container.listdir() if stream}
    except Exception as error:
        raise refusal(
            name,
            Message("reading_ole_damaged", kind=type(error).__name__),
            Message("reading_fetch_again"),
        ) from error
    if "encryptedpackage" in streams:
        return _zipped(_unlocked(_office(data), name, log), name, limits, log)
    if not streams & {"workbook", "book"}:
        if "worddocument" in streams:
            raise refusal(name, Message("reading_old_word"), Message("reading_old_word_next"))
        raise refusal(name, Message("reading_ole_no_workbook"), Message("reading_save_xlsx"))
    office = _office(data)
    if office is not None:
        data = _unlocked(office, name, log)
    return "xls", _xls(data, name, limits, log)


def _office(data: bytes) -> Any:
    """The container as msoffcrypto sees it, if it is locked; None if it is open, or too damaged to
    tell.
    """
    import msoffcrypto

    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        return office if office.is_encrypted() else None
    except Exception:  # a BIFF5 book, or broken bytes: xlrd decides
        return None


def _unlocked(office: Any, name: str, log: list[str]) -> bytes:
    """The workbook without its lock, if the lock is the one that Excel opens by itself."""
    target = io.BytesIO()
    try:
        office.load_key(password=_BUILT_IN_PASSWORD)
        office.decrypt(target)
    except Exception as error:
        raise refusal(
            name,
            Message("reading_locked", kind=type(error).__name__),
            Message("reading_locked_next"),
        ) from error
    log.append("was locked with Excel's built-in password; unlocked")
    return target.getvalue()
