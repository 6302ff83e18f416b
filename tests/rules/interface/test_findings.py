"""What each rule of this family says, where, and how loudly."""

from __future__ import annotations

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.registry import all_rules
from tests.interface.support import runner
from tests.projects import project

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
RULES = [
    rule for rule in all_rules() if rule.check.__module__.startswith("cog_lsp.rules.interface")
]


def made(source: str, **files: str) -> Project:
    return project({"cog.yaml": CONFIG, "predict.py": source, **files})


def found(source: str, **files: str) -> list[tuple[str, str, Finding]]:
    """Slug, source at the place, and the finding itself, of all rules of this family."""
    of = made(source, **files)
    findings = [finding for rule in RULES for finding in rule.run(of)]
    return [
        (finding.rule, of.documents[finding.path].slice(finding.span), finding)
        for finding in findings
    ]


def only(source: str, **files: str) -> tuple[str, str, Finding]:
    (one,) = found(source, **files)
    return one


@pytest.mark.parametrize(
    ("source", "slug", "place", "words"),
    [
        (
            "from cog import BaseRunner\n\n\nclass Predictor(BaseRunner):\n    pass\n",
            "method-missing",
            "Predictor",
            "neither `run()` nor `predict()`",
        ),
        (runner(returns=""), "missing-return-type", "run", "has no return annotation"),
        (runner("x=1"), "missing-parameter-type", "x=1", "write `x: int = 1`"),
        (runner("x=f()"), "missing-parameter-type", "x=f()", "annotate it with one of `str`"),
        (runner("*a: str"), "star-parameter", "*a: str", "list the inputs of `run()` one by one"),
        (runner("x: Union[str,]"), "annotation-unreadable", "Union[str,]", "a comma before"),
        (runner("x: Optional[f(1)]"), "annotation-unreadable", "f(1)", "cannot read a call"),
        (runner("x: (str)"), "annotation-unreadable", "(str)", "cannot read parentheses"),
        (runner("x: tuple[int, ...]"), "annotation-unreadable", "...", "cannot read `...`"),
        (runner("x: Optional[é]"), "annotation-unreadable", "é", "a non-ASCII name"),
        (
            runner(returns="List[str,]"),
            "annotation-unreadable",
            "List[str,]",
            "what `run()` returns",
        ),
        (runner("x: tuple"), "input-type-unsupported", "tuple", "write `list[...]`"),
        (runner("x: None"), "input-type-unsupported", "None", "write the type of the value"),
        (runner("x: bytes"), "input-type-unsupported", "bytes", "take a `Path` and open it"),
        (runner("x: A", before="A = str\n"), "input-type-unsupported", "A", "write `str` itself"),
        (
            runner("x: torch.Tensor", before="import torch\n"),
            "input-type-unsupported",
            "torch.Tensor",
            "`torch.Tensor` (from `torch`) cannot be the type of the input `x`",
        ),
        (
            runner("x: D", before="from datetime import date as D\n"),
            "input-type-unsupported",
            "D",
            "write `Annotated[D, Opaque]`",
        ),
        (
            runner("x: Out", before="class Out(BaseModel):\n    a: str\n"),
            "input-type-unsupported",
            "Out",
            "a BaseModel is for outputs",
        ),
        (
            runner("x: E", before="class E(str, Enum):\n    A = 'a'\n"),
            "input-type-unsupported",
            "E",
            "with the values of the enumeration",
        ),
        (runner("x: list[list[int]]"), "input-type-unsupported", "list[int]", "write `list[Any]`"),
        (runner("x: str | Path"), "input-type-unsupported", "Path", "make it a separate input"),
        (runner("x: list"), "bare-list-input", "list", "write `list[str]`, or `list[Any]`"),
        (
            runner("x: int | str = Input(ge=1)"),
            "union-input-constrained",
            "ge=1",
            "`ge` cannot be set on `x`, which is `int | str`",
        ),
        (
            runner("x: P", before="from cog import Path as P\n"),
            "type-alias-not-followed",
            "P",
            "Cog does not know that `P` is `Path`",
        ),
        (
            "from cog import BaseRunner, Path as P\nfrom pathlib import Path\n"
            "class Predictor(BaseRunner):\n    def run(self, x: P) -> str: ...\n",
            "type-alias-not-followed",
            "P",
            "so write `cog.Path` with `import cog`",
        ),
        (
            runner("x: int = D", before="from consts import D\n"),
            "default-not-static",
            "D",
            "`D`, which is imported (Cog reads only constants of the same file)",
        ),
        (
            runner("x: str = (Input())"),
            "input-not-recognised",
            "(Input())",
            "remove the parentheses",
        ),
        (
            runner("x: str = S", before="S = Input()\n"),
            "input-not-recognised",
            "S",
            "make it an attribute of a class",
        ),
        (
            runner("x: str = Input(default_factory=str)"),
            "default-factory",
            "default_factory=str",
            "write `default=` with a literal",
        ),
        (
            runner("x: str = Input(choices=['a',  # the first\n        'b'])"),
            "choices-not-static",
            "['a',  # the first\n        'b']",
            "(the list contains a comment)",
        ),
        (
            runner("x: str = Input(accept='image/*')"),
            "accept-without-file",
            "accept='image/*'",
            "`x` is `str`",
        ),
        (
            runner("x: float = Input(le=inf)"),
            "bound-not-finite",
            "le=inf",
            "cannot be written in JSON",
        ),
        (runner(returns="None"), "output-type-unsupported", "None", "must return something"),
        (
            runner(returns="Generator[str, None, None]"),
            "output-type-unsupported",
            "Generator[str, None, None]",
            "write `Iterator[...]`",
        ),
        (
            runner(returns="ConcatenateIterator"),
            "output-type-unsupported",
            "ConcatenateIterator",
            "write what it yields: `ConcatenateIterator[str]`",
        ),
        (
            runner(
                returns="B", before="class A(BaseModel):\n    a: str\n\n\nclass B(A):\n    b: str\n"
            ),
            "output-type-unsupported",
            "B",
            "or of a subclass of a subclass",
        ),
        (
            runner(returns="dict[str]"),
            "output-type-unsupported",
            "dict[str]",
            "takes two arguments",
        ),
        (runner(returns="str | int"), "output-type-unsupported", "str | int", "is a union"),
        (runner(returns="list[str | None]"), "optional-output", "str | None", "in an output"),
        (
            runner(returns="ConcatenateIterator[int]"),
            "concatenate-iterator-not-str",
            "int",
            "or `Iterator[int]`",
        ),
        (
            runner(decorator="@streaming"),
            "streaming-without-iterator",
            "streaming",
            "`run()` returns `str`",
        ),
        (
            runner(decorator="@concurrent(max=N)", prefix="async "),
            "concurrent-argument",
            "concurrent(max=N)",
            "needs an integer literal",
        ),
        (
            runner(decorator="@concurrent(max=2)"),
            "decorator-needs-async",
            "concurrent(max=2)",
            "needs `async def run`",
        ),
        (runner("x: bool = 1"), "invalid-default", "1", "is not of type `bool`"),
        (runner("x: dict = 'a'"), "invalid-default", "'a'", "is not a JSON object"),
        (
            runner("x: str = Input(default='b', choices=['a'])"),
            "invalid-default",
            "'b'",
            "is not one of its `choices`",
        ),
        (
            runner("x: str = Input(default='b', regex='^a')"),
            "invalid-default",
            "'b'",
            "is not matched by its `regex`",
        ),
        (
            runner("x: str = Input(regex=r'(a)\\1')"),
            "regex-not-re2",
            "r'(a)\\1'",
            r"(invalid escape sequence at `\1`)",
        ),
        (
            runner("é: str = Input(choices=['a'])"),
            "choices-input-name",
            "é",
            "cannot be called `é`",
        ),
    ],
)
def test_what_stops_the_build(source: str, slug: str, place: str, words: str) -> None:
    found_slug, found_place, finding = only(source)
    assert (found_slug, found_place, finding.severity) == (slug, place, Severity.ERROR)
    assert words in finding.message
    assert "`cog build` stops" in finding.message


