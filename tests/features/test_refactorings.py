"""What may be rewritten without a finding: where it is offered, and what comes of it."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.features.refactorings import refactorings
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix
from tests.projects import project

CONFIG = "run: run.py:Runner\n"
RUN = '''\
"""A model."""

from cog import BaseRunner


class Runner(BaseRunner):
    """Runs."""

    # Answers.
    # At length.
    @torch.inference_mode()
    def run(self, prompt: str, steps: int = -5, style: str = "a") -> str:  # here
        return prompt
'''


def offered(source: str, config: str = CONFIG) -> dict[str, str]:
    """What each refactoring of run.py makes of it, by its title."""
    made = project({"cog.yaml": config, "run.py": source})
    gathered = refactorings(made, "run.py")
    assert gathered.faults == ()
    results = {}
    for each in gathered.items:
        outcome = carry_out(made, each.plan)
        assert isinstance(outcome, Fix), outcome
        assert outcome.applicability is Applicability.SAFE
        assert outcome.title == each.title
        results[each.title] = engine.apply_fix(made, outcome).texts["run.py"]
    return results


EXTRACT = "Extract the default of `{}` into `Input(...)`"
SETUP = "Add `setup()` to `Runner`"


def test_what_is_offered() -> None:
    """For plain defaults only; where the title is looked for is where it is about."""
    imported = RUN.replace("import BaseRunner", "import BaseRunner, Input")
    assert offered(RUN) == {
        EXTRACT.format("steps"): imported.replace("= -5", "= Input(default=-5)"),
        EXTRACT.format("style"): imported.replace('= "a"', '= Input(default="a")'),
        SETUP: RUN.replace(
            "    # Answers.\n",
            "    def setup(self) -> None:\n"
            '        """Load the model, once, before the first prediction."""\n\n'
            "    # Answers.\n",
        ),
    }
    made = project({"cog.yaml": CONFIG, "run.py": RUN})
    spans = [each.span.text(RUN) for each in refactorings(made, "run.py").items]
    assert spans == ["steps: int = -5", 'style: str = "a"', "class Runner(BaseRunner):"]
    assert refactorings(made, "cog.yaml").items == ()


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        (
            "from cog import Input as I\ndef f(a: int = 1) -> int: ...",
            "def f(a: int = I(default=1))",
        ),
        ("def f(a: int = None) -> int: ...", "def f(a: int = Input(default=None))"),
        ("def f(*, a: int = 1) -> int: ...", "def f(*, a: int = Input(default=1))"),
    ],
)
def test_a_default_becomes_an_input(source: str, steps: str) -> None:
    (changed,) = offered(source, "run: run.py:f\n").values()
    assert steps in changed
    assert "from cog import Input" in changed


@pytest.mark.parametrize(
    "source",
    [
        "from cog import Input\ndef f(a: int = Input()) -> int: ...",
        "def f(a: int) -> int: ...",
        "def f(a: int = SIZE) -> int: ...",
        "def f(a: list = []) -> int: ...",
        "def f(a: int = ...) -> int: ...",
        "Input = 3\ndef f(a: int = 1) -> int: ...",
        "def f(a: int = 1) -> int: ...\nx = (",
        "def g(a: int = 1) -> int: ...\ndef f(): ...",
    ],
)
def test_no_input_is_extracted(source: str) -> None:
    assert offered(source, "run: run.py:f\n") == {}


@pytest.mark.parametrize(
    "source",
    [
        "class Runner:\n    def setup(self): ...\n    def run(self): ...\n",
        "class B:\n    def setup(self): ...\nclass Runner(B):\n    def run(self): ...\n",
        "from x import B\nclass Runner(B):\n    def run(self): ...\n",
        "class B:\n    def run(self): ...\nclass Runner(B):\n    x = 1\n",
        "def Runner(): ...\n",
    ],
)
def test_no_setup_is_added(source: str) -> None:
    """Where there is one, may be one, or is no method to put it beside."""
    assert SETUP not in offered(source)


def test_setup_is_laid_out_as_its_class() -> None:
    changed = offered("class Runner:\r\n\tdef run(self): ...\r\n")[SETUP]
    assert changed == (
        "class Runner:\r\n\tdef setup(self) -> None:\r\n"
        '\t\t"""Load the model, once, before the first prediction."""\r\n\r\n'
        "\tdef run(self): ...\r\n"
    )
