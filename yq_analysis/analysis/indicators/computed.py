"""Indicators that are computed from items: intensity, productivity, densities, and their yearly and total change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from yq_analysis.analysis.indicators.constant_gdp import Level, constant_gdp, real_growth
from yq_analysis.analysis.indicators.figures_of import Figure, Held, Value, status_of
from yq_analysis.catalogue import Catalogue
from yq_analysis.maths import growth

# five-year plans count from the last year of the plan before
PLAN = 5
# no yearly figure lies outside
FIRST, LAST = 1949, 2100
# per indicator: the item below the line, and what the ratio is multiplied by
RATIOS = {
    "invention_patent_density": ("population_resident", 1.0),  # 件 / 万人
    "patent_density": ("population_resident", 1.0),
    "strategic_industry_share": ("industrial_output", 100.0),
}


def at_constant_prices(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Energy intensity 吨标准煤/万元 and labour productivity 万元/人, each price base and vintage apart (recipes.csv)."""
    for area, recipe in _recipes(held, lists, ("energy_intensity", "labour_productivity")):
        figures = _within(held.series(area, recipe["item"], recipe["item_caliber"]), recipe)
        if not figures:
            continue
        for base in map(int, _choices(recipe["price_bases"])):
            levels = constant_gdp(
                held,
                area,
                base,
                _choices(recipe["with_caliber"]),
                _choices(recipe["growth_caliber"]),
                min(*figures, base),
                max(*figures, base),
            )
            for year in sorted(figures.keys() & levels.keys()):
                yield _per_gdp(
                    recipe["indicator"],
                    f"price{base}+{recipe['caliber']}",
                    base,
                    figures[year],
                    levels[year],
                    lists,
                )


def real_gdp(held: Held, lists: Catalogue) -> Iterator[Value]:
    """GDP at constant prices, 亿元, as far as unbroken published growth reaches from each base year."""
    for area, recipe in _recipes(held, lists, ("gdp_constant",)):
        first, last = int(recipe["first_year"] or FIRST), int(recipe["last_year"] or LAST)
        for base in map(int, _choices(recipe["price_bases"])):
            choices, growths = _choices(recipe["with_caliber"]), _choices(recipe["growth_caliber"])
            levels = constant_gdp(held, area, base, choices, growths, first, last)
            # the year before the first growth rate is only implied: nothing was published for it
            said = {
                year: level
                for year, level in levels.items()
                if held.first(area, "gdp", choices, year) or real_growth(held, area, year, growths)
            }
            for year, level in said.items() if len(said) > 1 else ():
                yield Value(
                    area,
                    "gdp_constant",
                    f"price{base}+{recipe['caliber']}",
                    year,
                    level.value,
                    _unit("gdp_constant", lists),
                    status_of(level.inputs),
                    _chained(base, year, level),
                    level.inputs,
                )


def _chained(base: int, year: int, level: Level) -> tuple[str, str]:
    nominal = level.inputs[0].value
    return (
        f"{base}年现价地区生产总值{nominal:g}亿元按公布的实际增长率推至{year}年",
        f"nominal GDP of {base}, {nominal:g} (100 million yuan), chained to {year} by published real growth",
    )


def _per_gdp(
    indicator: str, caliber: str, base: int, figure: Figure, gdp: Level, lists: Catalogue
) -> Value:
    inputs = (figure, *gdp.inputs)
    if indicator == "energy_intensity":
        # 万吨标准煤 / 亿元 is 吨标准煤 / 万元
        value = figure.value / gdp.value
        formula = (
            f"能源消费总量{figure.value:g}万吨标准煤÷{base}年价地区生产总值{gdp.value:.2f}亿元",
            f"energy consumption {figure.value:g} (10 000 tce) / GDP at {base} prices {gdp.value:.2f} (100 million yuan)",
        )
    else:
        # 亿元 / 万人 is 万元 / 人
        value = gdp.value / figure.value
        formula = (
            f"{base}年价地区生产总值{gdp.value:.2f}亿元÷就业人员{figure.value:g}万人",
            f"GDP at {base} prices {gdp.value:.2f} (100 million yuan) / employed persons {figure.value:g} (10 000)",
        )
    return Value(
        figure.area,
        indicator,
        caliber,
        figure.year,
        value,
        _unit(indicator, lists),
        status_of(inputs),
        formula,
        inputs,
    )


