"""Hovering in cog.yaml: what a key is for."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.config_pages import key_page
from cog_lsp.features.hover.section import Section
from cog_lsp.knowledge.cog import config_key
from cog_lsp.project import Project
from cog_lsp.syntax.yaml_place import yaml_place


def config_key_page(project: Project, path: str, offset: int) -> Iterator[Section]:
    """What the key at ``offset`` is for, also while the file does not parse."""
    if path != project.config.path:
        return
    document = project.documents[path]
    place = yaml_place(document, offset)
    if place is None or place.kind != "key" or not place.written:
        return
    name = document.slice(place.word).strip("\"'")
    key = config_key(".".join((*place.path, name)))
    if key is not None:
        yield Section(place.word, key_page(key), plain=key.status in ("current", "deprecated"))
