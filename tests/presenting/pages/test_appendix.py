"""The appendix: its files, their sizes, and that nothing else is ever touched."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from matplotlib.figure import Figure
from PIL import Image

from yq_analysis.check import QuestionProblem
from yq_analysis.presenting import figures
from yq_analysis.presenting.pages import appendix


@pytest.fixture
def series() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": "610000",
            "indicator": "labour_productivity",
            "caliber": "price2020",
            "year": range(2015, 2024),
            "value": [10.0 + k for k in range(9)],
            "unit": "万元/人",
            "status": "A",
        }
    )


def _write(folder: Path, series: pd.DataFrame, **more: object) -> list[Path]:
    given: dict = {
        "figures": [("全员劳动生产率", lambda width: figures.trend(series, width=width), "年鉴")],
        "tables": [("劳动生产率", series, "不变价")],
        "sentences": ["第一句。", "第二句。"],
        "title": "榆阳区附录",
    }
    return appendix.write(folder, **(given | more))


def test_figures_tables_document_and_sentences_are_written(
    tmp_path: Path, series: pd.DataFrame
) -> None:
    made = _write(tmp_path / "a", series)
    assert [p.name for p in made] == [
        "附图1.svg",
        "附图1.pdf",
        "附图1.png",
        "附表.xlsx",
        "附录.docx",
        "briefing.txt",
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a"]
    assert (tmp_path / "a/briefing.txt").read_text(
        "utf-8-sig"
    ) == "榆阳区附录\n\n第一句。\n第二句。\n"
    document = Document(str(tmp_path / "a/附录.docx"))
    assert len(document.inline_shapes) == 1
    assert len(document.tables) == 1


def test_pictures_have_the_widths_asked_for_at_300_dpi(
    tmp_path: Path, series: pd.DataFrame
) -> None:
    _write(tmp_path / "a", series, widths_mm=(156, 80))
    for name, width in (("附图1.png", 156), ("附图1-80mm.png", 80)):
        with Image.open(tmp_path / "a" / name) as image:
            assert abs(image.width - width / 25.4 * 300) < 1
            assert [round(d) for d in image.info["dpi"]] == [300, 300]


def test_fonts_are_inside_the_pdf(tmp_path: Path, series: pd.DataFrame) -> None:
    _write(tmp_path / "a", series)
    content = (tmp_path / "a/附图1.pdf").read_bytes()
    assert b"/Subtype /Type3" in content
    assert b"NotoSansCJK" in content
    assert len(content) < 100_000


def test_a_second_run_replaces_the_first_with_the_same_bytes(
    tmp_path: Path, series: pd.DataFrame
) -> None:
    first = {p.name: p.read_bytes() for p in _write(tmp_path / "a", series)}
    second = {p.name: p.read_bytes() for p in _write(tmp_path / "a", series)}
    assert first == second
    _write(tmp_path / "a", series, tables=[])
    assert not (tmp_path / "a/附表.xlsx").exists()  # nothing stale stays


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, series: pd.DataFrame) -> None:
    (tmp_path / "我的稿子.docx").write_text("x")
    with pytest.raises(
        QuestionProblem, match=r"里面有不属于附录的文件：我的稿子\.docx; 请选一个空的"
    ):
        _write(tmp_path, series)
    with pytest.raises(QuestionProblem, match="是文件，不是文件夹"):
        _write(tmp_path / "我的稿子.docx", series)
    assert [p.name for p in tmp_path.iterdir()] == ["我的稿子.docx"]


def test_a_write_that_fails_leaves_the_old_appendix_whole(
    tmp_path: Path, series: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {p.name: p.read_bytes() for p in _write(tmp_path / "a", series)}
    write_bytes = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "附录.docx":
            raise OSError(28, "No space left on device")
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(QuestionProblem, match="写不进去（磁盘已满）"):
        _write(tmp_path / "a", series, title="新")
    assert {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_an_interrupt_between_the_renames_leaves_the_old_appendix(
    tmp_path: Path, series: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "a", series)
    before = {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir()}
    rename, calls = os.rename, []

    def interrupted(source: str | Path, goal: str | Path) -> None:
        calls.append(goal)
        if len(calls) == 2:
            raise KeyboardInterrupt
        rename(source, goal)

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _write(tmp_path / "a", series, title="另一个附录")
    assert {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_second_run_at_a_broken_width_replaces_the_first(
    tmp_path: Path, series: pd.DataFrame
) -> None:
    _write(tmp_path / "a", series, widths_mm=(150, 82.5))
    assert "附图1-82.5mm.svg" in {
        p.name for p in _write(tmp_path / "a", series, widths_mm=(150, 82.5))
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, series: pd.DataFrame) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(QuestionProblem, match="cannot be written"):
        _write(tmp_path / "a", series)
    tmp_path.chmod(0o700)


def test_a_finished_figure_cannot_be_set_again_at_another_width(
    tmp_path: Path, series: pd.DataFrame
) -> None:
    with pytest.raises(QuestionProblem, match="已按 160 毫米画好，不能改成 80 毫米; 请改为给出"):
        _write(tmp_path / "a", series, figures=[("x", figures.trend(series), "")], widths_mm=(80,))
    own = Figure(figsize=(4, 2))
    own.add_subplot().plot([1, 2])
    assert (tmp_path / "b/附图1.svg") in _write(
        tmp_path / "b", series, figures=[("自绘图", own, "自己")]
    )


def test_english_names_its_files_in_english(tmp_path: Path, series: pd.DataFrame) -> None:
    made = _write(tmp_path / "a", series, language="en", title="")
    assert [p.name for p in made] == [
        "figure-1.svg",
        "figure-1.pdf",
        "figure-1.png",
        "tables.xlsx",
        "appendix.docx",
        "briefing.txt",
    ]
    assert (tmp_path / "a/briefing.txt").read_text("utf-8-sig").startswith("Appendix\n")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_document_and_workbook(tmp_path: Path, series: pd.DataFrame) -> None:
    import noto_cjk_sans_otc
    import pdfplumber

    _write(tmp_path / "a", series)
    # the project's own type, whatever the machine has: without any, every character is one box
    folder = Path(noto_cjk_sans_otc.FONT_PATH).parent
    config = tmp_path / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{folder}</dir><cachedir>{tmp_path}/fonts</cachedir></fontconfig>",
        encoding="utf-8",
    )
    for name in ("附录.docx", "附表.xlsx"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(tmp_path),
                str(tmp_path / "a" / name),
            ],
            check=True,
            capture_output=True,
            timeout=180,
            env={**os.environ, "FONTCONFIG_FILE": str(config)},
        )
    with pdfplumber.open(io.BytesIO((tmp_path / "附录.pdf").read_bytes())) as pages:
        said = "".join(page.extract_text() for page in pages.pages)
        assert len(pages.pages[0].images) == 1
    for words in ("榆阳区附录", "第一句。", "附图1", "附表1", "全员劳动生产率"):
        assert words in said
