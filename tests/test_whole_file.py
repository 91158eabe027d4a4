"""A file appears whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from yq_analysis.system import whole_file


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks in /proc for open files")
def test_content_reaches_the_disk_before_the_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut leaves an empty file under the name that held the old one."""
    steps: list[str] = []
    replace = os.replace

    def sync(handle: int) -> None:
        steps.append("sync " + Path(os.readlink(f"/proc/self/fd/{handle}")).name)

    def rename(one: Path, other: Path) -> None:
        steps.append(f"rename {one.name} {other.name}")
        replace(one, other)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", rename)
    whole_file.write(tmp_path / "a.csv", "甲\n")
    assert (tmp_path / "a.csv").read_bytes() == "甲\n".encode()
    assert steps == ["sync .a.csv.new", "rename .a.csv.new a.csv", f"sync {tmp_path.name}"]
    steps.clear()
    whole_file.settle(tmp_path)
    assert steps == ["sync a.csv", f"sync {tmp_path.name}"]


def test_where_it_cannot_be_written_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_file.write(tmp_path / "a.csv", b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        whole_file.write(tmp_path / "a.csv", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"
