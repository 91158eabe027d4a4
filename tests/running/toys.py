"""A small project to make reports of: three areas, one data file, notebooks made on the spot."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

AREAS = (
    "area,name_zh,name_en,level,parent,aliases\n"
    "100000,全国,China,country,,\n"
    "010101,东区,East District,county,100000,东\n"
    "010102,西区,West District,county,100000,西;老西\n"
)
PARAMETERS = (
    'area: str = "100000"  # division code\nto: int = 2035  # horizon\nas_of: str | None = None\n'
    'language: str = "zh"\nrate: float = 3.0  # assumed yearly rate, %'
)


def toy_project(root: Path) -> Path:
    for folder in ("notebooks", "data/raw", "data/processed", "catalogue"):
        (root / folder).mkdir(parents=True)
    (root / "catalogue" / "areas.csv").write_text(AREAS, encoding="utf-8")
    (root / "catalogue" / "indicators.csv").write_text(
        "indicator,name_zh,name_en\nenergy,能耗,Energy use\n", encoding="utf-8"
    )
    (root / "data" / "raw" / "gdp.csv").write_text("year,value\n2023,1\n2024,2\n", encoding="utf-8")
    return root


def figures_project(root: Path, project: Path) -> Path:
    """A project of two counties, each with a small table of its own, and the lists of `project`."""
    (root / "data" / "raw").mkdir(parents=True)
    shutil.copytree(project / "catalogue", root / "catalogue")
    for name, gdp in (("榆阳区", 800.0), ("神木市", 1300.0)):
        write_figures(root, name, gdp)
    return root


def write_figures(root: Path, name: str, gdp: float) -> None:
    """The table of a county, written in one step."""
    lines = [
        f"地区：{name}",
        "指标,2020年,2021年,2022年",
        f"地区生产总值(亿元),{gdp},{gdp + 5},{gdp + 9}",
        "年末常住人口(万人),96.2,96.5,96.9",
    ]
    place = root / "data" / "raw" / f"{name}.csv"
    beside = place.with_name(f".{name}.new")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(beside, place)


def add_notebook(
    root: Path,
    name: str,
    sources: Sequence[str],
    *,
    title: str = "能耗",
    parameters: str = PARAMETERS,
) -> Path:
    """A notebook: a heading, a parameters cell, then `sources`; one that
    starts with '#' is prose.
    """
    cells = [
        new_markdown_cell(f"# {title}"),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
    ]
    cells += [
        new_markdown_cell(one) if one.startswith("#") else new_code_cell(one) for one in sources
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    notebook = new_notebook(
        cells=cells,
        metadata={
            "language_info": {"name": "python"},
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        },
    )
    path = root / "notebooks" / name
    nbformat.write(notebook, path)
    return path


GOOD = (
    "import pandas as pd\nimport matplotlib.pyplot as plt\nfrom IPython.display import HTML\n"
    "from yq_analysis.running.report import record\ndata = pd.read_csv('../data/raw/gdp.csv')",
    "HTML(f'<p class=\"headline\">{area} 到 {to} 年</p>')",
    "## 走势",
    "fig, ax = plt.subplots(figsize=(4, 2), layout='constrained')\nax.plot(data.year, "
    "data.value)\nax.set_title('Value by year')",
    "data",
    "record('assessments', pd.DataFrame({'area': [area], 'indicator': ['energy'], 'year': "
    "[2025], 'target': [15.0],"
    " 'comparator': ['>='], 'latest': [float(data.value.iloc[-1])], 'latest_year': [2024], "
    "'value': [9.5], 'verdict': ['off_track']}))",
)
