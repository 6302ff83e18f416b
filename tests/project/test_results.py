"""What a function hands over, and which function of the project a call in it leads to."""

from __future__ import annotations

import pytest

from cog_lsp.project import Project
from cog_lsp.project.outputs import output_of
from cog_lsp.project.results import callee_of
from cog_lsp.syntax import python_tree as py
from tests.projects import project

CONFIG = 'build:\n  python_version: "3.12"\npredict: predict.py:Predictor\n'
CALLS = """\
from helper import outside


class Base:
    def step(self):
        self.hook()

    def hook(self):
        pass


class Predictor(Base):
    def predict(self, x: str) -> str:
        self.hook()
        outside()
        unknown()
        return x

    def hook(self):
        pass


class Client:
    def go(self):
        self.hook()

    def hook(self):
        pass
"""


def calling(code: str) -> Project:
    helper = "def outside():\n    pass\n"
    return project({"cog.yaml": CONFIG, "predict.py": code, "helper.py": helper})


@pytest.mark.parametrize(
    ("caller", "callees"),
    [
        ("Predictor.predict", ["Predictor.hook", "outside", None]),
        # What is reached through self is the runner's also where a base class asks for it,
        ("Base.step", ["Predictor.hook"]),
        # and that of the class itself where it has nothing to do with the runner.
        ("Client.go", ["Client.hook"]),
    ],
)
def test_where_a_call_leads(caller: str, callees: list[str | None]) -> None:
    made = calling(CALLS)
    function = made.python["predict.py"].functions[caller]
    calls = [
        node
        for statement in function.node.body
        for node in py.walk(statement)
        if isinstance(node, py.Call)
    ]
    (entry,) = made.entry_points
    found = [callee_of(made, entry, function, call) for call in calls]
    assert [callee.qualname if callee is not None else None for callee in found] == callees


@pytest.mark.parametrize(
    ("lines", "meanings"),
    [
        ("text = f'step {x}'\nyield text", ["f'step {x}'"]),
        # A parameter that is bound again is one or the other,
        ("x = 'step'\nyield x", ["x"]),
        # as is what a with or a handler binds.
        ("with open(x) as text:\n    text = 'a'\nyield text", ["text"]),
        ("try:\n    text = 'a'\nexcept OSError as text:\n    pass\nyield text", ["text"]),
        ("text, other = x\nyield text", ["text"]),
        # All that it may be,
        ("if (text := x):\n    text = 'a'\nyield text", ["x", "'a'"]),
        ("yield 'a' if x else (text := 'b')", ["'a'", "'b'"]),
        # and an end of its line changes nothing.
        ("text = 'a'\ntext += '\\n'\nyield text", ["'a'"]),
        ("text = 'a'\ntext += x\nyield text", ["text"]),
    ],
)
def test_what_stands_behind_an_item(lines: str, meanings: list[str]) -> None:
    body = "".join(f"        {line}\n" for line in lines.split("\n"))
    made = calling(f"class Predictor:\n    def predict(self, x: str):\n{body}")
    document = made.documents["predict.py"]
    (entry,) = made.entry_points
    items = output_of(made, entry).items
    (item,) = items
    assert [document.slice(meaning.expr.span) for meaning in item.meanings] == meanings
