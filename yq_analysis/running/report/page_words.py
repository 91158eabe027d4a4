"""What a page says around the notebook's own text, in both languages."""

from __future__ import annotations

from functools import cache
from typing import Literal

from yq_analysis.check import one_of, wordings

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
HTML_LANG: dict[str, str] = {"zh": "zh-CN", "en": "en"}


def checked(language: str) -> Language:
    """`language` if it is one of ours; otherwise refused."""
    return one_of(language, LANGUAGES, name="language")  # type: ignore[arg-type]


@cache
def words(language: str) -> dict[str, str]:
    """The words of `language`; an unknown one is refused.

    >>> words("zh")["verdict"], words("en")["verdict"]
    ('研判结论', 'Verdict')
    """
    checked(language)
    return wordings("report.", language) | wordings("code.verdict.", language)