@pytest.mark.parametrize(
    ("source", "slug", "place", "words"),
    [
        (
            "from cog import BaseRunner\nclass Predictor(BaseRunner):\n"
            "    def run(self, x: str) -> str: ...\n    def predict(self, x: str) -> str: ...\n",
            "run-and-predict-methods",
            "run",
            "has both `run()` and `predict()`",
        ),
        (
            "from cog import BaseRunner\nclass A:\n    def run(self, x: str) -> str: ...\n"
            "class Predictor(BaseRunner, A):\n    pass\n",
            "method-out-of-reach",
            "Predictor",
            "list the class that defines it first",
        ),
        (
            runner(before="from .a import b\n"),
            "relative-import",
            "from .a import b",
            "Python cannot import `.a`",
        ),
        (
            runner().replace("    def run", "    def setup(self, device): ...\n\n    def run"),
            "setup-parameters",
            "device",
            "called without `device`",
        ),
        (
            runner("x: int = Input(minimum=1)"),
            "unknown-input-keyword",
            "minimum=1",
            "did you mean `ge`?",
        ),
        (
            runner("x: str = Input(descripton='a')"),
            "unknown-input-keyword",
            "descripton='a'",
            "did you mean `description`?",
        ),
        (
            runner(before="class A(BaseModel):\n    a: list = []\n"),
            "mutable-model-default",
            "[]",
            "`A.a` cannot have `[]` as its default",
        ),
        (
            runner(before="class A(BaseModel):\n    a: int = 1\n    b: int\n"),
            "model-class-broken",
            "b: int",
            "move it up, or give it a default",
        ),
        (
            runner(before="from cog.types import ExperimentalFeatureWarning\n"),
            "removed-import",
            "ExperimentalFeatureWarning",
            "no longer has `ExperimentalFeatureWarning`",
        ),
    ],
)
def test_what_stops_the_start(source: str, slug: str, place: str, words: str) -> None:
    found_slug, found_place, finding = only(source)
    assert (found_slug, found_place, finding.severity) == (slug, place, Severity.ERROR)
    assert words in finding.message
    assert "fails to start" in finding.message


