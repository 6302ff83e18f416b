"""No feature breaks down, wherever it is asked and however little of the file is there yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.features.completion import completions
from cog_lsp.features.definition import definitions, references
from cog_lsp.features.highlights import highlights
from cog_lsp.features.hints import hints
from cog_lsp.features.hover import hover
from cog_lsp.features.lenses import lenses
from cog_lsp.features.links import links
from cog_lsp.features.rename import renamable, rename
from cog_lsp.features.signature import signatures
from cog_lsp.features.symbols import symbols, workspace_symbols
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.text import Document, Span, apply_edits
from cog_lsp.text.edit import TextEdit

EXAMPLES = sorted(path.parent for path in Path(__file__).parents[2].glob("examples/*/cog.yaml"))
CRLF = "build:\r\n  gpu: true # 😀\r\n  run: [\r\n    'a',\r\n  ]\r\n\tx\r\nrun: 'a.py:B'\r\n"


def ask_everything(project: Project, path: str, offset: int) -> None:
    text = project.documents[path].text
    whole = Span(0, len(text))
    found = completions(project, path, offset)
    for item in found.items:
        assert item.replace.start <= offset <= item.replace.end
        assert not {"\n", "\r"} & set(item.replace.text(text))
        apply_edits(text, [TextEdit(item.replace, item.insert or item.label)])
    for gathered in (
        found,
        hover(project, path, offset),
        signatures(project, path, offset),
        definitions(project, path, offset),
        references(project, path, offset),
        highlights(project, path, offset),
        links(project, path),
        symbols(project, path),
        workspace_symbols(project, ""),
        hints(project, path, whole),
        lenses(project, path),
    ):
        assert gathered.faults == ()
    assert (renamable(project, path, offset) is None) == (
        rename(project, path, offset, "a") is None
    )


@pytest.mark.parametrize("root", EXAMPLES, ids=lambda root: root.name)
def test_every_place_of_every_cog_yaml(root: Path) -> None:
    loader = ProjectLoader(root)
    project = loader.load()
    text = project.config.document.text
    for offset in range(len(text) + 1):
        ask_everything(project, "cog.yaml", offset)
        # As much as was typed when the cursor was there.
        typed = loader.load({"cog.yaml": Document("cog.yaml", text[:offset])})
        ask_everything(typed, "cog.yaml", offset)


@pytest.mark.parametrize("root", EXAMPLES, ids=lambda root: root.name)
def test_places_of_every_predictor(root: Path) -> None:
    loader = ProjectLoader(root)
    project = loader.load()
    for path in project.python:
        text = project.documents[path].text
        for offset in range(0, len(text) + 1, 41):
            ask_everything(project, path, offset)
        for offset in range(0, len(text) + 1, 401):
            typed = loader.load({path: Document(path, text[:offset])})
            ask_everything(typed, path, offset)


def test_odd_texts() -> None:
    """Carriage returns, tabs, brackets over several lines, characters outside of the plane."""
    loader = ProjectLoader(EXAMPLES[0])
    for text in (CRLF, CRLF.replace("\r\n", "\r"), "", "\n", "\ufeff", "😀", "a: b: c", "- - -\n"):
        project = loader.load({"cog.yaml": Document("cog.yaml", text)})
        for offset in range(len(text) + 1):
            ask_everything(project, "cog.yaml", offset)