def ratios(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Patents per 10 000 inhabitants and shares: one item over another of the caliber that recipes.csv pairs with it."""
    for area, recipe in _recipes(held, lists, tuple(RATIOS)):
        below_item, factor = RATIOS[recipe["indicator"]]
        below = held.series(area, below_item, recipe["with_caliber"])
        for year, above in sorted(
            _within(held.series(area, recipe["item"], recipe["item_caliber"]), recipe).items()
        ):
            if year in below and below[year].value > 0:
                inputs = (above, below[year])
                yield Value(
                    area,
                    recipe["indicator"],
                    recipe["caliber"],
                    year,
                    factor * above.value / below[year].value,
                    _unit(recipe["indicator"], lists),
                    status_of(inputs),
                    _quotient(lists, above, below[year], factor),
                    inputs,
                )


def _quotient(lists: Catalogue, above: Figure, below: Figure, factor: float) -> tuple[str, str]:
    texts = []
    for column, gap, sign in (("name_zh", "", "÷"), ("name_en", " ", " / ")):
        names = dict(zip(lists.items["item"], lists.items[column], strict=True))
        texts.append(
            f"{names[above.item]}{gap}{above.value:g}{sign}{names[below.item]}{gap}{below.value:g}"
        )
    times = "×100" if factor == 100 else ""
    return texts[0] + times, texts[1] + times


def yearly_change(values: Iterable[Value], lists: Catalogue) -> Iterator[Value]:
    """Yearly reduction of energy intensity (a fall is positive) and growth of productivity, %, within one caliber."""
    targets = {
        "energy_intensity": "energy_intensity_change_rate",
        "labour_productivity": "labour_productivity_growth",
    }
    for (area, indicator, caliber), series in _series(values):
        if indicator not in targets:
            continue
        for before, after in pairwise(series):
            if after.year != before.year + 1:
                continue
            fall = growth.reduction(before.value, after.value)
            falls = indicator == "energy_intensity"
            inputs = tuple(dict.fromkeys((*before.inputs, *after.inputs)))
            formula = (
                f"1-{after.value:.6g}÷{before.value:.6g}"
                if falls
                else f"{after.value:.6g}÷{before.value:.6g}-1"
            )
            yield Value(
                area,
                targets[indicator],
                caliber,
                after.year,
                100 * fall if falls else -100 * fall,
                _unit(targets[indicator], lists),
                status_of(inputs),
                (formula, formula),
                inputs,
            )


def implied_reduction(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Yearly reduction implied by published growth of energy e and of GDP g: r = 1 - (1+e)/(1+g), caliber `identity`."""
    for energy in held.all("energy_growth"):
        gdp = real_growth(held, energy.area, energy.year, [energy.caliber])
        if gdp is not None:
            inputs = (energy, *gdp[1])
            yield Value(
                energy.area,
                "energy_intensity_change_rate",
                "identity",
                energy.year,
                -100 * growth.intensity_change(energy.value / 100, gdp[0]),
                _unit("energy_intensity_change_rate", lists),
                status_of(inputs),
                (f"1-(1+{energy.value / 100:.6g})÷(1+{gdp[0]:.6g})",) * 2,
                inputs,
            )


def reduction_by_average_growth(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Total reduction over a span whose yearly growth is not published but whose average growth g is.

        K = 1 - (E_end / E_start) / (1+g)^n

    Both years' energy comes from one caliber; the caliber is `since2007+average+set3`.
    """
    indicator = "energy_intensity_cumulative_reduction"
    for mean in held.all("gdp_average_growth"):
        start = re.search(r"since(\d{4})", mean.caliber)
        for caliber in held.calibers(mean.area, "energy_consumption") if start else ():
            energy = held.series(mean.area, "energy_consumption", caliber)
            first, last = int(start[1]) if start else 0, mean.year
            if first in energy and last in energy:
                grown = growth.cumulative_growth([mean.value / 100] * (last - first))
                inputs = (energy[first], energy[last], mean)
                formula = f"1-({energy[last].value:.6g}÷{energy[first].value:.6g})÷(1+{mean.value / 100:.6g})^{last - first}"
                yield Value(
                    mean.area,
                    indicator,
                    f"since{first}+average+{caliber}",
                    last,
                    -100
                    * growth.intensity_change(
                        growth.rate(energy[first].value, energy[last].value), grown
                    ),
                    _unit(indicator, lists),
                    status_of(inputs),
                    (formula, formula),
                    inputs,
                )


def cumulative_reduction(values: Iterable[Value], lists: Catalogue) -> Iterator[Value]:
    """Total reduction 1 - prod(1-r) from yearly rates of one caliber, every year there, %.

    Since the base year of each five-year plan, for that plan's years; and since the first year of each unbroken
    run of two rates or more, for all of it. The caliber says since when: `since2020+nbs`.
    """
    for (_area, indicator, caliber), series in _series(values):
        if indicator != "energy_intensity_change_rate":
            continue
        for run in _runs(series):
            start = run[0].year - 1
            end = run[-1].year
            spans = {base: min(base + PLAN, end) for base in range(start, end) if base % PLAN == 0}
            if len(run) > 1:
                spans[start] = end
            for base, last in spans.items():
                part = [value for value in run if base < value.year <= last]
                for count in range(1, len(part) + 1):
                    yield _total(part[:count], f"since{base}+{caliber}", lists)


def _total(part: Sequence[Value], caliber: str, lists: Catalogue) -> Value:
    inputs = tuple(dict.fromkeys(figure for value in part for figure in value.inputs))
    indicator = "energy_intensity_cumulative_reduction"
    return Value(
        part[-1].area,
        indicator,
        caliber,
        part[-1].year,
        100 * growth.cumulative_reduction([value.value / 100 for value in part]),
        _unit(indicator, lists),
        status_of(inputs),
        ("1-" + "×".join(f"(1-{value.value / 100:.6g})" for value in part),) * 2,
        inputs,
    )


def _recipes(
    held: Held, lists: Catalogue, indicators: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """(area, recipe) for the areas that are named by code, by level or by `*`."""
    for row in lists.recipes[lists.recipes["indicator"].isin(indicators)].to_dict("records"):
        recipe = {str(key): str(value) for key, value in row.items()}
        for area in held.areas:
            if recipe["area"] in ("*", area, lists.level(area)):
                yield area, recipe


def _within(figures: dict[int, Figure], recipe: dict[str, str]) -> dict[int, Figure]:
    first, last = int(recipe["first_year"] or 0), int(recipe["last_year"] or 9999)
    return {
        year: figure
        for year, figure in figures.items()
        if first <= year <= last and figure.value > 0
    }


def _series(values: Iterable[Value]) -> Iterator[tuple[tuple[str, str, str], list[Value]]]:
    def key(value: Value) -> tuple[str, str, str]:
        return value.area, value.indicator, value.caliber

    for one, group in groupby(sorted(values, key=lambda value: (*key(value), value.year)), key=key):
        yield one, list(group)


def _runs(series: Sequence[Value]) -> Iterator[list[Value]]:
    """The stretches of a series without a missing year."""
    run: list[Value] = []
    for value in series:
        if run and value.year != run[-1].year + 1:
            yield run
            run = []
        run.append(value)
    if run:
        yield run


def _choices(text: str) -> list[str]:
    return [choice for choice in text.split(";") if choice]


def _unit(indicator: str, lists: Catalogue) -> str:
    return str(lists.indicator(indicator)["unit"])
