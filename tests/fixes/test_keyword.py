"""One more keyword argument, in the layout of the call."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.rules.plan import AddKeyword
from cog_lsp.text import Span
from tests.projects import project

CONFIG = "run: predict.py:Predictor\n"
HEAD = "import torch\n"


def outcome(text: str, call: str) -> tuple[str, Fix | Refusal]:
    made = project({"cog.yaml": CONFIG, "predict.py": text})
    at = text.index(call)
    plan = AddKeyword("predict.py", Span(at, at + len(call)), "dtype", "torch.float16", "torch")
    found = carry_out(made, plan)
    after = engine.apply_fix(made, found).texts["predict.py"] if isinstance(found, Fix) else text
    return after, found


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(a)", "f(a, dtype=torch.float16)"),
        ("f()", "f(dtype=torch.float16)"),
        ("f(  # why\n)", "f(  # why\ndtype=torch.float16)"),
        ("f(a, b)", "f(a, b, dtype=torch.float16)"),
        ("f(a, b=1)", "f(a, dtype=torch.float16, b=1)"),
        ("f(b=1)", "f(dtype=torch.float16, b=1)"),
        ("f(a, *b)", "f(a, *b, dtype=torch.float16)"),
        ("f(\n    a,\n)", "f(\n    a,\n    dtype=torch.float16,\n)"),
        ("f(\n    a\n)", "f(\n    a,\n    dtype=torch.float16\n)"),
        ("f(\n    a)", "f(\n    a,\n    dtype=torch.float16)"),
        ("f(\n    a,  # why\n)", "f(\n    a,  # why\n    dtype=torch.float16,\n)"),
        ("f(\n    a  # why\n)", "f(\n    a,  # why\n    dtype=torch.float16\n)"),
        (
            "f(\n    a,\n    b=1,  # why\n)",
            "f(\n    a,\n    dtype=torch.float16,\n    b=1,  # why\n)",
        ),
        ("f(\n\ta,\n\tb=1,\n)", "f(\n\ta,\n\tdtype=torch.float16,\n\tb=1,\n)"),
        ("f(a,\n  b=1)", "f(a,\n  dtype=torch.float16,\n  b=1)"),
        ("g.f(a)(b)", "g.f(a)(b, dtype=torch.float16)"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_layout(call: str, expected: str, newline: str) -> None:
    text = f"{HEAD}x = {call}\n".replace("\n", newline)
    after, _ = outcome(text, call.replace("\n", newline))
    assert after == f"{HEAD}x = {expected}\n".replace("\n", newline)


@pytest.mark.parametrize(
    ("head", "expected"),
    [("import os\n", "import os\nimport torch\n\n"), ("import torch\n", "import torch\n")],
)
def test_the_module_is_imported(head: str, expected: str) -> None:
    after, _ = outcome(f"{head}x = f(a)\n", "f(a)")
    assert after == f"{expected}x = f(a, dtype=torch.float16)\n"


@pytest.mark.parametrize(
    ("text", "call", "reason"),
    [
        ("x = f(a, dtype=1)\n", "f(a, dtype=1)", "already"),
        ("x = f(a, **b)\n", "f(a, **b)", "unpacks"),
        ("x = f(a for a in b)\n", "f(a for a in b)", "generator"),
        ("x = f(a)\n", "x", "the call no longer exists"),
        ("x = f(a)\ny = (\n", "f(a)", "does not parse"),
    ],
)
def test_refusals(text: str, call: str, reason: str) -> None:
    after, found = outcome(text, call)
    assert after == text
    assert isinstance(found, Refusal)
    assert reason in found.reason
