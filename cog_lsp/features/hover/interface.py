"""Hovering in the predictor: its interface, and what a keyword of ``Input()`` does."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.hover.section import Section
from cog_lsp.features.input_pages import keyword_page
from cog_lsp.features.interface_pages import interface_page
from cog_lsp.interface import interfaces_of
from cog_lsp.knowledge.input_keywords import input_keyword
from cog_lsp.project import Project
from cog_lsp.text import Span


def interface_at(project: Project, path: str, offset: int) -> Iterator[Section]:
    """On the name of the runner class, or of what Cog calls: the interface that callers see."""
    if path not in project.python:
        return
    for interface in interfaces_of(project):
        target = interface.target
        if target is None:
            continue
        names = [(target.file.path, target.node.name_span)]
        if target.runner is not None:
            names.append((interface.path, target.runner.name_span))
        for file, span in names:
            if file == path and span.start <= offset <= span.end:
                yield Section(span, interface_page(interface))


def keyword_at(project: Project, path: str, offset: int) -> Iterator[Section]:
    """On a keyword of a call of ``Input``: what Cog does with it."""
    if path not in project.python:
        return
    for interface in interfaces_of(project):
        for found in interface.inputs:
            if found.call is None or found.path != path:
                continue
            for name, argument in found.call.keywords.items():
                span = Span(argument.span.start, argument.span.start + len(name))
                keyword = input_keyword(name)
                if keyword is not None and span.start <= offset <= span.end:
                    yield Section(span, keyword_page(keyword))
                    return
