"""Values of a record as pages print them, and as the numbers that they were."""

from __future__ import annotations

from typing import Any

from yq_analysis.presenting.wording import number as printed


def number(value: Any) -> str:
    """A number as pages print it; text as it is.

    >>> number(12.3456), number(-16.0), number(117746.3), number(None), number("met")
    ('12.35', '−16', '117,746', '', 'met')
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, int):
        return (f"{value:,}" if abs(value) >= 10_000 else str(value)).replace("-", "−")
    return printed(value)


def as_number(text: str) -> Any:
    """A record's text as the number it was; codes with a leading zero and long ones stay text.

    >>> as_number("12"), as_number("0.5"), as_number("010101"), as_number("met")
    (12, 0.5, '010101', 'met')
    """
    if (text.startswith("0") and text.isdigit()) or (text.isdigit() and len(text) >= 6):
        return text
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
