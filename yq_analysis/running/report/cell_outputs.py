"""What an executed notebook's cells show: which part of it, in which language, and figures with the
words around them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from yq_analysis.running.report.page_words import HTML_LANG
from yq_analysis.running.report.pictures import Picture, picture, placeholder
from yq_analysis.running.report.records import FILE_TYPE, MEDIA_TYPE

# A cell so tagged stands on the area's front page, not on its own.
FRONT = "front"
# A cell so tagged folds on the screen and is printed on request only.
APPENDIX = "appendix"
# "<Figure size ...>", "[<matplotlib.lines.Line2D ...>]": what an object says that has nothing to
# show
_BARE_REPR = re.compile(r"^\s*[\[(]?\s*<.*>\s*[\])]?\s*$|^Text\(", re.S)
_TITLE, _FOOT = '<p class="figure-title">', '<div class="figure-foot">'


def tags(cell: Mapping[str, Any]) -> set[str]:
    """The cell's tags."""
    return set(cell.get("metadata", {}).get("tags", []))


def in_language(notebook: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The notebook without the cells that are tagged for another language.

    >>> cells = [{"metadata": {"tags": ["zh"]}}, {"metadata": {"tags": ["en"]}}, {"metadata": {}}]
    >>> len(in_language({"cells": cells}, "en")["cells"])
    2
    """
    others = set(HTML_LANG) - {language}
    return {**notebook, "cells": [cell for cell in notebook["cells"] if not others & tags(cell)]}


def part(notebook: Mapping[str, Any], *, front: bool) -> dict[str, Any]:
    """The notebook's cells for the area's front page, or the others."""
    kept = [cell for cell in notebook["cells"] if (FRONT in tags(cell)) == front]
    return {**notebook, "cells": kept}


def without_pictures(
    notebook: Mapping[str, Any], *, default: str
) -> tuple[dict[str, Any], list[Picture]]:
    """The notebook with placeholders for its pictures and without what is not for readers."""
    pictures: list[Picture] = []
    cells = []
    for cell in notebook["cells"]:
        if "injected-parameters" in tags(cell):
            continue
        # what folds away is looked at on a large screen: it comes without its narrow form, which
        # would double it
        narrow = APPENDIX not in tags(cell)
        shown = _shown(cell.get("outputs", []), pictures, default, narrow=narrow)
        cells.append({**cell, "outputs": shown} if cell["cell_type"] == "code" else cell)
    return {**notebook, "cells": cells}, pictures


def html_of(notebook: Mapping[str, Any], *, default: str) -> tuple[str, list[Picture]]:
    """The HTML outputs alone, one below the other: what needs no converter."""
    cells, pictures = without_pictures(notebook, default=default)
    parts = [
        _text(output["data"]["text/html"])
        for cell in cells["cells"]
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    return "".join(parts), pictures


def _shown(
    outputs: Sequence[Mapping[str, Any]], pictures: list[Picture], default: str, *, narrow: bool
) -> list[Mapping[str, Any]]:
    """The outputs for readers; a figure and the words that came before and after it are one."""
    shown: list[Mapping[str, Any]] = []
    title, open_figure = "", False
    for output in outputs:
        data = output.get("data", {})
        if MEDIA_TYPE in data or FILE_TYPE in data or _says_nothing(data):
            continue
        html = _text(data.get("text/html", ""))
        if html.startswith(_TITLE):
            title = html
            continue
        if html.startswith(_FOOT) and open_figure:
            last = _text(shown[-1]["data"]["text/html"])
            shown[-1] = _as_html(last.removesuffix("</figure>") + html + "</figure>")
            open_figure = False
            continue
        found = None if html else picture(data, output.get("metadata", {}))
        open_figure = found is not None
        if found and not narrow:
            found = replace(found, narrow="")
        if found:
            output = _as_html(_figure(title, placeholder(len(pictures), found, default)))
            pictures.append(found)
        title = ""
        shown.append(output)
    return shown


def _figure(title: str, image: str) -> str:
    caption = title.replace("<p ", "<figcaption ", 1).replace("</p>", "</figcaption>")
    # on a phone a wide figure scrolls in its box, by key as well
    return f'<figure class="figure">{caption}<div class="plot" tabindex="0">{image}</div></figure>'


def _as_html(html: str) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}}


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _says_nothing(data: Mapping[str, Any]) -> bool:
    if set(data) != {"text/plain"}:
        return "application/vnd.jupyter.widget-view+json" in data
    return bool(_BARE_REPR.match(_text(data["text/plain"])))
