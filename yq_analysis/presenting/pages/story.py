"""What a page says in words: every number in it comes from a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.check import Message, has_message, in_language, one_of
from yq_analysis.presenting.pages.causes import Causes
from yq_analysis.presenting.pages.overview_views import Quality
from yq_analysis.presenting.pages.source_lines import source_line
from yq_analysis.presenting.pages.theme_views import View
from yq_analysis.presenting.pages.verdict_cells import (
    amount,
    cascade_rows,
    judged_columns,
    judged_rows,
    method_rows,
    scenario_columns,
    scenario_rows,
    target_cell,
)
from yq_analysis.presenting.wording import Names, names, number
from yq_analysis.presenting.wording.verdict_sentence import sentence

__all__ = [
    "absent",
    "briefing",
    "cascade_rows",
    "cause",
    "cause_source",
    "closing",
    "headline",
    "judged_columns",
    "judged_rows",
    "lacking",
    "method_notes",
    "method_rows",
    "missing",
    "outlook",
    "overview",
    "prose",
    "quality",
    "rank_columns",
    "scenario_columns",
    "scenario_rows",
    "scenario_title",
    "sentences",
    "targets_lead",
    "targets_title",
    "text",
]


def prose(view: View, part: Literal["intro", "trend", "causes"]) -> str:
    """What a theme's page says beside its tables: its own words where messages.csv has any, else
    those of any theme.

    The intro is the title and what the indicator is; `causes` is the heading above the
    decomposition or, where the theme has a neighbour, above that.
    """
    theme, words = view.theme, names(view.results.language, view.results.lists)
    if part == "causes" and not (theme.related or view.causes or view.has_own):
        return ""
    if part == "causes" and theme.related:
        code = f"page_{theme.name}_related"
        own = has_message(code)
        name = words.indicator(theme.related[0])
        said = Message(code) if own else Message("page_theme_related", name=name)
    elif has_message(f"page_{theme.name}_{part}"):
        said = Message(f"page_{theme.name}_{part}")
    else:
        said = _definition(view, words) if part == "intro" else Message(f"page_theme_{part}")
    title = words.pick(theme.title_zh, theme.title_en)
    text = said.text(view.results.language)
    return f"# {title}\n\n{text}" if part == "intro" else text


def _definition(view: View, words: Names) -> Message:
    """What the indicator is, as its record says it."""
    one = view.results.lists.indicator(view.theme.level)
    name, unit = words.indicator(one.code), words.unit(one.unit)
    if not one.numerator:
        return Message("page_theme_intro_published", name=name, unit=unit)
    return Message(
        "page_theme_intro_computed",
        name=name,
        unit=unit,
        numerator=words.item(one.numerator),
        denominator=words.item(one.denominator),
        factor="" if one.factor == 1 else f" × {one.factor:g}",
    )


# What makes two rows verdicts on one target.
_TARGET = ["year", "target", "basis"]


def headline(view: View) -> str:
    """The one sentence of the page: the verdict, that it hangs on the caliber, or that the figures
    are missing.
    """
    words = names(view.results.language, view.results.lists)
    own = view.judged[view.judged["target"].notna()]
    # a level that an area above set for itself is information, no verdict on this area
    others = view.by_parents[view.by_parents["basis"] != "level"]
    for table in (own, others):
        decided = table[~table["verdict"].isin(["no_data", "no_number"])]
        if len(decided):  # one sentence a target: of two years, or of two documents, each its own
            return words.pick("", " ").join(
                _verdicts(rows, view, words)
                for _, rows in decided.groupby(_TARGET, dropna=False, sort=True)
            )
    if not view.has_own:
        return _without_figures(view, own, words)
    return _where_it_stands(view, own, words)


def _verdicts(rows: pd.DataFrame, view: View, words: Names) -> str:
    language = view.results.language
    first = rows.iloc[0]
    over = pd.notna(first["year"]) and view.results.is_over(int(first["year"]))
    if rows["verdict"].nunique() > 1:
        each = [
            words.pick(
                f"按{_caliber(row, words)}，{_reached(row, words)}，"
                f"{words.code('verdict', row['verdict'])}",
                f"by {_caliber(row, words)}: {_reached(row, words)}, "
                f"{words.code('verdict', row['verdict'])}",
            )
            for _, row in rows.drop_duplicates("verdict").iterrows()
        ]
        lead = words.pick(
            f"{words.area(first['area'])}{words.indicator(first['indicator'])}{int(first['year'])}年目标"
            f"{amount(first['target'], first, words)}{'是否' if over else '能否'}完成，"
            "取决于口径：",
            f"Whether {words.area(first['area'])} {'met' if over else 'meets'} "
            f"{amount(first['target'], first, words)} for {int(first['year'])} "
            f"({words.indicator(first['indicator'])}) hangs on the caliber: ",
        )
        return lead + words.pick("；", "; ").join(each) + words.pick("。", ".")
    said = sentence(first, language=language, lists=view.results.lists)
    whose = (
        ""
        if first["target_area"] == first["area"]
        else words.pick(
            f"（按{words.area(first['target_area'])}目标）",
            f" (by the target of {words.area(first['target_area'])})",
        )
    )
    return words.area(first["area"]) + whose + words.pick("：", ": ") + said


def _caliber(row: pd.Series, words: Names) -> str:
    """The caliber's name; since when a total counts is said by the total itself."""
    parts = [
        part
        for part in str(row["caliber"]).split("+")
        if not (row["basis"] == "cumulative" and part.startswith("since"))
    ]
    return words.caliber("+".join(parts))


