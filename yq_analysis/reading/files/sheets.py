"""Open any file that agencies publish: what it is, is decided by its content.

`open_book` gives the sheets with everything that layout needs (stored value, shown text, merges,
indents, superscripts) and refuses, with the reason, what cannot or should not be opened. Macros,
links and formulas are never run.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from yq_analysis.reading.files.grid import Book, Sheet
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

# Other things that people hand over, by their first bytes.
_OTHER = (
    (b"\x89PNG", "is a picture", "type the table into a workbook, or find the edition's .xls"),
    (b"\xff\xd8\xff", "is a picture", "type the table into a workbook, or find the edition's .xls"),
    (b"GIF8", "is a picture", "type the table into a workbook, or find the edition's .xls"),
    (b"BM", "is a picture", "type the table into a workbook, or find the edition's .xls"),
    (
        b"II*\x00",
        "is a scanned picture",
        "type the table into a workbook, or find the edition's .xls",
    ),
    (b"Rar!", "is a RAR archive", "unpack it and give the files inside"),
    (b"7z\xbc\xaf", "is a 7z archive", "unpack it and give the files inside"),
    (b"\x1f\x8b", "is a gzip archive", "unpack it and give the file inside"),
    (b"{\\rtf", "is a rich-text document", "save its table as .xlsx"),
    (b"HM", "is a CAJ document", "save it as PDF with text, or find the edition's .xls"),
    (b"MIME-Version", "is a web archive (.mht)", "open it in a browser and save it as .html"),
    (b"CAJ", "is a CAJ document", "save it as PDF with text, or find the edition's .xls"),
)


def open_book(path: str | Path, *, limits: Limits | None = None) -> Book:
    """Open one file: .xls (also locked with Excel's built-in password, or XML of 2003), .xlsx, .ods, HTML, CSV/TSV, PDF.

    Returns a `Book` whose `kind` is what the file really is and whose `log` says what was done to open
    it (unlocked, encoding found, layout tables dropped). Raises `DataProblem` for what cannot be opened:
    damaged or empty files, unknown content, a password that is not the built-in one, archives that
    explode, XML that declares entities, anything over `limits`.
    """
    bounds, name = limits or Limits(), str(path)
    data = _bytes(Path(path), name, bounds)
    log: list[str] = []
    kind, sheets = _sheets(data, name, bounds, log)
    return Book(path=name, kind=kind, sheets=tuple(sheets), log=tuple(log))


def _bytes(path: Path, name: str, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise refusal(
                name, "is not a file" if path.exists() else "does not exist", "check the path"
            )
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise refusal(
                name,
                f"has {size:,} bytes; at most {limits.file_bytes:,} are read",
                "split the file, or raise Limits.file_bytes",
            )
        data = path.read_bytes()
    except OSError as error:
        raise refusal(
            name, f"cannot be read ({error.strerror})", "check the path and the rights"
        ) from error
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise refusal(name, "is empty", "fetch the file again")
    return data


def _sheets(data: bytes, name: str, limits: Limits, log: list[str]) -> tuple[str, list[Sheet]]:
    """Decide by content, and open. Each format's library is loaded only when it is needed."""
    if data.startswith(_OLE):
        return _ole(data, name, limits, log)
    if data.startswith(_BIFF):
        return "xls", _xls(data, name, limits, log)
    from yq_analysis.reading.files.open_ods import is_ods

    if data.startswith(_ZIP) and is_ods(data):
        from yq_analysis.reading.files.open_ods import sheets_of_ods

        return "ods", sheets_of_ods(data, name=name, limits=limits, log=log.append)
    if data.startswith(_ZIP):
        return "xlsx", _xlsx(data, name, limits, log)
    if b"%PDF-" in data[:1024]:
        from yq_analysis.reading.files.open_pdf import sheets_of_pdf

        return "pdf", sheets_of_pdf(data, name=name, limits=limits, log=log.append)
    for mark, what, then in _OTHER:
        if data.startswith(mark):
            raise refusal(name, what, then)
    from yq_analysis.reading.files.open_html import looks_like_html, sheets_of_html
    from yq_analysis.reading.files.open_text import decoded, looks_like_text, sheet_of_text
    from yq_analysis.reading.files.open_xml2003 import looks_like_xml2003

    if looks_like_xml2003(data):
        from yq_analysis.reading.files.open_xml2003 import sheets_of_xml2003

        return "xml", sheets_of_xml2003(data, name=name, limits=limits, log=log.append)
    if looks_like_html(data):
        return "html", sheets_of_html(data, name=name, limits=limits, log=log.append)
    if not looks_like_text(data):
        raise refusal(
            name,
            "is none of .xls, .xlsx, HTML, CSV, TSV, PDF, or is damaged",
            "fetch the file again, or save it as .xlsx",
        )
    text, encoding = decoded(data, name=name)
    if encoding != "utf-8":
        log.append(f"encoding {encoding}")
    return "csv", [sheet_of_text(text, name=name, limits=limits, log=log.append)]


def _xls(data: bytes, name: str, limits: Limits, log: list[str]) -> list[Sheet]:
    from yq_analysis.reading.files.open_xls import sheets_of_xls

    return sheets_of_xls(data, name=name, limits=limits, log=log.append)


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
            name, f"is damaged or cut off ({type(error).__name__})", "fetch the file again"
        ) from error
    if "encryptedpackage" in streams:
        return "xlsx", _xlsx(_unlocked(_office(data), name, log), name, limits, log)
    if not streams & {"workbook", "book"}:
        what = (
            "is a Word document"
            if "worddocument" in streams
            else "is an Office file without a workbook"
        )
        raise refusal(name, what, "save its table as .xlsx")
    office = _office(data)
    if office is not None:
        data = _unlocked(office, name, log)
    return "xls", _xls(data, name, limits, log)


def _office(data: bytes) -> Any:
    """The container as msoffcrypto sees it, if it is locked; None if it is open, or too damaged to tell."""
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
            f"is locked with a password of its own ({type(error).__name__})",
            "open it in Excel with the password and save it without one",
        ) from error
    log.append("was locked with Excel's built-in password; unlocked")
    return target.getvalue()
