"""Sentences of plans, one turn of phrase each."""

from __future__ import annotations

import pytest

from yq_analysis.reading.policy import read_targets

COLUMNS = ["indicator", "year", "value", "comparator", "unit", "basis", "base_year"]
HEAD = "二、主要目标\n"


def rows(text: str) -> list[list[object]]:
    table = read_targets(HEAD + text)[COLUMNS].astype(object)
    return table.where(table.notna(), None).values.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年,合格率达到94%以上。", ["合格率", 2025, 94, ">=", "%", "level", None]),
        (
            "到2025年,能耗强度比2020年下降13.5%。",
            ["能耗强度", 2025, 13.5, "=", "%", "cumulative", 2020],
        ),
        (
            "到2025年,能耗强度较“十三五”末下降13.5%以上。",
            ["能耗强度", 2025, 13.5, ">=", "%", "cumulative", 2020],
        ),
        (
            "到2025年,数字经济增加值年均增长15%左右。",
            ["数字经济增加值", 2025, 15, "=", "%", "annual_growth", None],
        ),
        (
            "2021—2025年,数字经济增加值年均增长15%左右。",
            ["数字经济增加值", 2025, 15, "=", "%", "annual_growth", 2020],
        ),
        (
            "“十四五”期间,单位GDP能耗累计下降14%。",
            ["单位GDP能耗", 2025, 14, "=", "%", "cumulative", 2020],
        ),
        (
            "到2025年,产品合格率提高2个百分点以上。",
            ["产品合格率", 2025, 2, ">=", "百分点", "points", None],
        ),
        (
            "到2025年,注册商标总量力争达到7万件。",
            ["注册商标总量", 2025, 7, ">=", "万件", "level", None],
        ),
        (
            "到2025年,高新技术企业突破2.6万家。",
            ["高新技术企业", 2025, 2.6, ">", "万家", "level", None],
        ),
        ("到2025年,抽检合格率高于95%。", ["抽检合格率", 2025, 95, ">", "%", "level", None]),
        (
            "到2025年,能源消费总量控制在1200万吨标准煤以内。",
            ["能源消费总量", 2025, 1200, "<=", "万吨标准煤", "level", None],
        ),
        (
            "到2025年,煤炭消费比重降至42%以下。",
            ["煤炭消费比重", 2025, 42, "<=", "%", "level", None],
        ),
        ("到2025年,煤炭消费比重不超过42%。", ["煤炭消费比重", 2025, 42, "<=", "%", "level", None]),
        (
            "到2025年,公共服务质量满意度不低于82分。",
            ["公共服务质量满意度", 2025, 82, ">=", "分", "level", None],
        ),
        (
            "到2025年,新增中国质量奖(提名奖)不少于2个。",
            ["中国质量奖(提名奖)", 2025, 2, ">=", "个", "increment", None],
        ),
        (
            "到2025年,完成近100个知名农产品品牌建设任务。",
            ["知名农产品品牌建设任务", 2025, 100, "", "个", "level", None],
        ),
        (
            "到2025年,创新指数排名进入全国前10位。",
            ["创新指数排名", 2025, 10, "<=", "位", "rank", None],
        ),
        (
            "到二〇二五年,森林覆盖率达到百分之四十五点二。",
            ["森林覆盖率", 2025, 45.2, ">=", "%", "level", None],
        ),
        (
            "到 2025 年 ， 森林覆盖率达到 45.2 ％ 以上 。",
            ["森林覆盖率", 2025, 45.2, ">=", "%", "level", None],
        ),
        (
            "到2025年,工程验收合格率达到100%。",
            ["工程验收合格率", 2025, 100, "=", "%", "level", None],
        ),
        ("到2025年,单位GDP能耗完成省下达任务。", ["单位GDP能耗", 2025, None, "", "", "text", None]),
        ("到2025年,单位GDP能耗持续下降。", ["单位GDP能耗", 2025, None, "", "", "text", None]),
        (
            "到2035年,质量总体水平迈入全市第一梯队。",
            ["质量总体水平", 2035, None, "", "", "text", None],
        ),
        (
            "到2025年,数字经济规模较2022年翻一番。",
            ["数字经济规模", 2025, None, "", "", "text", 2022],
        ),
        ("到2025年,能源消费总量得到合理控制。", ["能源消费总量", 2025, None, "", "", "text", None]),
        (
            "到2025年,煤炭消费总量较2020年净减少100万吨左右。",
            ["煤炭消费总量", 2025, 100, "=", "万吨", "increment", 2020],
        ),
        (
            "到2025年,新建改建农村公路500公里。",
            ["农村公路", 2025, 500, "=", "公里", "increment", None],
        ),
        ("到2025年,获证组织达到3万家。", ["获证组织", 2025, 3, ">=", "万家", "level", None]),
        (
            "到2025年,标准制定周期缩短至18个月以内。",
            ["标准制定周期", 2025, 18, "<=", "个月", "level", None],
        ),
        (
            "到2025年,每千人标准化人才0.5人。",
            ["每千人标准化人才", 2025, 0.5, "=", "人", "level", None],
        ),
        (
            "到2025年,每千人口拥有3岁以下婴幼儿托位数4.5个。",
            ["每千人口拥有3岁以下婴幼儿托位数", 2025, 4.5, "=", "个", "level", None],
        ),
        (
            "到2025年,电网基本具备5%以上的尖峰负荷响应能力。",
            ["尖峰负荷响应能力", 2025, 5, ">=", "%", "level", None],
        ),
        (
            "到2025年,每个县至少打造1个区域公用品牌。",
            ["每个县区域公用品牌", 2025, 1, ">=", "个", "level", None],
        ),
        (
            "到2025年,新建居住建筑本体达到83%节能要求。",
            ["新建居住建筑本体", 2025, 83, ">=", "%", "level", None],
        ),
        (
            "到2025年,劳动年龄人口平均受教育年限提高到11.3年。",
            ["劳动年龄人口平均受教育年限", 2025, 11.3, ">=", "年", "level", None],
        ),
        (
            "到2025年,新增劳动力平均受教育年限14.5年。",
            ["新增劳动力平均受教育年限", 2025, 14.5, "=", "年", "level", None],
        ),
        ("到2025年,建设周期缩短至2年以内。", ["建设周期", 2025, 2, "<=", "年", "level", None]),
        (
            "到2025年,开办企业时间压缩至0.5个工作日以内。",
            ["开办企业时间", 2025, 0.5, "<=", "个工作日", "level", None],
        ),
        (
            "到2025年,营业收入超100亿元企业达到5家。",
            ["营业收入超100亿元企业", 2025, 5, ">=", "家", "level", None],
        ),
        (
            "到2025年,人口自然增长率保持在5‰左右。",
            ["人口自然增长率", 2025, 5, "=", "‰", "level", None],
        ),
        (
            "到2025年,社会信用指数排名进入全国地级市前50名。",
            ["社会信用指数排名", 2025, 50, "<=", "名", "rank", None],
        ),
        (
            "到2025年,招商引资到位资金三年累计达到2000亿元。",
            ["招商引资到位资金", 2025, 2000, ">=", "亿元", "cumulative", None],
        ),
        (
            "到2025年,粮食产量稳定在1,250万吨以上。",
            ["粮食产量", 2025, 1250, ">=", "万吨", "level", None],
        ),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_one_sentence_one_target(text: str, expected: list[object]) -> None:
    assert rows(text) == [expected]


