"""A policy document -> targets: what is asked for, by when, how firmly, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike

import pandas as pd

from yq_analysis.check import Problem, refuse
from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph, paragraphs
from yq_analysis.reading.files.documents import open_document
from yq_analysis.reading.policy import clock, flattened, page_breaks
from yq_analysis.reading.policy import running_text as prose
from yq_analysis.reading.policy import target_tables as tables
from yq_analysis.reading.policy.outline import Place
from yq_analysis.reading.policy.row import COLUMNS, Aside, Target
from yq_analysis.reading.policy.setting import describe
from yq_analysis.reading.policy.suspects import without_repeats

__all__ = ["COLUMNS", "read_targets"]


def read_targets(source: str | PathLike[str] | bytes) -> pd.DataFrame:
    """Every target of a policy document, one a row.

    `source` is a path (.txt, .md, .html, .docx, .pdf), the bytes of such a file, or the text itself.
    The table has the columns of `model.TARGETS` and, last, `suspect`: what a careful reader would ask
    about the row ("" where nothing). Numbers are as printed, in the printed unit; a reduction is
    positive. `value` is missing where the target is set in words, `year` where the text states none.
    `text` is the wording (a table's cell, a clause) and `line` where it stands in the source; for
    Word files a line is a paragraph or a table's row.

    A document without targets gives a table without rows. Raises `DataProblem` for a file that is
    missing, empty or no document.

    >>> found = read_targets("到2025年,制造业产品质量合格率达到94%以上,单位GDP能耗比2020年下降13.5%。")
    >>> found[["indicator", "year", "value", "comparator", "basis"]].values.tolist()
    [['制造业产品质量合格率', 2025, 94.0, '>=', 'level'], ['单位GDP能耗', 2025, 13.5, '=', 'cumulative']]
    """
    if not isinstance(source, (str, PathLike, bytes)):
        refuse(
            [
                Problem(
                    where="source",
                    what=f"is a {type(source).__name__}",
                    next="give a path or the document's text",
                )
            ]
        )
    blocks = [_unflattened(block) for block in page_breaks.joined(open_document(source))]
    setting = describe(
        [p.text for b in blocks for p in (paragraphs(b) if isinstance(b, Grid) else [b])]
    )
    targets: list[list[Target]] = []
    aside: list[Aside] = []
    place = Place(state=clock.start(setting))
    running = _running(blocks)
    for i, block in enumerate(blocks):
        if isinstance(block, Grid):
            found = tables.read(
                block,
                before=_texts(blocks[max(i - 3, 0) : i]),
                after=_texts(blocks[i + 1 : i + 8]),
                setting=setting,
            )
            if found is not None:
                targets.append(found[0])
                aside += found[1]
                place = replace(place, box="")
                continue
        for paragraph in running[i]:
            made, place = prose.read(paragraph, place, setting)
            targets.append(made.targets)
            aside += made.aside
    return _frame(without_repeats(targets))


def _unflattened(block: Block) -> Block:
    return (flattened.grid(block) or block) if isinstance(block, Paragraph) else block


def _running(blocks: Sequence[Block]) -> list[list[Paragraph]]:
    return [paragraphs(b) if isinstance(b, Grid) else [b] for b in blocks]


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [b.text for b in blocks if isinstance(b, Paragraph)]


def _frame(targets: Sequence[Target]) -> pd.DataFrame:
    frame = pd.DataFrame([target.record() for target in targets], columns=COLUMNS)
    whole = dict.fromkeys(("year", "base_year", "line"), "Int64")
    return frame.astype(
        {
            **whole,
            "value": "float64",
            "upper": "float64",
            "provisional": "bool",
            **dict.fromkeys(
                ("no", "indicator", "comparator", "unit", "binding", "basis", "text", "suspect"),
                "str",
            ),
        }
    )
