"""Small pieces of a page for a notebook's text: the headline, a verdict, a number with its origin.

They are text, so they go into Markdown and f-strings, and they show themselves in JupyterLab. On a
page, a traced number opens on click or key; the table of contents, the title and the headline find
their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yq_analysis.running.report.page_words import words


class Piece(str):
    """HTML that shows itself in a notebook and joins into text."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return str(self)


def headline(text: str) -> Piece:
    """The one sentence a page is about; shown large under the title, and on the run's front page.

    >>> headline("能耗下降 6.96 %")
    '<p class="headline">能耗下降 6.96 %</p>'
    """
    return Piece(f'<p class="headline">{text}</p>')


def verdict(code: str, *, language: str = "zh") -> Piece:
    """A verdict as word and sign, coloured.

    >>> verdict("on_track")
    '<span class="verdict" data-verdict="on_track">预计可完成</span>'
    """
    return Piece(
        f'<span class="verdict" data-verdict="{escape(code)}">'
        f"{escape(words(language).get(code, code))}</span>"
    )


def traced(
    text: str,
    *,
    formula: str = "",
    inputs: Sequence[str] = (),
    sources: Sequence[str] = (),
    language: str = "zh",
) -> Piece:
    """A number in running text with where it comes from: hover shows it, on a page click or Enter
    opens it.

    >>> traced("6.96 %", formula="1-prod(1-r)", sources=["a.csv#3"])
    '<abbr class="traced" title="公式：1-prod(1-r)&#10;来源：a.csv#3">6.96 %</abbr>'
    """
    w = words(language)
    lines = [f"{w['formula']}{w['colon']}{formula}"] if formula else []
    lines += [f"{w['input']}{w['colon']}{one}" for one in inputs]
    lines += [f"{w['source']}{w['colon']}{one}" for one in sources]
    return Piece(
        '<abbr class="traced" '
        f'title="{"&#10;".join(escape(line, quote=True) for line in lines)}">{escape(text)}</'
        "abbr>"
    )
