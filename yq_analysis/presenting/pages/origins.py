"""From "file#cell" to the publication that a figure was taken from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from yq_analysis.analysis import ledger
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, in_language
from yq_analysis.presenting.wording import Language

_ADDRESS = re.compile(r"(?:[a-z]+:)?//([^?#]+)", re.IGNORECASE)
# Where anybody puts files: no publisher of statistics.
_HOST = re.compile(r"//(?:[\w-]+\.)*(?:github|gitee|gitlab|githubusercontent|kaggle|huggingface)\.")
# The owner and name of a repository, and nothing else.
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
ORIGINS = ["source", "title", "through", "url", "edition", "note", "named"]


# What says only that there was a file, and names no publication.
_NAMELESS = re.compile(
    r"(?:[\s\W\d_]|public|repository|repositories|file|files|page|web|website|copy|unknown|unnamed|source|github|gitlab"
    r"|公开|仓库|转录|转载|文件|网页|网站|来源|不详|未知|未注明)*",
    re.IGNORECASE,
)
# The field of a template that nobody filled in: {{href}}, ${url}, <%= link %>, and the same in
# percent signs.
_UNFILLED = re.compile(r"\{\{|\$\{|<%|%7B%7B|%24%7B", re.IGNORECASE)


# How a transcriber says that a publication was copied, and from which file or repository.
_COPIED = re.compile(
    r"\s*[（(][^（）()]*(?:github|转载|转录|仓库|整理|录入|抓取)[^（）()]*[)）]|\s*(?:全文|要点)?\s*"
    r"(?:转载|转录)$|\S+/\S+\.\w{2,4}\b|\S+\.(?:csv|xlsx?|dta|rda|json|js|py)\b",
    re.IGNORECASE,
)


def origins(
    root: Path, sources: Iterable[str], lists: Catalogue, language: Language = "zh"
) -> pd.DataFrame:
    """For each source (`file#cell`) the publication and where it was copied, each once (ORIGINS).

    `title` is the agency's publication, `through` the place of transcription; `url` the address of
    the publication itself, "" of a copy; `named` what the material itself calls its source.
    """
    raw = root / "data" / "raw"
    rows = []
    for source in dict.fromkeys(sources):
        file, _, cell = source.partition("#")
        sheet = _sheet(raw / file, file, _stamp(raw / file))
        if sheet is not None:
            about = sheet.get(cell, {})
            named = about.get("source", "")
        else:
            about = _manifest(raw, _stamp(raw / "MANIFEST.csv")).get(file, {})
            named = about.get("publication", "") or about.get("publisher", "")
        title, through = titled(named, file, lists, language)
        url = address(about.get("url", ""), language)
        if not through and _HOST.search(url):
            through = str(in_language(Message("pages_public_data"), language))
        rows.append(
            (
                source,
                title,
                through,
                "" if through else url,
                about.get("edition", ""),
                about.get("note", ""),
                " ".join(filter(None, [named, url])),
            )
        )
    return pd.DataFrame(rows, columns=ORIGINS)


def titled(named: str, file: str, lists: Catalogue, language: Language = "zh") -> tuple[str, str]:
    """The publication and the place of transcription behind what the material calls its source.

    The catalogue's list goes first; of other names what tells of files and repositories is left
    out, and where nothing remains the raw file is named.

    >>> from yq_analysis import catalogue
    >>> titled("榆林市统计年鉴2024", "a.xls", catalogue.read())
    ('榆林市统计年鉴2024', '')
    >>> titled("某县统计公报 转载(GitHub someone/some-data)", "a.csv", catalogue.read())
    ('某县统计公报', '转录')
    >>> titled("someone/data js/x.js", "a.csv", catalogue.read())
    ('出版物未注明，见 data/raw/a.csv', '')
    """
    title, through = lists.publication(named, language)
    if title:
        return title, through
    left = _COPIED.sub("", named).strip()
    while left != (again := _COPIED.sub("", left).strip()):
        left = again
    if not _NAMELESS.fullmatch(left) and not _REPOSITORY.fullmatch(left):
        copied = Message("pages_copied") if left != named.strip() else ""
        return left, str(in_language(copied, language))
    return str(in_language(Message("pages_no_publication", file=file), language)), ""


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
