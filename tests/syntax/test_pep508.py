"""Markers as they come out in an image, and what pip can read."""

from __future__ import annotations

import pytest

from cog_lsp.syntax.pep508 import applies, is_requirement


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("torch==2.5.1", True),
        ("torch == 2.5.1 ; python_version < '3.12'", True),
        ("numpy===1.22.0", True),
        ("a[b,c]>=1,<2", True),
        ("a @ https://x.y/a.whl", True),
        ("numpy (>=1.0)", True),
        ("torch==", False),
        ("torch=2.5.1", False),
        ("torch 2.5.1", False),
        ("foo==1.0;", False),
        ("", False),
    ],
)
def test_requirements(text: str, expected: bool) -> None:
    assert is_requirement(text) is expected
