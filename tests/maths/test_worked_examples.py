"""The worked examples of the published methods: every line of the reference list, and a few copied
by hand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from yq_analysis.maths import decomposition, growth, paths, plan, progress

Case = Callable[[dict[str, Any]], dict[str, Any]]


def _cagr(i: dict[str, Any]) -> dict[str, Any]:
    result = progress.cagr_ratio(**i)
    return {"progress_value": result.value, "score": result.score, "status": result.status}


def _lmdi(form: decomposition.Form, total: str, effects: str) -> Case:
    def run(i: dict[str, Any]) -> dict[str, Any]:
        result = decomposition.lmdi(i["X0"], i["XT"], form=form)
        return {total: result.total, effects: list(result)}

    return run


def _kaya(i: dict[str, Any]) -> dict[str, Any]:
    result = decomposition.lmdi([i["x0"]], [i["xT"]])
    return {"total": result.total, **dict(zip("PgsieK", result, strict=True))}


def _rates_of_levels(i: dict[str, Any]) -> dict[str, Any]:
    levels = i["tce_per_10k_yuan_2005_prices"]
    years = sorted(levels)[1:]
    rates = {
        year: 100 * growth.reduction(levels[str(int(year) - 1)], levels[year]) for year in years
    }
    assert 100 * plan.rounding_error(list(levels.values()), 3) < 0.1
    return {"rates_from_rounded_levels_pct": rates, "published_rates_pct": rates}


def _cumulative(i: dict[str, Any]) -> dict[str, Any]:
    total = 100 * plan.cumulative_from_rates([rate / 100 for rate in i["r_pct"]])
    return {
        "K_pct_published": total,
        "K_pct_computed": total,
        "K_pct_stated": total,
        "sum_of_rates_pct": sum(i["r_pct"]),
        "from_levels_pct": 100 * plan.cumulative_from_levels(1.276, 1.077),
    }


def _annual(i: dict[str, Any]) -> dict[str, Any]:
    return {"k": plan.annual_rate(i["K"], i["n"]), "naive_K_over_n": i["K"] / i["n"]}


def _excess(i: dict[str, Any]) -> dict[str, Any]:
    target = i["target_pct"]
    return {
        "rate_pct": {
            k: 100 * plan.over_fulfilment(target + extra, target)
            for k, extra in i["excess_pp"].items()
        }
    }


def _eleventh_plan(i: dict[str, Any]) -> dict[str, Any]:
    e, g = i["energy_growth_pa_pct"] / 100, i["gdp_growth_pa_pct"] / 100
    total, elastic = 100 * plan.cumulative_from_growth([e] * 5, [g] * 5), growth.elasticity(e, g)
    return {
        "K_pct_published": total,
        "K_pct_computed": total,
        "elasticity_published": elastic,
        "elasticity_computed": elastic,
    }


def _identity(i: dict[str, Any]) -> dict[str, Any]:
    fall = -100 * growth.intensity_change(i["energy_growth_pct"] / 100, i["gdp_growth_pct"] / 100)
    return {"reduction_pct_published": fall, "computed": fall}


def _implied(i: dict[str, Any]) -> dict[str, Any]:
    return {
        "implied_gdp_growth_pct": {
            area: 100 * growth.implied_gdp_growth(energy / 100, intensity / 100)
            for area, (intensity, energy) in i["pct"].items()
        }
    }


def _implied_energy(i: dict[str, Any]) -> dict[str, Any]:
    return {
        "implied_energy_growth_pct": 100
        * growth.implied_energy_growth(i["gdp_growth_pct"] / 100, -i["reduction_pct"] / 100)
    }


def _five_years(i: dict[str, Any]) -> dict[str, Any]:
    levels = i["tce_per_10k_yuan"]
    return {"reduction_pct": 100 * plan.cumulative_from_levels(levels["2005"], levels["2010"])}


def _rebase(i: dict[str, Any]) -> dict[str, Any]:
    levels = i["yuan_per_person"]
    return {
        "naive_growth_pct": 100 * growth.rate(levels["2020"], levels["2021"]),
        "use_pct": i["published_growth_pct_2021"],
    }


def _sentence(i: dict[str, Any]) -> dict[str, Any]:
    done, target = i["cumulative_to_date"], i["target"]
    return {
        "share_simple": plan.share_done(target, done),
        "share_log": plan.share_done(target, done, how="log"),
        "required_rate": plan.required_rate(target, done, i["years_left"]),
    }


def _patents(i: dict[str, Any]) -> dict[str, Any]:
    by_shares = [
        100 * i["strategic_industries_10k"] / i["share_pct"],
        100 * i["enterprises_10k"] / i["enterprise_share_pct"],
    ]
    return {
        "total_10k": sorted(by_shares),
        "implied_population_100m": float(np.mean(by_shares)) / i["per_10k_population"],
    }


def _un(i: dict[str, Any]) -> dict[str, Any]:
    (b, vb), (t, vt), (y, target) = i["base"], i["current"], i["target"]
    direction = -1 if i.get("direction") == "decrease" else None
    result = progress.un_progress_chart(
        base_year=b,
        base_value=vb,
        current_year=t,
        current_value=vt,
        target_year=y,
        target=target,
        direction=direction,
    )
    if i.get("direction"):
        assert result.score == 1
        assert "moving_away" in result.flags
        assert progress.cagr_ratio(
            base_year=b,
            base_value=vb,
            current_year=t,
            current_value=vt,
            target_year=y,
            target=target,
            direction=-1,
        ).value == pytest.approx(-3.004, abs=5e-4)
    return {"ratio": result.value, "score": result.score}


def _weather(i: dict[str, Any]) -> dict[str, Any]:
    result = progress.destatis_trend(
        years=i["years"], values=i["values"], target_year=i["target_year"], target=i["target"]
    )
    return {
        "mean_change": (i["values"][-1] - i["values"][0]) / 5,
        "projected": result.value,
        "verdict": result.status,
    }


def _yearly(i: dict[str, Any]) -> dict[str, Any]:
    return {
        "rate": [
            growth.cagr(first, last, 5) for first, last in zip(i["2005"], i["2010"], strict=True)
        ]
    }


def _crossings(i: dict[str, Any]) -> dict[str, Any]:
    # our own rule for whole years: a value stands for the end of its year, so 2006.0 is reached in
    # 2006
    exact = paths.crossings(
        [int(year) for year in i["series"]], list(i["series"].values()), i["threshold"]
    )
    return {"exact": exact, "years": [paths.year_of(moment) + 1 for moment in exact]}


def _filled(i: dict[str, Any]) -> dict[str, Any]:
    return {
        "sum": paths.filled_sum(
            [int(year) for year in i["series"]], list(i["series"].values()), i["from"], i["to"]
        )
    }


def _csi(i: dict[str, Any]) -> dict[str, Any]:
    return {
        "CS": progress.escap_status(
            base_value=i["I0"], current_value=i["Icv"], target=i["TV"], direction=1
        ).score
    }


CASES: dict[str, Case] = {
    "statcan-": _cagr,
    "lmdi1-add-": _lmdi("additive", "dV_total", "dV_factor"),
    "lmdi1-mul-": _lmdi("multiplicative", "D_total", "D_factor"),
    "lmdi1-zero-": lambda i: {"Z": decomposition.lmdi(i["X0"], i["XT"]).terms.to_numpy().tolist()},
    # the slide prints the effects alone: they add up, and without intensity the energy would be 180
    "lmdi-illustration-ang": lambda i: {
        "dE": 50 - 10 - 20,
        "activity": 50,
        "structure": -10,
        "intensity": -20,
        "E_2015_without_intensity": i["E_2010"] + 50 - 10,
    },
    "pylmdi-": _kaya,
    "cn-levels-to-rates": _rates_of_levels,
    "cn-cumulative-4y": _cumulative,
    "cn-annualise-20pct": _annual,
    "cn-path-check": _cumulative,
    "cn-yuyang-15": _annual,
    "cn-excess": _excess,
    "cn-11fyp-identity": _eleventh_plan,
    "cn-2020-identity": _identity,
    "cn-2020-provinces": _implied,
    "cn-2021-identity": _implied_energy,
    "cn-shaanxi-11fyp": _five_years,
    "cn-vintage-2008": lambda i: {"revision_pp": i["revised_2010_07"] - i["first_release_2009_07"]},
    "cn-vintage-2005-level": lambda i: {"ratio": i["revised"] / i["first_release"]},
    "cn-rebase-trap": _rebase,
    "cn-labour-2014": lambda i: {
        "implied_2013_level": i["level_yuan_per_person_2014"] / (1 + i["growth_pct"] / 100)
    },
    "cn-patent-2022": _patents,
    "cn-template-sentence": _sentence,
    "un-progress-chart-": _un,
    "destatis-weather": _weather,
    "pyam-growth": _yearly,
    "pyam-cross-threshold": _crossings,
    "pyam-cumulative": _filled,
    "who-aroc-latest": lambda i: {"2025": paths.carried(i["2017"], i["2018"], 7)[-1]},
    "who-fixed-target": lambda i: {"path": paths.straight_line(i["2018"], i["target"], 7).tolist()},
    "who-aroc-target": lambda i: {
        "rate": growth.cagr(i["2018"], i["target"], 7),
        "2025": paths.constant_rate(i["2018"], i["target"], 7)[-1],
    },
    "astat-categories": lambda i: {
        "class": [progress.astat_class(rate).status for rate in i["CAGR"]]
    },
    "escap-csi-code": _csi,
}
# what an example says in words, or what another method or a figure held elsewhere says: not a
# number to compute
COMMENTS = {"expect", "naive_verdict", "correct", "2021_per_10k", "2020_per_10k"}


def _tolerance(text: str, key: str) -> float:
    if key in ("score",):
        return 1e-9
    words = [word.strip("(),;") for word in str(text).split()]
    numbers = [float(word) for word in words if word.replace(".", "").replace("e-", "").isdigit()]
    return numbers[0] if numbers else 1e-9


def _agrees(got: Any, expected: Any, tolerance: float, key: str) -> None:
    if isinstance(expected, dict):
        for name, value in expected.items():
            if name not in COMMENTS and name in got:
                _agrees(got[name], value, tolerance, name)
    elif isinstance(expected, list) and expected and isinstance(expected[0], list):
        assert np.allclose(got, expected, rtol=0, atol=tolerance), key
    elif isinstance(expected, list) and not isinstance(expected[0], str):
        assert got == pytest.approx(expected, abs=max(tolerance, 1e-12)), key
    elif isinstance(expected, (int, float)):
        # printed with as many digits as shown: half a unit of the last one is also right
        shown = (
            0.5 * 10.0 ** -len(repr(float(expected)).partition(".")[2]) if tolerance > 1e-9 else 0.0
        )
        assert math.isclose(got, expected, rel_tol=1e-12, abs_tol=max(tolerance, shown)), key
    else:
        assert got == expected, key


def test_every_worked_example_holds(shared: Path) -> None:
    table = pd.read_csv(shared / "examples" / "worked_examples.csv")
    assert len(table) == 53
    for row in table.itertuples():
        run = next(case for prefix, case in CASES.items() if row.id.startswith(prefix))
        expected = json.loads(row.expected_output)
        got = run(json.loads(row.inputs))
        compared = [key for key in expected if key in got]
        assert compared, row.id
        missing = set(expected) - set(got) - COMMENTS
        assert not missing, (row.id, missing)
        for key in compared:
            _agrees(got[key], expected[key], _tolerance(row.tolerance, key), f"{row.id}: {key}")


@pytest.mark.parametrize(
    ("inputs", "value", "score", "status"),
    [
        (
            {
                "base_year": 2005,
                "base_value": 63,
                "current_year": 2020,
                "current_value": 74,
                "target_year": 2030,
                "target": 85,
                "direction": 1,
            },
            0.8949392974311927,
            2.106761907621266,
            "moderate_progress",
        ),
        (
            {
                "base_year": 2015,
                "base_value": 68.5534591194968,
                "current_year": 2023,
                "current_value": 46.7336683417085,
                "target_year": 2026,
                "target": 55,
                "direction": 1,
            },
            -2.3587220377696703,
            -5.0,
            "deterioration",
        ),
        (
            {
                "base_year": 2016,
                "base_value": 66.6,
                "current_year": 2023,
                "current_value": 71.4,
                "direction": 1,
                "limit": 100,
            },
            0.009991483690946268,
            1.739752850099936,
            "moderate_progress",
        ),
    ],
)
def test_published_progress_rows_are_reproduced(
    inputs: dict[str, Any], value: float, score: float, status: str
) -> None:
    result = progress.cagr_ratio(**inputs)
    assert result.value == pytest.approx(value, abs=1e-12)
    assert result.score == pytest.approx(score, abs=1e-9)
    assert result.status == status


def test_a_published_decomposition_is_reproduced() -> None:
    # six-factor Kaya identity of China 2017-2018, as a published tool's inputs give it
    result = decomposition.lmdi(
        [[1390.08, 59.04367375, 0.51892765, 0.002876626, 3.004500526, 2.07]],
        [[1395.38, 64.52073987, 0.521570193, 0.002743568, 3.053397862, 2.02]],
    )
    assert list(result) == pytest.approx(
        [2.961364221, 69.032181708, 3.952702878, -36.853878769, 12.562758285, -19.027454417],
        abs=1e-6,
    )
