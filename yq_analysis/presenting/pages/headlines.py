"""The one sentence that a page is about: every number in it comes from a table."""

from __future__ import annotations

import pandas as pd

from yq_analysis.analysis.results import Results
from yq_analysis.presenting.pages.quality_views import Quality
from yq_analysis.presenting.pages.theme_views import View
from yq_analysis.presenting.pages.verdict_cells import amount
from yq_analysis.presenting.wording import Names, names, number
from yq_analysis.presenting.wording.verdict_sentence import sentence, told

# What makes two rows verdicts on one target.
_TARGET = ["year", "target", "basis"]
_UNDECIDED = ("no_data", "no_number")
# In this order a headline tells them: what is decided, what is open, what cannot be told.
_ORDER = ("met", "missed", "by_caliber", "on_track", "uncertain", "off_track", *_UNDECIDED[::-1])
# So many targets of one verdict are named; of more it is said how many.
_NAMED = 3


def headline(view: View) -> str:
    """The sentence of a theme's page: the verdict, that it hangs on the caliber, or that the
    figures are missing.
    """
    words = names(view.results.language, view.results.lists)
    own = view.judged[view.judged["target"].notna()]
    # a level that an area above set for itself is information, no verdict on this area
    others = view.by_parents[view.by_parents["basis"] != "level"]
    for table in (own, others):
        decided = table[~table["verdict"].isin(_UNDECIDED)]
        if len(decided):  # one sentence a target: of two years, or of two documents, each its own
            return words.sentences(
                _verdicts(rows, view, words)
                for _, rows in decided.groupby(_TARGET, dropna=False, sort=True)
            )
    if not view.has_own:
        return _without_figures(view, own, words)
    return _where_it_stands(view, own, words)


def _verdicts(rows: pd.DataFrame, view: View, words: Names) -> str:
    first = rows.iloc[0]
    area = words.area(first["area"])
    if rows["verdict"].nunique() > 1:
        each = [
            words.say(
                "pages_by_caliber_each",
                caliber=caliber_of(row, words),
                reached=_reached(row, view, words),
                verdict=words.code("verdict", row["verdict"]),
            )
            for _, row in rows.drop_duplicates("verdict").iterrows()
        ]
        over = pd.notna(first["year"]) and view.results.is_over(int(first["year"]))
        return words.say(
            "pages_hangs_met" if over else "pages_hangs_meets",
            area=area,
            name=words.indicator(first["indicator"]),
            year=int(first["year"]),
            goal=amount(first["target"], first, words),
            each=words.say("mark_clause").join(each),
        )
    said = sentence(first, language=view.results.language, lists=view.results.lists)
    return words.say(
        "pages_area_says", area=area, about=words.aside(whose(first, words)), said=said
    )


def whose(row: pd.Series, words: Names) -> str:
    """By whose target a row is judged; "" where it is the area's own."""
    if row["target_area"] == row["area"]:
        return ""
    return words.say("pages_whose", setter=words.area(row["target_area"]))


def caliber_of(row: pd.Series, words: Names) -> str:
    """The caliber's name; since when a total counts is said by the total itself."""
    parts = [
        part
        for part in str(row["caliber"]).split("+")
        if not (row["basis"] == "cumulative" and part.startswith("since"))
    ]
    return words.caliber("+".join(parts))


def _reached(row: pd.Series, view: View, words: Names) -> str:
    """How far it has come, in the words of a total or of a level; of a plan that has no result yet,
    where it leads.
    """
    if pd.isna(row["latest_year"]):
        ahead = _told(row, "value", view)
        return words.say("pages_projected_to", year=int(row["year"]), ahead=ahead)
    last = int(row["latest_year"])
    if row["basis"] == "cumulative":
        total = _told(row, "latest", view)
        first = int(row["base_year"]) + 1
        return words.say("pages_reached_total", first=first, last=last, total=total)
    return words.say("pages_reached_level", year=last, amount=amount(row["latest"], row, words))


def _without_figures(view: View, own: pd.DataFrame, words: Names) -> str:
    area, name = words.area(view.area), words.indicator(view.theme.level)
    said = words.say("pages_without", area=area, name=name)
    if len(own):
        asked = own.drop_duplicates(["year", "target", "basis"])
        said += words.aside(*(_aim(row, view, words) for _, row in asked.iterrows()))
    proxies = [_stands(view, one, words) for one in view.shown]
    if proxies:
        said += words.say("pages_stands_in", listed=words.say("mark_comma").join(proxies))
    return said + words.say("mark_stop")


def _told(row: pd.Series, column: str, view: View) -> str:
    return told(row, column, view.results.language, lists=view.results.lists)


def _aim(row: pd.Series, view: View, words: Names) -> str:
    """What a target asks, with its year."""
    named = pd.notna(row["year"])
    return words.say(
        "pages_asked" if named else "pages_asked_unnamed",
        year=int(row["year"]) if named else "",
        mark=words.say("pages_provisional") if bool(row["provisional"]) else "",
        asked=_told(row, "target", view),
    )


