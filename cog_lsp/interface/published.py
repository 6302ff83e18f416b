"""The documents on both sides of a change: that of a project, and that of what is published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from cog_lsp.interface.interface import Interface
from cog_lsp.interface.openapi import openapi_of
from cog_lsp.interface.read import interfaces_of
from cog_lsp.project import Project, Published

_documents: WeakKeyDictionary[Project, Mapping[str, Any] | None] = WeakKeyDictionary()


def document_of(project: Project) -> Mapping[str, Any] | None:
    """The OpenAPI document of ``project``, of those references that Cog can read.

    ``None`` when it can read none. Made once for each snapshot.
    """
    if project not in _documents:
        readable = readable_of(interfaces_of(project))
        _documents[project] = openapi_of(readable) if readable else None
    return _documents[project]


def readable_of(interfaces: Iterable[Interface]) -> tuple[Interface, ...]:
    """Those of ``interfaces`` for which there is a document, at most one of each mode."""
    first: dict[str, Interface] = {}
    for interface in interfaces:
        if interface.is_readable and interface.output is not None:
            first.setdefault(interface.mode, interface)
    return tuple(first.values())


def published_document(published: Published) -> Mapping[str, Any] | None:
    """The OpenAPI document of what is published; ``None`` when there is none to be had."""
    if published.project is not None:
        return document_of(published.project)
    if published.document is None:
        return None
    try:
        found = json.loads(published.document.text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Mapping) else None