def _reached(row: pd.Series, words: Names) -> str:
    """How far it has come, in the words of a total or of a level; of a plan that has no result yet,
    where it leads.
    """
    if pd.isna(row["latest_year"]):
        ahead = (
            _total(row["value"], row, words)
            if row["basis"] == "cumulative"
            else amount(row["value"], row, words)
        )
        year = int(row["year"])
        return words.pick(f"推算到{year}年{ahead}", f"projected to {year}: {ahead}")
    if row["basis"] == "cumulative":
        total = _total(row["latest"], row, words)
        return words.pick(
            f"{int(row['base_year']) + 1}—{int(row['latest_year'])}年{total}",
            f"in {int(row['base_year']) + 1}–{int(row['latest_year'])} {total}",
        )
    latest = amount(row["latest"], row, words)
    return words.pick(
        f"{int(row['latest_year'])}年为{latest}", f"it was {latest} in {int(row['latest_year'])}"
    )


def _total(value: float, row: pd.Series, words: Names) -> str:
    """A total since the base year with the direction in words: a rise is never "a fall of −3 %"."""
    size = amount(abs(float(value)), row, words)
    falls = words.falls(row["indicator"])
    if falls == (float(value) >= 0):
        return words.pick(f"累计下降{size}", f"a total fall of {size}")
    return words.pick(f"累计{'上升' if falls else '增长'}{size}", f"a total rise of {size}")


def _without_figures(view: View, own: pd.DataFrame, words: Names) -> str:
    area, theme = words.area(view.area), view.theme
    name = words.indicator(theme.level)
    said = words.pick(
        f"{area}{name}数据不足，不作研判", f"{area}: too few data for {name}; no verdict"
    )
    if len(own):
        row = own.iloc[0]
        asked = (
            _total(row["target"], row, words)
            if row["basis"] == "cumulative"
            else amount(row["target"], row, words)
        )
        mark = words.pick("暂定", "provisional ") if bool(row["provisional"]) else ""
        named = pd.notna(row["year"])
        said += _say(
            "pages_asked" if named else "pages_asked_unnamed",
            words.language,
            year=int(row["year"]) if named else "",
            mark=mark,
            asked=asked,
        )
    proxies = [_stands(view, one, words) for one in view.shown]
    if proxies:
        said += words.pick("；上级数据仅作参考：", "; for reference only: ") + words.pick(
            "，", ", "
        ).join(proxies)
    return said + words.pick("。", ".")


