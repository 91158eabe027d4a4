"""An area's summary on one page: verdicts, what follows, what is missing; and the publications of
the rows drawn.
"""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

import yq_analysis as yq
from yq_analysis.presenting.pages.one_page import OnePage
from yq_analysis.presenting.pages.source_lines import publications, sources_of


@pytest.fixture(scope="module")
def nation(project: Path) -> OnePage:
    return yq.one_page(yq.run(project, ["全国"], to=2035))


def test_the_verdict_table_says_what_each_year_holds(nation: OnePage) -> None:
    row = nation.rows.set_index("indicator").loc["每万人口高价值发明专利拥有量（件/万人）"]
    # published for 2025: 16.00 against a target of 12
    assert (row["result"], row["target"], row["verdict"]) == ("16.00", "12件/万人（2025年）", "met")
    assert row["setter"] == "全国"
    assert row["plan"].count("至") == 1  # one interval, both ends with the indicator's decimals


def test_a_total_counts_from_the_year_after_its_base(nation: OnePage) -> None:
    totals = nation.rows[nation.rows["indicator"].str.contains("降低")]
    # since 2020: energy (both calibers) and CO2; since 2025: CO2; one year is no total
    assert set(totals["target"]) == {
        "13.5%（2021—2025年累计）",
        "18%（2021—2025年累计，约束性）",
        "17%（2026—2030年累计，约束性）",
        "3.8%（2026年）",
    }


def test_the_sentences_say_by_how_much_and_what_it_takes(nation: OnePage) -> None:
    # 16.00 - 12 = 4.00
    assert "每万人口高价值发明专利拥有量：2025年结果好于目标4.00件/万人。" in nation.sentences


def test_a_yearly_rate_names_the_years_that_grew(nation: OnePage) -> None:
    # 4.14, 5.69, 4.94, 6.11 % in 2022 to 2025: (1.0414 x 1.0569 x 1.0494 x 1.0611)^(1/4) = 1.0522
    assert "全员劳动生产率：2022—2025年年均增长5.22%。" in nation.sentences


def test_the_headline_says_first_what_is_decided_and_last_what_cannot_be_told(
    nation: OnePage,
) -> None:
    said = yq.story.overview(nation.results)
    words = ["已完成", "未完成", "因口径而异", "预计可完成", "预计难以完成", "数据不足"]
    places = [said.index(word) for word in words]
    assert places == sorted(places)
    assert "（2026、2030年）" in said


def test_an_interval_of_a_reduction_names_the_direction_of_both_ends(nation: OnePage) -> None:
    plans = nation.rows["plan"][nation.rows["indicator"].str.contains("二氧化碳")]
    assert any("上升" in cell and "至下降" in cell for cell in plans)


def test_an_area_without_figures_is_told_what_is_missing_and_who_has_it(project: Path) -> None:
    page = yq.one_page(yq.run(project, ["榆阳区"], to=2035))
    missing = page.missing.set_index("item_name")
    assert "榆阳区统计局" in missing.loc["能源消费总量", "supply"]
    assert any("缺能源消费总量" in line for line in page.sentences)


def test_the_word_document_holds_the_same_on_one_sheet(nation: OnePage) -> None:
    made = Document(io.BytesIO(nation.docx("全国目标。")))
    said = [paragraph.text for paragraph in made.paragraphs]
    assert said[:2] == ["全国：指标一页通", "全国目标。"]
    assert len(made.inline_shapes) == 3
    cells = [cell.text for cell in made.tables[0].rows[0].cells]
    assert cells == list(nation.columns.values())


def test_a_source_line_names_the_publications_of_the_rows_drawn_and_no_others() -> None:
    trace = pd.DataFrame(
        {
            "area": "610000",
            "indicator": ["energy_intensity", "energy_intensity", "labour_productivity"],
            "caliber": "price2020",
            "year": [2021, 2022, 2022],
            "source": ["a.csv#1", "b.csv#1", "c.csv#1"],
        }
    )
    drawn = trace.loc[[1], ["area", "indicator", "caliber", "year"]]
    assert sources_of(trace, drawn) == ["b.csv#1"]
    # a projected year has no source of its own: it stands on the whole series
    assert sources_of(trace, drawn.assign(year=2035)) == ["a.csv#1", "b.csv#1"]


def test_editions_of_one_publication_are_one_entry_with_their_years() -> None:
    said = publications(["统计公报2021", "统计公报2022", "年鉴2020"], ["转录", "", ""])
    assert said == ["统计公报（2021—2022年；转录）", "年鉴2020"]


def test_what_is_missing_is_told_by_what_was_known_on_the_day(project: Path) -> None:
    # the provinces' employed persons were copied from an edition of 2025
    results = yq.run(project, ["陕西省"], to=2035, as_of="2024-05-07")
    page = yq.view(results, "productivity")
    people = page.gaps.set_index("item").loc["employment"]
    known = results.observations[
        (results.observations["area"] == "610000")
        & (results.observations["item"] == "employment")
        & (results.observations["edition"].str[:10].between("0", "2024-05-07"))
    ]
    assert people["state"] == ("partial" if len(known) else "missing")
    assert not (page.revisions["edition"] > "2024-05-07").any()
