"""What an editor shows of the predictor's interface, and inside of ``Input(``."""

from __future__ import annotations

import json

import pytest

from cog_lsp.features.commands import ShowDocument, ShowMessage, run_command
from cog_lsp.features.hints import hints
from cog_lsp.features.hover import hover
from cog_lsp.features.lenses import lenses
from cog_lsp.features.signature import Signature, signatures
from cog_lsp.interface.input_call import KEYWORDS
from cog_lsp.knowledge.input_keywords import input_keywords
from cog_lsp.project import Project
from cog_lsp.text import Span
from tests.projects import project

from .cursor import at_cursor, labels, taken

CONFIG = {"cog.yaml": 'build:\n  python_version: "3.12"\nrun: run.py:Runner\n'}
HEAD = "from cog import BaseRunner, Input\n\n\nclass Runner(BaseRunner):\n    def run(self, "
TAIL = ") -> str:\n        return x\n"


def inside(argument: str) -> str:
    """A predictor whose one parameter is written so, the cursor in it."""
    return f"{HEAD}x: int = {argument}{TAIL}"


def keywords_at(argument: str) -> list[str]:
    return labels(inside(argument), CONFIG, "run.py")


def signature_at(argument: str) -> Signature | None:
    found = signatures(*at_cursor(inside(argument), CONFIG, "run.py"))
    assert found.faults == ()
    return next(iter(found.items), None)


def test_the_table_has_the_keywords_that_the_reader_knows() -> None:
    assert {keyword.name for keyword in input_keywords()} == set(KEYWORDS)


@pytest.mark.parametrize(
    "argument",
    [
        "Input(|)",
        "Input(|",
        "Input(\n    |\n)",
        "Input(  # what it is\n    |",
        "Input(d|e)",
    ],
)
def test_all_keywords_are_offered(argument: str) -> None:
    assert keywords_at(argument) == [f"{name}=" for name in KEYWORDS if name != "default_factory"]


@pytest.mark.parametrize(
    ("argument", "missing"),
    [
        ("Input(default=1, |)", {"default"}),
        ("Input(default=1, ge=0, le=(1, 2), |", {"default", "ge", "le"}),
        ('Input(description="a, le=3 (", |', {"description"}),
        ("Input(choices=[1, 2], |)", {"choices"}),
        ('Input(description=r"""x\n", ge=1""", |', {"description"}),
        ("Input(5, |)", set()),
    ],
)
def test_what_is_given_is_not_offered_again(argument: str, missing: set[str]) -> None:
    offered = {label.rstrip("=") for label in keywords_at(argument)}
    assert offered == set(KEYWORDS) - {"default_factory"} - missing


@pytest.mark.parametrize(
    "argument",
    [
        "Input(default=|)",
        "Input(default=1|)",
        "Input()|",
        'Input(description="|")',
        "Input(# |",
        "Input(choices=[|])",
        "Input(default=f(|))",
        "myInput(|)",
        "a.Input(|)",
        "|",
    ],
)
def test_where_no_keyword_can_stand_none_is_offered(argument: str) -> None:
    assert keywords_at(argument) == []


def test_an_alias_of_input_is_known() -> None:
    text = inside("In(|)").replace("Input\n", "Input as In\n")
    assert "ge=" in labels(text, CONFIG, "run.py")
    assert labels(text.replace("from cog", "from mine"), CONFIG, "run.py") == []


def test_a_keyword_stands_in_place_of_the_word() -> None:
    assert "Input(choices=)" in taken(inside("Input(ch|oi)"), "choices=", CONFIG, "run.py")


def test_outside_of_a_project_file_nothing_is_offered() -> None:
    assert labels("Input(|)", CONFIG, "notes.txt") == []


@pytest.mark.parametrize(
    ("argument", "active"),
    [
        ("Input(|)", None),
        ("Input(3|)", "default: Any"),
        ("Input(default=|)", "default: Any"),
        ("Input(default=1, le=|", "le: int | float"),
        ("Input(default=1, ch|", None),
        ("Input(nonsense=|)", None),
    ],
)
def test_the_signature_knows_what_is_being_typed(argument: str, active: str | None) -> None:
    found = signature_at(argument)
    assert found is not None
    assert found.label.startswith("Input(default: Any, description: str, ")
    words = [parameter.label.text(found.label) for parameter in found.parameters]
    assert (words[found.active] if found.active is not None else None) == active


def test_behind_the_bracket_there_is_no_signature() -> None:
    assert signature_at("Input()|") is None


