"""Series, projections and targets become verdicts.

assess(series, projections, targets) -> one row a target and caliber
sentence(row)                        -> the row as official prose; blanks(row): where each blank comes from
revisions(verdicts_by_as_of)         -> what new editions changed, and whether a verdict flipped
"""

from __future__ import annotations

from yq_analysis.assessment.court import COLUMNS, assess
from yq_analysis.assessment.editions import revisions
from yq_analysis.assessment.methods import METHODS
from yq_analysis.assessment.prose import blanks, sentence
from yq_analysis.assessment.verdicts import LIKELY, UNLIKELY

__all__ = ["COLUMNS", "LIKELY", "METHODS", "UNLIKELY", "assess", "blanks", "revisions", "sentence"]
