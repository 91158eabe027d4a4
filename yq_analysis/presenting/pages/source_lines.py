"""The line under a figure or table: the publications of the rows that it shows, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.check import Message, in_language
from yq_analysis.presenting.pages.origins import origins
from yq_analysis.presenting.wording import names

# So many publications are named; of more the first, and how many.
_NAMED = 4
_YEAR = re.compile(r"(?:19|20)\d{2}(?:\s*[-—–]\s*(?:19|20)\d{2})?年?")
# By whom a publication was copied is told in the table of sources; a source line names the
# publication.
_COPIED = re.compile(
    r"\s*[（(][^（）()]*(?:github|转载|转录|仓库|整理)[^（）()]*[)）]", re.IGNORECASE
)
_AFTER = re.compile(r"\s*(?:转录|转载|[;；]\s*官方页).*$")
_FILE = re.compile(r"[^\s（(]+\.(?:csv|xlsx?|dta|rda|js|py|html?|pdf)\s*", re.IGNORECASE)
# "owner/repository path (publication)"
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+ [^（(]*[（(]([^（）()]+)[)）]")
_OWN = "data/raw/"
_EMPTY = re.compile(r"[（(]\s*[)）]")
_OF_AREA = re.compile(r".{1,8}?(?:省|市|自治区)(统计年鉴.*)")
# So many areas make "the areas".
_SEVERAL = 3
_ROW = ["area", "indicator", "caliber", "year"]


def source_line(results: Results, sources: Sequence[str]) -> str:
    """The publications of `sources` (file and cell, once for each figure drawn), those of most
    figures first.
    """
    language = results.language
    if not len(sources):
        return str(in_language(Message("pages_source_none"), language))
    titles = origins(results.root, sources, language).set_index("source")["title"].to_dict()
    said = publications(titles[source] for source in sources)
    words = names(language, results.lists)
    listed = words.say("pages_title_mark").join(said[:_NAMED])
    if len(said) <= _NAMED:
        return listed
    return str(in_language(Message("pages_source_more", listed=listed, count=len(said)), language))


def sources_of(trace: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """The cells behind `rows` (area, indicator, caliber, year) by `trace` (as `traces.known` gives
    it), each once.

    A projected year stands on all figures of its series, so a series whose years are not traced
    brings them all.
    """
    return list(dict.fromkeys(_used(trace, rows)["source"]))


def _used(trace: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    shown = rows[[column for column in _ROW if column in rows]].drop_duplicates()
    if trace.empty or shown.empty:
        return trace.iloc[:0]
    exact = trace.merge(shown, on=list(shown.columns))
    if len(exact) or "year" not in shown:
        return exact
    whole = shown.drop(columns="year").drop_duplicates()
    return trace.merge(whole, on=list(whole.columns))


def publications(titles: Iterable[str]) -> list[str]:
    """The titles as an official document names them, most used first; those that differ in the year
    only are one, with the years that they cover, and so are the yearbooks of several areas.

    >>> publications(["2021年统计公报", "2023年统计公报", "2022年统计公报", "陕西统计年鉴2012"])
    ['统计公报（2021—2023年）', '陕西统计年鉴2012']
    >>> publications(["甲省统计年鉴 能源", "乙市统计年鉴 能源", "丙自治区统计年鉴 能源"])
    ['各地区统计年鉴 能源（3种）']
    """
    groups: dict[str, list[str]] = {}
    for raw in titles:
        title = official(raw)
        stem = _EMPTY.sub("", _YEAR.sub("", title)).strip(" -—–_")
        groups.setdefault(stem or title, []).append(title)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return _areas_together(
        [(stem, _together(stem, list(dict.fromkeys(found)))) for stem, found in ordered]
    )


def official(title: str) -> str:
    """The publication's name without by whom and in which file it was copied.

    >>> official("a-b/c d/e.js (国家统计局-年度数据)"), official("公报2020 转录; 官方页 x.cn")
    ('国家统计局-年度数据', '公报2020')
    >>> official("国家统计局年度数据导出 年度数据.xls 指数(上年=100)(GitHub x/y)")
    '国家统计局年度数据 指数(上年=100)'
    """
    if _OWN in title:  # of a publication that nobody named the raw file is all there is
        return title
    within = _REPOSITORY.fullmatch(title)
    said = within[1] if within else title
    for pattern in (_COPIED, _AFTER, _FILE):
        said = pattern.sub("", said)
    return said.replace("导出 ", " ").strip() or title


def _areas_together(listed: Sequence[tuple[str, str]]) -> list[str]:
    """Publications of one name by several areas as one, with how many; the others as they are."""
    kinds = [_OF_AREA.fullmatch(stem) for stem, _ in listed]
    names = [kind[1] if kind else "" for kind in kinds]
    said: dict[str, None] = {}
    for (_, whole), name in zip(listed, names, strict=True):
        count = names.count(name) if name else 0
        said[f"各地区{name}（{count}种）" if count >= _SEVERAL else whole] = None
    return list(said)


def _together(stem: str, found: Sequence[str]) -> str:
    if len(found) == 1:
        return found[0]
    years = sorted({int(year) for title in found for year in re.findall(r"(?:19|20)\d{2}", title)})
    if len(years) < 2:
        return stem
    return f"{stem}（{years[0]}—{years[-1]}年）"
