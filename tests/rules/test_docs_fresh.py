"""docs/rules is what the rules' docstrings say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cog_lsp.cli import docs
from cog_lsp.rules.page import INDEX_NAME, all_pages, rule_page
from cog_lsp.rules.registry import all_rules, find_rule

ROOT = Path(__file__).parents[2]


def test_docs_are_fresh() -> None:
    stale = docs.stale_pages(ROOT / "docs" / "rules", all_pages(all_rules()))
    assert not stale, f"run `python -m cog_lsp.cli.docs` in the repository to remake {stale}"


def test_write_pages_makes_the_folder_and_clears_it_of_what_is_no_page(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "rules"
    pages = {"a.md": "A\n", "b.md": "B\n"}
    assert docs.write_pages(folder, pages) == ["a.md", "b.md"]
    (folder / "a.md").write_text("old")
    (folder / "gone.md").write_text("gone")
    (folder / "kept.txt").write_text("kept")
    assert docs.stale_pages(folder, pages) == ["a.md", "gone.md"]
    assert docs.write_pages(folder, pages) == ["a.md", "gone.md"]
    assert sorted(path.name for path in folder.iterdir()) == ["a.md", "b.md", "kept.txt"]
    assert docs.write_pages(folder, pages) == []


def test_main_says_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.main([str(tmp_path)]) == 0
    assert f"{INDEX_NAME}, " in capsys.readouterr().out
    assert docs.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith("nothing changed\n")


def test_page_begins_with_the_name_and_the_facts() -> None:
    rule = find_rule("COG901")
    assert rule is not None
    page = rule_page(rule)
    assert page.startswith(
        "# unused-suppression\n\n"
        "| Code | Severity | Fix | Since |\n"
        "| --- | --- | --- | --- |\n"
        "| COG901 | hint | Deletes the comment, or the rule in it. | 0.1.0 |\n\n"
        "A suppression comment silences nothing.\n"
    )
    assert "`cog.yaml`\n\n```yaml\nbuild:" in page
    assert "title=" not in page


def test_every_page_is_in_the_index_under_its_family() -> None:
    index = all_pages(all_rules())[INDEX_NAME]
    linked = re.findall(r"\(([a-z0-9-]+\.md)\)", index)
    assert linked == [f"{rule.slug}.md" for rule in all_rules()]
    assert "## cog-lsp's own comments and settings\n" in index
