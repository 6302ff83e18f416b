"""A provider for each feature, which answers where a word stands.

    say-this      is completed (also as a snippet, deprecated, plain), hovered, signed, outlined;
                  leads to the first line of cog.yaml, which leads back; has a link, a hint, a lens
    say-break     a provider of each feature breaks down

The commands ``cog-lsp.test.KIND`` have an outcome of each kind.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from cog_lsp.features import (
    commands,
    completion,
    definition,
    hints,
    hover,
    lenses,
    links,
    signature,
    symbols,
)
from cog_lsp.features.commands import (
    Apply,
    Choose,
    Command,
    CopyText,
    Option,
    Outcome,
    ShowDocument,
    ShowMessage,
)
from cog_lsp.features.completion import Completion, CompletionKind, stop
from cog_lsp.features.definition import Target
from cog_lsp.features.hints import HintKind, InlayHint
from cog_lsp.features.hover import Section
from cog_lsp.features.lenses import CodeLens
from cog_lsp.features.links import Link
from cog_lsp.features.signature import Parameter, Signature
from cog_lsp.features.symbols import Symbol, SymbolKind
from cog_lsp.fixes.result import Applicability, FileEdit, Fix
from cog_lsp.project import Project
from cog_lsp.text import Span, TextEdit


def spans(project: Project, path: str, offset: int | None = None) -> Iterator[Span]:
    for match in re.finditer("say-this", project.documents[path].text):
        span = Span(match.start(), match.end())
        if offset is None or span.start <= offset <= span.end:
            yield span


def complete(project: Project, path: str, offset: int) -> Iterator[Completion]:
    for span in spans(project, path, offset):
        yield Completion(
            "late", CompletionKind.VALUE, span, rank=2, deprecated=True, documentation="**old**"
        )
        yield Completion(
            "first",
            CompletionKind.KEY,
            span,
            insert="first: ",
            snippet=f"first: {stop(1, 'a$b')}",
            detail="a word",
            documentation="Says [this](https://example.com).",
            filter="say-this",
            preselect=True,
            reopen=True,
        )
        yield Completion("schema", CompletionKind.KEY, span, plain=True)


def sections(project: Project, path: str, offset: int) -> Iterator[Section]:
    for span in spans(project, path, offset):
        yield Section(span, "**one**")
        yield Section(span, "`two`")
        yield Section(span, "three", plain=True)


def sign(project: Project, path: str, offset: int) -> Iterator[Signature]:
    for span in spans(project, path, offset):
        active = None if offset == span.end else 1
        label = "f(😀, b)"
        parameters = (Parameter(Span(2, 3), "*face*"), Parameter(Span(5, 6)))
        yield Signature(label, parameters, "Does **that**.", active)


def define(project: Project, path: str, offset: int) -> Iterator[Target]:
    for span in spans(project, path, offset):
        yield Target(span, "cog.yaml", Span(0, 5), Span(0, 6))


def refer(project: Project, path: str, offset: int) -> Iterator[Target]:
    if path == "cog.yaml" and offset <= 5:
        for other in sorted(project.documents.keys() - {path}):
            for span in spans(project, other):
                yield Target(Span(0, 5), other, span, span)


def link(project: Project, path: str) -> Iterator[Link]:
    for span in spans(project, path):
        yield Link(span, url="https://example.com/", tooltip="out")
        yield Link(span, path="cog.yaml")


def outline(project: Project, path: str) -> Iterator[Symbol]:
    for span in spans(project, path):
        name = Span(span.start, span.start + 3)
        child = Symbol("say", SymbolKind.STRING, name, name, deprecated=True)
        yield Symbol("say-this", SymbolKind.MAPPING, span, name, "said", children=(child,))


def hint(project: Project, path: str) -> Iterator[InlayHint]:
    for span in spans(project, path):
        yield InlayHint(span.end, "so", HintKind.TYPE, "**why**", blank_behind=True)


def lens(project: Project, path: str) -> Iterator[CodeLens]:
    for span in spans(project, path):
        yield CodeLens(span, Command("Run this", "cog-lsp.test.message", (1,)))
        yield CodeLens(span, Command("Only said"))


def break_down(project: Project, path: str, offset: int = 0) -> Iterator[Any]:
    if "say-break" in project.documents[path].text:
        raise ZeroDivisionError("the provider breaks down")
    yield from ()


# The functions of the commands


def message(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    return ShowMessage(f"{path}: {list(arguments)}")


def document(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    return ShowDocument("schema.json", "json", "{}", "the gist")


def copy(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    return CopyText("cog push", "Run this: cog push")


def choose(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    options = (
        Option(Command("This", "cog-lsp.test.message", ("this",)), "a detail"),
        Option(Command("That", "cog-lsp.test.message", ("that",))),
    )
    return Choose("Which?", options)


def apply(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    edits = (TextEdit(Span(0, 0), "# new\n"),)
    return Apply(Fix("Write it", Applicability.SAFE, (FileEdit(path, edits),)))


def install() -> None:
    sys.modules[f"{commands.__name__}.standins"] = sys.modules[__name__]
    runners = (message, document, copy, choose, apply)
    commands.COMMANDS = {
        **commands.COMMANDS,
        **{
            f"cog-lsp.test.{name}": f"standins.{name}" for name in (run.__name__ for run in runners)
        },
    }
    for module, provider in (
        (completion, complete),
        (hover, sections),
        (signature, sign),
        (definition, define),
        (links, link),
        (symbols, outline),
        (hints, hint),
        (lenses, lens),
    ):
        module.PROVIDERS = (break_down, provider, *module.PROVIDERS)  # type: ignore[attr-defined]
    definition.REFERENCE_PROVIDERS = (*definition.REFERENCE_PROVIDERS, refer)