def test_two_names_share_a_value_where_both_reach_it() -> None:
    assert [
        r[:3]
        for r in rows("到2025年,A产品合格率达到94%以上,B食品合格率和C药品合格率均达到98%以上。")
    ] == [["A产品合格率", 2025, 94], ["B食品合格率", 2025, 98], ["C药品合格率", 2025, 98]]


def test_values_go_to_names_respectively() -> None:
    assert [
        [r[0], r[2], r[3]]
        for r in rows("到2025年,农产品合格率、食品合格率、药品合格率分别达到98%、98.5%、99%以上。")
    ] == [["农产品合格率", 98, ">="], ["食品合格率", 98.5, ">="], ["药品合格率", 99, ">="]]


def test_values_that_do_not_match_their_names_are_not_given_out() -> None:
    targets = read_targets(HEAD + "到2025年,农产品合格率、食品合格率分别达到98%、98.5%、99%。")
    assert targets["value"].isna().all()
    assert targets["suspect"].iloc[0] == "“分别”前后数目不符:3个数"


def test_a_range_has_an_upper_end() -> None:
    row = read_targets(HEAD + "到2025年,培育质量强国建设领军企业1—2个。").iloc[0]
    assert (row["indicator"], row["value"], row["upper"], row["unit"]) == (
        "质量强国建设领军企业",
        1,
        2,
        "个",
    )


