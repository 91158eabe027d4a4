"""One table, every layout: the rows must not depend on how a converter wrote the cells down."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yq_analysis.check import DataProblem
from yq_analysis.reading.files.document_blocks import Grid, Paragraph
from yq_analysis.reading.policy import page_breaks, read_targets

HEAD = ["序号", "指标名称", "2025年", "属性"]
ROWS = [
    ["1", "制造业产品质量合格率(%)", "≥94", "约束性"],
    ["2", "单位地区生产总值能耗降低(%)", "﹝15﹞*", "约束性"],
    ["3", "高新技术企业(家)", "20—25", "预期性"],
    ["4", "全员劳动生产率(万元/人)", "20.5", "预期性"],
]
NOTE = "注:①﹝﹞内为“十四五”期间累计数;②带*指标以省下达指标为准。"


def pipes_a_row_a_line(rows: list[list[str]]) -> str:
    return "\n".join(" | ".join(row) for row in [HEAD, *rows])


def pipes_a_cell_a_line(rows: list[list[str]]) -> str:
    return "专栏1 主要指标 | |||\n序号 |\n指标名称 | 2025年 | 属性 |\n" + "\n".join(
        f"{cell} |" for row in rows for cell in row
    )


def markdown(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [HEAD, ["---"] * 4, *rows])


def bare_cells(rows: list[list[str]]) -> str:
    return "\n".join(cell for row in [HEAD, *rows] for cell in row)


def blanks(rows: list[list[str]]) -> str:
    return "\n".join("   ".join(row) for row in [HEAD, *rows])


def single_blanks(rows: list[list[str]]) -> str:
    return "\n".join(" ".join(row) for row in [HEAD, *rows])


def tabs(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in [HEAD, *rows])


def page(rows: list[list[str]]) -> str:
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [HEAD, *rows]
    )
    return f"<html><body><p>主要指标</p><table>{cells}</table><p>{NOTE}</p></body></html>"


def repeated_head(rows: list[list[str]]) -> str:
    return pipes_a_row_a_line([*rows[:2], HEAD, *rows[2:]])


LAYOUTS = [
    pipes_a_row_a_line,
    pipes_a_cell_a_line,
    markdown,
    bare_cells,
    blanks,
    single_blanks,
    tabs,
    page,
    repeated_head,
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
def test_every_layout_gives_the_same_rows(layout: object) -> None:
    text = layout(ROWS)  # type: ignore[operator]
    targets = read_targets(
        text
        if text.startswith("<")
        else f"主要指标\n{text}\n{NOTE}\n到2035年,质量总体水平进入全省第一梯队。"
    )
    table = targets[targets["basis"] != "text"]
    assert table[
        ["no", "indicator", "year", "value", "comparator", "unit", "binding", "basis"]
    ].values.tolist() == [
        ["1", "制造业产品质量合格率", 2025, 94.0, ">=", "%", "binding", "level"],
        ["2", "单位地区生产总值能耗降低", 2025, 15.0, "=", "%", "binding", "cumulative"],
        ["3", "高新技术企业", 2025, 20.0, ">=", "家", "anticipatory", "level"],
        ["4", "全员劳动生产率", 2025, 20.5, "=", "万元/人", "anticipatory", "level"],
    ]
    assert list(table["base_year"].fillna(0)) == [0, 2020, 0, 0]
    assert list(table["provisional"]) == [False, True, False, False]
    assert table["upper"].iloc[2] == 25


@pytest.mark.parametrize(
    ("opened", "closed"), ["﹝﹞", "［］", "〔〕", "[]", "（）", "()", "【】"], ids=str
)
def test_a_bracket_of_any_form_is_cumulative_where_the_note_says_so(
    opened: str, closed: str
) -> None:
    text = f"序号|指标|2025年|属性\n1|单位GDP能耗降低(%)|{opened}13.5{closed}|约束性\n"
    said = read_targets(f"{text}注:{opened}{closed}内为五年累计数。").iloc[0]
    assert (said["value"], said["basis"], said["suspect"]) == (13.5, "cumulative", "")
    unsaid = read_targets(text).iloc[0]
    assert (unsaid["value"], unsaid["basis"]) == (13.5, "level")
    assert "注释未说明括号的含义" in unsaid["suspect"]


def test_a_footnote_mark_is_no_digit_and_its_note_goes_with_the_row() -> None:
    row = read_targets(
        "指标|2020年|2025年|属性\n常住人口城镇化率(%)|58.4|62.5①|预期性\n注:①按常住地口径。"
    ).iloc[0]
    assert row["value"] == 62.5
    assert row["text"] == "62.5① 注:①按常住地口径"


def test_a_star_that_marks_another_year_is_not_provisional() -> None:
    row = read_targets(
        "指标|2020年|2025年|属性\n城镇化率(%)|58.4|62.5*|预期性\n注:带*为2019年数据。"
    ).iloc[0]
    assert not row["provisional"]


def test_a_table_of_past_years_is_no_plan() -> None:
    assert read_targets(
        "某区统计表\n指标|2020年|2021年|2022年\n地区生产总值(亿元)|100|110|120\n"
    ).empty


def test_the_second_year_of_a_plan_is_its_target_and_the_first_its_base() -> None:
    targets = read_targets(
        "“十五五”规划主要指标\n指标|2025年|2030年|属性\n非化石能源消费比重(%)|20.5|25|约束性\n"
    )
    assert targets[["year", "value"]].values.tolist() == [[2030, 25.0]]


def test_yearly_growth_that_levels_do_not_give_stays_as_its_own_row() -> None:
    # (1400 / 1000) ** (1 / 5) - 1 = 6.96 %; printed 5 % is growth at constant prices
    targets = read_targets(
        "指标|2020年|2025年|年均增速|属性\n地区生产总值(亿元)|1000|1400|5|预期性\n"
    )
    assert targets[["value", "unit", "basis"]].values.tolist() == [
        [1400.0, "亿元", "level"],
        [5.0, "%", "annual_growth"],
    ]
    assert targets["suspect"].iloc[0] == "起止数推得年均6.96%,与所印5不符"


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "  \n ",
        b"",
        b"PK\x03\x04no zip",
        b"%PDF-1.4 no pdf",
        b"\xd0\xcf\x11\xe0doc",
        bytes(range(256)) * 9,
        "missing.txt",
        None,
        7,
    ],
    ids=repr,
)
def test_broken_input_is_refused_with_a_reason(broken: object) -> None:
    with pytest.raises(DataProblem, match=";"):
        read_targets(broken)  # type: ignore[arg-type]


def test_a_document_without_targets_gives_no_rows() -> None:
    assert read_targets("序号\n指标\n2025年\n").empty
    assert read_targets("各乡镇人民政府:现将有关事项通知如下,请认真贯彻执行。").empty


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from(
            [
                *HEAD,
                *(c for row in ROWS for c in row),
                NOTE,
                "|",
                "\n",
                "到2025年,",
                "达到98%以上",
                "。",
                "、",
                "分别",
                "(",
            ]
        ),
        max_size=40,
    )
)
def test_no_order_of_pieces_breaks_the_reader(pieces: list[str]) -> None:
    try:
        targets = read_targets("".join(pieces) + "\n")
    except DataProblem:
        return
    assert isinstance(targets, pd.DataFrame)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 999), min_size=1, max_size=12), st.sampled_from(LAYOUTS[:-1]))
def test_any_values_come_back_in_order(values: list[int], layout: object) -> None:
    rows = [
        [str(i), f"指标之{'甲乙丙丁戊己庚辛壬癸子丑'[i - 1]}覆盖率(%)", f"{v / 10:g}", "预期性"]
        for i, v in enumerate(values, start=1)
    ]
    text = layout(rows)  # type: ignore[operator]
    targets = read_targets(text + "\n")
    assert list(targets["value"]) == [v / 10 for v in values]
    assert all(a <= b for a, b in pairwise(targets["line"]))


def test_a_unit_that_is_a_share_of_many_and_a_base_beside_it_leave_the_name() -> None:
    table = read_targets(
        "表1 主要指标\n指标 | 2020年 | 2025年目标\n孕产妇死亡率(/10万) | 8.2 | "
        "≤12\n人均预期寿命(岁) | 77.8 | 提高1岁\n"
        "单位能耗下降率(%，较2020年) | — | 14.5\n"
    )
    found = table[["indicator", "value", "unit", "basis", "base_year"]].astype(object)
    assert found.where(found.notna(), None).values.tolist() == [
        ["孕产妇死亡率", 12, "/10万", "level", None],
        ["人均预期寿命", 1, "岁", "increment", 2020],
        ["单位能耗下降率", 14.5, "%", "cumulative", 2020],
    ]


def test_a_quoted_note_under_a_markdown_table_is_read() -> None:
    table = read_targets(
        "主要指标\n\n| 指标 | 2020年 | 2025年 | 属性 |\n|---|---|---|---|\n| 单位能耗下降(%) | "
        "— | [15] | 约束性 |\n\n> 注:[ ]内为五年累计数。\n"
    )
    assert table[["value", "basis", "suspect"]].values.tolist() == [[15, "cumulative", ""]]


def test_the_first_year_of_a_captioned_table_is_its_base_where_the_text_aims_at_later_ones() -> (
    None
):
    table = read_targets(
        "<p>到2027年，入园率达到95%以上。</p><table><caption>主要指标</caption><tr><td>指标</td><td>2024年</td><td>2027年</td>"
        "<td>2030年</td></tr><tr><td>巩固率（%）</td><td>96.8</td><td>97</td><td>97.5</td></tr></table>"
    )
    assert table[["indicator", "year", "value"]].values.tolist() == [
        ["入园率", 2027, 95],
        ["巩固率", 2027, 97],
        ["巩固率", 2030, 97.5],
    ]


def test_a_row_that_a_page_broke_off_is_one_row() -> None:
    def grid(*rows: tuple[str, ...]) -> Grid:
        return Grid(
            rows=tuple(
                tuple(Paragraph(text=cell, line=i) for cell in row)
                for i, row in enumerate(rows, start=1)
            )
        )

    first = grid(("序号", "指标", "2030年", "属性"), ("1", "每万人口高价", "16", "预期性"))
    second = grid(
        ("", "值发明专利拥有量（件）", "", ""), ("2", "森林覆盖率（%）", "43.6", "约束性")
    )
    (whole,) = page_breaks.joined([first, second])
    assert isinstance(whole, Grid)
    assert [row[1].text for row in whole.rows] == [
        "指标",
        "每万人口高价值发明专利拥有量（件）",
        "森林覆盖率（%）",
    ]
