"""Series, projections and targets become verdicts.

assess(series, projections, targets) -> one row a target and caliber
revisions(verdicts_by_as_of) -> what new editions changed, and whether a verdict flipped
"""

from __future__ import annotations

from yq_analysis.analysis.assessment.assessing import COLUMNS, assess
from yq_analysis.analysis.assessment.progress_methods import METHODS
from yq_analysis.analysis.assessment.verdict_revisions import revisions
from yq_analysis.analysis.assessment.verdicts import LIKELY, UNLIKELY

__all__ = ["COLUMNS", "LIKELY", "METHODS", "UNLIKELY", "assess", "revisions"]
