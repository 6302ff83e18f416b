"""The grammar of ``# cog-lsp:`` comments."""

from __future__ import annotations

from cog_lsp.syntax.directives import Directives, read_directives
from cog_lsp.syntax.yaml_tree import parse_yaml
from cog_lsp.text import LineIndex


def read(text: str) -> Directives:
    comments = ((comment.span, comment.text) for comment in parse_yaml(text).comments)
    return read_directives(comments, LineIndex(text))


def test_a_suppression_names_rules_and_keeps_its_reason() -> None:
    text = "a: 1  # cog-lsp: ignore[hardware-not-declared, COG401] set on the web\n"
    (found,) = read(text).suppressions
    assert [rule.span.text(text) for rule in found.rules] == ["hardware-not-declared", "COG401"]
    assert (found.scope, found.reason, found.alone) == ("line", "set on the web", False)


def test_a_comment_on_a_line_of_its_own_is_told() -> None:
    (found,) = read("a:\n  # cog-lsp: ignore-file[x]\n  b: 1\n").suppressions
    assert (found.scope, found.line, found.alone) == ("file", 1, True)


def test_no_brackets_mean_every_rule_and_empty_ones_none() -> None:
    everything, nothing = read("a: 1 # cog-lsp: ignore\nb: 2 # cog-lsp: ignore[]\n").suppressions
    assert everything.all_rules
    assert not nothing.all_rules
    assert nothing.rules == ()


def test_a_setting_has_the_place_of_its_value() -> None:
    text = "#cog-lsp:hardware = gpu-l40s because\n"
    (found,) = read(text).settings
    assert (found.key, found.value, found.value_span.text(text)) == (
        "hardware",
        "gpu-l40s",
        "gpu-l40s",
    )


def test_what_is_not_understood_is_kept() -> None:
    found = read("a: 1 # cog-lsp: disable everything\nb: 2 # about cog-lsp\n")
    assert [bad.text for bad in found.bad] == ["disable everything"]


def test_brackets_that_do_not_close_silence_nothing() -> None:
    found = read("a: 1 # cog-lsp: ignore[foo\n")
    assert found.suppressions == ()
    assert [bad.text for bad in found.bad] == ["ignore[foo"]
