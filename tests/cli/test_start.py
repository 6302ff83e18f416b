"""A command imports only what it needs: the server's and LibCST's libraries are slow to load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import HEALTHY, Lay

REPOSITORY = Path(__file__).parents[2]
SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from cog_lsp.cli.main import main
code = main(sys.argv[2:])
print()
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def imported(*arguments: str) -> tuple[int, set[str]]:
    """The exit code of a command, and what it imported."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(REPOSITORY), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize("arguments", [["--version"], ["check", "--help"]])
def test_help_loads_no_parser(arguments: list[str]) -> None:
    code, modules = imported(*arguments)
    assert code == 0
    assert not modules & {"pygls", "lsprotocol", "libcst", "yaml", "tree_sitter"}


@pytest.mark.parametrize("arguments", [["check"], ["rules"], ["explain", "COG101"]])
def test_check_of_a_clean_project_loads_neither_server_nor_libcst(
    lay: Lay, arguments: list[str]
) -> None:
    lay(HEALTHY)
    code, modules = imported(*arguments)
    assert code == 0
    assert not modules & {"pygls", "lsprotocol", "libcst"}
    assert "yaml" in modules