def _stands(view: View, area: str, words: Names) -> str:
    rows = view.series[view.series["area"] == area].sort_values("year")
    last = rows.iloc[-1]
    return words.say(
        "pages_proxy",
        area=words.area(area),
        year=int(last["year"]),
        amount=amount(last["value"], last, words),
    )


def _where_it_stands(view: View, own: pd.DataFrame, words: Names) -> str:
    last = view.series.sort_values("year").iloc[-1]
    said = words.say(
        "pages_stands",
        area=words.area(view.area),
        name=words.indicator(view.theme.level),
        year=int(last["year"]),
        value=amount(last["value"], last, words),
    ) + _ahead(view, last, words)
    if own.empty:
        return said + words.say("pages_where_no_target")
    unjudged = own.drop_duplicates(_TARGET)
    lines = [
        sentence(row, language=view.results.language, lists=view.results.lists)
        for _, row in unjudged.iterrows()
    ]
    return words.sentences([said + words.say("mark_stop"), *lines])


def _ahead(view: View, last: pd.Series, words: Names) -> str:
    """Where the series of the newest figure leads by each milestone; "" where nothing is said."""
    table = view.projections
    ahead = table[
        (table["caliber"] == last["caliber"])
        & table["year"].isin(view.results.milestones)
        & table["value"].notna()
    ]
    each = [
        words.say(
            "pages_stands_at",
            year=int(row["year"]),
            value=amount(row["value"], last, words, fixed=True),
            between=words.between(row["q10"], row["q90"], last["indicator"], last["unit"]),
        )
        for _, row in ahead.sort_values("year").iterrows()
    ]
    if not each:
        return ""
    return words.say("pages_stands_ahead", listed=words.say("mark_comma").join(each))


def overview(results: Results, area: str = "") -> str:
    """The headline of the targets page: how many targets, how many with which verdict."""
    words = names(results.language, results.lists)
    code = results.area_of(area)
    table = results.assessments[
        (results.assessments["area"] == code) & (results.assessments["target_area"] == code)
    ]
    if table.empty:
        above = words.say("mark_list").join(map(words.area, results.lists.parents(code)))
        return words.say(
            "pages_no_own_targets_above" if above else "pages_no_own_targets",
            area=words.area(code),
            **({"listed": above} if above else {}),
        )
    often = table.drop_duplicates(["indicator", "year", "target"])["indicator"].value_counts()
    found: dict[str, dict[str, list[str]]] = {}
    for (indicator, year, _), rows in table.groupby(
        ["indicator", "year", "target"], dropna=False, sort=False
    ):
        decided = list(dict.fromkeys(rows.loc[rows["verdict"] != "no_data", "verdict"]))
        key = "by_caliber" if len(decided) > 1 else decided[0] if decided else "no_data"
        years = found.setdefault(key, {}).setdefault(words.indicator(str(indicator)), [])
        # of several targets for one, which one
        told = pd.notna(year) and often[indicator] > 1  # type: ignore[call-overload]
        years.append(str(int(year)) if told else "")  # type: ignore[call-overload]
    return words.say(
        "pages_overview",
        area=words.area(code),
        count=sum(len(years) for listed in found.values() for years in listed.values()),
        listed=words.say("mark_clause").join(
            _counted(key, found[key], words) for key in _ORDER if key in found
        ),
    )


def _counted(key: str, listed: dict[str, list[str]], words: Names) -> str:
    """Targets with one verdict: what was decided by name, each once; of the others how many."""
    verdict = words.say("pages_by_caliber") if key == "by_caliber" else words.code("verdict", key)
    if key in _UNDECIDED or len(listed) > _NAMED:
        count = sum(map(len, listed.values()))
        return words.say("pages_verdict_counted", verdict=verdict, count=count)
    mark = words.say("mark_list")
    named = [
        name
        + (words.aside(words.say("pages_in_year", year=mark.join(sorted(told)))) if told else "")
        for name, years in listed.items()
        for told in [[year for year in years if year]]
    ]
    return words.say("pages_verdict_named", listed=mark.join(named), verdict=verdict)


def quality(page: Quality) -> str:
    """The headline of the page on the data."""
    words = names(page.results.language, page.results.lists)
    area, present = words.area(page.area), page.present
    if present.empty:
        return words.say("pages_quality_none", area=area)
    main = {
        indicator
        for theme in page.results.lists.themes.values()
        for indicator in (theme.level, theme.target)
    }
    missing = (page.gaps["state"] == "missing") & page.gaps["indicator"].isin(main)
    lacking = list(dict.fromkeys(page.gaps.loc[missing, "item_name"]))
    return words.say(
        "pages_quality_lacks" if lacking else "pages_quality_whole",
        area=area,
        items=present["item"].nunique(),
        count=number(len(present), 0),
        first=int(present["year"].min()),
        last=int(present["year"].max()),
        **({"listed": words.say("mark_list").join(lacking)} if lacking else {}),
    )
