"""Which label column says what: the names, the group, the place, the year, the unit, a code, the
English.
"""

from __future__ import annotations

import re

from yq_analysis.reading.yearbook.anatomy import Block
from yq_analysis.reading.yearbook.label_text import has_han, is_foreign, tidy
from yq_analysis.reading.yearbook.line_kinds import is_key_column, says_year
from yq_analysis.reading.yearbook.regions import share_of_regions
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.units import is_unit

_UNIT_CORNER = re.compile(r"^(?:计量)?单位$|^unit$", re.IGNORECASE)
_CODE_TEXT = re.compile(r"[A-Z]{0,5}\d{0,10}\Z")
_CODE_CORNER = re.compile(
    r"^(?:行业|地区|指标|产品)?(?:代码|编码|代号|序号|行次)|(?:代码|编码)\Z|^code$", re.IGNORECASE
)


def _are_codes(texts: list[str]) -> bool:
    """Codes are capitals and digits, most with a digit: 01, TVA, E37000001."""
    bare = [text.strip() for text in texts]
    return all(_CODE_TEXT.match(text) for text in bare) and 2 * sum(
        any(sign.isdigit() for sign in text) for text in bare
    ) >= len(bare)


def stub_roles(page: Page, block: Block) -> tuple[dict[int, str], str]:
    """The role of each label column, and the word in the corner."""
    roles: dict[int, str] = {}
    filled: dict[int, list[int]] = {}
    corners: dict[int, str] = {}
    for column in block.stub:
        filled[column] = [row for row in block.body if (row, column) in page.values]
        words = [
            page.text(*page.spread(row, column)[0])
            for row in block.header
            if page.is_text(*page.spread(row, column)[0])
            and page.spread(row, column)[0][0] >= block.header[0]
        ]
        corners[column] = tidy("".join(dict.fromkeys(words)))
    for column in block.stub:
        rows = filled[column]
        texts = [page.text(row, column) for row in rows if page.is_text(row, column)]
        numbers = [row for row in rows if page.is_figure(row, column)]
        if not rows:
            roles[column] = "empty"
        elif (
            _UNIT_CORNER.match(corners[column])
            and (len(block.stub) > 1 or not texts or any(map(is_unit, texts)))
        ) or (
            texts
            and sum(map(is_unit, texts)) > 0.6 * len(texts)
            and any(other != column and filled[other] for other in block.stub)
        ):
            roles[column] = "unit"
        elif numbers and len(numbers) > len(texts):
            years = all(page.year(row, column) for row in numbers)
            roles[column] = (
                "year"
                if years
                and (is_key_column(page, column, numbers) or says_year(page, column, numbers))
                else "code"
            )
        elif (
            len(block.stub) > 1
            and texts
            and (_CODE_CORNER.match(corners[column]) or _are_codes(texts + ["0"] * len(numbers)))
        ):
            roles[column] = "code"
        elif (
            texts
            and sum(map(is_foreign, texts)) > 0.6 * len(texts)
            and any(
                has_han(page.text(row, other))
                for other in block.stub
                if other != column
                for row in filled[other]
            )
        ):
            roles[column] = "english"
        else:
            roles[column] = "name"
    _groups_among(page, block, roles, filled)
    word = next(
        (
            corners[column]
            for column in block.stub
            if roles[column] in ("name", "group", "region") and corners[column]
        ),
        "",
    )
    return roles, word


def _groups_among(
    page: Page, block: Block, roles: dict[int, str], filled: dict[int, list[int]]
) -> None:
    """Of several name columns, the sparse one on the left groups the rows; one of places gives the
    region.
    """
    names = [column for column in block.stub if roles[column] == "name"]
    if len(names) < 2:
        return
    last = names[-1]
    for column in names[:-1]:
        merged = any(
            page.spread(row, column)[1][2] > page.spread(row, column)[1][0]
            for row in filled[column]
        )
        if merged or len(filled[column]) < 0.7 * len(filled[last]):
            places = (
                share_of_regions([tidy(page.text(row, column)) for row in filled[column]]) >= 0.5
            )
            roles[column] = "region" if places and "region" not in roles.values() else "group"
    dense = [column for column in names if roles[column] == "name"]
    if len(dense) > 1:
        for column in dense:
            if share_of_regions([tidy(page.text(row, column)) for row in filled[column]]) >= 0.5:
                roles[column] = "region"
                break
