"""MANIFEST.csv: a file that it names is known, one that it does not name is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

from yq_analysis.analysis.ledger import calibers_of, read_manifest


def test_only_files_that_no_line_names_are_told(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(f"x\n{name}\n", "utf-8")
    known = hashlib.sha256((tmp_path / "a.csv").read_bytes()).hexdigest()
    (tmp_path / "MANIFEST.csv").write_text(
        "file,sha256,publisher,edition,url,retrieved,caliber\n"
        f"a.csv,{known},某局,2024,,,gdp=census4; x=y\n",
        "utf-8",
    )
    manifest = read_manifest(tmp_path)
    assert [problem.where for problem in manifest.unlisted()] == ["b.csv"]
    assert manifest.table.set_index("file")["listed"].to_dict() == {"a.csv": True, "b.csv": False}
    assert calibers_of(manifest.rows()["a.csv"]["caliber"]) == {"gdp": "census4", "x": "y"}
    assert manifest.rows()["a.csv"]["publisher"] == "某局"
    assert manifest.tables == ("a.csv", "b.csv")