def _stands(view: View, area: str, words: Names) -> str:
    rows = view.series[view.series["area"] == area].sort_values("year")
    last = rows.iloc[-1]
    return words.pick(
        f"{words.area(area)}{int(last['year'])}年{amount(last['value'], last, words)}",
        f"{words.area(area)} {amount(last['value'], last, words)} in {int(last['year'])}",
    )


def _where_it_stands(view: View, own: pd.DataFrame, words: Names) -> str:
    language = view.results.language
    rows = view.series.sort_values("year")
    last = rows.iloc[-1]
    ahead = view.projections[
        (view.projections["caliber"] == last["caliber"])
        & view.projections["year"].isin(view.results.milestones)
        & view.projections["value"].notna()
    ]
    said = _say(
        "pages_stands",
        language,
        area=words.area(view.area),
        name=words.indicator(view.theme.level),
        year=int(last["year"]),
        value=amount(last["value"], last, words),
    )
    digits = words.decimals(str(last["indicator"]))
    each = [
        _say(
            "pages_stands_at",
            language,
            year=int(row["year"]),
            value=amount(row["value"], last, words),
            low=words.figure(float(row["q10"]), last["unit"], digits),
            high=words.figure(float(row["q90"]), last["unit"], digits),
        )
        for _, row in ahead.sort_values("year").iterrows()
    ]
    if each:
        said += _say("pages_stands_ahead", language, listed=_joined_clauses(each, words))
    if own.empty:
        return said + words.pick(
            "；没有可对照的数值目标。", "; there is no target with a number to compare it with."
        )
    unjudged = own.drop_duplicates(_TARGET)
    return (
        said
        + words.pick("。", ". ")
        + words.pick("", " ").join(
            sentence(row, language=view.results.language, lists=view.results.lists)
            for _, row in unjudged.iterrows()
        )
    )


def _joined_clauses(clauses: Sequence[str], words: Names) -> str:
    return words.pick("，", ", ").join(clauses)


def outlook(view: View) -> str:
    """The projections of the series shown, at the end of each plan to come and at the horizon."""
    words = names(view.results.language, view.results.lists)
    found = []
    for _, row in view.projections[
        view.projections["year"].isin(view.results.milestones) & view.projections["value"].notna()
    ].iterrows():
        unit = view.series.loc[view.series["caliber"] == row["caliber"], "unit"].iloc[0]
        digits = words.decimals(str(row["indicator"]))
        low, high, far_low, far_high = (
            words.figure(float(row[column]), unit, digits)
            for column in ("q10", "q90", "q2.5", "q97.5")
        )
        value = amount(
            row["value"], {"indicator": row["indicator"], "unit": unit}, words, fixed=True
        )
        about = words.aside(words.caliber(row["caliber"]))
        found.append(
            words.pick(
                f"{words.area(row['area'])}{about}{int(row['year'])}年推算为{value}（80%区间{low}—{high}，95%区间{far_low}—{far_high}）",
                f"{words.area(row['area'])}{about} in {int(row['year'])}: {value} (80% interval "
                f"{low}–{high}, 95% interval {far_low}–{far_high})",
            )
        )
    if not found:
        return words.pick("没有可以推算的序列。", "There is no series that can be projected.")
    return words.pick("；", "; ").join(found) + words.pick("。", ".")


def closing(view: View) -> str:
    """The account of the targets whose year is over: result, path, what had been projected; ""
    where there is none.
    """
    words = names(view.results.language, view.results.lists)
    return "\n".join(f"- {_account(row, words)}" for row in view.closing.to_dict("records"))