@pytest.mark.parametrize(
    ("source", "slug", "severity", "words"),
    [
        (
            runner("x: int = Input(default=None)"),
            "none-default-without-optional",
            Severity.WARNING,
            "write `int | None` if callers may leave it out",
        ),
        (
            runner("x: str = Input(default=f())"),
            "input-default-ignored",
            Severity.WARNING,
            "so callers must send the input",
        ),
        (
            runner("x: Optional[str] = Input(default=f())"),
            "input-default-ignored",
            Severity.WARNING,
            "it is null when callers leave it out",
        ),
        (
            runner("x, y: str"),
            "untyped-parameter",
            Severity.WARNING,
            "`run()` is called without it",
        ),
        (runner("x: str = Input('a')"), "positional-default", Severity.WARNING, "`default='a'`"),
        (
            runner("x: int = Input(ge=N)"),
            "constraint-dropped",
            Severity.WARNING,
            "write the number here",
        ),
        (
            runner("x: str = Input(description=f'{N}')"),
            "constraint-dropped",
            Severity.INFORMATION,
            "cannot read this description",
        ),
        (
            runner("x: str = Input(choices=list(D.keys()))", before="D = {'a': f}\n"),
            "literal-elements-dropped",
            Severity.WARNING,
            "drops 1 element of `x`, so it has no choices and accepts anything",
        ),
        (
            runner("x: str = Input(choices=list(D.keys()))", before="D = {}\n"),
            "literal-elements-dropped",
            Severity.WARNING,
            "Cog finds no choices here",
        ),
        (
            runner("x: str = Input(description='a' 'b')"),
            "string-read-raw",
            Severity.INFORMATION,
            "keeps the quotes between the parts of the `description`",
        ),
        (
            runner("x: str = Input(regex='\\\\d')"),
            "string-read-raw",
            Severity.WARNING,
            "write a raw string",
        ),
        (
            runner("x: str = Input(ge=1)"),
            "constraint-without-effect",
            Severity.WARNING,
            "`ge` has no effect on `x`, which is `str`",
        ),
        (
            runner("x: str = Input(min_length=2, max_length=1)"),
            "constraint-impossible",
            Severity.WARNING,
            "`min_length` of `x` is above its `max_length`",
        ),
        (
            runner("x: int = Input(choices=['a'])"),
            "choices-of-other-type",
            Severity.WARNING,
            "`'a'` is not of type `int`",
        ),
        (
            runner("Status: str = Input(choices=['a'])"),
            "choices-input-name",
            Severity.WARNING,
            "gets mixed up",
        ),
        (
            runner("x: list[Secret]"),
            "secret-list",
            Severity.WARNING,
            "reach the model as plain `str`",
        ),
        (
            runner("x: int | str | None"),
            "optional-union-required",
            Severity.WARNING,
            "write `= None`",
        ),
        (runner("api_key: str"), "secret-as-str", Severity.INFORMATION, "make it a `Secret`"),
        (
            runner("x: File"),
            "deprecated-name",
            Severity.HINT,
            "`File` is deprecated",
        ),
        (
            "from cog import BasePredictor\nclass Predictor(BasePredictor):\n"
            "    def run(self, x: str) -> str: ...\n",
            "deprecated-name",
            Severity.HINT,
            "is the old name of `BaseRunner`",
        ),
    ],
)
def test_what_nobody_else_says(source: str, slug: str, severity: Severity, words: str) -> None:
    found_slug, _, finding = only(source)
    assert (found_slug, finding.severity) == (slug, severity)
    assert words in finding.message


