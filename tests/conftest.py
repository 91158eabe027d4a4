"""What tests share: where the project and the reference material lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine is no failure: how long one example takes is not what these tests are about
settings.register_profile("project", deadline=None)
settings.load_profile("project")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material beside the project; tests that need it skip where it is absent."""
    if not (SHARED / "DESIGN.md").is_file():
        pytest.skip("the reference material (../shared) is not beside this checkout")
    return SHARED
