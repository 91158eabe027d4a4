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


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the document says of itself: the year it was issued, the span its title names, whether it only reports.

    `yearly` is the one year that a yearly plan or a government's report is about; `horizons` are the years that the
    document itself calls "到…年".
    """

    issued: int | None = None
    span: tuple[int, int] | None = None
    report: bool = False
    yearly: int | None = None
    horizons: frozenset[int] = frozenset()
