"""One target as it travels through the room, and one number that is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from yq_analysis.check import Message, Messages
from yq_analysis.model import TARGETS

COLUMNS = [*TARGETS, "suspect"]
# every number that became no target: where it stands, its words, and why
ASIDE = ["line", "number", "text", "reason"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """The columns of `model.TARGETS`, and what is suspect about the row."""

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
    suspect: Messages = field(default_factory=Messages)

    def record(self) -> dict[str, object]:
        return dict(vars(self))


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A printed number that no row takes; `past`: it stands where the
    document tells of the past.
    """

    line: int
    number: str
    text: str
    reason: Message
    past: bool = False

    def record(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ASIDE}
