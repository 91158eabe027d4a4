"""Several lines of one quantity: scenarios that lead to a target, and
the editions of one figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, QuestionProblem, need_columns, refuse
from yq_analysis.presenting.figures import palette
from yq_analysis.presenting.figures.layout import SMALL, WIDTH, Plate, nothing, plate, redrawn
from yq_analysis.presenting.figures.line_series import (
    Label,
    label_room,
    limits,
    mark_targets,
    panel,
    plot_height,
    reach_label,
    target_words,
    targets_of,
    write_labels,
    year_axis,
)
from yq_analysis.presenting.wording import Language, Names, names, number

# more lines than colours: the older editions turn grey
_NAMED = len(palette.LINES)


@dataclass(frozen=True, kw_only=True)
class _Path:
    name: str
    table: pd.DataFrame  # year, value, lower, upper; sorted
    colour: str
    marker: str
    dashed: bool = False
    labelled: bool = True


@redrawn
def scenarios(
    paths: pd.DataFrame,
    *,
    history: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    unit: str = "",
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """Paths into the future, one line a scenario, after the observed years.

    `paths` as `scenarios.paths` gives them for one area, indicator, caliber: scenario, year, value
    (optionally lower, upper, unit, target_year, target); `history`: indicators of the same series;
    `targets` as in `trend`, by default those that the paths name. Each path begins where history
    ends.
    """
    need_columns(paths, ["scenario", "year", "value"], name="paths")
    _one_series(paths)
    words = names(language, lists)
    past = (
        _clean(history)
        if history is not None and len(history)
        else pd.DataFrame(columns=["year", "value"])
    )
    code = next(
        (
            str(c)
            for table in (history, paths)
            if table is not None and "indicator" in table
            for c in table["indicator"].dropna()
        ),
        "",
    )
    area = next(
        (
            str(a)
            for table in (history, paths)
            if table is not None and "area" in table
            for a in table["area"].dropna()
        ),
        "",
    )
    told = _subject(words.area(area), words.indicator(code), words)
    heading = title or words.say("figure_scenarios", subject=told).lstrip(", ")
    drawn = [
        _Path(
            name=words.scenario(str(scenario)),
            table=_joined(past, _clean(rows)),
            colour=palette.line(index + 1),
            marker=palette.marker(index + 1),
            dashed=True,
        )
        for index, (scenario, rows) in enumerate(
            paths.dropna(subset=["year", "value"]).groupby("scenario", sort=False)
        )
    ]
    if not drawn:
        return nothing(
            names=words,
            title=heading,
            width=width,
            source=source,
            reason=words.say("figure_no_path"),
        )
    if len(past):
        drawn.insert(
            0,
            _Path(
                name=words.say("figure_observed"),
                table=past,
                colour=palette.line(0),
                marker=palette.marker(0),
                labelled=False,
            ),
        )
    if targets is None and {"target_year", "target"} <= set(paths.columns):
        kept = [column for column in ("target_year", "target", "unit") if column in paths.columns]
        targets = (
            paths[kept].drop_duplicates().rename(columns={"target_year": "year", "target": "value"})
        )
    marks = targets_of(targets, code)
    printed = unit or next(
        (
            str(u)
            for table in (history, paths)
            if table is not None and "unit" in table
            for u in table["unit"].dropna()
        ),
        "",
    )
    if title is None and "meets" in paths and marks["value"].notna().sum() == 1:
        heading = _reached(paths, marks, told, words)
    banded = [
        path
        for path in drawn
        if {"lower", "upper"} <= set(path.table.columns) and path.table["lower"].notna().any()
    ]
    notes = []
    if len(banded) > 2:  # bands of many paths hide one another
        notes.append(words.say("figure_band_of", scenario=banded[0].name))
        drawn = [
            path if path is banded[0] else replace(path, table=path.table[["year", "value"]])
            for path in drawn
        ]
    return _draw(drawn, marks, heading, printed, words.decimals(code), notes, width, source, words)


def _reached(paths: pd.DataFrame, marks: pd.DataFrame, told: str, words: Names) -> str:
    """The title: how many scenarios meet the target."""
    row = marks.dropna(subset=["value"]).iloc[0]
    met = paths.dropna(subset=["meets"]).groupby("scenario")["meets"].last()
    goal = words.goal(float(row["value"]), row.get("comparator"), row.get("unit"))
    count = int(met.astype(bool).sum())
    return words.say(
        "figure_scenarios_meet",
        told=told,
        scenarios=paths["scenario"].nunique(),
        count=count,
        year=int(row["year"]),
        goal=goal,
    )


@redrawn
def revisions(
    observations: pd.DataFrame,
    *,
    language: Language = "zh",
    width: float = WIDTH,
    title: str | None = None,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """How later editions changed one figure: one line an edition over the years, the newest
    strongest.

    `observations` of one area and item; an edition that gives a single year is a single mark.
    """
    need_columns(observations, ["area", "item", "year", "value", "edition"], name="observations")
    words = names(language, lists)
    table = observations.dropna(subset=["year", "value"])
    who = words.say("mark_list").join(
        words.area(str(a)) for a in dict.fromkeys(observations["area"])
    )
    what = words.say("mark_list").join(
        words.item(str(i)) for i in dict.fromkeys(observations["item"])
    )
    editions = sorted(map(str, set(table["edition"])), reverse=True)
    told = _subject(who, what, words)
    heading = title or words.say("figure_editions", told=told, count=len(editions))
    if table.empty:
        return nothing(
            names=words,
            title=heading,
            width=width,
            source=source,
            reason=words.say("figure_no_edition"),
        )
    drawn = []
    for index, edition in enumerate(editions):
        named = index < _NAMED
        rows = _clean(table[table["edition"].astype(str) == edition].drop_duplicates("year"))
        drawn.append(
            _Path(
                name=words.say(
                    "figure_edition_year" if edition.isdigit() else "figure_edition",
                    edition=edition,
                ),
                table=rows,
                colour=palette.line(index) if named else palette.AXIS,
                marker=palette.marker(index) if named else "o",
                labelled=named,
            )
        )
    older = len(editions) - _NAMED
    notes = [words.say("figure_older_editions", older=older)] if older > 0 else []
    unit = next((str(u) for u in table["unit"].dropna()), "") if "unit" in table else ""
    # the newest lies on top and keeps the first colour
    return _draw(
        drawn[::-1],
        pd.DataFrame(columns=["year", "value"]),
        heading,
        unit,
        None,
        notes,
        width,
        source,
        words,
    )


def _one_series(paths: pd.DataFrame) -> None:
    several = [
        Problem(
            where="paths",
            what=Message(
                "refuse_hold_more_than_one", column=column, listed=", ".join(map(str, found))
            ),
            next=Message("refuse_keep_one_of_them"),
        )
        for column in ("area", "indicator", "caliber", "target_year")
        if column in paths and len(found := paths[column].dropna().unique()) > 1
    ]
    refuse(several, kind=QuestionProblem)


def _clean(table: pd.DataFrame) -> pd.DataFrame:
    need_columns(table, ["year", "value"], name="table")
    kept = table.dropna(subset=["year", "value"]).sort_values("year")
    columns = {"year": kept["year"].astype(int), "value": kept["value"].astype(float)}
    for name in ("lower", "upper"):
        if name in kept:
            columns[name] = kept[name].astype(float)
    return pd.DataFrame(columns).reset_index(drop=True)


def _joined(past: pd.DataFrame, path: pd.DataFrame) -> pd.DataFrame:
    """The path with the last observed point before it, so that the line begins there."""
    if past.empty or path.empty or path["year"].iloc[0] <= past["year"].iloc[-1]:
        return path
    root = past.iloc[[-1]][["year", "value"]]
    if "lower" in path and "upper" in path:
        root = root.assign(lower=root["value"], upper=root["value"])
    return pd.concat([root, path], ignore_index=True)


def _draw(
    drawn: Sequence[_Path],
    marks: pd.DataFrame,
    heading: str,
    unit: str,
    decimals: int | None,
    notes: list[str],
    width: float,
    source: str | None,
    words: Names,
) -> Plate:
    labels = [
        Label(
            at=float(path.table["value"].iloc[-1]),
            colour=path.colour,
            text=f"{path.name}\n{_said(path.table, -1, decimals, words)}",
        )
        for path in drawn
        if path.labelled
    ]
    labels += [
        Label(at=float(row["value"]), text=target_words(row, words), colour=palette.TARGET)
        for row in marks.dropna(subset=["value"]).to_dict("records")
    ]
    values = [
        float(v)
        for path in drawn
        for c in ("value", "lower", "upper")
        if c in path.table
        for v in path.table[c].dropna()
    ]
    low, high = limits([*values, *marks["value"].dropna().astype(float)], positive=min(values) >= 0)
    right = label_room(labels, width)
    tall = plot_height(width, labels, right)
    made = plate(
        names=words,
        title=heading,
        plot=tall + SMALL * 2.6,
        width=width,
        notes=notes,
        source=source,
        unit=words.say("under_unit", unit=words.unit(unit)) if unit else "",
    )
    canvas = panel(made, low, high, tall, right=right, width=width)
    every = [int(y) for path in drawn for y in path.table["year"]]
    year_axis(
        canvas.axes,
        min(every),
        max([*every, *marks["year"].astype(int)]),
        canvas.right - canvas.left,
    )
    for path in drawn:
        table = path.table
        parts = (
            [table]
            if path.dashed
            else [part for _, part in table.groupby((table["year"].diff().fillna(1) > 1).cumsum())]
        )
        for part in parts:  # a gap in what was observed stays a gap
            canvas.axes.plot(
                part["year"],
                part["value"],
                color=path.colour,
                linewidth=1.4,
                linestyle=(0, (3.5, 1.8)) if path.dashed else "-",
                marker=None if path.dashed else path.marker,
                markersize=3,
                markeredgewidth=0,
                zorder=3,
            )
        if "lower" in table and "upper" in table:
            canvas.axes.fill_between(
                table["year"].to_numpy(),
                table["lower"],
                table["upper"],
                color=path.colour,
                alpha=0.12,
                linewidth=0,
                zorder=1,
            )
        canvas.axes.plot(
            table["year"].iloc[-1:],
            table["value"].iloc[-1:],
            color=path.colour,
            marker=path.marker,
            markersize=4,
            markeredgewidth=0,
            zorder=4,
        )
        if path.labelled:
            reach_label(
                canvas, float(table["year"].iloc[-1]), float(table["value"].iloc[-1]), path.colour
            )
    mark_targets(canvas, marks)
    write_labels(canvas, labels, right)
    said = [
        f"{path.name} {_said(path.table, 0, decimals, words)} → "
        f"{_said(path.table, -1, decimals, words)}"
        for path in drawn
    ]
    made.alt = words.say("mark_clause").join([heading, *said]) + words.say("mark_stop")
    return made


def _said(table: pd.DataFrame, place: int, decimals: int | None, words: Names) -> str:
    row = table.iloc[place]
    value = number(float(row["value"]), decimals)
    return words.say("figure_in_year", year=int(row["year"]), value=value)


def _subject(area: str, quantity: str, words: Names) -> str:
    """An area and what is told of it; either alone where the other is not named."""
    if not area or not quantity:
        return area + quantity
    return words.say("figure_subject", area=area, quantity=quantity)
