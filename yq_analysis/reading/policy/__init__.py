"""A policy document -> targets: what is asked for, by when, how firmly, and in which words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike

import pandas as pd

from yq_analysis.check import Message, Problem, refuse
from yq_analysis.reading.files.cell import read_in_cell
from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph, paragraphs
from yq_analysis.reading.files.documents import is_text, open_document
from yq_analysis.reading.policy import about, clock, flattened, page_breaks
from yq_analysis.reading.policy import running_text as prose
from yq_analysis.reading.policy import target_tables as tables
from yq_analysis.reading.policy.about import About
from yq_analysis.reading.policy.outline import Place
from yq_analysis.reading.policy.row import ASIDE, COLUMNS, Aside, Target
from yq_analysis.reading.policy.setting import Setting, describe
from yq_analysis.reading.policy.suspects import without_repeats
from yq_analysis.reading.policy.text_tables import regroup, upright

__all__ = ["ASIDE", "COLUMNS", "DocumentReading", "read_document", "read_targets"]


@dataclass(frozen=True, kw_only=True)
class DocumentReading:
    """What one document gave.

    Attributes
    ----------
    targets : DataFrame
        As `read_targets` returns it.
    aside : DataFrame
        Every printed number that became no target: line, number, text, reason.
    about : About
        The document's name, number, date and address, where printed.
    setting : Setting
        The years that the document is about.
    price_lines : tuple of str
        The lines that speak of price bases.
    read, past : int
        Numbers read as targets, and numbers that tell of the past.
    """

    targets: pd.DataFrame
    aside: pd.DataFrame
    about: About
    setting: Setting
    price_lines: tuple[str, ...]
    read: int
    past: int

    @property
    def seen(self) -> int:
        """Numbers printed where the document does not tell of the past."""
        return self.read + len(self.aside) - self.past

    def count(self) -> list[Message]:
        """How many numbers were seen, read and set aside, and for which reasons."""
        reasons = Counter(reason for reason in self.aside["reason"] if reason.code != "policy_past")
        said = Message(
            "policy_count",
            seen=self.seen,
            read=self.read,
            aside=self.seen - self.read,
            past=self.past,
        )
        return [
            said,
            *(Message("policy_count_of", reason=r, n=n) for r, n in reasons.most_common()),
        ]

    @property
    def lost(self) -> bool:
        """Whether the document prints numbers and none of them became a target."""
        return self.targets.empty and len(self.aside) > 0


def read_targets(source: str | PathLike[str] | bytes) -> pd.DataFrame:
    """Every target of a policy document, one a row.

    `source` is a path (.txt, .md, .html, .docx, .pdf), the bytes of such a file, or the text
    itself. The table has the columns of `model.TARGETS` and, last, `suspect`: what a careful reader
    would ask about the row ("" where nothing). Numbers are as printed, in the printed unit; a
    reduction is positive. `value` is missing where the target is set in words or its number is
    damaged, `year` where the text states none. `text` is the wording (a table's cell, a clause) and
    `line` where it stands in the source; for Word files a line is a paragraph or a table's row.

    A document without targets gives a table without rows; `read_document` says which numbers were
    set aside, and why. Raises `DataProblem` for a file that is missing, empty or no document.

    >>> found = read_targets("到2025年,制造业产品质量合格率达到94%以上,单位GDP能耗比2020年下降13.5%。")
    >>> found[["indicator", "year", "value", "comparator", "basis"]].values.tolist()
    [['制造业产品质量合格率', 2025, 94.0, '>=', 'level'], ['单位GDP能耗', 2025, 13.5, '=',
    'cumulative']]
    """  # noqa: E501
    return read_document(source).targets


def read_document(source: str | PathLike[str] | bytes) -> DocumentReading:
    """The targets of a policy document, and every number that became none, with the reason.

    >>> read = read_document("到2025年,合格率达到94%以上。设置主要指标24项。")
    >>> read.seen, read.read, read.aside[["number", "reason"]].values.tolist()
    (2, 1, [['24', '看不出是哪项指标的目标']])
    """
    if not isinstance(source, (str, PathLike, bytes)):
        kind = type(source).__name__
        refuse(
            [
                Problem(
                    where="source",
                    what=Message("policy_no_source", kind=kind),
                    next=Message("policy_give_source"),
                )
            ]
        )
    if is_text(source):
        return _read(source)
    name = "document" if isinstance(source, bytes) else str(source)
    asked = source if isinstance(source, bytes) else str(source)
    reading: DocumentReading = read_in_cell(f"{__name__}:_read", name, asked)
    return reading


def _read(source: str | PathLike[str] | bytes) -> DocumentReading:
    """The reading itself: of a file in the cell's process, of a text here."""
    blocks = [_unflattened(block) for block in page_breaks.joined(regroup(open_document(source)))]
    lines = [p.text for b in blocks for p in (paragraphs(b) if isinstance(b, Grid) else [b])]
    setting = describe(lines)
    targets: list[list[Target]] = []
    aside: list[Aside] = []
    place = Place(state=clock.start(setting))
    running = _running(blocks)
    for i, block in enumerate(blocks):
        if isinstance(block, Grid):
            found = tables.read(
                upright(block),
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
    return DocumentReading(
        targets=_frame(without_repeats(targets)),
        aside=pd.DataFrame([a.record() for a in aside], columns=ASIDE),
        about=about.describe(lines, setting, _raw(source)),
        setting=setting,
        price_lines=tuple(line for line in lines if re.search(r"价格|当年价|现价", line)),
        read=sum(
            x is not None for found_here in targets for t in found_here for x in (t.value, t.upper)
        ),
        past=sum(a.past for a in aside),
    )


def _raw(source: str | PathLike[str] | bytes) -> str:
    """The beginning of a page as it was saved: browsers write the address into it."""
    if isinstance(source, bytes):
        return source[:20_000].decode("utf-8", "ignore")
    if isinstance(source, str) and ("\n" in source or source.lstrip().startswith("<")):
        return source[:20_000]
    try:
        with open(source, "rb") as file:
            return file.read(20_000).decode("utf-8", "ignore")
    except OSError:
        return ""


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
                ("no", "indicator", "comparator", "unit", "binding", "basis", "text"), "str"
            ),
            "suspect": "object",  # messages, that keep their English
        }
    )
