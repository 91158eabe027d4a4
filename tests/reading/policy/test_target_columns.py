"""The headings of tables of targets: by their words, and refused where nobody knows them."""

from __future__ import annotations

import pytest

from yq_analysis.reading.policy import read_document, read_targets


def table(*heads: str, row: str) -> str:
    return (
        f"某区“十五五”规划\n主要指标\n| {' | '.join(heads)} |\n| "
        f"{' | '.join('---' for _ in heads)} "
        f"|\n{row}\n"
    )


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (("指标", "2025年预计", "2030年建议目标"), "| 森林覆盖率（%） | 40 | 41 |"),
        (("指标", "2025年完成值", "2030年规划值"), "| 森林覆盖率（%） | 40 | 41 |"),
        (
            ("指标名称及单位", "2025年", "2030年", "指标类型"),
            "| 森林覆盖率（%） | 40 | 41 | 约束性 |",
        ),
        (("指标", "全市2030年目标", "我区2030年目标"), "| 森林覆盖率（%） | 40 | 41 |"),
        (("指标", "2025年", "规划期末目标"), "| 森林覆盖率（%） | 40 | 41 |"),
        (("类别", "指标", "2025年", "2030年"), "| 约束性 | 森林覆盖率（%） | 40 | 41 |"),
    ],
    ids=lambda x: x[-1] if isinstance(x, tuple) else "",
)
def test_a_heading_is_known_by_its_words(heads: tuple[str, ...], row: str) -> None:
    targets = read_targets(table(*heads, row=row))
    assert targets[["indicator", "year", "value", "unit"]].values.tolist() == [
        ["森林覆盖率", 2030, 41, "%"]
    ]


def test_an_unknown_heading_is_listed_and_not_skipped() -> None:
    text = table("指标", "2025年", "2030年", "兄弟城市", row="| 森林覆盖率（%） | 40 | 41 | 45 |")
    read = read_document(text)
    assert read.targets["value"].tolist() == [41]
    assert read.aside[["number", "reason"]].values.tolist() == [
        ["45", "表头“兄弟城市”认不出，其下的数没有采用"]
    ]


def test_a_table_whose_targets_may_stand_under_an_unknown_heading_is_refused() -> None:
    text = table("指标", "2025年", "2030年愿景甲", row="| 森林覆盖率（%） | 40 | 41 |")
    read = read_document(text)
    assert read.targets.empty
    assert read.lost
    assert read.aside["number"].tolist() == ["40", "41"]


def test_whose_column_it_is_must_be_told() -> None:
    text = table("指标", "全市2030年目标", "全区2030年目标", row="| 森林覆盖率（%） | 40 | 41 |")
    assert read_targets(text)["value"].tolist() == [41]  # the title is a district's
    other = text.replace("某区", "某地")
    assert read_targets(other).empty


def test_a_line_that_a_converter_ran_together_is_cut_only_where_one_way_is_likely() -> None:
    head = "专栏1 “十五五”主要指标指标2025年2030年〔累计〕属性"
    sure = read_targets(head + "森林覆盖率（%）41.642.1〔0.5〕约束性注：〔〕内为五年累计数。")
    assert sure[["value", "binding"]].values.tolist() == [[42.1, "binding"]]
    # 1|23456, 12|3456, 123|456 … : nobody can tell
    unsure = read_targets(head.replace("〔累计〕", "") + "企业数（家）123456约束性")
    assert unsure["value"].isna().all()
    assert (unsure["suspect"] != "").all()
