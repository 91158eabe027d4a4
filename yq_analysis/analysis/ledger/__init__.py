"""Readings and transcription sheets become observations: our codes and units, editions side by
side, calibers apart.

The door::

    manifest = ledger.read_manifest(raw) # data/raw: every file, checked against its sha256 printed
    = [ledger.Printed(file=name, table=reading, edition=…, area=…, calibers=…) …] book =
    ledger.observe(printed, sheets, lists) # sheets: ledger.read_sheet(path) of manifest.sheets
    book, doubts = ledger.screen(book, lists, today) # what cannot be is set aside or doubted
    book.observations, book.conflicts, book.revisions, book.repeats, book.unmapped, book.aside,
    book.corrected ledger.latest(book.observations, as_of="2024-06") # one figure a cell: the newest
    edition wins

Nothing is dropped: what cannot become a yearly observation stands in `unmapped` (a label, unit or
area that the catalogue does not know) or in `aside` (a quarter, a target, a lower bound) with its
place.
"""

from __future__ import annotations

from yq_analysis.analysis.ledger.conflicts import CONFLICTS, REPEATS, REVISIONS, revisions, vintages
from yq_analysis.analysis.ledger.label_feedback import feed_back
from yq_analysis.analysis.ledger.manifest import MANIFEST, Manifest, calibers_of, read_manifest
from yq_analysis.analysis.ledger.observe import ASIDE, CORRECTED, UNMAPPED, Ledger, observe
from yq_analysis.analysis.ledger.output import PART, tables_of, write
from yq_analysis.analysis.ledger.plausibility import screen
from yq_analysis.analysis.ledger.sources import SHEET, Printed, Sheet, is_sheet, read_sheet
from yq_analysis.maths.editions import effective_edition, latest

__all__ = [
    "ASIDE",
    "CONFLICTS",
    "CORRECTED",
    "MANIFEST",
    "PART",
    "REPEATS",
    "REVISIONS",
    "SHEET",
    "UNMAPPED",
    "Ledger",
    "Manifest",
    "Printed",
    "Sheet",
    "calibers_of",
    "effective_edition",
    "feed_back",
    "is_sheet",
    "latest",
    "observe",
    "read_manifest",
    "read_sheet",
    "revisions",
    "screen",
    "tables_of",
    "vintages",
    "write",
]
