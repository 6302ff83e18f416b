"""What holds for every test."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def _no_hub_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees what models the machine has in its Hugging Face cache."""
    patch = pytest.MonkeyPatch()
    patch.setenv("HF_HUB_CACHE", str(tmp_path_factory.mktemp("hub")))