def _account(row: Mapping[Any, Any], words: Names) -> str:
    language = words.language
    said = _say(
        "pages_account",
        language,
        area=words.area(str(row["area"])),
        name=words.indicator(str(row["indicator"])),
        about=words.aside(_caliber(pd.Series(row), words) if row["caliber"] else ""),
        target=target_cell({"binding": "", "provisional": False, **row}, words),
        actual=amount(row["actual"], row, words),
        verdict=words.code("verdict", row["verdict"]),
        path=words.pick("、", ", ").join(
            _say("pages_account_year", language, year=int(year), value=_directed(value, row, words))
            for year, value in row["path"]
        ),
    )
    if pd.isna(row["value"]):
        return said + _say("pages_account_alone", language)
    return said + _say(
        "pages_account_earlier" if _is_inside(row) else "pages_account_outside",
        language,
        origin=int(row["origin"]),
        year=int(row["year"]),
        value=_directed(row["value"], row, words) + words.joined_unit(row["unit"]),
        low=_directed(row["lower"], row, words),
        high=_directed(row["upper"], row, words),
    )


def _directed(value: float, row: Mapping[Any, Any], words: Names) -> str:
    """A figure of a target; of a reduction that is a rise, called so."""
    digits = words.decimals(str(row["indicator"]))
    if float(value) >= 0 or not words.falls(str(row["indicator"])):
        return words.figure(float(value), row["unit"], digits)
    size = words.figure(-float(value), row["unit"], digits)
    return str(in_language(Message("pages_rise_of", size=size), words.language))


def _is_inside(row: Mapping[Any, Any]) -> bool:
    return bool(row["lower"] <= row["actual"] <= row["upper"])


def briefing(results: Results, area: str = "", *, decided: bool = False) -> list[str]:
    """Sentences for a briefing: each target of the area once, in the order of its document.

    `decided` leaves out those that nothing is known of: they stand in a table.
    """
    words = names(results.language, results.lists)
    code = results.lists.area_code(area) if area else results.areas[0]
    own = results.assessments[
        (results.assessments["area"] == code) & (results.assessments["target_area"] == code)
    ]
    if decided:
        own = own[~own["verdict"].isin(["no_data", "no_number"])]
    several = own.groupby(["indicator", "year"], dropna=False)["caliber"].transform("nunique") > 1
    said = [
        f"{words.area(code)}{_about(row, words) if more else ''}{words.pick('：', ': ')}"
        f"{sentence(row, language=results.language, lists=results.lists)}"
        for more, (_, row) in zip(several, own.iterrows(), strict=True)
    ]
    return list(dict.fromkeys(said))


def _about(row: pd.Series, words: Names) -> str:
    """Under which caliber, and by whose target, in brackets; "" where there is nothing to say."""
    whose = (
        ""
        if row["target_area"] == row["area"]
        else words.pick(
            f"按{words.area(row['target_area'])}目标",
            f"by the target of {words.area(row['target_area'])}",
        )
    )
    return words.aside(words.caliber(str(row["caliber"])) if row["caliber"] else "", whose)


def overview(results: Results, area: str = "") -> str:
    """The headline of the targets page: how many targets, how many with which verdict, what 2035
    asks.
    """
    words = names(results.language, results.lists)
    code = results.lists.area_code(area) if area else results.areas[0]
    table = results.assessments[
        (results.assessments["area"] == code) & (results.assessments["target_area"] == code)
    ]
    if table.empty:
        above = results.lists.parents(code)
        return words.pick(
            f"目录中没有{words.area(code)}自己的目标"
            + (
                f"，以下对照{'、'.join(words.area(one) for one in above)}的目标。"
                if above
                else "。"
            ),
            f"The catalogue holds no target of {words.area(code)}"
            + (
                f"; compared below with those of {', '.join(words.area(one) for one in above)}."
                if above
                else "."
            ),
        )
    found: dict[str, list[str]] = {}
    keys = ["indicator", "year", "target"]
    often = table.drop_duplicates(keys)["indicator"].value_counts().to_dict()
    for (indicator, *_), rows in table.groupby(keys, dropna=False, sort=False):
        decided = list(dict.fromkeys(rows.loc[rows["verdict"] != "no_data", "verdict"]))
        key = "by_caliber" if len(decided) > 1 else decided[0] if decided else "no_data"
        name = words.indicator(str(indicator))
        when = rows["year"].iloc[0]
        if often[indicator] > 1 and pd.notna(when):  # of several targets for one, which one
            name += words.aside(_say("pages_when_level", results.language, year=int(when)))
        found.setdefault(key, []).append(name)
    return _say(
        "pages_overview",
        results.language,
        area=words.area(code),
        count=sum(map(len, found.values())),
        listed=words.pick("；", "; ").join(
            _counted(key, listed, words) for key, listed in found.items()
        ),
    )