@pytest.mark.parametrize(
    "params",
    [
        "max_tokens: int = 5, token: str = 'a', tokens: str = '', secretary: str = ''",
        "prompt: str = Input(description='a', min_length=1, max_length=5, regex=r'\\w+')",
        "key: Secret = Input(default=None), image: Optional[Path] = Input(default=None)",
        "x: Annotated[dict, Opaque], y: Any = {}, z: list[Any] = []",
        "steps: int = 5",
    ],
)
def test_good_inputs_are_left_alone(params: str) -> None:
    assert found(runner(params)) == []


def test_a_file_that_does_not_parse_is_judged_by_its_syntax_alone() -> None:
    assert [slug for slug, *_ in found(runner("x=1", returns="").replace("):", ")", 1))] == [
        "python-syntax"
    ]


def test_a_finding_of_a_base_class_stands_in_its_file() -> None:
    base = "from cog import BaseRunner\n\n\nclass Base(BaseRunner):\n"
    base += "    def run(self, x=1) -> str: ...\n"
    source = "from base import Base\n\n\nclass Predictor(Base):\n    pass\n"
    slug, place, finding = only(source, **{"base.py": base})
    assert (slug, place, finding.path) == ("missing-parameter-type", "x=1", "base.py")


def test_what_two_references_lead_to_is_said_once() -> None:
    source = "def predict(x=1) -> str: ...\n"
    config = "run: predict.py:predict\ntrain: predict.py:predict\n"
    of = project({"cog.yaml": config, "predict.py": source})
    findings = [finding for rule in RULES for finding in rule.run(of)]
    assert [finding.rule for finding in findings] == ["missing-parameter-type"]


def test_a_name_that_cog_replaces_is_reported_in_cog_yaml() -> None:
    source = "def predict(x: str) -> str: ...\n"
    slug, place, finding = only(source)
    assert (slug, place, finding.path) == (
        "target-name-absent",
        "predict.py:Predictor",
        "cog.yaml",
    )
    assert "name `predict` here" in finding.message
