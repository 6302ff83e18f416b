"""Where things are named: references, highlights, and the symbols of a project."""

from __future__ import annotations

import pytest

from cog_lsp.features.definition import references
from cog_lsp.features.highlights import highlights
from cog_lsp.features.symbols import SymbolKind, workspace_symbols
from tests.features.cursor import at_cursor
from tests.projects import project

CONFIG = 'run: "run.py:Runner"\ntrain: run.py:train\n'
RUN = """\
from cog import BaseRunner, Input


class Runner(BaseRunner):
    def setup(self) -> None:
        self.run("warm up")

    def run(self, prompt: str = Input()) -> str:
        return prompt


def train(steps: int) -> str:
    return Runner().run(str(steps))
"""
FILES = {"cog.yaml": CONFIG, "run.py": RUN, "test_run.py": "import run\nrun.Runner()\n"}

Place = tuple[str, int, bool]


def places(path: str, marked: str) -> list[Place]:
    """File, line (from 1), and whether it is the definition."""
    made, path, offset = at_cursor(marked, FILES, path)
    gathered = references(made, path, offset)
    assert gathered.faults == ()
    return sorted(
        (to.path, made.documents[to.path].lines.point(to.name.start).line + 1, to.declares)
        for to in gathered.items
    )


CLASS = [
    ("cog.yaml", 1, False),
    ("run.py", 4, True),
    ("run.py", 13, False),
    ("test_run.py", 2, False),
]
METHOD = [("run.py", 6, False), ("run.py", 8, True), ("run.py", 13, False)]


@pytest.mark.parametrize(
    ("path", "marked", "expected"),
    [
        ("cog.yaml", CONFIG.replace("Runner", "Run|ner"), CLASS),
        ("run.py", RUN.replace("return Runner", "return Run|ner"), CLASS),
        ("run.py", RUN.replace("self.run(", "self.r|un("), METHOD),
        ("run.py", RUN.replace("def run(", "def r|un("), [("cog.yaml", 1, False), *METHOD]),
        (
            "cog.yaml",
            CONFIG.replace("run.py:t", "r|un.py:t"),
            [("cog.yaml", 1, False), ("cog.yaml", 2, False)],
        ),
        ("run.py", RUN.replace("setup", "set|up"), []),
    ],
)
def test_references(path: str, marked: str, expected: list[Place]) -> None:
    assert places(path, marked) == expected


@pytest.mark.parametrize(
    ("path", "marked", "expected"),
    [
        ("cog.yaml", CONFIG.replace("run.py:t", "ru|n.py:t"), [(6, False), (28, False)]),
        (
            "run.py",
            RUN.replace("return Runner", "return Run|ner"),
            [(42, True), (RUN.rindex("Runner"), False)],
        ),
        ("run.py", RUN.replace("prompt: str", "pro|mpt: str"), []),
    ],
)
def test_highlights(path: str, marked: str, expected: list[tuple[int, bool]]) -> None:
    """Those of the one file, from left to right."""
    gathered = highlights(*at_cursor(marked, FILES, path))
    assert gathered.faults == ()
    assert [(each.span.start, each.defines) for each in gathered.items] == expected


def test_the_symbols_of_a_project() -> None:
    made = project(FILES)
    gathered = workspace_symbols(made, "")
    assert gathered.faults == ()
    assert [(found.name, found.kind, found.container) for found in gathered.items] == [
        ("run: run.py:Runner", SymbolKind.STRING, ""),
        ("train: run.py:train", SymbolKind.STRING, ""),
        ("Runner", SymbolKind.CLASS, "run"),
        ("setup", SymbolKind.METHOD, "Runner"),
        ("run", SymbolKind.METHOD, "Runner"),
        ("train", SymbolKind.FUNCTION, "train"),
        ("prompt", SymbolKind.FIELD, "predict input"),
        ("steps", SymbolKind.FIELD, "train input"),
    ]
    for found in gathered.items:
        assert found.name.startswith(found.span.text(made.documents[found.path].text))


@pytest.mark.parametrize(
    ("query", "names"), [("RUNER", ["run: run.py:Runner", "Runner"]), ("xyz", [])]
)
def test_symbols_are_found_by_parts_of_their_names(query: str, names: list[str]) -> None:
    found = workspace_symbols(project(FILES), query).items
    assert [symbol.name for symbol in found] == names
