"""Executed notebook -> one HTML file that opens anywhere: no script, no outside address, figures
inside.

nbconvert turns the cells into HTML with a template of our own on its `basic`; one exporter serves
all pages of a run (the first rendering costs ten times the later ones). The page around it is plain
Jinja.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yq_analysis.running.report import page_font
from yq_analysis.running.report.cell_outputs import html_of, in_language, part, without_pictures
from yq_analysis.running.report.notebook_run import Run, quick_imports
from yq_analysis.running.report.page_words import HTML_LANG, words
from yq_analysis.running.report.pictures import Picture, put_back

if TYPE_CHECKING:
    import jinja2
    from nbconvert import HTMLExporter

TEMPLATES = Path(__file__).resolve().parent / "template"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A rendered page and what is known of it."""

    html: str
    title: str
    headline: str
    figures: int
    tables: int


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Jinja over our templates; everything is escaped unless a template says otherwise."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def fill(template: str, *, language: str, **content: Any) -> str:
    """Fill one of our page templates."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8").strip()
    page = (
        environment()
        .get_template(template)
        .render(
            **{"appendix": False, **content},
            w=words(language),
            lang=HTML_LANG[language],
            style=style,
        )
    )
    return page_font.embedded(page)


class Renderer:
    """Renders the pages of a run; not for several threads at once."""

    def __init__(self) -> None:
        self._exporter = _exporter()

    def warm(self) -> None:
        """Render an empty page, for the first one loads and compiles what all share; while kernels
        start, that costs no time.
        """
        cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# a\n\n- [b](#c)"}]
        self.page(
            Run(notebook={"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}),
            name="",
            title="",
            language="zh",
            area="",
            kicker=[],
            pages=[],
            notebook="",
            key="",
            parameters={},
            inputs={},
            versions={},
        )

    def page(
        self,
        run: Run,
        *,
        name: str,
        title: str,
        language: str,
        area: str,
        kicker: Sequence[str],
        pages: Sequence[Mapping[str, str]],
        notebook: str,
        key: str,
        parameters: Mapping[str, Any],
        inputs: Mapping[str, str],
        versions: Mapping[str, str],
        appendix: bool = False,
    ) -> Page:
        """The page of `run`. `title` is used where the notebook's text has no first-level heading;
        `appendix` prints all.
        """
        from yq_analysis.running.report.sanitise import polish

        w = words(language)
        cells, pictures = without_pictures(
            part(in_language(run.notebook, language), front=False), default=w["figure_default"]
        )
        body = polish(
            self._cells(cells),
            table_label=w["table_region"],
            figure_label=w["figure_default"],
            external=w["external"],
            appendix=appendix,
        )
        html = fill(
            "page.html.j2",
            language=language,
            name=name,
            title=body.title or title,
            area=area,
            kicker=kicker,
            pages=pages,
            headline=body.headline,
            contents=body.contents,
            text=body.html,
            traces=body.traces,
            fault=asdict(run.fault) if run.fault else None,
            notebook=notebook,
            key=key,
            parameters={one: repr(value) for one, value in parameters.items()},
            inputs=inputs,
            versions=versions,
            appendix=appendix,
        )
        return Page(
            html=put_back(html, pictures),
            title=body.title or title,
            headline=_unlinked(body.headline),
            figures=body.figures,
            tables=body.tables,
        )

    def _cells(self, notebook: dict[str, Any]) -> str:
        import nbformat

        html, _ = self._exporter.from_notebook_node(nbformat.from_dict(notebook))
        return str(html)


def front_of(notebook: Mapping[str, Any], language: str) -> tuple[str, list[Picture]]:
    """What the notebook's cells show on the area's front page, safe and offline, with its pictures;
    "" for nothing.
    """
    from yq_analysis.running.report.sanitise import polish

    w = words(language)
    html, pictures = html_of(
        part(in_language(notebook, language), front=True), default=w["figure_default"]
    )
    if not html:
        return "", []
    body = polish(
        html,
        table_label=w["table_region"],
        figure_label=w["figure_default"],
        external=w["external"],
    )
    return body.html, pictures


def _exporter() -> HTMLExporter:
    with quick_imports():
        from nbconvert import HTMLExporter

    class CellsExporter(HTMLExporter):
        """The cells, as the template gives them: nbconvert would parse and write the whole page
        again for what `polish` sees to.
        """

        def from_notebook_node(self, nb: Any, resources: Any = None, **settings: Any) -> Any:
            resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
            return super(HTMLExporter, self).from_notebook_node(nb, resources, **settings)

    # no preprocessors: none has anything to do here, and each checks the whole notebook again
    return CellsExporter(  # type: ignore[no-untyped-call]
        extra_template_basedirs=[str(TEMPLATES)],
        template_name="notebook",
        anchor_link_text="",
        default_preprocessors=[],
    )


def _unlinked(headline: str) -> str:
    """The headline for another page: its traces and links lead nowhere there."""
    return re.sub(r"</?(?:button|a)\b[^>]*>", "", headline)
