"""Markers as they come out in an image."""

from __future__ import annotations

import pytest

from cog_lsp.syntax.markers import applies


@pytest.mark.parametrize(
    ("marker", "python", "expected"),
    [
        ("sys_platform == 'win32'", "3.11", False),
        ("sys_platform != 'darwin'", "3.11", True),
        ("platform_machine == 'arm64' or os_name == 'posix'", "3.11", True),
        ("python_version < '3.11'", "3.10", True),
        ("python_version < '3.11'", "3.11", False),
        ("python_full_version >= '3.11.0'", "3.11", True),
        ("extra == 'dev'", "3.11", False),
        ("platform_release >= '6'", "3.11", None),
        ("nonsense", "3.11", None),
        ("python_version < ", "3.11", None),
        ("sys_platform == 'linux'", "", None),
    ],
)
def test_markers(marker: str, python: str, expected: bool | None) -> None:
    assert applies(marker, python) is expected
