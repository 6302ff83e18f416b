"""The README says what is so: its picture, its links, its commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from cog_lsp.cli.arguments import build_parser
from cog_lsp.rules.registry import find_rule

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_is_what_the_demo_prints() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "picture.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_rules_that_are_named_exist() -> None:
    names = re.findall(r"\*\*`([a-z-]+)`\*\*", README)
    assert names
    assert [name for name in names if find_rule(name) is None] == []


def test_commands_that_are_shown_are_understood() -> None:
    shown = re.findall(r"^(?:\$|- run:) cog-lsp ([^#\n]+)", README, re.MULTILINE)
    assert shown
    parser = build_parser()
    for command in shown:
        parser.parse_args(command.split())
