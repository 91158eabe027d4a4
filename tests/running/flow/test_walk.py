"""The whole walk on the real figures of data/raw."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

import yq_analysis as yq
from yq_analysis.analysis.results import Results
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.model import ASSESSMENT_HEAD, OBSERVATIONS
from yq_analysis.presenting.pages import story
from yq_analysis.presenting.pages.traces import _inputs
from yq_analysis.presenting.wording import names
from yq_analysis.running import flow


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's data and lists, so that tests never write into the checkout."""
    project = Path(__file__).resolve().parents[3]
    place = tmp_path_factory.mktemp("project")
    shutil.copytree(project / "data" / "raw", place / "data" / "raw")
    shutil.copytree(project / "catalogue", place / "catalogue")
    flow.clean(place)
    return place


@pytest.fixture(scope="module")
def nation(root: Path) -> Results:
    return flow.run(root, ["全国"], 2035)


@pytest.fixture(scope="module")
def district(root: Path) -> Results:
    return flow.run(root, ["榆阳区"], 2035)


def _verdicts(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["caliber"], table["verdict"], strict=True))


def test_clean_writes_tables_that_excel_opens_and_a_difference_can_be_read(root: Path) -> None:
    folder = root / "data" / "processed"
    names = {"observations", "indicators", "conflicts", "revisions", "unmapped_labels", "findings"}
    for name in names:
        assert (folder / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(
        folder / "observations.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig"
    )
    keys = table[["area", "item", "year", "caliber", "edition", "source"]]
    assert keys.equals(keys.sort_values(list(keys.columns), ignore_index=True))


def test_what_was_cleaned_and_what_is_read_afresh_are_the_same(root: Path) -> None:
    from yq_analysis.running.flow.cleaning import read_raw

    fresh = read_raw(root).ledger.observations
    stored = yq.load(root)
    assert list(stored.columns) == OBSERVATIONS
    pd.testing.assert_frame_equal(stored, fresh.reset_index(drop=True), check_dtype=False)


def test_a_second_refresh_does_nothing_until_something_changes(root: Path) -> None:
    assert not flow.refresh(root)
    (root / "catalogue" / "scenarios.csv").touch()
    assert not flow.refresh(root)  # touched, not changed


def test_the_result_on_energy_turns_on_the_caliber(nation: Results) -> None:
    """Whole energy fell by 4.4 % in 2021-2025, the assessed caliber by 1-.884x.949 = 16.1 %,
    against 13.5 %.
    """
    judged = yq.view(nation, "energy").judged
    closed = judged[judged["year"] == 2025].set_index("caliber")
    assert closed.loc["nbs", "value"] == pytest.approx(4.446, abs=1e-3)
    assert closed.loc["ndrc+since2020", "value"] == pytest.approx(16.1084)
    assert closed.loc["nbs", "verdict"] == "missed"
    assert closed.loc["ndrc+since2020", "verdict"] == "met"
    # a caliber that ends in 2023 is not projected to a year that is over
    assert closed.loc["price2020+census4", "reason"] == "year_over"
    assert closed["required_rate"].isna().all()
    said = story.headline(yq.view(nation, "energy"))
    assert "是否完成，取决于口径" in said
    assert "4.45%" in said
    assert "16.11%" in said
    assert "概率" not in said.split("。")[0]


def test_a_row_of_verdicts_is_printed_with_units_years_and_intervals(
    nation: Results, district: Results
) -> None:
    view = yq.view(nation, "energy")
    judged = view.judged[view.judged["year"] == 2025]
    row = story.judged_rows(view, judged).set_index("caliber").loc["nbs"]
    # a total since 2020 is what 2021 to 2025 brought
    assert row["target"] == "13.5%（2021—2025年累计）"
    assert row["latest"] == "4.45%（2025年）"
    assert row["value"] == "4.45%（已公布）"
    own = yq.view(district, "energy")
    assert (
        story.judged_rows(own, own.judged).iloc[0]["target"]
        == "15%（2021—2025年累计，约束性，暂定）"
    )
    patents = yq.view(nation, "patents")
    reached = story.judged_rows(patents, patents.judged).iloc[0]
    assert reached["value"] == "16件/万人（已公布）"  # as printed
    assert pd.isna(reached["probability"])  # published: no chance is left


def test_as_of_a_day_of_2024_the_pages_say_what_was_known_then(root: Path) -> None:
    """2024-05-07: 2025 is to come, the rates of 2024 and 2025 and the
    total of 2025-07 are not out.
    """
    results = yq.run(root, ["榆阳区"], 2035, "2024-05-07")
    assert (results.day, results.milestones) == ("2024-05-07", [2025, 2030, 2035])
    above = results.assessments.query("area == '100000' and target_area == '100000'")
    energy = above[above["indicator"] == "energy_intensity_reduction"].set_index("caliber")
    assert "ndrc+since2020" not in energy.index
    assert energy.loc["nbs", "latest_year"] == 2023
    assert energy.loc["nbs", "known"] == "projected"
    # 1 - .973 x .999 x 1.00475 = 2.3353 %
    assert energy.loc["nbs", "latest"] == pytest.approx(2.3353, abs=1e-3)
    own = results.assessments.query("area == '610802' and target_area == '610802'")
    assert set(own.loc[own["year"] == 2025, "reason"]) == {"no_series"}


def test_every_printed_target_bears_its_unit(district: Results) -> None:
    page = yq.summary(district)
    for table in (
        story.judged_rows(page, page.own),
        story.judged_rows(page, page.above),
        story.cascade_rows(page),
    ):
        assert all(
            "“" in text or re.search("%|件/万人|万元/人|个", text) for text in table["target"]
        ), table["target"]


def test_a_target_in_words_is_quoted(district: Results) -> None:
    page = yq.summary(district)
    quoted = (
        story.judged_rows(page, page.own).set_index("indicator").loc["overall_quality", "target"]
    )
    assert quoted == "“迈入全市第一梯队”（2035年）"


def test_what_a_number_opens_on_has_names_and_units_not_codes(root: Path) -> None:
    view = yq.view(yq.run(root, ["全国"], language="en", themes=["energy"]), "energy")
    inputs = [text for trace in view.series_traces(view.history).values() for text in trace.inputs]
    assert "Total energy consumption (10,000 tce, ed. 2024) 2023: 572,000" in inputs
    # but for what the material itself calls its source
    own = [text for text in inputs if not text.startswith("source as the material names it: ")]
    assert not [text for text in own if re.search("[\u4e00-\u9fff]|_", text)]


def test_the_lead_of_the_verdicts_is_true_of_the_area(
    root: Path, nation: Results, district: Results
) -> None:
    assert story.targets_lead(yq.view(district, "energy")).startswith("先列本地区自己的目标")
    assert "上级" not in story.targets_lead(yq.view(nation, "energy"))
    city = yq.view(yq.run(root, ["榆林市"], themes=["energy"]), "energy")
    assert story.targets_lead(city).startswith("目录中没有本地区自己的目标")


def test_no_bracket_stands_in_a_bracket(nation: Results, district: Results) -> None:
    for results in (nation, district):
        said = list(story.briefing(results))
        for theme in ("energy", "productivity", "patents"):
            view = yq.view(results, theme)
            said += [story.headline(view), story.method_notes(view), story.closing(view)]
        for text in said:
            assert not re.search("（[^）]*（|[(][^)]*[(]", text), text


def test_patents_reached_sixteen_against_a_target_of_twelve(nation: Results) -> None:
    row = yq.view(nation, "patents").judged.iloc[0]
    assert (row["latest"], row["target"], row["known"], row["verdict"]) == (
        16.0,
        12.0,
        "observed",
        "met",
    )


def test_productivity_is_never_drawn_across_a_price_base(nation: Results) -> None:
    series = yq.view(nation, "productivity").series
    for _, rows in series.groupby("caliber"):
        years = set(rows["year"])
        assert not {2020, 2021} <= years or "popcensus2020" in str(rows["caliber"].iloc[0])
    with pytest.raises(DataProblem, match="价格基期变了"):
        yq.indicators.change(nation.indicators, "100000", "labour_productivity", 2019, 2021)


def test_a_district_without_figures_says_so_and_names_its_stand_ins(district: Results) -> None:
    for theme in ("energy", "productivity", "patents"):
        view = yq.view(district, theme)
        assert not view.has_own
        assert view.shown
        assert district.areas[0] not in set(view.series["area"])
        assert "数据不足" in story.headline(view)
        assert set(view.judged["verdict"]) == {"no_data"}
        assert len(view.gaps)


def test_urban_units_never_stand_in_for_total_employment(root: Path) -> None:
    city = flow.run(root, ["榆林市"], 2035)
    assert city.indicators.query("area == '610800' and indicator == 'labour_productivity'").empty
    assert not city.observations.query("area == '610800' and item == 'urban_unit_employment'").empty


def test_every_number_of_a_verdict_has_its_cells(nation: Results) -> None:
    for theme in ("energy", "patents"):
        view = yq.view(nation, theme)
        traces = view.traces(view.judged)
        for label, row in view.judged.iterrows():
            if pd.notna(row["latest"]):
                assert traces[label, "latest"].sources, row["caliber"]
                assert all("#" in source for source in traces[label, "latest"].sources)


def test_what_was_known_in_2009_gives_the_reduction_of_2008_as_first_published(root: Path) -> None:
    observations = yq.load(root)
    for as_of, expected in (("2009-07", 4.59), ("2010-07", 5.20)):
        table = yq.indicators.indicators(observations, as_of)
        rows = table.query(
            "area == '100000' and indicator == 'energy_intensity_change_rate' and caliber == "
            "'nbs' and year == 2008"
        )
        assert rows["value"].item() == pytest.approx(expected)


def test_the_document_s_twelve_targets_are_judged_and_2035_is_not(district: Results) -> None:
    own = yq.summary(district).own
    assert len(own) == 12
    assert own.loc[own["year"] == 2035, "verdict"].tolist() == ["no_number"]
    assert set(ASSESSMENT_HEAD) <= set(own.columns)


def test_ranks_are_in_one_caliber_and_count_only_areas_with_data(root: Path) -> None:
    summary = yq.summary(flow.run(root, ["陕西省"], 2035))
    for indicator, levels in summary.peers.groupby("indicator"):
        assert levels["caliber"].nunique() == 1
        row = summary.ranks.drop_duplicates("indicator").set_index("indicator").loc[indicator]
        assert row["of"] == levels["area"].nunique()
        assert set(levels.loc[levels["year"] == row["year_today"], "area"]) == set(levels["area"])
    # the end of the running plan and the horizon
    assert set(summary.ranks["year"]) == {2030, 2035}
    # counted by hand from data/raw: in 2019 at 2015 prices 30 provinces have figures, at 2020
    # prices 27; in 2022 26
    history = summary.rank_history.set_index(["indicator", "caliber", "year"])
    counted = {
        ("price2015+set4", 2019): (15, 30),
        ("price2020+set5", 2019): (14, 27),
        ("price2020+set5", 2022): (18, 26),
    }
    for (caliber, year), standing in counted.items():
        assert tuple(history.loc["energy_intensity", caliber, year]) == standing
    assert "2022年只有26个地区" in summary.rank_notes[0]
    assert "2019年（2015年价格" in summary.rank_notes[0]
    assert "陕西省居第15位" in summary.rank_notes[0]
    # the line under the figure names yearbooks of the areas compared
    assert "统计年鉴》能源消费总量" in summary.peers_source
    # a target in words about quality is not answered with the size of population and output
    assert not set(summary.ranks["indicator"]) & {"gdp_current", "resident_population"}


def test_pages_in_english_keep_every_table_and_remark(root: Path, nation: Results) -> None:
    english = flow.run(root, ["全国", "榆阳区"], 2035, None, "en")
    said = names("en", english.lists)
    for theme in ("energy", "productivity", "patents"):
        view, other = yq.view(english, theme), yq.view(nation, theme)
        assert len(view.caliber_notes) == len(other.caliber_notes)
        assert not _han(view.caliber_notes["note"])
        assert not _han(
            text
            for trace in (view.scenario_traces() if len(view.scenarios) else {}).values()
            for text in (trace.formula, *trace.inputs)
        )
    quality = yq.quality(english)
    assert list(quality.aside.columns) == list(yq.quality(nation).aside.columns)
    remarks = [said.code("reason", one) for one in quality.aside["reason"]]
    assert not _han(
        re.sub("“.*?”", "", one) for one in remarks
    )  # what is quoted stays as it is printed
    summary = yq.summary(flow.run(root, ["榆阳区"], 2035, None, "en"))
    assert not _han(said.code("finding", one) for one in summary.cascade["finding"])
    assert said.unit("件/百万人") == "patents per million persons"


def _han(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if re.search("[\u4e00-\u9fff]", text)]


def test_pages_in_english_hold_no_chinese_headline(root: Path) -> None:
    results = flow.run(root, ["陕西省"], 2035, language="en")
    for theme in ("energy", "productivity", "patents"):
        assert not [
            char for char in story.headline(yq.view(results, theme)) if "\u4e00" <= char <= "\u9fff"
        ]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"areas": ["瑜阳区"]}, "瑜阳区"),
        ({"to": 1890}, "早于数据的起始年"),
        ({"language": "fr"}, "可选："),
        ({"themes": ["energie"]}, "可选："),
    ],
)
def test_a_wrong_question_is_refused_with_what_to_do(
    root: Path, change: dict[str, object], match: str
) -> None:
    question: dict[str, object] = {"areas": ["全国"], "to": 2035, **change}
    with pytest.raises(QuestionProblem, match=match):
        flow.run(root, **question)  # type: ignore[arg-type]


