"""What we say of the start of the container, against Cog's own SDK.

A predictor of which nothing is said that stops it is loaded by the SDK; one of which something is
said is not.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from cog_lsp.interface import Stage, model_problems
from tests.interface.support import read, runner
from tests.projects import project

pytestmark = pytest.mark.runtime

# Loads each file that it is given, and says what came of it.
_LOADER = """\
import json, sys, warnings
warnings.simplefilter("ignore")
from cog.predictor import load_predictor_from_ref
outcomes = []
for path in json.load(sys.stdin):
    try:
        load_predictor_from_ref(path + ":Predictor")
        outcomes.append("")
    except Exception as error:
        outcomes.append(type(error).__name__)
print(json.dumps(outcomes))
"""
_BEFORE = """\
import typing
NAMES = ["a", "b"]
SIZES = {"s": 1}


class Style(TypedDict, total=False):
    name: str


class Out(BaseModel):
    a: str
    b: Optional[int] = None


class Shared:
    size = Input(default=1, ge=0)

    @staticmethod
    def text(default, description="d"):
        return Input(default=default, description=description)
"""
_TYPES = ("str", "int", "float", "bool", "Path", "Secret", "Any", "dict", "Style", "list[str]",
          "Optional[str]", "Union[str, int]", "typing.List[int]", "Annotated[dict, Opaque]",
          "'str'", "File", "Optional[list[str]]")  # fmt: skip
_DEFAULTS = ("", "None", "1", "'a'", "1.5", "['a']", "{'a': 1}", "NAMES", "Shared.size",
             "Shared.text('a')", "Input()", "Input(default='a', description='d')",
             "Input(ge=0, le=10, default=1)", "Input(choices=NAMES, default='a')",
             "Input(choices=list(SIZES.keys()))", "Input(regex=r'a+', min_length=1)",
             "Input('a')", "Input(deprecated=True, accept='image/*')")  # fmt: skip
_OUTPUTS = ("str", "Out", "list[Out]", "Iterator[str]", "ConcatenateIterator[str]", "Any",
            "dict[str, int]", "Path")  # fmt: skip


def load(sources: list[str], folder: Path) -> list[str]:
    """The exception that each of ``sources`` fails with when the SDK loads it, or nothing."""
    paths: list[str] = []
    for number, source in enumerate(sources):
        path = folder / f"predict{number}.py"
        path.write_text(source, encoding="utf-8")
        paths.append(str(path))
    ran = subprocess.run(
        [sys.executable, "-c", _LOADER],
        input=json.dumps(paths),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    outcomes: list[str] = json.loads(ran.stdout)
    return outcomes


def stopped(source: str) -> bool:
    """Whether we say that ``source`` does not build, or does not start."""
    made = project({"cog.yaml": "run: predict.py:Predictor\n", "predict.py": source})
    stages = [problem.cause.stage for problem in read(source).problems]
    return any(stage is not Stage.SILENT for stage in stages) or any(model_problems(made))


def test_what_is_accepted_is_loaded(tmp_path: Path) -> None:
    rng = random.Random(7)
    sources: list[str] = []
    while len(sources) < 150:
        params = [
            f"{name}: {rng.choice(_TYPES)}" + (f" = {default}" if default else "")
            for name, default in zip(
                "ab", sorted(rng.choices(_DEFAULTS, k=rng.choice((1, 2))), key=bool), strict=False
            )
        ]
        source = runner(
            ", ".join(params),
            rng.choice(_OUTPUTS),
            _BEFORE,
            decorator=rng.choice(("@staticmethod", "@concurrent", "@concurrent(max=2)")),
            prefix=rng.choice(("", "async ")),
        )
        if not stopped(source):
            sources.append(source)
    outcomes = load(sources, tmp_path)
    failed = [(source, found) for source, found in zip(sources, outcomes, strict=True) if found]
    assert failed == []


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (runner() + "    def predict(self, x: str) -> str: ...\n", "ValueError"),
        (runner("x: int = Input(minimum=1)"), "TypeError"),
        (runner("x: str = Input('a', 'b')"), "TypeError"),
        (runner(before="from .helper import f\n"), "ImportError"),
        (runner(returns="Iterator[str]", decorator="@streaming(1)"), "TypeError"),
        (runner(before="class A(BaseModel):\n    a: list = []\n"), "ValueError"),
        (runner(before="class A(BaseModel):\n    a: int = 1\n    b: int\n"), "TypeError"),
        (runner(before="class M:\n    pass\nclass A(M, BaseModel):\n    a: int\n"), "TypeError"),
        (
            runner(
                before="from dataclasses import dataclass\n@dataclass\nclass M:\n    b: int\n"
                "class A(BaseModel, M):\n    a: int\n"
            ),
            "TypeError",
        ),
        (
            "from cog import BaseRunner\nclass A:\n    def run(self, x: str) -> str: ...\n"
            "class Predictor(BaseRunner, A):\n    pass\n",
            "ValueError",
        ),
        ("def predict(x: str) -> str: ...\n", "AttributeError"),
    ],
)
def test_what_is_said_to_fail_fails(source: str, error: str, tmp_path: Path) -> None:
    assert stopped(source)
    assert load([source], tmp_path) == [error]
