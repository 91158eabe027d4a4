"""An indent of the cell's format counts like two blanks before the words."""

from __future__ import annotations

from sheets import rows

from yq_analysis.reading.files.grid import Cell, Sheet


def _indented(indent: int) -> list[str]:
    cells = {
        (0, 0): "指标",
        (0, 1): "2020年",
        (1, 0): "就业人员",
        (1, 1): 10,
        (2, 0): "城镇",
        (2, 1): 6,
        (3, 0): "国有单位",
        (3, 1): 2,
    }
    made = {place: Cell(value=value, text=str(value)) for place, value in cells.items()}
    made[2, 0] = Cell(value="  城镇", text="  城镇")  # two blanks
    made[3, 0] = Cell(value="国有单位", text="国有单位", indent=indent)
    return [row[1] for row in rows(Sheet(name="1", cells=made, merges=(), hidden=False))]


def test_one_step_of_the_format_is_as_deep_as_two_blanks_and_two_steps_are_deeper() -> None:
    # 城镇 stands two blanks in; one step of the format is two blanks: its sister. Two steps are
    # four: its part.
    assert _indented(1)[2] == "就业人员/国有单位"
    assert _indented(2)[2] == "就业人员/城镇/国有单位"