def _counted(key: str, listed: list[str], words: Names) -> str:
    """Targets with one verdict: what was decided by name, of the others how many."""
    language = words.language
    verdict = (
        _say("pages_by_caliber", language) if key == "by_caliber" else words.code("verdict", key)
    )
    if key in ("no_data", "no_number") or len(listed) > 3:
        return _say("pages_verdict_counted", language, verdict=verdict, count=len(listed))
    named = words.pick("、", ", ").join(listed)
    return _say("pages_verdict_named", language, listed=named, verdict=verdict)


def _say(code: str, language: str, **values: object) -> str:
    return str(in_language(Message(code, **values), language))


def lacking(view: View) -> str:
    """For an area without figures: what is missing and what would be enough, as the page's first
    section; else "".
    """
    if view.has_own:
        return ""
    words, language = names(view.results.language, view.results.lists), view.results.language
    items = view.gaps[view.gaps["state"] != "complete"]
    level = items[items["indicator"] == view.theme.level]
    said = _say(
        "pages_enough",
        language,
        name=words.indicator(view.theme.level),
        listed=_joined((level if len(level) else items)["item_name"], words),
    )
    return f"## {_say('pages_lacking_title', language)}\n\n{said}"


def absent(view: View, key: str) -> str:
    """Why a section has nothing to show; "" where the area has no figures at all, which its first
    section says.
    """
    return text(key, view.results.language) if view.has_own else ""


def missing(view: View) -> str:
    """Which figures are missing, in one sentence; "" where none are."""
    words = names(view.results.language, view.results.lists)
    rows = view.gaps[view.gaps["state"] == "missing"]
    if rows.empty or not view.has_own:
        return ""
    items = _joined(rows["item_name"], words)
    return words.pick(
        f"{words.area(view.area)}缺：{items}。下表写明哪张表可以提供。",
        f"{words.area(view.area)} lacks: {items}. The table says where each could be found.",
    )


def _joined(texts: Iterable[str], words: Names) -> str:
    return words.pick("、", ", ").join(dict.fromkeys(texts))


def sentences(view: View) -> str:
    """One official sentence a verdict, as a list."""
    words = names(view.results.language, view.results.lists)
    lines = []
    for _, row in view.verdicts.iterrows():
        lines.append(
            "- "
            f"**{words.area(row['area'])}**{_about(row, words)}{words.pick('：', ': ')}"
            f"{sentence(row, language=view.results.language, lists=view.results.lists)}"
        )
    return "\n".join(lines)


def method_notes(view: View) -> str:
    """What the projections say of themselves: the history's length, what was borrowed, where
    coverage is known to fail.
    """
    words = names(view.results.language, view.results.lists)
    lines = []
    for (area, caliber), rows in view.projections.groupby(["area", "caliber"], sort=False):
        notes = list(
            dict.fromkeys(
                clause for note in rows["note"] for clause in re.split("[；;] ?", note) if clause
            )
        )
        if notes:
            about = words.aside(words.caliber(str(caliber)))
            lines.append(
                "- "
                f"{words.area(str(area))}{about}{words.pick('：', ': ')}"
                f"{words.pick('；', '; ').join(notes)}"
            )
    return "\n".join(lines)


