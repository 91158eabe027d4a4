"""Series, projections and targets become verdicts.

assess(series, projections, targets) -> one row a target and caliber
sentence(row) -> the row as official prose; blanks(row): where each blank comes from
revisions(verdicts_by_as_of) -> what new editions changed, and whether a verdict flipped
"""

from __future__ import annotations

from yq_analysis.analysis.assessment.assessing import COLUMNS, assess
from yq_analysis.analysis.assessment.progress_methods import METHODS
from yq_analysis.analysis.assessment.verdict_revisions import revisions
from yq_analysis.analysis.assessment.verdicts import LIKELY, UNLIKELY
from yq_analysis.presenting.wording.sentences import blanks, sentence

__all__ = ["COLUMNS", "LIKELY", "METHODS", "UNLIKELY", "assess", "blanks", "revisions", "sentence"]