def test_each_paragraph_keeps_its_own_year() -> None:
    assert [
        r[:3]
        for r in rows(
            "到2025年,合格率达到94%以上。\n到2027年,合格率达到95%以上。\n——服务。满意度达到82分以上。"
        )
    ] == [["合格率", 2025, 94], ["合格率", 2027, 95], ["满意度", 2027, 82]]


def test_a_year_does_not_reach_beyond_its_section() -> None:
    assert [
        r[:2] for r in rows("到2025年,合格率达到94%以上。\n三、重点任务\n智慧工地覆盖率达到100%。")
    ] == [["合格率", 2025], ["智慧工地覆盖率", None]]


def test_a_higher_level_still_fixes_an_assigned_task() -> None:
    assert read_targets(HEAD + "到2025年,单位GDP能耗完成省下达任务。")["provisional"].tolist() == [
        True
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2023年,全市制造业产品质量合格率达到93.4%,同比提高0.6个百分点。",
        "截至2022年底,每万人口高价值发明专利拥有量达到2.1件。",
        "“十三五”期间,单位GDP能耗累计下降18.6%。",
        "目前,智慧工地覆盖率已达到85%。",
        "根据某政发〔2023〕13号文件,印发《行动方案(2023—2025年)》。",
        "到2025年,基本建成“城市15分钟、农村1.5小时”的公共服务圈。",
        "巩固提升现有5万亩山地果树,发展大漠蔬菜8万亩。",
        "到2025年,落实第3批12项任务,加快建设A2类通用机场,推广5G应用,构建“4+2+X”产业体系。",
        "到2025年,打造一批服务业特色示范标杆。",
        "联系电话:0912-3525000,2024年5月7日印发。",
    ],
)
def test_what_is_no_target_is_not_asserted(text: str) -> None:
    targets = read_targets("某市人民政府文件\n2024年5月7日\n" + text)
    assert targets["value"].dropna().empty, targets.T


def test_a_section_about_the_past_sets_no_targets() -> None:
    assert read_targets(
        "一、发展基础\n全区城镇化率达到61.2%,单位GDP能耗下降3%。\n二、主要目标\n到2025年,城镇化率达到65%。"
    )["value"].tolist() == [65]


def test_what_is_printed_twice_is_one_target() -> None:
    targets = read_targets(
        "到2025年,产品合格率达到94%。\n主要指标\n指标|2025年|属性\n产品合格率(%)|94|预期性\n"
    )
    assert targets[["value", "binding"]].values.tolist() == [[94.0, "anticipatory"]]


def test_what_is_printed_twice_with_two_numbers_is_suspect() -> None:
    targets = read_targets(
        "到2025年,产品合格率达到94%。\n主要指标\n指标|2025年|属性\n产品合格率(%)|95|预期性\n"
    )
    assert targets["suspect"].tolist() == ["", "与第1行的数不同:94"]


def test_values_go_to_years_respectively_where_one_name_has_several() -> None:
    assert [r[:3] for r in rows("到2025年和2035年,产品合格率分别达到94%、97%以上。")] == [
        ["产品合格率", 2025, 94],
        ["产品合格率", 2035, 97],
    ]


def test_urban_and_rural_are_told_apart() -> None:
    assert [r[0] for r in rows("到2025年,城乡居民人均可支配收入分别达到5万元、2万元。")] == [
        "城镇居民人均可支配收入",
        "农村居民人均可支配收入",
    ]


def test_a_year_of_running_text_outside_aims_ends_with_its_list() -> None:
    text = (
        "三、重点任务\n到2027年,建成平台5个以上。\n——数字化车间达到10个。\n设备联网率达到60%以上。"
    )
    assert [
        list(r)
        for r in read_targets(text)[["indicator", "year"]]
        .astype(object)
        .where(lambda t: t.notna(), None)
        .values
    ] == [["平台", 2027], ["数字化车间", 2027], ["设备联网率", None]]


def test_a_reading_keeps_a_minus() -> None:
    assert read_targets("主要指标\n指标|2025年|属性\n碳排放变化(%)|-15|预期性\n")[
        "value"
    ].tolist() == [-15.0]


@pytest.mark.parametrize("cell", ["全省前三", "前3", "第3位", "前3名"])
def test_a_place_in_a_ranking_is_at_most_that_place(cell: str) -> None:
    row = read_targets(f"主要指标\n指标|2025年|属性\n服务质量满意度|{cell}|预期性\n").iloc[0]
    assert (row["value"], row["comparator"], row["basis"]) == (3, "<=", "rank")


