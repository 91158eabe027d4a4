"""The appendix for a briefing: numbered figures and tables as files, one Word document, the
sentences as text.

    附图1.svg 附图1.pdf 附图1.png   附表.xlsx   附录.docx   briefing.txt

Everything is written into a folder beside the wanted one, which then takes its place: there is
never half an appendix. A folder that holds anything else is left alone and refused.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, QuestionProblem, refuse, system_words
from yq_analysis.presenting import figures as drawing
from yq_analysis.presenting import tables as printing
from yq_analysis.presenting.tables import Picture, Sheet
from yq_analysis.presenting.wording import Language, names
from yq_analysis.system.whole_file import settle

DPI = 300
_OURS = re.compile(
    r"(附图|figure-)\d+(-[\d.]+mm)?\.(svg|pdf|png)|(附表|table-)\d+\.xlsx|附表\.xlsx|tables\.xlsx|附录\.docx|appendix\.docx|briefing\.txt"
)

# A figure, or what draws it at a width in mm.
Drawn = Figure | Callable[[float], Figure]


def write(
    folder: str | Path,
    *,
    figures: Sequence[tuple[str, Drawn, str]] = (),
    tables: Sequence[tuple[str, pd.DataFrame, Sequence[str] | str] | Sheet] = (),
    sentences: Sequence[str] = (),
    title: str = "",
    widths_mm: Sequence[float] = (),
    language: Language = "zh",
    lists: Catalogue | None = None,
) -> list[Path]:
    """Write the appendix into `folder` and return its files, in order.

    `figures`: (title, figure or function of the width in mm, source); with `widths_mm` functions
    are drawn at each width, the first for the document, the others as 附图1-80mm.*. `tables`:
    (title, table, notes) or `Sheet`s. Raises `QuestionProblem` for a folder that holds other files,
    a figure that cannot take the widths.
    """
    place = Path(folder)
    words = names(language, lists)
    drawn = _draw(figures, widths_mm, words.say("pages_figure_stem"))
    sheets = [
        _sheet(entry, words.say("pages_table_stem", number=number))
        for number, entry in enumerate(tables, start=1)
    ]
    refuse(_in_the_way(place), kind=QuestionProblem)
    said = title or words.say("pages_appendix")
    files: dict[str, bytes] = {}
    pictures: list[Picture] = []
    for stem, name, figure, source, first in drawn:
        image = drawing.png(figure, DPI)
        files |= {
            f"{stem}.svg": drawing.svg(figure).encode(),
            f"{stem}.pdf": drawing.pdf(figure),
            f"{stem}.png": image,
        }
        if first:
            pictures.append(
                Picture(
                    title=name,
                    png=image,
                    width=_width(figure),
                    alt=drawing.alt_text(figure) or name,
                    source=source,
                )
            )
    if sheets:  # one workbook, a sheet a table
        files[words.say("pages_tables_file")] = printing.xlsx(
            sheets, language=language, lists=lists
        )
    files[words.say("pages_appendix_file")] = printing.docx(
        title=said,
        sentences=sentences,
        pictures=pictures,
        sheets=sheets,
        language=language,
        lists=lists,
    )
    # with a byte order mark: Windows' editor would otherwise guess the encoding
    files["briefing.txt"] = ("\ufeff" + "\n".join([said, "", *sentences, ""])).encode()
    _put(place, files)
    return [place / name for name in files]


def _draw(
    figures: Sequence[tuple[str, Drawn, str]], widths: Sequence[float], stem: str
) -> list[tuple[str, str, Figure, str, bool]]:
    """File stem, title, figure, source, and whether it is the one for the document."""
    result: list[tuple[str, str, Figure, str, bool]] = []
    problems = []
    for number, (name, what, source) in enumerate(figures, start=1):
        if not isinstance(what, Figure):
            for place, width in enumerate(widths or [drawing.WIDTH]):
                result.append(
                    (
                        f"{stem}{number}" + ("" if place == 0 else f"-{width:g}mm"),
                        name,
                        what(width),
                        source,
                        place == 0,
                    )
                )
        elif widths and [w for w in widths if abs(w - _width(what)) > 0.1]:
            problems.append(
                Problem(
                    where=f"figure {number}, {name}",
                    what=Message(
                        "appendix_drawn",
                        width=f"{_width(what):g}",
                        wanted=tuple(f"{w:g}" for w in widths),
                    ),
                    next=Message("appendix_drawn_next"),
                )
            )
        else:
            result.append((f"{stem}{number}", name, what, source, True))
    refuse(problems, kind=QuestionProblem)
    return result


def _width(figure: Figure) -> float:
    return round(float(figure.get_size_inches()[0]) * 25.4, 1)


def _sheet(entry: tuple[str, pd.DataFrame, Sequence[str] | str] | Sheet, name: str) -> Sheet:
    if isinstance(entry, Sheet):
        return replace(entry, name=name)
    title, table, notes = entry
    return Sheet(
        name=name,
        title=title,
        table=table,
        notes=[notes] if isinstance(notes, str) and notes else [n for n in notes if n],
    )


def _in_the_way(place: Path) -> list[Problem]:
    """What must not be replaced."""
    if place.exists() and not place.is_dir():
        return [
            Problem(
                where=str(place),
                what=Message("appendix_is_file"),
                next=Message("appendix_other_folder"),
            )
        ]
    others = (
        sorted(p.name for p in place.iterdir() if not _OURS.fullmatch(p.name))
        if place.is_dir()
        else []
    )
    if not others:
        return []
    listed = (*others[:5], *(["…"] if len(others) > 5 else []))
    return [
        Problem(
            where=str(place),
            what=Message("appendix_other_files", listed=listed),
            next=Message("appendix_empty_folder"),
        )
    ]


def _put(place: Path, files: dict[str, bytes]) -> None:
    """All files at once: written beside, then the folders change places."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as error:
        refuse(
            [
                Problem(
                    where=str(place),
                    what=Message("refuse_cannot_be_written", strerror=system_words(error)),
                    next=Message("appendix_writable_folder"),
                )
            ],
            kind=QuestionProblem,
        )
        raise
    old = fresh.with_name(fresh.name + "-old")
    try:
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        fresh.chmod(0o755)
        settle(fresh)
        if place.exists():
            os.rename(place, old)
        os.rename(fresh, place)
    except OSError as error:
        _put_back(old, place)
        refuse(
            [
                Problem(
                    where=str(place),
                    what=Message("refuse_cannot_be_written", strerror=system_words(error)),
                    next=Message("appendix_writable_folder"),
                )
            ],
            kind=QuestionProblem,
        )
    finally:
        _put_back(old, place)  # whatever stopped us between the two renames, Ctrl-C too
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _put_back(old: Path, place: Path) -> None:
    """The appendix that was there, where the new one did not take its place."""
    if old.exists() and not place.exists():
        os.rename(old, place)
