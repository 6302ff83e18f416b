"""Every check of Cog has a rule or a reason, and docs/coverage.md says so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cog_lsp.cli import docs
from cog_lsp.knowledge.cog_checks import cog_checks
from cog_lsp.rules.coverage import coverage_page, covering
from cog_lsp.rules.registry import all_rules

ROOT = Path(__file__).parents[2]


def test_ids_are_unique() -> None:
    counts = Counter(check.id for check in cog_checks())
    assert [check for check, count in counts.items() if count > 1] == []


def test_every_check_has_a_rule_or_the_reason_why_not() -> None:
    covered = covering(all_rules())
    missing = [check.id for check in cog_checks() if check.id not in covered and not check.left_out]
    assert missing == []


def test_no_reason_is_left_where_there_is_a_rule() -> None:
    covered = covering(all_rules())
    assert [check.id for check in cog_checks() if check.id in covered and check.left_out] == []


def test_rules_cover_only_checks_that_there_are() -> None:
    known = {check.id for check in cog_checks()}
    unknown = {
        rule.slug: sorted(set(rule.covers) - known)
        for rule in all_rules()
        if not known.issuperset(rule.covers)
    }
    assert unknown == {}


def test_page_is_fresh() -> None:
    page = (ROOT / "docs" / docs.COVERAGE_NAME).read_text(encoding="utf-8")
    assert page == coverage_page(all_rules()), "run `python -m cog_lsp.cli.docs` to remake it"


def test_page_has_every_check_with_its_rules_or_its_reason() -> None:
    rows = {
        line.split("`")[1]: line
        for line in coverage_page(all_rules()).splitlines()
        if line.startswith("| `")
    }
    assert list(rows) == [check.id for check in cog_checks()]
    assert "[yaml-syntax](rules/yaml-syntax.md)" in rows["yaml-syntax"]
    assert "Left out. It needs the network." in rows["replicate-not-found"]


def test_page_is_written_once(tmp_path: Path) -> None:
    assert docs.write_coverage(tmp_path / "docs", "x\n") == [docs.COVERAGE_NAME]
    assert docs.write_coverage(tmp_path / "docs", "x\n") == []
    assert docs.write_coverage(tmp_path / "docs", "y\n") == [docs.COVERAGE_NAME]
    assert (tmp_path / "docs" / docs.COVERAGE_NAME).read_text() == "y\n"