RUNNER = """\
from typing import Optional

from cog import BaseRunner, Input, Path, Secret

N = 4


class Runner(BaseRunner):
    def run(
        self,
        image: Path,
        mode: str = Input(default="a|b", choices=["a|b", "c"]),
        scale: float = Input(default=1.5, ge=0, le=N),
        seed: Optional[int] = Input(default=None),
        steps: int = Input(default=None),
        pieces: int = Input(default=N * 2),
        token: Secret = Input(default=None),
    ) -> list[Path]:
        return [image]
"""


def runner() -> Project:
    return project({**CONFIG, "run.py": RUNNER})


def hovered(at: str) -> str:
    found = hover(runner(), "run.py", RUNNER.index(at) + 1)
    assert found.faults == ()
    return "\n".join(section.markdown for section in found.items)


@pytest.mark.parametrize("at", ["Runner(BaseRunner)", "run("])
def test_the_interface_is_shown_on_the_class_and_on_the_method(at: str) -> None:
    assert hovered(at).splitlines()[2:] == [
        "| Input | Type | Default | Takes |",
        "| --- | --- | --- | --- |",
        "| `image` | file | **required** |  |",
        '| `mode` | string | `"a\\|b"` | one of "a\\|b", "c" |',
        "| `scale` | number | `1.5` | 0 ≤ x |",
        "| `seed` | integer or null | `null` |  |",
        "| `steps` | integer | **required** |  |",
        "| `pieces` | integer | **required** |  |",
        "| `token` | secret | `null` |  |",
        "",
        "Output: list of file",
    ]


def test_a_keyword_is_explained() -> None:
    assert hovered("choices=").startswith("**choices**: `list`\n\nThe only values")
    assert "a number literal" in hovered("le=N")
    assert hovered("image: Path") == ""


def test_what_cog_makes_of_an_input_is_shown_beside_it() -> None:
    found = hints(runner(), "run.py", Span(0, len(RUNNER)))
    assert found.faults == ()
    lines = runner().documents["run.py"].lines
    assert [
        (lines.line_text(lines.point(hint.offset).line).strip(), hint.label) for hint in found.items
    ] == [
        ("scale: float = Input(default=1.5, ge=0, le=N),", "no le"),
        ("steps: int = Input(default=None),", "required"),
        ("pieces: int = Input(default=N * 2),", "required"),
    ]
    assert all(hint.tooltip for hint in found.items)


def test_the_lens_opens_the_document() -> None:
    (lens,) = [
        found for found in lenses(runner(), "run.py").items if "Schema" in found.command.title
    ]
    assert lens.command.title == "Schema: 7 inputs (3 required) → list of file"
    assert lens.span.text(RUNNER) == "Runner"
    outcome = run_command(lens.command.name, runner(), "run.py", lens.command.arguments)
    assert isinstance(outcome, ShowDocument)
    schemas = json.loads(outcome.text)["components"]["schemas"]
    assert schemas["Input"]["required"] == ["image", "steps", "pieces"]
    assert (outcome.name, outcome.language) == ("openapi.json", "json")


@pytest.mark.parametrize(
    ("text", "words"),
    [(RUNNER.replace(" -> list[Path]", ""), "findings say why"), (None, "names no predictor")],
)
def test_without_a_document_the_command_says_why(text: str | None, words: str) -> None:
    files = {**CONFIG, "run.py": text} if text is not None else CONFIG
    outcome = run_command("cog-lsp.showSchema", project(files), "cog.yaml", ())
    assert isinstance(outcome, ShowMessage)
    assert words in outcome.message


@pytest.mark.parametrize(
    ("returns", "words"),
    [
        ("str", "string"),
        ("Iterator[Path]", "stream of file"),
        ("ConcatenateIterator[str]", "stream of text"),
        ("dict", "object"),
        ("dict[str, int]", "object of integer"),
        ("Out", "object {text: string, n: integer or null}"),
    ],
)
def test_the_output_in_words(returns: str, words: str) -> None:
    text = (
        "from typing import Iterator, Optional\n"
        "from cog import BaseModel, BaseRunner, ConcatenateIterator, Path\n\n"
        "class Out(BaseModel):\n    text: str\n    n: Optional[int]\n\n"
        f"class Runner(BaseRunner):\n    def run(self) -> {returns}:\n        ...\n"
    )
    titles = [
        found.command.title for found in lenses(project({**CONFIG, "run.py": text}), "run.py").items
    ]
    assert f"Schema: 0 inputs → {words}" in titles
