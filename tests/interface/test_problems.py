"""All that is wrong with an interface is told at once, each at its own place."""

from __future__ import annotations

import pytest

from cog_lsp.interface import Stage
from tests.interface.support import noted, read, runner

READ, DOCUMENT, SILENT = Stage.READ, Stage.DOCUMENT, Stage.SILENT


def test_cog_stops_at_the_first_and_we_at_none() -> None:
    source = runner(
        "a=1, *b: int, c: tuple[int], d: str = f(), e: int = Input(choices=f(), default_factory=g)",
        returns="Optional[str]",
        decorator="@concurrent(2)",
    )
    assert noted(read(source), source, READ) == [
        ("parameter-untyped", "a=1"),
        ("star-parameter-typed", "*b: int"),
        ("type-unsupported", "tuple[int]"),
        ("default-not-static", "f()"),
        ("choices-not-static", "f()"),
        ("default-factory", "default_factory=g"),
        ("output-optional", "Optional[str]"),
        ("concurrent-argument", "concurrent(2)"),
    ]


@pytest.mark.parametrize(
    ("annotation", "cause", "at"),
    [
        ("Union[str, None,]", "annotation-unreadable", "Union[str, None,]"),
        ("Union[str, # why\n None]", "annotation-unreadable", "# why\n None"),
        ("Annotated[str, f(1)]", "annotation-unreadable", "f(1)"),
        ('Annotated[Path, "image/*"]', "annotation-unreadable", "image/*"),
        ("(str)", "annotation-unreadable", "(str)"),
        ("list[str | tuple]", "type-unsupported", "tuple"),
        ("list[list[int]]", "list-element", "list[int]"),
        ("list[Optional[int]]", "list-element", "Optional[int]"),
        ("str | Path", "union-variant", "Path"),
        ("Optional[str] | int", "union-variant", "Optional[str]"),
        ("Union[str, Union[int, float]]", "union-nested", "Union[int, float]"),
        ("None | None", "union-empty", "None | None"),
        ("Optional[str, int]", "type-arguments", "Optional[str, int]"),
        ('"Optional[nonsense]"', "type-unsupported", "nonsense"),
        ("Optional[list]", "list-bare", "list"),
        ("typing.List", "list-bare", "typing.List"),
        ("torch.Tensor", "type-unresolved", "torch.Tensor"),
    ],
)
def test_a_type_is_wrong_at_the_part_that_is(annotation: str, cause: str, at: str) -> None:
    source = runner(f"x: {annotation}", before="import torch, typing\n")
    assert noted(read(source), source, READ) == [(cause, at)]


def test_a_type_that_nests_absurdly_is_no_crash() -> None:
    for quote in ("", "'"):
        source = runner(f"x: {quote}{'list[' * 5000}int{']' * 5000}{quote}")
        assert read(source).problems or not read(source).inputs


def test_an_alias_is_told_from_an_unknown_type() -> None:
    source = runner(
        "a: P, b: L[str], c: str",
        returns="It[str]",
        before="from cog import Path as P\nfrom typing import List as L, Iterator as It\n",
    )
    problems = read(source).errors
    assert [(p.cause.id, p.text, p.detail) for p in problems] == [
        ("alias-of-type", "P", "Path"),
        ("alias-of-generic", "L", "List"),
        ("alias-of-generic", "It", "Iterator"),
    ]


def test_a_field_is_wrong_where_it_is_declared() -> None:
    models = "from cog import BaseModel\nfrom x import Y\n\n\nclass Out(BaseModel):\n    a: Y\n"
    source = "from cog import BaseRunner\nfrom models import Out\n\n\n"
    source += "class Predictor(BaseRunner):\n    def run(self) -> Out: ...\n"
    (problem,) = read(source, {"models.py": models}).errors
    assert (problem.path, problem.subject, problem.text) == ("models.py", "Out.a", "Y")
    assert problem.span.text(models) == "Y"
    (place,) = problem.related
    assert (place.path, place.span.text(source)) == ("predict.py", "Out")


@pytest.mark.parametrize(
    ("param", "cause", "at"),
    [
        ("x: int = Input(default=0, ge=1)", "default-invalid", "0"),
        ("x: int = 1.5", "default-invalid", "1.5"),
        ("x: Any = 'a'", "default-invalid", "'a'"),
        ("x: int = Input(default=D)", "default-invalid", "D"),
        ("x: str = Input(regex=r'(?=a)')", "regex-not-re2", "r'(?=a)'"),
        ("é: str = Input(choices=['a'])", "component-name", "é"),
        ("Status: str = Input(choices=['a'], default='a')", "component-taken", "Status"),
    ],
)
def test_a_document_is_wrong_at_the_input(param: str, cause: str, at: str) -> None:
    source = runner(param, before="D = 'd'\n")
    assert noted(read(source), source, DOCUMENT) == [(cause, at)]


