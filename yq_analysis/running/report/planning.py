"""What has to be run: the notebooks, their parameters for each area, and which pages last time's run already has."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yq_analysis.check import Problem, QuestionProblem, refuse
from yq_analysis.running.report import unchanged as fresh
from yq_analysis.running.report.parameters import Parameter, check, read_notebook, signature
from yq_analysis.running.report.question import Area, Question
from yq_analysis.running.report.run_record import PastRun, of_question, past_runs

# 01 to 89 are pages of a report; 00 and from 90 on are for people in JupyterLab.
_PAGE = re.compile(r"(?!00)[0-8]\d_[\w-]+\.ipynb$")
_HEADING = re.compile(r"^#\s+(.+?)\s*$", re.M)


@dataclass(frozen=True, kw_only=True)
class Notebook:
    """A notebook that makes a page."""

    path: Path
    titles: Mapping[str, str]
    signature: Mapping[str, Parameter]
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass(frozen=True, kw_only=True)
class PagePlan:
    """One page to be: from which notebook, with which parameters; `reuse` is the run that already has it."""

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
    """The pages of one area; `previous` are its runs of the same question, newest first; `left_out` the pages not asked for."""

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


def find_notebooks(folder: Path, *, only: Sequence[str] = ()) -> list[Notebook]:
    """The notebooks of `folder` that make pages, in the order of their names; `only` chooses by (part of) name."""
    paths = (
        sorted(path for path in folder.glob("*.ipynb") if _PAGE.match(path.name))
        if folder.is_dir()
        else []
    )
    if not paths:
        refuse(
            [
                Problem(
                    where=str(folder),
                    what="has no notebook for a page",
                    next="put one there, named 01_something.ipynb",
                )
            ],
            kind=QuestionProblem,
        )
    wrong = [
        Problem(
            where="--only",
            what=f"no notebook is called {word!r}",
            next="there are: " + ", ".join(path.stem for path in paths),
        )
        for word in only
        if not any(word in path.stem for path in paths)
    ]
    refuse(wrong, kind=QuestionProblem)
    if only:
        paths = [path for path in paths if any(word in path.stem for word in only)]
    return [_notebook(path) for path in paths]


def _notebook(path: Path) -> Notebook:
    content = read_notebook(path)
    metadata = content.get("metadata", {})
    title = metadata.get("yq", {}).get("title") or metadata.get("title")
    if isinstance(title, Mapping):
        titles = {str(language): str(text) for language, text in title.items()}
    else:
        titles = {"zh": str(title or _first_heading(content) or path.stem)}
    return Notebook(
        path=path, titles=titles, signature=signature(content, name=path.name), content=content
    )


def _first_heading(content: Mapping[str, Any]) -> str:
    for cell in content["cells"]:
        if cell.get("cell_type") == "markdown":
            source = cell["source"]
            found = _HEADING.search(source if isinstance(source, str) else "".join(source))
            if found:
                return found[1]
    return ""


def left_out(folder: Path, chosen: Sequence[Notebook]) -> list[str]:
    """The names of the notebooks of `folder` that make pages and are not among those chosen."""
    names = {notebook.name for notebook in chosen}
    return sorted(
        path.stem
        for path in folder.glob("*.ipynb")
        if _PAGE.match(path.name) and path.stem not in names
    )


def check_question(question: Question, notebooks: Sequence[Notebook]) -> None:
    """Raise `QuestionProblem` for parameters that no notebook declares or that do not fit; touches nothing."""
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
    """What each area needs. Raises `QuestionProblem` for parameters that no notebook declares or that do not fit.

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
    """The values to hand over. Notebooks in one language need not declare it, as long as it is the usual one."""
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
    parameters = dict(values)
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
