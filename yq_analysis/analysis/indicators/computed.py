"""Indicators that are computed: each by the formula of its record, each pair of calibers apart.

    value = factor x numerator / denominator

Numerator and denominator are items, or GDP at constant prices, which this house computes: then each
price base is a caliber of its own. Which calibers belong together says recipes.csv; where it has no
row for an indicator, each pair that an area has is a caliber by itself, so that nothing is joined
that nobody paired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from yq_analysis.analysis.indicators.constant_gdp import Level, constant_gdp, real_growth
from yq_analysis.analysis.indicators.figures_of import Figure, Held, Value, status_of
from yq_analysis.catalogue import Catalogue
from yq_analysis.model import Indicator

# no yearly figure lies outside
FIRST, LAST = 1949, 2100
GDP = "gdp_constant"
# In the caliber of a quotient over one year-end, where the formula asks for the mean of two.
YEAR_END = "year_end"


class Term(NamedTuple):
    """One side of a formula in one year: its value, how it reads in Chinese and English, its
    figures.
    """

    value: float
    zh: str
    en: str
    inputs: tuple[Figure, ...]


class Pair(NamedTuple):
    """The two sides of a formula by year, and the caliber that they make together."""

    above: dict[int, Term]
    below: dict[int, Term]
    caliber: str


def real_gdp(held: Held, lists: Catalogue) -> Iterator[Value]:
    """GDP at constant prices, 亿元, as far as unbroken published growth reaches from each base
    year.
    """
    for area, recipe in _recipes(held, lists, GDP):
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
                    GDP,
                    f"price{base}+{recipe['caliber']}",
                    year,
                    level.value,
                    lists.indicator(GDP).unit,
                    status_of(level.inputs),
                    _chained(base, year, level),
                    level.inputs,
                )


def _chained(base: int, year: int, level: Level) -> tuple[str, str]:
    nominal = level.inputs[0].value
    return (
        f"{base}年现价地区生产总值{nominal:g}亿元按公布的实际增长率推至{year}年",
        f"nominal GDP of {base}, {nominal:g} (100 million yuan), chained to {year} by published "
        "real growth",
    )


def quotients(held: Held, gdp: Iterable[Value], lists: Catalogue) -> Iterator[Value]:
    """Every indicator that has a formula; `gdp` is GDP at constant prices,
    as `real_gdp` gives it.
    """
    chained = _by_area(gdp)
    for one in lists.records.values():
        if not one.numerator:
            continue
        paired = list(_recipes(held, lists, one.code))
        made = (
            (area, pair)
            for area, recipe in paired
            for pair in _recipe_pairs(held, area, one, recipe, lists)
        )
        by_itself = {area for area, _ in paired}
        free = (
            (area, pair)
            for area in held.areas
            if area not in by_itself
            for pair in _free_pairs(held, area, one, chained.get(area, {}), lists)
        )
        for area, pair in (*made, *free):
            yield from _quotients(area, one, pair)


def _quotients(area: str, one: Indicator, pair: Pair) -> Iterator[Value]:
    if not one.averaged:
        yield from _divided(area, one, pair)
        return
    yield from _divided(area, one, pair._replace(below=_means(pair.below)))
    yield from _divided(area, one, pair._replace(caliber=f"{pair.caliber}+{YEAR_END}"))


def _means(ends: dict[int, Term]) -> dict[int, Term]:
    """The mean of two year-ends that follow one another; a printed 0 at either counts nobody."""
    found = {}
    for year in sorted(ends):
        before, after = ends.get(year - 1), ends[year]
        if before is not None and before.value > 0 and after.value > 0:
            found[year] = Term(
                (before.value + after.value) / 2,
                f"[（{year - 1}年末{before.zh}＋{year}年末{after.zh}）÷2]",
                f"[({before.en} at the end of {year - 1} + {after.en} at the end of {year}) / 2]",
                (*before.inputs, *after.inputs),
            )
    return found


def _divided(area: str, one: Indicator, pair: Pair) -> Iterator[Value]:
    times = "" if one.factor == 1 else f"×{one.factor:g}"
    for year in sorted(pair.above.keys() & pair.below.keys()):
        above, below = pair.above[year], pair.below[year]
        # nothing is divided by a printed 0, and a printed 0 is no level of what is always positive
        if below.value <= 0 or (above.value <= 0 and one.scale == "positive"):
            continue
        inputs = tuple(dict.fromkeys((*above.inputs, *below.inputs)))
        yield Value(
            area,
            one.code,
            pair.caliber,
            year,
            one.factor * above.value / below.value,
            one.unit,
            status_of(inputs),
            (f"{above.zh}÷{below.zh}{times}", f"{above.en} / {below.en}{times}"),
            inputs,
        )


# ------------------------------------------------------------------ pairs of calibers
def _recipe_pairs(
    held: Held, area: str, one: Indicator, recipe: dict[str, str], lists: Catalogue
) -> Iterator[Pair]:
    """The pairs that a row of recipes.csv makes: its item's caliber with one of the other side."""
    counted = _within(held.series(area, recipe["item"], recipe["item_caliber"]), recipe)
    if not counted:
        return
    mine = _terms(counted, lists)
    other = one.denominator if recipe["item"] == one.numerator else one.numerator
    if other != GDP:
        theirs = _terms(held.series(area, other, recipe["with_caliber"]), lists)
        yield _sides(one, recipe["item"], mine, theirs, recipe["caliber"])
        return
    for base in map(int, _choices(recipe["price_bases"])):
        levels = constant_gdp(
            held,
            area,
            base,
            _choices(recipe["with_caliber"]),
            _choices(recipe["growth_caliber"]),
            min(*counted, base),
            max(*counted, base),
        )
        theirs = {
            year: _gdp_term(base, level.value, level.inputs) for year, level in levels.items()
        }
        yield _sides(one, recipe["item"], mine, theirs, f"price{base}+{recipe['caliber']}")