def quality(page: Quality) -> str:
    """The headline of the page on the data."""
    words = names(page.results.language, page.results.lists)
    main = {
        indicator
        for theme in page.results.lists.themes.values()
        for indicator in (theme.level, theme.target)
    }
    present, missing_items = (
        page.present,
        page.gaps[(page.gaps["state"] == "missing") & page.gaps["indicator"].isin(main)][
            "item_name"
        ],
    )
    area = words.area(page.area)
    if present.empty:
        return words.pick(f"{area}没有任何可用的数。", f"There is no figure for {area}.")
    first, last = int(present["year"].min()), int(present["year"].max())
    lacking = _joined(missing_items, words)
    return words.pick(
        f"{area}有{present['item'].nunique()}个统计项、{len(present)}个数（{first}—{last}年）"
        + (f"；三个主要指标还缺：{lacking}。" if lacking else "；三个主要指标所需的数都有。"),
        f"{area}: {len(present)} figures of {present['item'].nunique()} items, {first}–{last}"
        + (
            f"; the three indicators still lack: {lacking}."
            if lacking
            else "; nothing that the three indicators need is missing."
        ),
    )


def scenario_title(view: View) -> str:
    """The title of the table of scenarios: whose, of what, in which year, against which target."""
    words = names(view.results.language, view.results.lists)
    row = view.comparison.iloc[0]
    year, name = int(row["year"]), words.indicator(view.theme.target)
    goal, falls = words.goal(float(row["target"]), "", row["unit"]), words.falls(view.theme.target)
    return words.pick(
        f"{words.area(row['area'])}{name}：各情景在{year}年的数值"
        + words.aside(f"目标{goal}", "正数为下降" if falls else ""),
        f"{words.area(row['area'])}, {name}: the scenarios in {year}"
        + words.aside(f"target {goal}", "positive: a fall" if falls else ""),
    )


def targets_title(view: View, key: str) -> str:
    """The title of a table of verdicts on one indicator: what it lists, of what, and what the sign
    means.
    """
    words = names(view.results.language, view.results.lists)
    name = words.indicator(view.theme.target)
    sign = (
        words.pick("，正数为下降", "; positive: a fall") if words.falls(view.theme.target) else ""
    )
    return text(key, view.results.language) + words.pick(f"（{name}{sign}）", f" ({name}{sign})")


def targets_lead(view: View) -> str:
    """What the tables of verdicts list, in which order; or that there is nothing to list."""
    words = names(view.results.language, view.results.lists)
    own, other = len(view.judged) > 0, len(view.compared) > 0
    order = {
        (True, True): words.pick(
            "先列本地区自己的目标，再列上级的目标。",
            "First the area's own targets, then those of the areas above.",
        ),
        (True, False): "",
        (False, True): words.pick(
            "目录中没有本地区自己的目标，以下是上级的目标。",
            "The catalogue holds no target of the area's own; these are those of the areas above.",
        ),
        (False, False): words.pick(
            "目录中没有本地区自己的目标，上级也没有。",
            "The catalogue holds no target of the area's own, nor of the areas above.",
        ),
    }[own, other]
    how = (
        words.pick(
            "一行一个口径；点开数字可以看到公式、输入和单元格。概率来自一千条模拟路径。",
            "One row a caliber; a number opens on its formula, inputs and cells. Probabilities "
            "come from a thousand sample paths.",
        )
        if own or other
        else ""
    )
    return words.pick("", " ").join(filter(None, [order, how]))


def rank_columns(language: str, columns: Sequence[str]) -> dict[str, str]:
    """The headings of a table of ranks, whose probability is that of the first third."""
    words = names("en" if language == "en" else "zh")
    return {column: words.column(column) for column in columns} | {
        "probability": words.pick("进入前三分之一的概率", "Chance of the first third")
    }


