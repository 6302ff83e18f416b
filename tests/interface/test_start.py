"""What ``cog build`` accepts and the container refuses, and what it does not refuse."""

from __future__ import annotations

import pytest

from cog_lsp.interface import Stage, model_problems
from tests.interface.support import IMPORTS, noted, read, runner
from tests.projects import project

START = Stage.START
RUN = "    def run(self, x: str) -> str: ...\n"
PREDICT = "    def predict(self, x: str) -> str: ...\n"


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (f"class Predictor(BaseRunner):\n{RUN}{PREDICT}", [("run-and-predict", "run")]),
        (
            f"class A(BaseRunner):\n{PREDICT}\n\nclass Predictor(A):\n{RUN}",
            [("run-and-predict", "run")],
        ),
        (
            f"class A(BaseRunner):\n{PREDICT}\n\nclass B(BaseRunner):\n{RUN}\n\n"
            "class Predictor(A, B):\n    pass\n",
            [("run-and-predict", "run")],
        ),
        (f"class A:\n{PREDICT}\n\nclass Predictor(BaseRunner, A):\n{RUN}", []),
        (
            f"class A:\n{RUN}\n\nclass Predictor(BaseRunner, A):\n    pass\n",
            [("method-after-base", "Predictor")],
        ),
        (f"class A:\n{RUN}\n\nclass Predictor(A, BaseRunner):\n    pass\n", []),
        (f"class A:\n{RUN}\n\nclass Predictor(Unknown, BaseRunner, A):\n    pass\n", []),
        (f"class A:\n{RUN}\n\nclass Predictor(BaseRunner, A):\n    run = helper\n", []),
        (f"class Predictor:\n{RUN}", []),
        (f"class Predictor(Generic[T], BaseRunner):\n{RUN}", []),
    ],
)
def test_methods(classes: str, expected: list[tuple[str, str]]) -> None:
    source = IMPORTS + "\n\n" + classes
    assert noted(read(source), source, START) == expected


@pytest.mark.parametrize(
    ("setup", "expected"),
    [
        ("def setup(self, device): ...", ["device"]),
        ("def setup(self, *, device: str, x=1): ...", ["device: str"]),
        ("def setup(self, weights): ...", []),
        ("def setup(self, device='cuda', *a, **k): ...", []),
        ("@given\n    def setup(self, device): ...", []),
    ],
)
def test_setup(setup: str, expected: list[str]) -> None:
    source = f"{IMPORTS}\n\nclass Predictor(BaseRunner):\n    {setup}\n{RUN}"
    assert [text for _, text in noted(read(source), source, START)] == expected


def test_bases_that_python_refuses_are_not_ours_to_judge() -> None:
    source = f"{IMPORTS}\n\nclass Predictor(Predictor):\n{RUN}"
    assert noted(read(source), source) == []


def test_a_training_class_needs_a_method_of_a_runner() -> None:
    train = "    def train(self, x: str) -> str: ...\n"
    for body, expected in ((train, ["train-class-without-run"]), (train + RUN, [])):
        source = f"{IMPORTS}\n\nclass Predictor(BaseRunner):\n{body}"
        assert [c for c, _ in noted(read(source, mode="train"), source, START)] == expected


def test_a_relative_import_fails_in_the_file_that_is_named_only() -> None:
    source = runner(before="from .helper import f\nfrom pkg.a import g\n")
    files = {"pkg/a.py": "from .b import g\n", "pkg/b.py": "g = 1\n", "helper.py": "f = 1\n"}
    assert noted(read(source, files), source, START) == [
        ("relative-import", "from .helper import f")
    ]


def test_a_name_that_is_not_there_is_told_though_cog_takes_another() -> None:
    source = "def predict(x: str) -> str: ...\n"
    assert noted(read(source), source, START) == [("ref-name-absent", "predict")]
    assert noted(read(source, ref="predict.py:predict"), source) == []


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Input(minimum=1)", [("input-keyword-unknown", "minimum=1")]),
        ("Input('a', 'b')", [("input-positionals", "'b'")]),
        ("Input(default='a')", []),
    ],
)
def test_arguments(call: str, expected: list[tuple[str, str]]) -> None:
    source = runner(f"x: str = {call}")
    assert noted(read(source), source, START) == expected


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [("@streaming(1)", ["streaming-argument"]), ("@streaming()", []), ("@streaming", [])],
)
def test_streaming(decorator: str, expected: list[str]) -> None:
    source = runner(returns="Iterator[str]", decorator=decorator)
    assert [cause for cause, _ in noted(read(source), source, START)] == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("class A(BaseModel):\n    a: list = []\n", ["model-default-mutable"]),
        ("class A(BaseModel):\n    a: dict = dict()\n", ["model-default-mutable"]),
        ("class A(BaseModel):\n    a: tuple = ()\n", []),
        ("class A(BaseModel):\n    a: int = 1\n    b: int\n", ["model-field-order"]),
        ("class A(BaseModel, kw_only=True):\n    a: int = 1\n    b: int\n", []),
        ("class A(BaseModel, auto_dataclass=False):\n    a: list = []\n", []),
        ("class A(BaseModel):\n    a: list = field(default_factory=list)\n    b: int\n", []),
        ("class A(BaseModel):\n    a: ClassVar[list] = []\n    b: int\n", []),
        ("class M:\n    pass\n\n\nclass A(M, BaseModel):\n    a: int\n", ["model-bases"]),
        ("class A(Generic[T], BaseModel):\n    a: int\n", ["model-bases"]),
        ("class A(Unknown, BaseModel):\n    a: int\n", []),
        (
            "@dataclass\nclass M:\n    b: int\n\n\nclass A(BaseModel, M):\n    a: int\n",
            ["model-bases"],
        ),
        ("class A(pydantic.BaseModel):\n    a: list = []\n", []),
    ],
)
def test_models(model: str, expected: list[str]) -> None:
    source = f"{IMPORTS}import pydantic\n{model}"
    made = project({"cog.yaml": "run: predict.py:Predictor\n", "predict.py": source})
    assert [problem.cause.id for problem in model_problems(made)] == expected