def test_a_paragraph_that_tells_the_past_asserts_nothing_without_a_year() -> None:
    text = (
        "2023年,全县产品合格率为93.6%,比上年提高0.3个百分点。"
        "此外,食品抽检合格率保持在99%以上,农产品监测合格率达到97.8%。"
    )
    assert read_targets(f"某县质量工作简讯\n2024年3月4日\n{text}").empty


def test_a_news_item_keeps_the_aim_and_leaves_the_result() -> None:
    text = (
        "截至2025年底,全国每万人口专利拥有量达到16件,超额完成12件的预期目标。"
        "数据显示,全国共有28万家企业拥有专利,占比达到77%。"
    )
    assert read_targets(text).empty


def test_a_report_tells_last_year_first_and_then_the_aims() -> None:
    text = (
        "回顾2023年工作\n全县粮食产量稳定在10万吨以上,城镇化率达到58%。"
        "\n展望2024年工作目标\n2024年,我们将实现以下目标:\n确保财政收入增长6%。"
    )
    assert rows(text) == [["财政收入", 2024, 6, "=", "%", "annual_growth", None]]


@pytest.mark.parametrize("printed", ["2 100", "13. 5", "13 .5"])
def test_a_number_with_a_blank_in_it_is_suspect_and_asserted_neither_way(printed: str) -> None:
    table = read_targets(f"到2025年,能源消费总量控制在{printed}万吨标准煤以内。")
    assert table[["indicator", "suspect"]].values.tolist() == [
        ["能源消费总量", f"数字中有空格:{printed}"]
    ]
    assert table["value"].isna().all()


def test_aims_without_a_year_take_that_of_the_plan_in_the_title() -> None:
    table = read_targets(
        "某省“十四五”公共服务规划\n三、主要目标\n人均体育场地面积2.6平方米。\n四、重点任务\n人均公园面积12平方米。"
        "\n(三)强化目标责任考核。专项督查不少于2次。"
    )
    assert table[["indicator", "year", "value"]].values.tolist() == [
        ["人均体育场地面积", 2025, 2.6]
    ]


def test_a_year_beyond_the_horizon_lies_ahead_without_a_word() -> None:
    assert rows("到2025年末,游客达到500万人次。2030年,旅游业增加值占GDP比重达6%左右。")[1][:3] == [
        "旅游业增加值占GDP比重",
        2030,
        6,
    ]


def test_a_share_without_a_subject_is_that_of_the_clause_before() -> None:
    assert [row[0] for row in rows("到2025年,数字经济规模达到2000亿元,占GDP比重超过45%。")] == [
        "数字经济规模",
        "数字经济规模占GDP比重",
    ]


def test_what_is_counted_anew_is_not_compared_with_the_base_of_the_clause_before() -> None:
    assert [
        row[-1] for row in rows("到2027年,用水量比2025年下降16%,单位能耗下降17%,新增标准50项。")
    ] == [2025, 2025, None]


def test_two_plans_with_one_verb_have_a_value_each() -> None:
    assert [
        row[:3] for row in rows("“十四五”“十五五”期间分别新增水电装机容量50万千瓦、30万千瓦。")
    ] == [["水电装机容量", 2025, 50], ["水电装机容量", 2030, 30]]


def test_the_higher_aim_is_the_kind_of_change_that_it_betters() -> None:
    assert [row[2:6] for row in rows("到2025年,GDP年均增长6.5%左右,力争达到7%。")] == [
        [6.5, "=", "%", "annual_growth"],
        [7, ">=", "%", "annual_growth"],
    ]


def test_as_many_numbers_as_names_belong_to_them_and_more_than_that_to_nobody() -> None:
    assert [
        [row[0], *row[2:6:3]] for row in rows("到2025年,化肥、农药使用量较2020年减少5%、10%。")
    ] == [["化肥使用量", 5, "cumulative"], ["农药使用量", 10, "cumulative"]]
    assert [row[2] for row in rows("到2025年,农药使用量较2020年减少5%、10%。")] == [5]


def test_a_bare_level_ends_as_its_neighbour_does() -> None:
    assert [row[0] for row in rows("到2025年,新增国家级绿色工厂10家、省级20家。")] == [
        "国家级绿色工厂",
        "省级绿色工厂",
    ]
    assert [row[0] for row in rows("到2025年,国家级、省级重点实验室分别达到2个、15个。")] == [
        "国家级重点实验室",
        "省级重点实验室",
    ]


