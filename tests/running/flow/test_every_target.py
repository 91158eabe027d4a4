"""Every target that a document can set: indicator, kind of aim, year, base, comparison, prices.

None makes a verdict or a page fail, none is judged without a reason where it is not judged, and no
sentence prints a gap of the tables.
"""

from __future__ import annotations

import dataclasses
import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yq_analysis as yq
from yq_analysis import catalogue
from yq_analysis.analysis.assessment import assess
from yq_analysis.analysis.assessment.assessing import REASONS
from yq_analysis.analysis.results import Results
from yq_analysis.model import Basis, Binding, Comparator, Verdict
from yq_analysis.presenting.pages import story
from yq_analysis.presenting.wording.verdict_sentence import sentence

LISTS = catalogue.read()
# a gap of a table, or a code, in a sentence for people
GAPS = re.compile(r"\bnan\b|<NA>|\bNone\b|NaT|\binf\b|\{|\}|no_data|year_over")
YEARS = (None, 2021, 2024, 2025, 2026, 2027, 2030, 2031, 2035, 2040)
WORDS = ("", "今年比上年", "“十五五”时期年均", "到2030年", "比2020年累计", "确保完成国家下达任务")
DOCUMENTS = (
    "",
    "某省国民经济和社会发展第十五个五年规划纲要",
    "2026年政府工作报告",
    "行动方案(2023—2025年)",
)


def _units(indicator: str) -> list[str]:
    return list(dict.fromkeys([LISTS.indicator(indicator).unit, "%", "", "百分点", "万元", "件"]))


def rows(indicator: str, area: str) -> st.SearchStrategy[dict[str, Any]]:
    """A row of targets.csv as the reader of documents or a person may write it."""
    number = st.sampled_from([0.0, 0.3, 1.0, 3.8, 12.0, 20.0, 98.0, 100.0, 250000.0, -2.5])
    return st.fixed_dictionaries(
        {
            "area": st.just(area),
            "indicator": st.just(indicator),
            "year": st.sampled_from(YEARS),
            "value": st.one_of(st.none(), number),
            "upper": st.one_of(st.none(), st.just(300000.0)),
            "comparator": st.sampled_from(get_args(Comparator)),
            "unit": st.sampled_from(_units(indicator)),
            "binding": st.sampled_from(get_args(Binding)),
            "basis": st.sampled_from(get_args(Basis)),
            "base_year": st.sampled_from([None, 2015, 2020, 2024, 2025, 2030]),
            "provisional": st.booleans(),
            "price_base": st.sampled_from(["", "2015", "2020", "2025", "current", "constant"]),
            "text": st.sampled_from(WORDS),
            "document": st.sampled_from(DOCUMENTS),
            "issued": st.sampled_from(["", "2021-02-03", "2026-03-12"]),
        }
    )


@pytest.fixture(scope="module", params=["全国", "陕西省", "榆阳区"])
def known(request: pytest.FixtureRequest, project: Path) -> Results:
    results = yq.run(project, [request.param], 2035, today="2026-11-30")
    assert len(results.projections)
    return results


def judge(results: Results, asked: list[dict[str, Any]], language: Literal["zh", "en"]) -> Any:
    table = pd.DataFrame(asked).astype({"year": "Int64", "base_year": "Int64"})
    return assess(
        results.series,
        results.projections,
        table,
        paths=results.paths,
        parents=results.parents,
        output=results.output,
        today=results.day,
        language=language,
        lists=LISTS,
    )


def check(table: pd.DataFrame, asked: int, language: Literal["zh", "en"]) -> None:
    assert len(table) >= asked
    assert set(table["verdict"]) <= set(get_args(Verdict))
    unjudged = table["verdict"].isin(["no_data", "no_number"])
    assert table.loc[unjudged, "reason"].isin(REASONS).all()
    assert table.loc[~unjudged, "reason"].eq("").all()
    assert table.loc[~unjudged, ["value", "probability"]].notna().all(axis=None)
    assert table["probability"].dropna().between(0, 1).all()
    over = table["year"].fillna(9999) < 2026
    assert table.loc[over, "required_rate"].isna().all()
    assert not (over & (table["known"] == "projected")).any()
    for row in table.to_dict("records"):
        for text in (sentence(row, language, lists=LISTS), row["note"]):
            assert not GAPS.search(text), (text, row)
            if language == "zh":
                assert "今后0年" not in text
                assert "今后-" not in text


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_target_is_judged_or_says_why_not(known: Results, data: st.DataObject) -> None:
    indicator = data.draw(st.sampled_from(sorted(LISTS.records)))
    asked = data.draw(st.lists(rows(indicator, known.areas[0]), min_size=1, max_size=6))
    language: Literal["zh", "en"] = data.draw(st.sampled_from(["zh", "en"]))
    check(judge(known, asked, language), len(asked), language)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_harder_target_never_gets_a_better_verdict(known: Results, data: st.DataObject) -> None:
    indicator = data.draw(st.sampled_from(sorted(LISTS.records)))
    row = data.draw(rows(indicator, known.areas[0])) | {"upper": None}
    if row["value"] is None or row["basis"] in ("text", "rank"):
        return
    rising = row["comparator"] not in ("<", "<=")
    if row["comparator"] in ("", "=") and row["basis"] == "level":
        rising = LISTS.indicator(indicator).direction > 0
    harder = row | {"value": row["value"] * 1.1 + 0.1 if rising else row["value"] * 0.9 - 0.1}
    order = {"missed": 0, "off_track": 0, "uncertain": 1, "on_track": 2, "met": 2}
    easy, hard = (judge(known, [one], "zh").set_index("caliber") for one in (row, harder))
    both = easy.index.intersection(hard.index)
    for caliber in both:
        first, second = easy.loc[caliber, "verdict"], hard.loc[caliber, "verdict"]
        if first in order and second in order:
            assert order[second] <= order[first], (row, caliber)