def _free_pairs(
    held: Held, area: str, one: Indicator, gdp: dict[str, dict[int, Term]], lists: Catalogue
) -> Iterator[Pair]:
    """Each caliber of the numerator with each of the denominator; equal ones only with each other,
    where there are any.
    """

    def of(code: str) -> dict[str, dict[int, Term]]:
        if code == GDP:
            return gdp
        return {
            caliber: _terms(held.series(area, code, caliber), lists)
            for caliber in held.calibers(area, code)
        }

    above, below = of(one.numerator), of(one.denominator)
    for caliber, terms in above.items():
        for other in [caliber] if caliber in below else below:
            name = "+".join(dict.fromkeys([*other.split("+"), *caliber.split("+")]))
            if one.denominator != GDP:
                name = "+".join(dict.fromkeys([*caliber.split("+"), *other.split("+")]))
            yield Pair(terms, below[other], name)


def _sides(
    one: Indicator, item: str, mine: dict[int, Term], theirs: dict[int, Term], caliber: str
) -> Pair:
    return Pair(mine, theirs, caliber) if item == one.numerator else Pair(theirs, mine, caliber)


def _terms(figures: dict[int, Figure], lists: Catalogue) -> dict[int, Term]:
    return {year: _term(figure, lists) for year, figure in figures.items()}


def _term(figure: Figure, lists: Catalogue) -> Term:
    zh, en, unit, unit_en = lists.item_words[figure.item]
    return Term(
        figure.value,
        f"{zh}{figure.value:.10g}{unit}",
        f"{en} {figure.value:.10g} ({unit_en})" if unit_en else f"{en} {figure.value:.10g}",
        (figure,),
    )


def _gdp_term(base: int | str, value: float, inputs: tuple[Figure, ...]) -> Term:
    return Term(
        value,
        f"{base}年价地区生产总值{value:.2f}亿元",
        f"GDP at {base} prices {value:.2f} (100 million yuan)",
        inputs,
    )


def _by_area(gdp: Iterable[Value]) -> dict[str, dict[str, dict[int, Term]]]:
    """GDP at constant prices of each area by caliber (`price2020+census5`) and year."""
    found: dict[str, dict[str, dict[int, Term]]] = {}
    for value in gdp:
        base = value.caliber.partition("+")[0].removeprefix("price")
        found.setdefault(value.area, {}).setdefault(value.caliber, {})[value.year] = _gdp_term(
            base, value.value, value.inputs
        )
    return found


def _recipes(held: Held, lists: Catalogue, indicator: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(area, recipe) for the areas that are named by code, by level or by `*`."""
    for row in lists.recipes[lists.recipes["indicator"] == indicator].to_dict("records"):
        recipe = {str(key): str(value) for key, value in row.items()}
        for area in held.areas:
            if recipe["area"] in ("*", area, lists.level(area)):
                yield area, recipe


def _within(figures: dict[int, Figure], recipe: dict[str, str]) -> dict[int, Figure]:
    """The years that a recipe speaks of."""
    first, last = int(recipe["first_year"] or FIRST), int(recipe["last_year"] or LAST)
    return {year: figure for year, figure in figures.items() if first <= year <= last}


def _choices(text: str) -> list[str]:
    return [choice for choice in text.split(";") if choice]