def cause(view: View, found: Causes) -> str:
    """The title of a decomposition: whose, of what, between which years, and each factor's part."""
    words = names(view.results.language, view.results.lists)
    what = (
        words.pick("能源消费", "energy use")
        if view.theme.level == "energy_intensity"
        else words.indicator(view.theme.level)
    )
    parts = words.pick("，", ", ").join(
        f"{words.code('factor', row['factor'])}{words.pick('', ' ')}"
        f"{'+' if row['value'] > 0 else ''}{number(float(row['value']))}"
        for _, row in found.total.iterrows()
    )
    return words.pick(
        f"{words.area(found.area)}{what}{found.first}—{found.last}年变化的来源：{parts}",
        f"{words.area(found.area)}, {what} {found.first}–{found.last}, what made the change: "
        f"{parts}",
    )


def cause_source(view: View, found: Causes) -> str:
    """The line under a decomposition's figure: the publications of its figures, and the caliber
    that it was made in.
    """
    listed = source_line(view.results, found.sources)
    return _say("pages_cause_source", view.results.language, listed=listed, basis=found.basis)


_TEXTS: dict[str, tuple[str, str]] = {
    "own_targets": ("本地区的目标", "The area's own targets"),
    "other_targets": ("按上级的目标看本地区", "The area by the targets from above"),
    "above": ("上级的目标与结果", "Targets and results of the areas above"),
    "one_caliber": (
        "这项目标没有在两个以上口径下都能研判的数。",
        "No target here could be judged under more than one caliber.",
    ),
    "methods": (
        "各种公布的进度评价方法怎么说（“认为能按期实现的方法”：能按期的个数/能判断的个数）",
        "What the published measures of progress say (“Methods that say in time”: how many of "
        "those that can tell)",
    ),
    "no_open_target": (
        "没有尚未到期、又有数可比的数值目标，所以没有情景。",
        "No numeric target is still open and has figures to start from, so there is no scenario.",
    ),
    "no_causes": ("现有的数不足以分解变化的原因。", "The figures do not allow a decomposition."),
    "revisions": ("被后来版次修订的数", "Figures revised by later editions"),
    "rates": ("公布的和算出的年度变化率", "Yearly rates, published and computed"),
    "calibers": ("本页用到的口径", "Calibers on this page"),
    "series": ("历年数值", "Figures by year"),
    "gaps": ("所需的数与可以提供它的表", "Figures needed, and the table that would supply them"),
    "no_backtest": ("序列太短，无法回测。", "The series are too short for a backtest."),
    "sources": ("本页用到的出版物", "Publications behind this page"),
    "conflicts": ("互相矛盾的数", "Contradictions"),
    "aside": ("不作年度数使用的", "Not used as yearly figures"),
    "untaken": ("没有指标采用的数", "Figures that no indicator takes"),
    "unmapped": ("没有认出的名称", "Labels not known"),
    "findings": ("读表核对的提示", "Findings of the checks"),
    "files": ("数据来自哪些文件", "The files that the figures come from"),
    "no_targets": (
        "目录中没有本地区自己的目标。",
        "The catalogue holds no target of the area's own.",
    ),
    "cascade": ("各级目标对照", "Targets, level by level"),
    "ranks": (
        "位次与进入前三分之一的概率（有地区无法推算时不给概率）",
        "Ranks, and the probability of being in the first third (none where some areas cannot "
        "be projected)",
    ),
    "rank_history": ("历年位次（口径分列）", "Ranks by year, each caliber apart"),
    "none": ("无。", "None."),
    "no_ranks": ("兄弟地区中有数的太少，无法排位。", "Too few siblings have figures for a rank."),
}


def text(key: str, language: str = "zh") -> str:
    """A caption or a remark of the pages.

    >>> text("sources"), text("sources", "en")
    ('本页用到的出版物', 'Publications behind this page')
    """
    one_of(language, ("zh", "en"), name="language")
    return _TEXTS[one_of(key, _TEXTS, name="key")][language == "en"]
