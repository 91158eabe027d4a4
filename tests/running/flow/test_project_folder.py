"""A notebook says ".." and finds its project wherever it is started."""

from pathlib import Path

import pytest

from yq_analysis.check import QuestionProblem
from yq_analysis.running.flow.cleaning import project_folder


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "office" / "data" / "raw").mkdir(parents=True)
    (tmp_path / "office" / "notebooks").mkdir()
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "office"


def test_from_the_notebooks_folder_and_from_the_project_itself(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YQ_ROOT", raising=False)
    for started in (office / "notebooks", office, office / "data" / "raw"):
        monkeypatch.chdir(started)
        assert project_folder("..").resolve() == office


def test_from_anywhere_else_by_the_environment_and_never_instead_of_a_named_folder(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.parent / "elsewhere")
    monkeypatch.setenv("YQ_ROOT", str(office))
    assert project_folder("..") == office
    assert project_folder("/no/such") == Path("/no/such")
    monkeypatch.chdir(office / "notebooks")
    monkeypatch.setenv("YQ_ROOT", "/another")
    assert project_folder("..") == Path("..")


def test_where_no_project_is_near_the_two_ways_to_name_it_are_said(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YQ_ROOT", raising=False)
    monkeypatch.chdir(office.parent / "elsewhere")
    with pytest.raises(QuestionProblem, match=r"YQ_ROOT.*-p root"):
        project_folder("..")
