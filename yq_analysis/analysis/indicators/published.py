"""Indicators as they are published: each in its own caliber, turned into the indicator's unit and sign, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from yq_analysis.analysis.indicators.figures_of import Held, Value
from yq_analysis.catalogue import Catalogue

# item -> (indicator, sign, offset): value = offset + sign x printed. A published fall is printed negative.
PUBLISHED: dict[str, tuple[str, int, float]] = {
    "published_energy_intensity": ("energy_intensity", 1, 0),
    "published_energy_intensity_change": ("energy_intensity_change_rate", -1, 0),
    "published_energy_intensity_cumulative_change": ("energy_intensity_reduction", -1, 0),
    "published_labour_productivity": ("labour_productivity", 1, 0),
    "published_labour_productivity_growth": ("labour_productivity_growth", 1, 0),
    "published_invention_patent_density": ("invention_patent_density", 1, 0),
    "published_high_value_patent_density": ("patent_density", 1, 0),
    "strategic_industry_share": ("strategic_industry_share", 1, 0),
    "farm_product_pass_rate": ("farm_product_pass_rate", 1, 0),
    "food_pass_rate": ("food_pass_rate", 1, 0),
    "food_fail_rate": ("food_pass_rate", -1, 100),
    "manufacturing_pass_rate": ("manufacturing_pass_rate", 1, 0),
    "consumer_goods_pass_rate": ("consumer_goods_pass_rate", 1, 0),
    "quality_awards": ("quality_awards", 1, 0),
    "smart_site_coverage": ("smart_site_coverage", 1, 0),
    "green_building_share": ("green_building_share", 1, 0),
    "gdp_growth": ("gdp_real_growth", 1, 0),
    "gdp_index": ("gdp_real_growth", 1, -100),
    "gdp": ("gdp_current", 1, 0),
    "energy_consumption": ("energy_use", 1, 0),
    "employment": ("employed_persons", 1, 0),
    "population_resident": ("resident_population", 1, 0),
}
# Levels that are also computed get `published` into their caliber, so that the two never join.
_ALSO_COMPUTED = {"energy_intensity", "labour_productivity"}


def published(held: Held, lists: Catalogue) -> Iterator[Value]:
    """Every published figure of an indicator. Where a rate and an index say the same, the rate is taken."""
    seen: set[tuple[str, str, str, int]] = set()
    for item, (indicator, sign, offset) in PUBLISHED.items():
        unit = str(lists.indicator(indicator)["unit"])
        factor = lists.factor(lists.item_unit[item], unit)
        # an index (上年=100) and a rate (%) share their scale, and a bare count has no unit to convert
        factor = 1.0 if factor is None else factor
        for figure in held.all(item):
            caliber = (
                f"{figure.caliber}+published" if indicator in _ALSO_COMPUTED else figure.caliber
            )
            key = (figure.area, indicator, caliber, figure.year)
            if key in seen:
                continue
            seen.add(key)
            yield Value(
                figure.area,
                indicator,
                caliber,
                figure.year,
                float(f"{offset + sign * figure.value * factor:.12g}"),
                unit,
                figure.status,
                _formula(figure.value, sign, offset),
                (figure,),
            )


def _formula(printed: float, sign: int, offset: float) -> tuple[str, str]:
    if offset:
        text = (
            f"{offset:g}{'-' if sign < 0 else '+'}{printed:g}"
            if offset > 0
            else f"{printed:g}-{-offset:g}"
        )
        return text, text
    falls = sign < 0
    shown = f"{printed:g}".replace("-", "−")
    return (
        f"公布值{shown}" + ("，下降记为正" if falls else ""),
        f"published {shown}" + (", a fall is positive" if falls else ""),
    )
