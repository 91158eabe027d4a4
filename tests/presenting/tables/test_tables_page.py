"""HTML tables: right numbers, right words, readable by eye, key and ear."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.presenting import tables


@pytest.fixture
def verdicts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": ["610802", "610802"],
            "indicator": ["patent_density", "labour_productivity"],
            "year": [2025, 2025],
            "target": [1.65, 20.0],
            "latest": [-1.2345, math.nan],
            "probability": [0.123, math.nan],
            "verdict": ["uncertain", "no_data"],
            "note": ["区间跨过目标", "缺全社会就业人员"],
        }
    )


def _cells(made: str) -> list[list[str]]:
    return [
        [cell.text_content() for cell in row]
        for row in lxml_html.fromstring(made).xpath("//tbody/tr")
    ]


def test_numbers_have_the_decimals_of_their_indicator_and_years_no_thousands(
    verdicts: pd.DataFrame,
) -> None:
    made = tables.html(
        verdicts,
        caption="目标与研判",
        columns=["indicator", "year", "target", "latest", "probability"],
    )
    assert _cells(made) == [
        ["每万人口高价值发明专利拥有量", "2025", "1.65", "−1.23", "12%"],
        ["全员劳动生产率", "2025", "20.00", "—", "—"],
    ]


def test_a_verdict_is_sign_word_and_reason(verdicts: pd.DataFrame) -> None:
    made = tables.html(verdicts, caption="c", columns=["indicator", "verdict"])
    assert [row[1] for row in _cells(made)] == [
        "◆ 不确定区间跨过目标",
        "□ 数据不足缺全社会就业人员",
    ]
    assert 'data-verdict="no_data"' in made
    assert "区间" not in tables.html(verdicts.drop(columns="note"), caption="c")


def test_the_table_can_be_heard(verdicts: pd.DataFrame) -> None:
    tree = lxml_html.fromstring(tables.html(verdicts, caption="目标与研判"))
    assert tree.xpath("string(caption)") == "目标与研判"
    assert all(cell.get("scope") == "col" for cell in tree.xpath("thead//th"))
    assert [cell.get("scope") for cell in tree.xpath("tbody/tr/*[1]")] == ["row", "row"]
    assert {cell.get("aria-label") for cell in tree.xpath("//span[text()='—']")} == {"无数据"}
    assert "http" not in tables.html(verdicts, caption="c")
    assert "<script" not in tables.html(verdicts, caption="c")


def test_a_number_says_where_it_comes_from(verdicts: pd.DataFrame) -> None:
    trace = tables.Trace(
        formula="专利÷常住人口", inputs=("专利 2024 = 120 件",), sources=("a.xlsx#Sheet1!B4",)
    )
    tree = lxml_html.fromstring(
        tables.html(
            verdicts,
            caption="c",
            columns=["indicator", "latest"],
            traces={(0, "latest"): trace, (1, "latest"): "无来源", (1, "indicator"): "目录"},
        )
    )
    first, second = tree.xpath("//details")
    assert first.xpath("string(summary)") == "−1.23"
    assert first.xpath("summary/@title") == ["专利÷常住人口"]
    assert first.xpath("dl/dd/text()") == [
        "专利÷常住人口",
        "专利 2024 = 120 件",
        "a.xlsx#Sheet1!B4",
    ]
    assert second.xpath("string(p)") == "目录"
    assert tree.xpath("//td[span]")  # a gap, which opens nothing
    assert not tree.xpath("//td[span]/details")


def test_nothing_is_said_plainly_and_long_tables_are_cut_with_a_word(
    verdicts: pd.DataFrame,
) -> None:
    assert "数据不足" in tables.html(verdicts.iloc[:0], caption="c")
    assert "共2行，只列前1行。" in tables.html(verdicts, caption="c", most=1)


def test_headings_and_codes_speak_both_languages(verdicts: pd.DataFrame) -> None:
    made = tables.html(verdicts.drop(columns="note"), caption="Targets", language="en")
    assert not [c for c in made if "一" <= c <= "鿿"]
    own = tables.html(verdicts, caption="c", columns={"indicator": "", "target": "目标（2025年）"})
    assert "目标（2025年）" in own


@given(st.text(max_size=40))
def test_text_from_outside_stays_text(evil: str) -> None:
    made = tables.html(
        pd.DataFrame({"text": [evil + "<script>x</script>"], "verdict": ["met"]}),
        caption=evil + "<b>",
        notes=[evil + "<i>"],
    )
    assert "<script" not in made
    assert "<b>" not in made
    assert "<i>" not in made


def test_named_tables_keep_numbers_as_numbers(verdicts: pd.DataFrame) -> None:
    made = tables.named(verdicts, "zh", ["area", "indicator", "year", "latest", "verdict"])
    assert list(made.columns) == ["地区", "指标", "年份", "最新值", "研判结论"]
    assert made["最新值"].dtype == float
    assert made["最新值"].iloc[0] == -1.23
    assert str(made["年份"].dtype) == "Int64"
    assert list(made["研判结论"]) == ["不确定", "数据不足"]


def test_what_cannot_be_printed_is_refused(verdicts: pd.DataFrame) -> None:
    with pytest.raises(DataProblem, match="没有列：values（现有：area、"):
        tables.html(verdicts, caption="c", columns=["values"])
    with pytest.raises(QuestionProblem, match="有两列都会叫 单元格"):
        tables.named(pd.DataFrame({"cell": ["A1"], "cells": ["A1"]}))


def test_html_shows_itself_and_stays_short_as_text(verdicts: pd.DataFrame) -> None:
    made = tables.html(verdicts, caption="c")
    assert made._repr_html_() == str(made)
    assert len(repr(made)) < 60


def test_rows_after_the_fold_open_on_demand() -> None:
    table = pd.DataFrame({"year": range(2000, 2020), "value": 1.0})
    made = tables.html(table, caption="历年", fold=15)
    first, rest = made.split("<details")
    assert first.count("<tr>") == 1 + 15
    assert "其余5行" in rest
    assert rest.count("<tr>") == 1 + 5
    assert "<details" not in tables.html(table, caption="历年", fold=20)


def test_a_remark_of_some_rows_stands_below_with_its_sign_and_one_of_all_rows_plainly() -> None:
    rows = pd.DataFrame(
        {
            "indicator": ["patent_density"] * 3,
            "verdict": ["met", "missed", "met"],
            "note": ["初步数；暂定", "初步数；暂定；只在这里", "暂定"],
        }
    )
    tree = lxml_html.fromstring(tables.html(rows, caption="c", columns=["indicator", "verdict"]))
    assert tree.xpath("//tfoot//div/text()") == ["注：暂定", "注：① 初步数"]
    assert [cell.xpath("string(small)") for cell in tree.xpath("//td[span]")] == [
        "①",
        "①只在这里",
        "",
    ]


def test_a_reason_that_rows_share_is_not_repeated_in_each() -> None:
    rows = pd.DataFrame({"item": ["gdp", "population", "energy_consumption"]})
    rows["why"] = ["no_partner", "no_partner", "no_indicator"]
    made = tables.html(rows, caption="c")
    assert made.count("公式的另一半缺这些年份") == 1
    assert [made.count(sign) for sign in "①②③"] == [3, 2, 0]