def test_a_default_is_wrong_together_with_its_bound() -> None:
    source = runner("x: int = Input(ge=1, default=D)", before="D = 0\n")
    (problem,) = read(source).problems
    assert [(place.span.text(source), place.label) for place in problem.related] == [
        ("1", "`ge` is set here"),
        ("0", "the default is set here"),
    ]


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        ("x, y: str", [("parameter-dropped", "x")]),
        ("x: str = Input(default=f())", [("default-dropped", "f()")]),
        ("x: str = Input('a')", [("default-positional", "'a'")]),
        ("x: int = Input(default=None)", [("default-none-required", "default=None")]),
        ("x: int = None", [("default-none-required", "None")]),
        ("x: int | str | None", [("optional-required", "x: int | str | None")]),
        (
            "x: int = Input(ge=N, le=- 1)",
            [("keyword-dropped", "ge=N"), ("keyword-dropped", "le=- 1")],
        ),
        ("x: str = Input(description=f'{N}')", [("keyword-dropped", "description=f'{N}'")]),
        ("x: str = Input(**options)", [("keyword-dropped", "**options")]),
        ("x: str = Input(max_length=-1)", [("length-changed", "max_length=-1")]),
        ("x: list[int] = (1, f(), 2)", [("elements-dropped", "(1, f(), 2)")]),
        ("x: dict = {'a': f(), **b}", [("elements-dropped", "{'a': f(), **b}")]),
        (
            "x: str = Input(choices=list(D.keys()))",
            [("choices-emptied", "list(D.keys())"), ("elements-dropped", "list(D.keys())")],
        ),
        ("x: str = 'a\\n'", [("string-raw", "'a\\n'")]),
        ("x: str = 'a' 'b'", [("string-raw", "'a' 'b'")]),
        ("x: str = Input(description='a' + 'b')", [("string-raw", "'a' + 'b'")]),
        ("x: str = Input(ge=1)", [("constraint-without-effect", "ge=1")]),
        ("x: int = Input(regex='a')", [("constraint-without-effect", "regex='a'")]),
        ("x: int = Input(ge=5, le=1)", [("constraint-empty", "ge=5")]),
        ("x: str = Input(choices=[1])", [("choices-of-other-type", "choices=[1]")]),
        ("x: list[str] = Input(choices=['a'])", [("choices-on-list", "choices=['a']")]),
        ("x: pathlib.Path", [("pathlib-path", "pathlib.Path")]),
        ("x: list[Secret]", [("secret-list", "list[Secret]")]),
        ("Output: str = Input(choices=['a'])", [("component-replaced", "Output")]),
    ],
)
def test_a_silence_is_told(param: str, expected: list[tuple[str, str]]) -> None:
    source = runner(param, before="import pathlib\nN = 5\nD = {'a': f, 'b': f}\n")
    interface = read(source)
    assert interface.is_readable
    assert noted(interface, source, SILENT) == expected


@pytest.mark.parametrize(
    "param",
    [
        "x: Secret = Input(default=None)",
        "x: Optional[int] = Input(default=None)",
        "x: int | str | None = None",
        "x: int = Input(ge=0, le=10, default=1_0)",
        "x: int = Input(description=None, regex=None, deprecated=None)",
        "x: float = Input(choices=[1, 2.5], default=1)",
        "x: str = Input(choices=[], default='a')",
        "x: str = r'a\\n'",
        "x: str = '''a\nb'''",
        "x: dict = {'a': [1, 2]}",
        "x: Path | None = None",
        "x: str = Input(default='a', min_length=1, max_length=1.0)",
    ],
)
def test_what_is_as_written_is_not_remarked_on(param: str) -> None:
    source = runner(param)
    assert noted(read(source), source) == []


def test_a_field_that_is_lost_is_told_of_models_in_the_output_only() -> None:
    source = runner(
        returns="Out",
        before=(
            "class Out(BaseModel):\n    a: f(1)\n    b: int = Field(1)\n    c: str\n\n\n"
            "class Other(BaseModel):\n    a: f(1)\n"
        ),
    )
    assert noted(read(source), source) == [
        ("field-dropped", "f(1)"),
        ("field-default-dropped", "Field(1)"),
    ]


@pytest.mark.parametrize(
    ("param", "imported"),
    [("x: P", "Path as P"), ("x: torch.Tensor", "torch"), ("x: Path", "Path")],
)
def test_the_import_is_shown_beside_what_is_wrong_with_a_name(param: str, imported: str) -> None:
    before = "from cog import Path as P\nimport torch\nfrom pathlib import Path\n"
    source = runner(param, before=before)
    (problem,) = read(source).problems
    (place,) = problem.related
    assert place.span.text(source) == imported
