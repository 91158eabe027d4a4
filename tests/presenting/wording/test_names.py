"""One thing has one name, in both languages."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from yq_analysis import catalogue, model
from yq_analysis.analysis import assessment, indicators, ledger
from yq_analysis.analysis.assessment import cascade, ranking, scenarios
from yq_analysis.analysis.indicators import decomposition_by_area as drivers
from yq_analysis.analysis.projection import backtesting
from yq_analysis.check import has_message, wordings
from yq_analysis.presenting import wording as names


def test_every_column_of_every_room_has_both_names() -> None:
    columns = {
        *model.READING,
        *model.LEFTOVER,
        *model.TABLES,
        *model.FINDINGS,
        *model.OBSERVATIONS,
        *model.INDICATORS,
        *model.projection_columns([]),
        *model.TARGETS,
        *model.ASSESSMENT_HEAD,
        *model.ASSESSMENT_TAIL,
        *assessment.COLUMNS,
        *drivers.COLUMNS,
        *scenarios.COLUMNS,
        *backtesting.RESULT,
        *indicators.TRACE,
        *indicators.GAPS,
        *ledger.CONFLICTS,
        *ledger.REVISIONS,
        *ledger.REPEATS,
        *ledger.UNMAPPED,
        *ledger.CORRECTED,
        *ranking.RANKED,
        *ranking.FIRST_TIER,
        *cascade.COMPARED,
    }
    assert sorted(name for name in columns if not has_message(f"column.{name}")) == []


def test_every_unit_of_the_catalogue_reads_in_english() -> None:
    lists = catalogue.read()
    units = {
        u for u in [*lists.items["unit"], *lists.indicators["unit"], *lists.units["unit"]] if u
    }
    assert sorted(units - set(lists.unit_names)) == []


@pytest.mark.parametrize("prefix", ["column.", "code.", "report."])
def test_no_english_name_is_chinese(prefix: str) -> None:
    known = wordings(prefix, "en")
    assert known
    assert [said for said in known.values() if re.search("[\u4e00-\u9fff]", said)] == []


def test_every_status_and_verdict_has_a_name() -> None:
    for column, codes in (("status", model.STATUSES), ("verdict", get_args(model.Verdict))):
        assert [code for code in codes if not has_message(f"code.{column}.{code}")] == []


def test_a_combined_caliber_is_named_by_its_parts_and_an_unknown_code_stays() -> None:
    words = names.names("zh")
    assert words.caliber("price2020+popcensus2020") == "2020年价格 · 七普基础"
    assert words.caliber("mine") == "mine"
    assert words.code("verdict_before", "met") == "已完成"
    assert words.code("input_status", "P") == "初步数"
    assert words.column("q2.5") == "2.5%分位数"
    assert words.column("something_else") == "something_else"
