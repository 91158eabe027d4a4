"""What must be said beside a verdict, in Chinese or English."""

from __future__ import annotations

from typing import Literal

from yq_analysis.check import Message

Language = Literal["zh", "en"]


def said(code: str, language: Language, **values: object) -> str:
    """One note in words.

    >>> said("base", "en", year=2020)
    'progress is counted from 2020'
    """
    return Message(f"assess_{code}", **values).text(language)


def joined(parts: list[str], language: Language) -> str:
    """All notes in one line, each once."""
    return ("；" if language == "zh" else "; ").join(dict.fromkeys(part for part in parts if part))