def test_how_a_plan_was_carried_out_is_no_target() -> None:
    told = (
        "一、"
        "2024年计划执行情况\n2024年,单位GDP能耗下降3.6%,“十四五”前四年累计下降13.2%,完成“十四五”目"
        "标的97.8%。\n"
    )
    table = read_targets(told + "二、2025年主要目标\n2025年,失业率控制在5.5%以内。")
    assert table[["indicator", "value"]].values.tolist() == [["失业率", 5.5]]
    assert rows("到2025年,完成“十四五”目标的97.8%。") == []


def test_a_yardstick_sets_no_year() -> None:
    assert [
        r[:3]
        for r in rows(
            "到2025年,研发经费投入年均增长7%以上、力争投入强度高于“十三五”时期实际,专利拥有量达到12件。"
        )
    ] == [["研发经费投入", 2025, 7], ["专利拥有量", 2025, 12]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2030年,地区生产总值迈上千亿元台阶。", ["地区生产总值", 1000.0, "亿元"]),
        ("到2030年,营业收入突破五百亿元大关。", ["营业收入", 500.0, "亿元"]),
        ("到2030年,经济总量跨上两万亿元台阶。", ["经济总量", 2.0, "万亿元"]),
        ("到2030年,研发经费占GDP的3.5%。", ["研发经费占GDP比重", 3.5, "%"]),
        ("到2030年,新建改扩建高速公路80公里。", ["高速公路", 80.0, "公里"]),
        ("到2030年,财政收入同口径增长5%。", ["财政收入", 5.0, "%"]),
        ("到2030年,建成110千伏以上变电站5座。", ["110千伏以上变电站", 5.0, "座"]),
    ],
)
def test_a_round_sum_a_share_and_a_task_give_the_name_and_the_number(
    text: str, expected: list[object]
) -> None:
    table = read_targets(HEAD + text)
    assert table[["indicator", "value", "unit"]].values.tolist() == [expected]


def test_an_attribute_in_brackets_is_the_targets_and_no_part_of_the_name() -> None:
    table = read_targets(HEAD + "到2030年,单位GDP能耗下降13%（约束性）,覆盖率（预期性）达到40%。")
    assert table[["indicator", "binding"]].values.tolist() == [
        ["单位GDP能耗", "binding"],
        ["覆盖率", "anticipatory"],
    ]


def test_参与_holds_two_characters_of_a_verb_and_no_joint() -> None:
    table = read_targets(HEAD + "到2030年,主导或参与制定国际标准、国家标准分别不少于2项、30项。")
    assert table[["indicator", "value", "comparator"]].values.tolist() == [
        ["主导或参与制定国际标准", 2.0, ">="],
        ["国家标准", 30.0, ">="],
    ]


@pytest.mark.parametrize("mark", ["\t", " ", "  "])
def test_a_table_with_a_year_a_row_is_read_as_one_with_a_year_a_column(mark: str) -> None:
    lines = [
        ["年份", "合格率(%)", "发明专利(件)"],
        ["2026", "94.5", "11"],
        ["2030年", "95.5", "15"],
    ]
    text = "某市实施方案（2026—2030年）\n" + "\n".join(mark.join(line) for line in lines)
    assert read_targets(text)[["indicator", "year", "value", "unit"]].values.tolist() == [
        ["合格率", 2026, 94.5, "%"],
        ["合格率", 2030, 95.5, "%"],
        ["发明专利", 2026, 11.0, "件"],
        ["发明专利", 2030, 15.0, "件"],
    ]


@pytest.mark.parametrize("width", [23, 30, 37, 40])
def test_lines_cut_at_a_width_are_whole_again_wherever_the_cut_falls(width: int) -> None:
    whole = (
        "到2030年，城乡居民人均可支配收入分别增长5.5%和7%，人均预期寿命达到81.5岁，"
        "单位GDP能耗累计下降13.5%，粮食产量稳定在38.25万吨以上，森林覆盖率达到48.6%，"
        "每千人口拥有执业（助理）医师数达到4.1人，研发经费投入强度提高到3.25%。"
    )
    lines = [whole[at : at + width] for at in range(0, len(whole), width)]
    cut = read_targets("某县“十五五”规划纲要\n" + "\n".join(lines))
    assert cut["value"].tolist() == [5.5, 7.0, 81.5, 13.5, 38.25, 48.6, 4.1, 3.25]
