"""The line under a figure or table: the publications of the rows that it shows, and no others."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.check import Message, in_language
from yq_analysis.presenting.pages.origins import origins
from yq_analysis.presenting.wording import names

# How a form's figures are noted.
_INTERNAL = "内部数据"
# So many publications are named; of more the first, and how many.
_NAMED = 4
_YEAR = re.compile(r"(?:19|20)\d{2}(?:\s*[-—–]\s*(?:19|20)\d{2})?年?")
_DATE = re.compile(r"\s*\d{4}-\d{2}(?:-\d{2})?")
# What the years leave behind.
_EMPTY = re.compile(r"[（(]\s*(?:数|figures of)?\s*[)）]")
# So many places of transcription are named beside a publication.
_THROUGH = 2
_ROW = ["area", "indicator", "caliber", "year"]


def source_line(results: Results, sources: Sequence[str], *, table: bool = True) -> str:
    """The publications of `sources` (file and cell, once for each figure drawn), those of most
    figures first. `table`: the page lists the others in a table of its own.
    """
    language = results.language
    if not len(sources):
        return str(in_language(Message("pages_source_none"), language))
    known = origins(results.root, sources, results.lists, language)
    words = names(language, results.lists)
    said = publications(list(known["title"]), list(known["through"]), language)
    listed = words.say("pages_title_mark").join(said[:_NAMED])
    if len(said) > _NAMED:
        code = "pages_source_more" if table else "pages_source_count"
        listed = words.say(code, listed=listed, count=len(said))
    # figures that an office handed in are marked wherever they are drawn
    internal = known[["named", "note"]].astype(str).agg(" ".join, axis=1).str.contains(_INTERNAL)
    if not internal.any() or _INTERNAL in listed:
        return listed
    return words.say("pages_source_internal", listed=listed)


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


def publications(
    titles: Sequence[str], through: Sequence[str] = (), language: str = "zh"
) -> list[str]:
    """The titles, most used first, each with the place of transcription behind it; those that
    differ in the year only are one, with the years that they cover.

    >>> publications(["2021年统计公报", "2023年统计公报", "2022年统计公报", "陕西统计年鉴2012"])
    ['统计公报（2021—2023年）', '陕西统计年鉴2012']
    >>> publications(["2014年统计公报", "能源年鉴"], ["某报 2015-02-27", ""])
    ['2014年统计公报（某报）', '能源年鉴']
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    places = through or [""] * len(titles)
    for title, place in zip(titles, places, strict=True):
        stem = _EMPTY.sub("", _YEAR.sub("", title)).replace(" :", ":").strip(" -—_") or title
        groups.setdefault(stem, []).append((title, _DATE.sub("", place)))
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [_together(stem, found, language) for stem, found in ordered]


def _together(stem: str, found: Sequence[tuple[str, str]], language: str) -> str:
    zh = language == "zh"
    titles = list(dict.fromkeys(title for title, _ in found))
    places = list(dict.fromkeys(place for _, place in found if place))
    years = sorted({int(year) for title in titles for year in re.findall(r"(?:19|20)\d{2}", title)})
    aside = []
    if len(titles) > 1 and len(years) > 1:
        aside.append(f"{years[0]}—{years[-1]}年" if zh else f"{years[0]}–{years[-1]}")
    if places:
        more = ("等" if zh else " and others") if len(places) > _THROUGH else ""
        aside.append(("、" if zh else ", ").join(places[:_THROUGH]) + more)
    name = titles[0] if len(titles) == 1 else stem
    if not aside:
        return name
    return f"{name}（{'；'.join(aside)}）" if zh else f"{name} ({'; '.join(aside)})"
