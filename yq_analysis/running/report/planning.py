"""What has to be run: the notebooks, their parameters for each area, and which pages last time's
run already has.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yq_analysis.catalogue.themes import Theme
from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.running.report import unchanged as fresh
from yq_analysis.running.report.parameters import Parameter, check, read_notebook, signature
from yq_analysis.running.report.question import Area, Question
from yq_analysis.running.report.run_record import PastRun, of_question, past_runs

# 01 to 89 are pages of a report; 00 and from 90 on are for people in JupyterLab. A notebook without
# a number that says so in its metadata ({"yq": {"pages": "theme"}}) makes one page for each theme
# of the catalogue.
_PAGE = re.compile(r"(?!00)[0-8]\d_[\w-]+\.ipynb$")
_OF_THEMES = re.compile(r"[A-Za-z][\w-]*\.ipynb$")
_HEADING = re.compile(r"^#\s+(.+?)\s*$", re.M)


@dataclass(frozen=True, kw_only=True)
class Notebook:
    """A notebook that makes a page; `fixed` are the parameters that make
    it this page and no other.
    """

    name: str
    path: Path
    titles: Mapping[str, str]
    signature: Mapping[str, Parameter]
    content: Mapping[str, Any]
    fixed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PagePlan:
    """One page to be: from which notebook, with which parameters; `reuse` is the run that already
    has it.
    """

    notebook: Notebook
    title: str
    parameters: Mapping[str, Any]
    inputs: Mapping[str, str]
    key: str
    reuse: PastRun | None

    @property
    def name(self) -> str:
        return self.notebook.name

    @property
    def shown(self) -> dict[str, Any]:
        """All parameters with the values that hold, defaults included."""
        defaults = {name: one.default for name, one in self.notebook.signature.items()}
        return {**defaults, **self.parameters}


@dataclass(frozen=True, kw_only=True)
class AreaPlan:
    """The pages of one area; `previous` are its runs of the same question, newest first; `left_out`
    the pages not asked for.
    """

    area: Area
    pages: Sequence[PagePlan]
    previous: Sequence[PastRun]
    force: bool
    left_out: Sequence[str] = ()

    @property
    def up_to_date(self) -> bool:
        """The newest run has exactly these pages, complete."""
        newest = self.previous[0] if self.previous else None
        return (
            not self.force
            and newest is not None
            and newest.complete
            and set(newest.facts["pages"]) == {page.name for page in self.pages}
            and all(page.reuse is newest for page in self.pages)
        )


def find_notebooks(
    folder: Path, *, only: Sequence[str] = (), root: Path | None = None
) -> list[Notebook]:
    """The notebooks of `folder` that make pages, in the order of their pages; `only` chooses by
    (part of) name.

    `root` is the project whose lists say which themes there are; by default the folder above.
    """
    found = _pages(folder, root or folder.parent)
    if not found:
        refuse(
            [
                Problem(
                    where=str(folder),
                    what=Message("refuse_has_no_notebook_for_a"),
                    next=Message("refuse_put_one_there_named_something"),
                )
            ],
            kind=QuestionProblem,
        )
    wrong = [
        Problem(
            where="--only",
            what=Message("refuse_no_notebook_is_called", word=word),
            next=Message("refuse_there_are", listed=", ".join(found)),
        )
        for word in only
        if not any(word in name for name in found)
    ]
    refuse(wrong, kind=QuestionProblem)
    return [
        _notebook(name, path, theme)
        for name, (path, theme) in found.items()
        if not only or any(word in name for word in only)
    ]


def _pages(folder: Path, root: Path) -> dict[str, tuple[Path, Theme | None]]:
    """Every page that the notebooks of `folder` can make: its notebook, and its theme where one
    notebook makes several.
    """
    paths = sorted(folder.glob("*.ipynb")) if folder.is_dir() else []
    found: dict[str, tuple[Path, Theme | None]] = {
        path.stem: (path, None) for path in paths if _PAGE.match(path.name)
    }
    for path in paths:
        if _OF_THEMES.match(path.name) and _meta(read_notebook(path)).get("pages") == "theme":
            from yq_analysis import catalogue
            from yq_analysis.running.flow.cleaning import lists_folder

            themes = catalogue.read(lists_folder(root)).themes.values()
            found |= {theme.page: (path, theme) for theme in themes}
    return dict(sorted(found.items()))


def _meta(content: Mapping[str, Any]) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = content.get("metadata", {}).get("yq", {})
    return meta


def _notebook(name: str, path: Path, theme: Theme | None) -> Notebook:
    content = read_notebook(path)
    title = _meta(content).get("title") or content.get("metadata", {}).get("title")
    if theme is not None:
        titles = {"zh": theme.title_zh, "en": theme.title_en}
    elif isinstance(title, Mapping):
        titles = {str(language): str(text) for language, text in title.items()}
    else:
        titles = {"zh": str(title or _first_heading(content) or path.stem)}
    return Notebook(
        name=name,
        path=path,
        titles=titles,
        signature=signature(content, name=path.name),
        content=content,
        fixed={} if theme is None else {"theme": theme.name},
    )


def _first_heading(content: Mapping[str, Any]) -> str:
    for cell in content["cells"]:
        if cell.get("cell_type") == "markdown":
            source = cell["source"]
            found = _HEADING.search(source if isinstance(source, str) else "".join(source))
            if found:
                return found[1]
    return ""


def left_out(folder: Path, chosen: Sequence[Notebook], *, root: Path | None = None) -> list[str]:
    """The names of the pages that the notebooks of `folder` can make and that are not among those
    chosen.
    """
    names = {notebook.name for notebook in chosen}
    return sorted(name for name in _pages(folder, root or folder.parent) if name not in names)


def check_question(question: Question, notebooks: Sequence[Notebook]) -> None:
    """Raise `QuestionProblem` for parameters that no notebook declares or that do not fit; touches
    nothing.
    """
    signatures = {notebook.name: notebook.signature for notebook in notebooks}
    for area in question.areas:
        check(_asked(question, area, notebooks), signatures)


def plan(
    question: Question,
    *,
    root: Path,
    out: Path,
    notebooks: Sequence[Notebook],
    force: bool = False,
    others: Sequence[str] = (),
) -> list[AreaPlan]:
    """What each area needs. Raises `QuestionProblem` for parameters that no notebook declares or
    that do not fit.

    `others` are pages of the project that are not asked for this time.
    """
    inputs = fresh.snapshot(root)
    in_words = fresh.in_language(root, inputs, question.language)
    signatures = {notebook.name: notebook.signature for notebook in notebooks}
    plans = []
    for area in question.areas:
        values = check(_asked(question, area, notebooks), signatures)
        previous = of_question(past_runs(out / area.name), question.asked())
        around = [[notebook.name, notebook.titles] for notebook in notebooks]
        pages = [
            _page(
                notebook,
                values[notebook.name],
                question=question,
                area=area,
                root=root,
                inputs=inputs,
                in_words=in_words,
                around=[around, area.name, area.name_en, question.language, question.appendix],
                previous=[] if force else previous,
            )
            for notebook in notebooks
        ]
        plans.append(
            AreaPlan(area=area, pages=pages, previous=previous, force=force, left_out=others)
        )
    return plans


def _asked(question: Question, area: Area, notebooks: Sequence[Notebook]) -> dict[str, Any]:
    """The values to hand over. Notebooks in one language need not declare it, as long as it is the
    usual one.
    """
    values = question.values(area)
    if question.language == "zh" and not any(
        "language" in notebook.signature for notebook in notebooks
    ):
        values.pop("language")
    return values


def _page(
    notebook: Notebook,
    values: Mapping[str, Any],
    *,
    question: Question,
    area: Area,
    root: Path,
    inputs: Mapping[str, str],
    in_words: Mapping[str, str],
    around: Any,
    previous: Sequence[PastRun],
) -> PagePlan:
    parameters = {**values, **notebook.fixed}
    if "root" in notebook.signature and "root" not in parameters:
        # relative, so that the same project elsewhere gives the same page
        parameters["root"] = Path(os.path.relpath(root, notebook.path.parent)).as_posix()
    own = fresh.of_notebook(inputs, notebook.content)
    seen = (
        {file: in_words[file] for file in own}
        if fresh.shows_one_language(notebook.content)
        else own
    )
    code = fresh.key(notebook=notebook.path, parameters=parameters, inputs=seen, around=around)
    reuse = next((run for run in previous if _has(run, notebook.name, code)), None)
    title = notebook.titles.get(question.language) or notebook.titles.get("zh") or notebook.name
    return PagePlan(
        notebook=notebook, title=title, parameters=parameters, inputs=own, key=code, reuse=reuse
    )


def _has(run: PastRun, name: str, code: str) -> bool:
    page = run.page(name)
    return (
        page.get("key") == code
        and not page.get("fault")
        and (run.place / f"{name}.html").is_file()
        and (run.place / "notebooks" / f"{name}.ipynb").is_file()
    )
