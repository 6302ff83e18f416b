"""How the name of a checkpoint comes together: texts, the environment, classes, inputs."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.memory import Estimate, estimate_of
from tests.projects import project

from .support import HEAD

SMALL, LARGE = "org/s-1b", "org/l-7b"
BOTH = {SMALL, LARGE}
COG = "environment:\n  - MODEL=org/l-7b\n  - SIZE=7b\n"


def made(top: str, setup: str, param: str = "p: str", predict: str = "return p") -> Estimate:
    text = (
        f"{HEAD}{top}\nclass Predictor(BasePredictor):\n    def setup(self) -> None:\n"
        + textwrap.indent(setup, "        ")
        + f"\n    def predict(self, {param}) -> str:\n"
        + textwrap.indent(predict, "        ")
        + "\n"
    )
    config = f"predict: predict.py:Predictor\n{COG}"
    return estimate_of(project({"cog.yaml": config, "predict.py": text}))


def named(found: Estimate) -> set[str]:
    return {name for part in found.components for name in part.names[:1]}


DATACLASS = "from dataclasses import dataclass\n@dataclass\nclass C:\n    model: str = 'org/s-1b'\n"

# What stands above the class, and the expression in setup() that names the checkpoint.
NAMES: dict[str, tuple[str, str, set[str]]] = {
    "cog.yaml's environment": ("", "os.environ['MODEL']", {LARGE}),
    "it, before a default": ("", "os.environ.get('MODEL', 'org/s-1b')", {LARGE}),
    "it, before what is set by default": (
        "os.environ.setdefault('MODEL', 'org/s-1b')", "os.environ['MODEL']", {LARGE},
    ),
    "it, in an f-string": ("", "f\"org/l-{os.environ['SIZE']}\"", {LARGE}),
    "it, or else": ("", "os.getenv('MODEL') or 'org/s-1b'", {LARGE}),
    "it, in small letters": ("", "os.environ.get('MODEL', 'x').lower()", {LARGE}),
    "it, compared": ("", "'org/l-7b' if os.environ['SIZE'] == '7b' else 'org/s-1b'", {LARGE}),
    "the default, by its name": ("", "os.getenv('M', default='org/s-1b')", {SMALL}),
    "nothing, or else": ("", "os.getenv('M') or 'org/s-1b'", {SMALL}),
    "what is set by default": (
        "os.environ.setdefault('M', 'org/l-7b')", "os.environ['M']", {LARGE},
    ),
    "what was set before": (
        "os.environ['M'] = 'org/l-7b'\nos.environ.setdefault('M', 'org/s-1b')",
        "os.environ['M']", {LARGE},
    ),
    "what is set in some cases": (
        "os.environ['M'] = 'org/l-7b'\nif which():\n    os.environ['M'] = 'org/s-1b'",
        "os.environ['M']", BOTH,
    ),
    "an update": ("os.environ.update({'M': 'org/l-7b'})", "os.environ['M']", {LARGE}),
    "an update by names": ("os.environ.update(M='org/l-7b')", "os.environ['M']", {LARGE}),
    "names of their own": (
        "from os import environ, getenv\nenviron['M'] = 'org/l-7b'", "getenv('M')", {LARGE},
    ),
    "a table, by the environment": (
        "T = {'7b': 'org/l-7b', '1b': 'org/s-1b'}", "T[os.environ['SIZE']]", {LARGE},
    ),
    "an f-string": ("ORG = 'org'\nSIZE = 7", "f'{ORG}/l-{SIZE:d}b'", {LARGE}),
    "interpolation of one": ("ORG = 'org'", "'%s/l-7b' % ORG", {LARGE}),
    "interpolation of several": ("ORG = 'org'", "'%s/l-%db' % (ORG, 7)", {LARGE}),
    "interpolation that is padded": ("", "'org/l-%02db' % 7", set()),
    "interpolation of too few": ("", "'%s/l-%s' % ('org',)", set()),
    "format in order": ("", "'{}/l-{}b'.format('org', 7)", {LARGE}),
    "format by number": ("", "'{1}/l-{0}'.format('7b', 'org')", {LARGE}),
    "format by name": ("", "'{org}/l-{size}'.format(org='org', size='7b')", {LARGE}),
    "format that is padded": ("", "'org/l-{:02d}b'.format(7)", set()),
    "format of too few": ("", "'{}/l-{}'.format('org')", set()),
    "joined": ("ORG = 'org'", "'/'.join([ORG, 'l-7b'])", {LARGE}),
    "an attribute of a class": ("class C:\n    MODEL = 'org/l-7b'", "C.MODEL", {LARGE}),
    "a member of an enumeration": (
        "from enum import Enum\nclass C(str, Enum):\n    M = 'org/l-7b'", "C.M.value", {LARGE},
    ),
    "a field's default": (DATACLASS, "C().model", {SMALL}),
    "a field by name": (DATACLASS, "C(model='org/l-7b').model", {LARGE}),
    "a field by position": (DATACLASS, "C('org/l-7b').model", {LARGE}),
    "a field by position, after those of a base": (
        f"{DATACLASS}\n@dataclass\nclass D(C):\n    other: str = 'x'", "D('org/l-7b', 'y').model",
        {LARGE},
    ),
    "a default from the environment": (
        "def name(n=os.environ.get('MODEL')):\n    return n", "name()", {LARGE},
    ),
    "a default from the environment, by key": (
        "def name(n=os.environ['MODEL']):\n    return n", "name()", {LARGE},
    ),
    "one of two": ("", "'org/l-7b' if which() else 'org/s-1b'", BOTH),
}  # fmt: skip


@pytest.mark.parametrize(("top", "expr", "names"), NAMES.values(), ids=list(NAMES))
def test_names(top: str, expr: str, names: set[str]) -> None:
    assert named(made(top, f"self.m = AutoModel.from_pretrained({expr})")) == names


MEMBERS = f"from enum import Enum\nclass M(str, Enum):\n    A = '{SMALL}'\n    B = '{LARGE}'\n"

# What stands above the class, the input, and the expression in predict().
INPUTS: dict[str, tuple[str, str, str]] = {
    "choices": ("", f"m: str = Input(choices=['{SMALL}', '{LARGE}'])", "m"),
    "choices by names": (
        f"A, B = '{SMALL}', '{LARGE}'\nALL = [A, B]", "m: str = Input(choices=ALL)", "m",
    ),
    "an enumeration": (MEMBERS, "m: M = Input(default=M.A)", "m.value"),
    "one of two": (
        "", "m: str = Input(choices=['a', 'b'])", f"'{SMALL}' if m == 'a' else '{LARGE}'",
    ),
    "a table": (
        f"T = {{'a': '{SMALL}', 'b': '{LARGE}'}}", "m: str = Input(default='a')", "T[m]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("top", "param", "expr"), INPUTS.values(), ids=list(INPUTS))
def test_names_that_an_input_chooses(top: str, param: str, expr: str) -> None:
    found = made(top, "pass", param, f"x = AutoModel.from_pretrained({expr})\nreturn ''")
    assert named(found) == BOTH
    assert found.weights is not None
    assert found.weights.most is not None


@pytest.mark.parametrize(
    "param", [f"m: str = Input('{LARGE}')", f"m: str = Input(default='{LARGE}')", f"m='{LARGE}'"]
)
def test_default_of_an_input_is_only_one_of_many(param: str) -> None:
    """A caller may name anything else, so that it is neither sure nor a bound."""
    found = made("", "pass", param, "x = AutoModel.from_pretrained(m)\nreturn ''")
    assert named(found) == {LARGE}
    assert found.weights is not None
    assert (found.weights.least, found.weights.most) == (0, None)
    assert found.weights.low
