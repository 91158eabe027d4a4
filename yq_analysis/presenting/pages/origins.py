"""From "file#cell" to the publication that a figure was taken from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from yq_analysis.analysis import ledger
from yq_analysis.presenting.wording import Language

_ADDRESS = re.compile(r"(?:[a-z]+:)?//([^?#]+)", re.IGNORECASE)
ORIGINS = ["source", "title", "url", "edition", "note"]


# What says only that there was a file, and names no publication.
_NAMELESS = re.compile(
    r"(?:[\s\W\d_]|public|repository|repositories|file|files|page|web|website|copy|unknown|unnamed|source|github|gitlab"
    r"|公开|仓库|转录|转载|文件|网页|网站|来源|不详|未知|未注明)*",
    re.IGNORECASE,
)
# The field of a template that nobody filled in: {{href}}, ${url}, <%= link %>, and the same in
# percent signs.
_UNFILLED = re.compile(r"\{\{|\$\{|<%|%7B%7B|%24%7B", re.IGNORECASE)


def origins(root: Path, sources: Iterable[str], language: Language = "zh") -> pd.DataFrame:
    """For each source (`file#cell`) the title and address of the publication, each once (columns
    ORIGINS).

    What the material does not name is told as such: host and path of the address, else the raw
    file.
    """
    raw = root / "data" / "raw"
    rows = []
    for source in dict.fromkeys(sources):
        file, _, cell = source.partition("#")
        sheet = _sheet(raw / file, file, _stamp(raw / file))
        if sheet is not None:
            found = sheet.get(cell, {})
            title = titled(found.get("source", ""), found.get("url", ""), file, language)
            rows.append(
                (
                    source,
                    title,
                    address(found.get("url", ""), language),
                    found.get("edition", ""),
                    found.get("note", ""),
                )
            )
        else:
            about = _manifest(raw, _stamp(raw / "MANIFEST.csv")).get(file, {})
            title = titled(about.get("publisher", ""), about.get("url", ""), file, language)
            rows.append(
                (
                    source,
                    title,
                    address(about.get("url", ""), language),
                    about.get("edition", ""),
                    about.get("note", ""),
                )
            )
    return pd.DataFrame(rows, columns=ORIGINS)


def titled(title: str, url: str, file: str, language: Language = "zh") -> str:
    """The publication's title; where the material names none, host and path of its address, else
    the raw file.

    >>> (titled("2023年统计公报", "", "a.csv"), titled("(公开仓库转录)",
    ...     "https://example.org/a/b.html?x=1", "a.csv"), titled("public repository file", "",
    ...     "a.csv"))
    ('2023年统计公报', 'example.org/a/b.html', '出版物未注明，见 data/raw/a.csv')
    """
    if not _NAMELESS.fullmatch(title):
        return title
    place = _place(url)
    if place:
        return place
    return (
        f"出版物未注明，见 data/raw/{file}"
        if language == "zh"
        else f"publication not named, see data/raw/{file}"
    )


def address(url: str, language: Language = "zh") -> str:
    """The address as it is; of one with an unfilled field only host and path, said to be
    incomplete, and no link.

    >>> address("https://example.org/a/{{href}}"), address("https://example.org/a/b")
    ('example.org/a（网址不全）', 'https://example.org/a/b')
    """
    if not _UNFILLED.search(url):
        return url
    return _place(url) + ("（网址不全）" if language == "zh" else " (address incomplete)")


def _place(url: str) -> str:
    """Host and path of an address, without what an unfilled field stands in."""
    found = _ADDRESS.match(_UNFILLED.split(url)[0])
    return found[1].rstrip("/") if found else ""


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=256)
def _sheet(path: Path, name: str, stamp: int) -> dict[str, dict[str, str]] | None:
    """The rows of a transcription sheet by their cell; None where the file is no such sheet."""
    if not path.is_file() or not ledger.is_sheet(path):
        return None
    table = ledger.read_sheet(path, name).table
    return {
        str(row["cell"]): {str(key): str(value) for key, value in row.items()}
        for row in table.to_dict("records")
    }


@lru_cache(maxsize=8)
def _manifest(raw: Path, stamp: int) -> dict[str, dict[str, str]]:
    table = ledger.read_manifest(raw).table.drop(columns="listed")
    return {
        str(row["file"]): {str(key): str(value) for key, value in row.items()}
        for row in table.to_dict("records")
    }
