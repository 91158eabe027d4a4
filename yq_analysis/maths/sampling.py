"""Pass rates are samples: how sure a printed rate is, and how many
failures a year can still bear.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import betaincc, betaln, gammaln

from yq_analysis.maths.requirements import need, number


def pass_probability(passed: float, tested: float, rate: float) -> float:
    """Probability that the true pass rate is at least `rate` (a fraction), given passed of tested
    samples.

    Beta posterior with Jeffreys' prior, Beta(passed + 1/2, failed + 1/2).
    Source: Brown, Cai, DasGupta (2001), Interval estimation for a binomial proportion, Statistical
    Science 16.

    >>> round(pass_probability(98, 100, 0.98), 3), round(pass_probability(14090, 14437, 0.98), 3)
    (0.452, 0.0)
    """
    need(
        (number(tested) and tested > 0, "tested", "above_0"),
        (number(passed) and 0 <= passed <= tested, "passed", "within_tested"),
        (number(rate) and 0 < rate < 1, "rate", "share"),
    )
    return float(betaincc(passed + 0.5, tested - passed + 0.5, rate))


def failures_allowed(tested: int, rate: float) -> int:
    """How many of `tested` samples may fail so that the printed rate still meets `rate` (a
    fraction).

    >>> failures_allowed(650, 0.98)
    13
    """
    need(
        (number(tested) and tested >= 0, "tested", "not_negative"),
        (number(rate) and 0 < rate <= 1, "rate", "up_to_1"),
    )
    return math.floor(tested * (1 - rate) + 1e-9)


def failures_left(failed: int, planned: int, rate: float) -> int:
    """How many more failures a year of `planned` samples can bear after `failed`; negative: already
    too many.

    >>> failures_left(failed=5, planned=650, rate=0.98)
    8
    """
    return failures_allowed(planned, rate) - int(failed)


def year_probability(failed: int, tested: int, planned: int, rate: float) -> float:
    """Probability that the year's printed rate meets `rate` once all `planned` samples are tested.

    The samples still to come fail beta-binomially, with the posterior of those already seen.

    >>> round(year_probability(failed=5, tested=400, planned=650, rate=0.98), 3)
    0.968
    """
    need((number(planned) and planned >= tested, "planned", "least_tested"))
    left = failures_left(failed, planned, rate)
    if left < 0:
        return 0.0
    coming, a, b = planned - tested, failed + 0.5, tested - failed + 0.5
    fail = np.arange(min(left, coming) + 1)
    logs = (
        gammaln(coming + 1)
        - gammaln(fail + 1)
        - gammaln(coming - fail + 1)
        + betaln(fail + a, coming - fail + b)
        - betaln(a, b)
    )
    return min(float(np.exp(logs).sum()), 1.0)
