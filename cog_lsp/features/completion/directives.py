"""Comments that speak to cog-lsp: what may be said in them, in every file of a project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.features.completion.hardware import sku_items
from cog_lsp.features.completion.item import Completion, CompletionKind, escaped, stop
from cog_lsp.project import Project
from cog_lsp.rules.registry import all_rules
from cog_lsp.text import Span

_COMMENT = re.compile(r"#\s*cog-lsp\s*:[ \t]*")
_HARDWARE = re.compile(r"hardware\s*=\s*(?P<word>[\w-]*)$")
_IGNORE = re.compile(r"ignore(?:-file)?\s*\[(?P<rules>[^\]]*)$")
_WORD = re.compile(r"[\w-]*")


def directive_items(project: Project, path: str, offset: int) -> Iterator[Completion]:
    """What may come next in a ``# cog-lsp:`` comment at ``offset``."""
    document = project.documents[path]
    line = document.line_span(offset)
    before = document.text[line.start : offset]
    comment = _COMMENT.search(before)
    if comment is None:
        return
    said = before[comment.end() :]
    behind = _WORD.match(document.text, offset, line.end)
    end = behind.end() if behind is not None else offset
    if (hardware := _HARDWARE.match(said)) and path == project.config.path:
        yield from sku_items(project, Span(offset - len(hardware["word"]), end))
    elif ignore := _IGNORE.match(said):
        start = offset - len(re.split(r"[,\s]", ignore["rules"])[-1])
        closing = document.text.find("]", end, line.end)
        named = ignore["rules"] + document.text[end : closing if closing >= 0 else end]
        yield from _rules(Span(start, end), set(re.findall(r"[\w-]+", named)))
    elif _WORD.fullmatch(said):
        yield from _verbs(Span(offset - len(said), end), path == project.config.path)


def _verbs(word: Span, is_config: bool) -> Iterator[Completion]:
    for verb, what in (
        (
            "ignore",
            "Silences rules on this line, or on the next one if the comment is alone on its line.",
        ),
        ("ignore-file", "Silences rules in the whole file."),
    ):
        yield Completion(
            label=verb,
            kind=CompletionKind.KEYWORD,
            replace=word,
            insert=f"{verb}[]",
            snippet=f"{verb}[{stop(1)}] {stop(0, 'why')}",
            documentation=what,
            reopen=True,
        )
    if is_config:
        yield Completion(
            label="hardware",
            kind=CompletionKind.KEYWORD,
            replace=word,
            insert="hardware=",
            snippet=f"hardware={stop(0)}",
            documentation="Declares the Replicate tier that the model is meant to run on.",
            reopen=True,
        )
        yield Completion(
            label="prediction-seconds",
            kind=CompletionKind.KEYWORD,
            replace=word,
            insert="prediction-seconds=",
            snippet=f"prediction-seconds={stop(0)}",
            documentation="Says how long a prediction takes, to calculate what 1,000 of them cost.",
        )


def _rules(word: Span, named: set[str]) -> Iterator[Completion]:
    """The rules that are not named yet."""
    for rule in all_rules():
        typed = rule.slug in named or rule.code in named
        if not typed or len(named) == 1:
            yield Completion(
                label=rule.slug,
                kind=CompletionKind.RULE,
                replace=word,
                insert=rule.slug,
                snippet=escaped(rule.slug),
                detail=rule.code,
                documentation=rule.page,
            )
