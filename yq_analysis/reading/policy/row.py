"""One target as it travels through the room."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from yq_analysis.model import TARGETS

COLUMNS = [*TARGETS, "suspect"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """The columns of `model.TARGETS`, and what is suspect about the row ("" where nothing is)."""

    no: str = ""
    indicator: str
    year: int | None
    value: float | None = None
    upper: float | None = None
    comparator: str = ""
    unit: str = ""
    binding: str = "none"
    basis: str = "level"
    base_year: int | None = None
    provisional: bool = False
    text: str
    line: int
    suspect: str = ""

    def record(self) -> dict[str, object]:
        return asdict(self)