def test_every_unreadable_file_is_named_and_the_others_are_used(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "project"
    shutil.copytree(root, place)
    before = (place / "data" / "processed" / "observations.csv").read_bytes()
    (place / "data" / "raw" / "坏一.xls").write_bytes(b"\xd0\xcf\x11\xe0 broken")
    (place / "data" / "raw" / "坏二.xlsx").write_bytes(b"PK\x03\x04 broken")
    flow.clean(place)
    refused = flow.processed(place, "refused")
    assert [Path(file).name for file in refused["file"]] == ["坏一.xls", "坏二.xlsx"]
    assert (place / "data" / "processed" / "observations.csv").read_bytes() == before


def test_an_empty_folder_says_what_to_put_there(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    with pytest.raises(DataProblem, match="请放入年鉴文件或转录表"):
        flow.clean(tmp_path)


def test_causes_add_up_exactly(nation: Results) -> None:
    for theme in ("energy", "productivity"):
        for found in yq.view(nation, theme).causes:
            assert found.total["value"].sum() == pytest.approx(found.end - found.start, rel=1e-12)
            assert found.effects["value"].sum() == pytest.approx(
                found.total["value"].sum(), rel=1e-9
            )


def test_every_number_of_a_verdict_opens_on_where_it_comes_from(nation: Results) -> None:
    summary = yq.summary(nation)
    traces = summary.traces(summary.own)
    for label, row in summary.own.iterrows():
        for column in (
            "target",
            "latest",
            "value",
            "lower",
            "upper",
            "probability",
            "required_rate",
        ):
            if pd.notna(row[column]):
                assert (label, column) in traces, (row["indicator"], row["caliber"], column)
    own = summary.own
    of_co2 = (own["indicator"] == "carbon_intensity_reduction") & (own["known"] == "projected")
    trace = traces[own.index[of_co2][0], "probability"]
    assert "方法" in trace.formula
    assert "1000条模拟路径" in trace.inputs[0]
    # 2025 is published: it is compared, and no chance is left
    over = own.index[(own["caliber"] == "nbs") & (own["year"] == 2025)][0]
    assert "已有公布数" in traces[over, "probability"].formula


def test_the_other_tables_open_on_where_their_numbers_come_from(
    nation: Results, district: Results
) -> None:
    view = yq.view(nation, "energy")
    revised = view.revision_traces(view.revisions)
    assert {label for label, _ in revised} == set(view.revisions.index)
    assert all(
        len(trace.sources) == 2 for trace in revised.values()
    )  # both editions, each with its cell
    assert {label for label, column in view.scenario_traces() if column == "value"} == set(
        view.comparison.index
    )
    for found in (*view.causes, *yq.view(nation, "productivity").causes):
        traces = view.cause_traces(found)
        assert {label for label, _ in traces} == set(found.table.index)
        assert all(trace.sources and trace.inputs == (found.basis,) for trace in traces.values())
    summary = yq.summary(district)
    levels = summary.level_traces()
    assert {label for label, column in levels if column == "target"} == set(summary.cascade.index)
    assert all(trace.inputs[0] for (_, column), trace in levels.items() if column == "target")
    ranks = summary.rank_traces()
    assert {label for label, column in ranks if column == "rank_today"} == set(summary.ranks.index)


def test_an_origin_says_each_input_once() -> None:
    rows = pd.DataFrame(
        [
            ("gdp", 2020, 1000.0, "亿元", "2024"),
            ("gdp", 2021, 1100.0, "亿元", "2024"),
            ("gdp", 2020, 1000.0, "亿元", "2024"),
            ("gdp", 2021, 1101.0, "亿元", "2025"),
        ],
        columns=["input_item", "input_year", "input_value", "input_unit", "edition"],
    )
    assert _inputs(rows.to_dict("records"), names("en")) == (
        "Gross domestic product at current prices (100 million yuan, ed. 2024) 2020: 1,000; "
        "2021: 1,100",
        "Gross domestic product at current prices (100 million yuan, ed. 2025) 2021: 1,101",
    )


def test_a_number_is_the_same_on_its_own_page_and_on_the_page_of_all_targets(
    root: Path, nation: Results
) -> None:
    alone = yq.view(flow.run(root, ["全国"], 2035, themes=["energy"]), "energy").judged
    among = yq.view(nation, "energy").judged
    columns = ["caliber", "value", "lower", "upper", "probability"]
    pd.testing.assert_frame_equal(alone[columns], among[columns])


def test_pages_of_an_area_without_any_figure_say_so(root: Path) -> None:
    results = flow.run(root, ["香港特别行政区"], 2035)
    page = yq.quality(results)
    assert page.files.empty
    assert "没有任何可用的数" in story.quality(page)


def test_pages_can_be_written_before_an_indicator_existed(root: Path) -> None:
    view = yq.view(flow.run(root, ["榆阳区"], 2035, "2009-07", themes=["patents"]), "patents")
    assert view.series.empty
    assert view.backtest.empty
    assert view.numbers.empty


def test_chinese_prose_has_chinese_punctuation(nation: Results, district: Results) -> None:
    narrow = re.compile(r"[\u4e00-\u9fff][,;:()]|[,;:()][\u4e00-\u9fff]")
    for results in (nation, district):
        said = [
            story.overview(results),
            story.quality(yq.quality(results)),
            *story.briefing(results),
        ]
        for theme in ("energy", "productivity", "patents"):
            view = yq.view(results, theme)
            said += [story.headline(view), story.missing(view), story.method_notes(view)]
            said += [story.cause(view, found) for found in view.causes]
        for text in said:
            assert not narrow.search(text), text
