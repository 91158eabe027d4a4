"""A path -> the bytes of a plain file; whatever else lies there is refused in words."""

from __future__ import annotations

import os
import re
from pathlib import Path

from yq_analysis.check import DataProblem, Message, system_words
from yq_analysis.reading.files.limits import Limits, refusal


def shown(path: str | Path) -> str:
    """The path as people can read it: bytes that are not UTF-8 are taken for GBK.

    >>> import os
    >>> shown(os.fsdecode("表.xls".encode("gbk"))), shown("表.xls")
    ('表.xls', '表.xls')
    """
    text = str(path)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(text).decode("gb18030", errors="replace")
    return text


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The content of a file that is there, plain, not empty and not too large."""
    name = shown(path)
    if name != str(path):
        raise refusal(
            name,
            Message("reading_file_name", name=Path(name).name),
            Message("reading_file_name_next"),
        )
    try:
        _check(path, name, limits)
        data = path.read_bytes()
    except DataProblem:
        raise
    except (OSError, ValueError) as error:
        reason = system_words(error) if isinstance(error, OSError) else str(error)
        raise refusal(
            name,
            Message("reading_file_unreadable", reason=reason),
            Message("reading_file_unreadable_next"),
        ) from error
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise refusal(name, Message("reading_file_empty"), Message("reading_fetch_again"))
    return data


def _check(path: Path, name: str, limits: Limits) -> None:
    code, values = "", {}
    if path.is_symlink() and not path.exists():
        code, values = "reading_file_link", {"target": shown(os.readlink(path))}
    elif not path.exists():
        code = "reading_file_missing"
    elif path.is_dir():
        code = "reading_file_folder"
    elif not path.is_file():  # opening a pipe would wait for ever
        code = "reading_file_special"
    if code:
        raise refusal(name, Message(code, **values), Message(f"{code}_next"))
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise refusal(
            name,
            Message("reading_file_bytes", size=f"{size:,}", most=f"{limits.file_bytes:,}"),
            Message("reading_file_split"),
        )


def page_of_archive(data: bytes) -> bytes:
    """The web page inside a file that a browser saved whole (.mht); other bytes as they are.

    >>> saved = b"MIME-Version: 1.0\\nContent-Type: multipart/related; boundary=x\\n\\n--x\\n"
    >>> page_of_archive(saved + b"Content-Type: text/html\\n\\n<p>1</p>\\n--x--\\n")
    b'<p>1</p>'
    """
    if not re.search(rb"(?im)^content-type:\s*multipart/related", data[:4096]):
        return data
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        content, charset = part.get_payload(decode=True), part.get_content_charset()
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            try:
                return (
                    content.decode(charset, "replace").encode("utf-8-sig") if charset else content
                )
            except LookupError:
                return content
    return data