# ---------------------------------------------------------------- whole pages
def _grid(indicator: str, area: str, chance: random.Random) -> list[dict[str, Any]]:
    """For each kind of aim and each of several years a target, the other attributes by chance."""
    made = []
    for basis, year in itertools.product(get_args(Basis), (None, 2025, 2026, 2030, 2035)):
        value = None if basis in ("text", "rank") else chance.choice([0.0, 3.0, 12.0, 25.0, 98.0])
        made.append(
            {
                "area": area,
                "no": "",
                "indicator": indicator,
                "year": year,
                "value": value,
                "upper": chance.choice([None, None, 99.0]) if value is not None else None,
                "comparator": chance.choice(get_args(Comparator)),
                "unit": chance.choice(_units(indicator)),
                "binding": chance.choice(get_args(Binding)),
                "basis": basis,
                "base_year": chance.choice([None, 2020, 2025]),
                "provisional": chance.choice([True, False]),
                "price_base": chance.choice(["", "2020", "2025", "current"]),
                "text": chance.choice(WORDS),
                "document": chance.choice(DOCUMENTS),
                "issued": "2026-03-12",
                "url": "",
                "line": "",
                "note": "",
            }
        )
    return made


def _page(results: Results, theme: str) -> Iterator[str]:
    """What the notebook of a theme shows, as texts and HTML."""
    view, language = yq.view(results, theme), results.language
    yield story.headline(view)
    yield story.targets_lead(view)
    for part in (view.judged, view.compared):
        if len(part):
            yield yq.tables.html(
                story.judged_rows(view, part),
                caption=story.targets_title(view, "own_targets"),
                columns=story.judged_columns(language),
                traces=view.traces(part),
                language=language,
                lists=results.lists,
            )._repr_html_()
    yield story.closing(view)
    yield story.growth_lead(view)
    yield story.method_notes(view)
    if len(view.scenarios):
        yield story.scenario_title(view)
        yield story.scenario_lead(view)
        yield yq.tables.html(
            story.scenario_rows(view),
            caption="",
            columns=story.scenario_columns(language),
            traces=view.scenario_traces(),
            language=language,
            lists=results.lists,
        )._repr_html_()
        yq.figures.scenarios(view.scenarios, history=view.scenario_history, language=language)
    if len(view.calibers):
        yq.figures.calibers(view.calibers, language=language, lists=results.lists)
    yq.figures.trend(
        view.series,
        view.projections,
        targets=view.targets,
        indicator=view.theme.level,
        language=language,
        lists=results.lists,
    )
    plt.close("all")


def _overview(results: Results) -> Iterator[str]:
    page, language = yq.summary(results), results.language
    yield story.overview(results)
    yield from story.briefing(results)
    if len(page.own):
        yq.figures.targets(page.own, language=language, source=page.source)
        yield yq.tables.html(
            story.judged_rows(page, page.own),
            caption="",
            columns=story.judged_columns(language, "indicator"),
            traces=page.traces(page.own),
            language=language,
        )._repr_html_()
    yield from yq.one_page(results).sentences
    plt.close("all")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", sorted(LISTS.themes))
def test_no_page_fails_under_any_target(
    known: Results, theme: str, language: Literal["zh", "en"]
) -> None:
    chance = random.Random(f"{theme} {language} {known.areas[0]}")
    one = LISTS.themes[theme]
    for number, indicator in enumerate(dict.fromkeys([one.target, one.level, one.target])):
        grid = _grid(indicator, known.areas[0], chance)
        for asked in (grid, *(chance.sample(grid, 3) for _ in range(4))):
            targets = pd.DataFrame(asked).astype({"year": "Int64", "base_year": "Int64"})
            results = dataclasses.replace(known, targets=targets, language=language)
            results.__dict__["_expected"] = known._expected
            for text in (*_page(results, theme), *_overview(results)):
                said = re.sub(r"<[^>]*>", " ", str(text))
                assert not re.search(r"\bnan\b|<NA>|\bNone\b|\binf\b", said), (number, said)
