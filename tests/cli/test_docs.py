"""The hand-written pages name what there is, and all of it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cog_lsp.cli.arguments import build_parser
from cog_lsp.rules.registry import all_rules

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.glob("*.md"))


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"cog-lsp {name}"
                yield from options(command)
        yield from (option for option in action.option_strings if option.startswith("--"))


def test_cli_page_has_every_command_and_option() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    missing = {option for option in options(build_parser()) if option not in page}
    assert missing <= {"--version"}


def test_cli_page_has_no_option_that_there_is_not() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    known = set(options(build_parser()))
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page))
    assert written <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^):]+)\)", text):
        file, _, anchor = target.partition("#")
        linked = page.parent / file if file else page
        assert linked.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [heading.lower().replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_rules_named_in_comments_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = [
        name for names in re.findall(r"ignore\[([a-z-, ]+)\]", text) for name in names.split(", ")
    ]
    known = {rule.slug for rule in all_rules()}
    assert set(named) <= known
