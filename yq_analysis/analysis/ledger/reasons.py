"""Reasons in a file: the sentence for people in its column, and beside it the code and the values
that it is made of, so that a page can say it in another language.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from yq_analysis.check import Message

REASON = "reason"
CODE = "reason_code"  # a column of the file only: JSON of code and values


def with_codes(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a column of codes, where its reasons are messages.

    >>> table = pd.DataFrame({"reason": [Message("ledger_no_number", value="x")]}, dtype=object)
    >>> with_codes(table)["reason_code"].iloc[0]
    '["ledger_no_number", {"value": "x"}]'
    """
    if REASON not in table or not any(isinstance(one, Message) for one in table[REASON]):
        return table
    return table.assign(**{CODE: [_packed(one) for one in table[REASON]]})


def as_messages(table: pd.DataFrame) -> pd.DataFrame:
    """A table as it was before it was written: its reasons are messages again.

    >>> table = pd.DataFrame({"reason": ["“x”不是一个数"], "reason_code":
    ...     ['["ledger_no_number", {"value": "x"}]']})
    >>> as_messages(table)["reason"].iloc[0].text("en")
    '“x” is no number'
    """
    if CODE not in table:
        return table
    reasons = [
        _unpacked(json.loads(code)) if code else text
        for text, code in zip(table[REASON], table[CODE], strict=True)
    ]
    named = pd.Series(reasons, index=table.index, dtype=object)
    return table.drop(columns=CODE).assign(**{REASON: named})


def _packed(reason: str) -> str:
    return json.dumps(_plain(reason), ensure_ascii=False) if isinstance(reason, Message) else ""


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return [value.code, {name: _plain(one) for name, one in value.values.items()}]
    return value.item() if hasattr(value, "item") else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        code, values = value
        return Message(code, **{name: _unpacked(one) for name, one in values.items()})
    return value
