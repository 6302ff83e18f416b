"""Each way of mending an interface: what it writes, and what it will not touch."""

from __future__ import annotations

import pytest

from cog_lsp.engine import apply_fix
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.interface.mend import MENDERS
from cog_lsp.fixes.result import Applicability, Fix, Refusal
from cog_lsp.interface import Cause
from cog_lsp.rules.interface._ways import WAYS
from cog_lsp.rules.plan import FileToPath
from cog_lsp.rules.plan.interface import Way

from ...projects import project
from .support import CONFIG, ENUM, mended, outcomes, refused, runner


def test_every_way_is_made_and_named_by_a_cause() -> None:
    assert set(MENDERS) == set(Way)
    used = {way for ways in WAYS.values() for way in ways}
    assert set(Way) == used


PARAMETERS = [
    (Cause.DEFAULT_NONE_REQUIRED, "x: int = Input(default=None)",
     "x: Optional[int] = Input(default=None)"),
    (Cause.DEFAULT_NONE_REQUIRED, 'x: "int" = None', 'x: "Optional[int]" = None'),
    (Cause.DEFAULT_NONE_REQUIRED, "x: list[str] = None, y: int | None = None",
     "x: list[str] | None = None, y: int | None = None"),
    (Cause.PARAMETER_UNTYPED, "x=1", "x: int = 1"),
    (Cause.PARAMETER_UNTYPED, "x = 1.5", "x: float = 1.5"),
    (Cause.PARAMETER_UNTYPED, "x=True", "x: bool = True"),
    (Cause.PARAMETER_UNTYPED, "x=Input(default='a', description='d')",
     "x: str = Input(default='a', description='d')"),
    (Cause.PARAMETER_UNTYPED, "x=[1, 2]", "x: list[int] = [1, 2]"),
    (Cause.DEFAULT_POSITIONAL, "x: str = Input(..., description='d')",
     "x: str = Input(description='d')"),
    (Cause.DEFAULT_POSITIONAL, 'x: str = Input("a", description="d")',
     'x: str = Input(default="a", description="d")'),
    (Cause.LIST_BARE, 'x: list = ["a"]', 'x: list[str] = ["a"]'),
    (Cause.DEFAULT_FACTORY, "x: list[str] = Input(default_factory=list)",
     "x: list[str] = Input(default=[])"),
    (Cause.DEFAULT_FACTORY, "x: list[int] = Input(default_factory=lambda: [1, 2], ge=1)",
     "x: list[int] = Input(default=[1, 2], ge=1)"),
    (Cause.DEFAULT_FACTORY, "x: str | None = Input(default_factory=None)",
     "x: str | None = Input(default=None)"),
    (Cause.CHOICES_NOT_STATIC, 'x: str = Input(choices=("a", "b"))',
     'x: str = Input(choices=["a", "b"])'),
    (Cause.CHOICES_NOT_STATIC, "x: str = Input(choices=list(D))",
     'x: str = Input(choices=["a", "b"])'),
    (Cause.CHOICES_NOT_STATIC, "x: str = Input(choices=sorted(D.keys()))",
     'x: str = Input(choices=["a", "b"])'),
    (Cause.CHOICES_NOT_STATIC, 'x: str = Input(choices=[*C, "c"])',
     'x: str = Input(choices=["b", "a", "c"])'),
    (Cause.CHOICES_NOT_STATIC, "x: int = Input(choices=[n * 64 for n in range(1, 4)])",
     "x: int = Input(choices=[64, 128, 192])"),
    (Cause.CHOICES_NOT_STATIC, "x: int = Input(choices=[N, 8])", "x: int = Input(choices=[4, 8])"),
    (Cause.DEFAULT_NOT_STATIC, "x: int = N * 2", "x: int = 8"),
    (Cause.DEFAULT_NOT_STATIC, "x: str = C[0]", 'x: str = "b"'),
    (Cause.DEFAULT_DROPPED, "x: int = Input(default=N * 2)", "x: int = Input(default=8)"),
    (Cause.DEFAULT_DROPPED, "x: float = Input(default=1 / 4)", "x: float = Input(default=0.25)"),
    (Cause.KEYWORD_DROPPED, "x: int = Input(default=1, le=N)", "x: int = Input(default=1, le=4)"),
    (Cause.KEYWORD_DROPPED, "x: int = Input(default=1, ge=- 1)",
     "x: int = Input(default=1, ge=-1)"),
    (Cause.KEYWORD_DROPPED, "x: int = Input(default=1, le=2**31 - 1)",
     "x: int = Input(default=1, le=2147483647)"),
    (Cause.ACCEPT_WITHOUT_FILE, 'x: str = Input(default="a", accept="b")',
     'x: str = Input(default="a")'),
    (Cause.ACCEPT_WITHOUT_FILE, 'x: str = Input(accept="b", default="a")',
     'x: str = Input(default="a")'),
    (Cause.ACCEPT_WITHOUT_FILE, 'x: str = Input(accept="b")', "x: str = Input()"),
    (Cause.STRING_RAW, 'x: str = Input(regex="^\\\\d+$")', 'x: str = Input(regex=r"^\\d+$")'),
    (Cause.STRING_RAW, 'x: str = Input(description="a" "b")', 'x: str = Input(description="ab")'),
    (Cause.STRING_RAW, "x: str = Input(description='it' + \" isn't\")",
     'x: str = Input(description="it isn\'t")'),
    (Cause.TYPE_UNSUPPORTED, 'x: Literal["a", "b"]', 'x: str = Input(choices=["a", "b"])'),
    (Cause.TYPE_UNSUPPORTED, "x: Literal[1, 2] = 1", "x: int = Input(default=1, choices=[1, 2])"),
    (Cause.TYPE_UNSUPPORTED, 'x: Literal["a"] = Input(default="a")',
     'x: str = Input(default="a", choices=["a"])'),
    (Cause.TYPE_UNSUPPORTED, 'x: Literal["a"] | None = None',
     'x: str | None = Input(default=None, choices=["a"])'),
    (Cause.TYPE_UNSUPPORTED, 'x: Literal["a"] = Input(\n        default="a",  # why\n    )',
     'x: str = Input(\n        default="a",  # why\n        choices=["a"],\n    )'),
    (Cause.OPTIONAL_REQUIRED, "x: int | str | None", "x: int | str | None = None"),
    (Cause.OPTIONAL_REQUIRED, "x: int | str | None = Input(description='d')",
     "x: int | str | None = Input(default=None, description='d')"),
    (Cause.CONSTRAINT_WITHOUT_EFFECT, "x: str = Input(default='a', ge=1)",
     "x: str = Input(default='a')"),
    (Cause.ANNOTATION_UNREADABLE, "x: Optional[\n        str,\n    ] = None",
     "x: Optional[str] = None"),
]  # fmt: skip
UNSAFE_PARAMETERS = [
    (Cause.LIST_BARE, "x: list", "x: list[Any]"),
    (Cause.CONSTRAINT_EMPTY, "x: int = Input(ge=10, le=1)", "x: int = Input(ge=1, le=10)"),
    (
        Cause.UNION_CONSTRAINED,
        "x: int | str = Input(default=1, ge=0)",
        "x: int | str = Input(default=1)",
    ),
    (
        Cause.INPUT_KEYWORD_UNKNOWN,
        "x: int = Input(default=1, min=0)",
        "x: int = Input(default=1, ge=0)",
    ),
    (Cause.INPUT_KEYWORD_UNKNOWN, "x: int = Input(help='h')", "x: int = Input(description='h')"),
]
CONSTANTS = 'N = 4\nC = ("b", "a")\nD = {"a": object(), "b": object()}\n'


@pytest.mark.parametrize(("cause", "old", "new"), PARAMETERS)
def test_parameters_are_mended_safely(cause: Cause, old: str, new: str) -> None:
    fix, after = mended(cause, runner(old, head=CONSTANTS))
    expected = runner(new, head=CONSTANTS)
    if cause is Cause.TYPE_UNSUPPORTED:
        expected = expected.replace("Iterator, Literal, Optional", "Iterator, Optional")
    assert after == expected
    assert fix.applicability is Applicability.SAFE


@pytest.mark.parametrize(("cause", "old", "new"), UNSAFE_PARAMETERS)
def test_parameters_are_mended_with_a_word_of_caution(cause: Cause, old: str, new: str) -> None:
    fix, after = mended(cause, runner(old, head=CONSTANTS))
    assert after == runner(new, head=CONSTANTS)
    assert fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    ("cause", "old", "reason"),
    [
        (Cause.CHOICES_NOT_STATIC, "x: str = Input(choices=[f(1)])", "not built from"),
        (Cause.CHOICES_NOT_STATIC, "x: str = Input(choices=list(L))", "`L` is not a constant"),
        (Cause.CHOICES_NOT_STATIC, 'x: str = Input(choices=["a",  # why\n    ])', "comment"),
        (Cause.CHOICES_NOT_STATIC, "x: str = Input(choices=gone)", "`gone` is not a constant"),
        (Cause.DEFAULT_DROPPED, "x: str = Input(default=os.environ['X'])", "not built from"),
        (Cause.DEFAULT_DROPPED, "x: int = Input(default=10 ** 10 ** 10)", "not built from"),
        (Cause.DEFAULT_DROPPED, 'x: str = Input(default=f"a")', "not built from"),
        (Cause.DEFAULT_FACTORY, "x: list[str] = Input(default_factory=make)", "not written here"),
        (Cause.DEFAULT_FACTORY, "x: list[str] = Input(default_factory=list, default=[])",
         "there is also a"),
        (Cause.STRING_RAW, 'x: str = Input(description="a\\nb")', "no literal means the same"),
        (Cause.INPUT_KEYWORD_UNKNOWN, "x: int = Input(foo=3)", "it is not clear"),
        (Cause.PARAMETER_UNTYPED, "x=None", "does not follow from the default"),
        (Cause.PARAMETER_UNTYPED, "x=[]", "does not follow from the default"),
        (Cause.DEFAULT_POSITIONAL, "x: int = Input(1, 2)", "another positional argument"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_left_alone(cause: Cause, old: str, reason: str) -> None:
    head = CONSTANTS + "import os\nL = []\nL.append(3)\n"
    assert any(reason in each for each in refused(cause, runner(old, head=head)))


@pytest.mark.parametrize(
    ("body", "returns"),
    [
        ('return "a"', " -> str"),
        ('return f"{self}"', " -> str"),
        ("return 1", " -> int"),
        ('return Path("a")', " -> Path"),
        ('return [Path("a")]', " -> list[Path]"),
        ('yield "a"', " -> Iterator[str]"),
        ('if self: return "b"\n        return "a"', " -> str"),
        ('out = Path("a") / "b"\n        return out', " -> Path"),
        ('out = "a" if x else f"{x}"\n        return out.strip()', " -> str"),
        ("out = []\n        out.append(Path(x))\n        return out", " -> list[Path]"),
        ("return {'a': x}", " -> dict"),
        ("return x", " -> str"),
    ],
)
def test_a_return_type_that_every_return_tells(body: str, returns: str) -> None:
    head = "from cog import Path\n"
    fix, after = mended(Cause.RETURN_UNTYPED, runner("x: str", returns="", head=head, body=body))
    assert after == runner("x: str", returns=returns, head=head, body=body)
    assert fix.applicability is Applicability.SAFE


@pytest.mark.parametrize(
    ("body", "safe"),
    [
        ('if x:\n            return "a"', False),
        ('if x:\n            return "a"\n        raise ValueError', True),
        ('if x:\n            return "a"\n        elif self:\n            return "b"', False),
        ('for i in x:\n            return "a"', False),
        ('while True:\n            return "a"', True),
        ('while True:\n            if x:\n                break\n            return "a"', False),
        ('with open(x):\n            return "a"', True),
        ('with suppress(OSError):\n            return "a"', False),
        ('try:\n            return "a"\n        except OSError:\n            pass', False),
        ('try:\n            return "a"\n        except OSError:\n            return "b"', True),
        ('try:\n            f()\n        finally:\n            return "b"', True),
        ('match x:\n            case "a":\n                return "a"', False),
        ('match x:\n            case _:\n                return "a"', True),
        ('match x:\n            case _ if self:\n                return "a"', False),
        ('if x:\n            yield "a"', True),
    ],
)
def test_a_return_type_is_the_authors_decision_where_a_path_returns_nothing(
    body: str, safe: bool
) -> None:
    fix, after = mended(Cause.RETURN_UNTYPED, runner("x: str", returns="", body=body))
    assert ") -> str:" in after or ") -> Iterator[str]:" in after
    assert fix.warning == ("" if safe else "your decision")


@pytest.mark.parametrize(
    "body",
    [
        "return self.model(x)",
        'if x: return "a"\n        return 1',
        "pass",
        "return",
        "yield from f()",
        'out = "a"\n        out = self.model(out)\n        return out',
        'out = "a"\n        out += f()\n        return out',
        "out = []\n        fill(out)\n        return out",
        "out = []\n        return out",
        "with f() as out: pass\n        return out",
        "o = 1\n        def g():\n            nonlocal o\n            o = x\n        return o",
        "for x in f():\n            return x",
    ],
)
def test_a_return_type_that_nothing_tells(body: str) -> None:
    assert refused(Cause.RETURN_UNTYPED, runner("x: str", returns="", body=body))


@pytest.mark.parametrize(
    ("cause", "old", "new", "safe"),
    [
        (Cause.OUTPUT_OPTIONAL, " -> Optional[str]", " -> str", False),
        (Cause.OUTPUT_OPTIONAL, " -> str | None", " -> str", False),
        (Cause.OUTPUT_OPTIONAL, " -> Optional[list[str]]", " -> list[str]", False),
        (
            Cause.CONCAT_NOT_STR,
            " -> ConcatenateIterator[int]",
            " -> ConcatenateIterator[str]",
            False,
        ),
    ],
)
def test_outputs(cause: Cause, old: str, new: str, safe: bool) -> None:
    head = "from cog import ConcatenateIterator\n"
    fix, after = mended(cause, runner("x: str", returns=old, head=head))
    expected = runner("x: str", returns=new, head=head)
    if "Optional" in old or cause is Cause.OUTPUT_OPTIONAL:
        expected = expected.replace("Literal, Optional", "Literal")
    assert after == expected
    assert (fix.applicability is Applicability.SAFE) == safe


def test_an_output_in_a_union_with_none() -> None:
    text = runner("x: str", returns=" -> Union[None, str]", head="from typing import Union\n")
    _, after = mended(Cause.OUTPUT_OPTIONAL, text)
    assert after == runner("x: str", head="")


def test_an_output_that_is_none_at_times_is_left_alone() -> None:
    text = runner("x: str", returns=" -> str | None", body='if x: return None\n        return "a"')
    assert refused(Cause.OUTPUT_OPTIONAL, text)


def test_a_generator_is_an_iterator() -> None:
    head = "from collections.abc import Generator\n"
    text = runner("x: str", returns=" -> Generator[str, None, None]", head=head, body="yield x")
    fix, after = mended(Cause.OUTPUT_UNSUPPORTED, text)
    assert ") -> Iterator[str]:" in after
    assert "Generator" not in after
    assert fix.applicability is Applicability.SAFE


def test_an_alias_is_replaced_by_the_name_itself() -> None:
    text = runner("x: P, y: list[P]").replace("Input\n", "Input, Path as P\n")
    _, after = mended(Cause.ALIAS_OF_TYPE, text)
    assert "x: Path, y: list[P]" in after
    assert "import BaseRunner, Input, Path as P, Path\n" in after
    taken = text + "\nPath = 3\n"
    assert refused(Cause.ALIAS_OF_TYPE, taken) == ["`Path` means something else in this file"] * 2


def test_an_alias_of_a_name_that_is_taken_is_qualified() -> None:
    head = "from pathlib import Path\n"
    text = runner("x: CogPath", head=head, body="return str(Path(x))")
    text = text.replace("Input\n", "Input, Path as CogPath\n")
    _, after = mended(Cause.ALIAS_OF_TYPE, text)
    assert "x: cog.Path)" in after
    assert "import cog\n" in after and head in after


def test_input_is_imported_by_its_name() -> None:
    text = runner("x: int = cog.Input(default=1)").replace(
        "from cog import BaseRunner, Input", "import cog\nfrom cog import BaseRunner"
    )
    _, after = mended(Cause.INPUT_NOT_RECOGNISED, text)
    assert "x: int = Input(default=1)" in after
    assert "from cog import BaseRunner, Input\n" in after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from pathlib import Path\n", ""),
        ("from pathlib import Path, PurePath\n", "from pathlib import PurePath\n"),
    ],
)
def test_the_path_of_pathlib_becomes_that_of_cog(old: str, new: str) -> None:
    fix, after = mended(Cause.PATHLIB_PATH, runner("x: Path", head=old))
    assert after == runner("x: Path", head=new).replace(
        "BaseRunner, Input", "BaseRunner, Input, Path"
    )
    assert fix.applicability is Applicability.UNSAFE


def test_the_path_of_a_whole_pathlib_becomes_that_of_cog() -> None:
    text = runner("x: pathlib.Path", head="import pathlib\n", body="return str(pathlib.Path(x))")
    _, after = mended(Cause.PATHLIB_PATH, text)
    assert after == text.replace("x: pathlib.Path", "x: Path").replace(", Input", ", Input, Path")


@pytest.mark.parametrize(
    ("old", "new"),
    [("from .lib import f\n", "from lib import f\n"), ("from . import lib\n", "import lib\n")],
)
def test_a_module_beside_the_predictor_is_imported_by_its_own_name(old: str, new: str) -> None:
    fix, after = mended(Cause.RELATIVE_IMPORT, runner(head=old), **{"lib.py": "def f(): ...\n"})
    assert after == runner(head=new)
    assert fix.applicability is Applicability.SAFE


@pytest.mark.parametrize("old", ["4", "max=N", "max=2 * 2", "N"])
def test_a_number_of_predictions_gets_its_name_and_is_written_out(old: str) -> None:
    head = "from cog import concurrent\n\nN = 4\n"
    text = runner(head=head).replace("    def run", f"    @concurrent({old})\n    async def run")
    _, after = mended(Cause.CONCURRENT_ARGUMENT, text)
    assert "    @concurrent(max=4)\n" in after


def test_a_method_that_is_not_async_can_become_so_unless_it_is_called() -> None:
    head = "from cog import concurrent\n"
    text = runner(head=head).replace("    def run", "    @concurrent(max=4)\n    def run")
    found = list(
        outcomes(project({"cog.yaml": CONFIG, "run.py": text}), Cause.CONCURRENT_NOT_ASYNC)
    )
    assert isinstance(found[1], Fix) and found[1].applicability is Applicability.UNSAFE
    called = text + "\n    def warm(self):\n        self.run()\n"
    found = list(
        outcomes(project({"cog.yaml": CONFIG, "run.py": called}), Cause.CONCURRENT_NOT_ASYNC)
    )
    assert isinstance(found[1], Refusal)


def test_a_method_that_is_not_async_runs_one_prediction_at_a_time() -> None:
    head = "from cog import concurrent\n"
    text = runner(head=head).replace("    def run", "    @concurrent(max=4)\n    def run")
    fix, after = mended(Cause.CONCURRENT_NOT_ASYNC, text)
    assert after == runner(head="")
    assert fix.applicability is Applicability.UNSAFE


def test_long_choices_are_set_line_by_line() -> None:
    head = f"SIZES = {[f'{n}x{n}' for n in range(100, 1100, 100)]!r}\n"
    text = runner("\n        x: str = Input(choices=list(SIZES)),\n    ", head=head)
    _, after = mended(Cause.CHOICES_NOT_STATIC, text)
    lines = after.splitlines()
    at = lines.index("        x: str = Input(choices=[")
    assert lines[at + 1 : at + 3] == ['            "100x100",', '            "200x200",']
    assert lines[at + 11] == "        ]),"


def test_line_endings_are_kept() -> None:
    text = runner("x: int = Input(default=None)").replace("\n", "\r\n")
    _, after = mended(Cause.DEFAULT_NONE_REQUIRED, text)
    assert after == text.replace("x: int =", "x: Optional[int] =")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tags: list[str] = []", "tags: list[str] = field(default_factory=list)"),
        ("tags: dict = {}", "tags: dict = field(default_factory=dict)"),
        ('tags: list[str] = ["a"]', 'tags: list[str] = field(default_factory=lambda: ["a"])'),
    ],
)
def test_a_mutable_default_of_a_model_is_made_anew(old: str, new: str) -> None:
    head = f"from cog import BaseModel\n\n\nclass Out(BaseModel):\n    {old}\n"
    fix, after = mended(Cause.MODEL_DEFAULT_MUTABLE, runner(returns=" -> Out", head=head))
    assert f"    {new}\n" in after
    assert "from dataclasses import field\n" in after
    assert fix.applicability is Applicability.SAFE


def test_the_missing_method_is_added() -> None:
    text = runner().replace("def run", "def go") + "\n\nX = 1\n"
    fix, after = mended(Cause.METHOD_MISSING, text)
    assert after == text.replace(
        'return ""\n', 'return ""\n\n    def run(self) -> str:\n        raise NotImplementedError\n'
    )
    assert fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    ("params", "body", "new_params", "new_body"),
    [
        (
            "api_key: str", "return call(api_key, key=api_key)", "api_key: Secret",
            "return call(api_key.get_secret_value(), key=api_key.get_secret_value())",
        ),
        (
            "hf_token: str | None = Input(default=None, min_length=3)", "return call(hf_token)",
            "hf_token: Secret | None = Input(default=None)",
            "hf_token = hf_token.get_secret_value() if hf_token is not None else None\n"
            "        return call(hf_token)",
        ),
        (
            'api_key: str = Input(default="")', "return call(api_key)",
            "api_key: Secret | None = Input(default=None)",
            'api_key = api_key.get_secret_value() if api_key is not None else ""\n'
            "        return call(api_key)",
        ),
    ],
)  # fmt: skip
def test_a_token_is_taken_as_a_secret(
    params: str, body: str, new_params: str, new_body: str
) -> None:
    fix, after = mended(Cause.SECRET_AS_TEXT, runner(params, body=body))
    expected = runner(new_params, body=new_body)
    assert after == expected.replace("BaseRunner, Input", "BaseRunner, Input, Secret")
    assert fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    ("params", "body", "reason"),
    [
        ('api_key: str = "abc"', "return api_key", "every caller can read"),
        ("api_key: str", "api_key = api_key.strip()\n        return api_key", "another value"),
        ("api_key: str", "return (lambda api_key: api_key)(1)", "inner function"),
    ],
)
def test_a_token_that_is_handled_otherwise_is_left_alone(
    params: str, body: str, reason: str
) -> None:
    (found,) = refused(Cause.SECRET_AS_TEXT, runner(params, body=body))
    assert reason in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mode: Mode", 'mode: str = Input(choices=["fast", "slow"])'),
        ("mode: Mode = Mode.SLOW", 'mode: str = Input(default="slow", choices=["fast", "slow"])'),
        (
            'mode: Mode = Input(default=Mode.SLOW, description="d")',
            'mode: str = Input(default="slow", description="d", choices=["fast", "slow"])',
        ),
        ('mode: Mode = "slow"', 'mode: str = Input(default="slow", choices=["fast", "slow"])'),
    ],
)
def test_the_values_of_an_enumeration_are_choices(old: str, new: str) -> None:
    fix, after = mended(Cause.TYPE_UNSUPPORTED, runner(old, head=ENUM, body="return mode.value"))
    expected = runner(new, head=ENUM, body="mode = Mode(mode)\n        return mode.value")
    assert after == expected
    assert fix.applicability is Applicability.SAFE


def test_an_optional_enumeration_stays_optional() -> None:
    text = runner("mode: Optional[Mode] = None", head=ENUM)
    _, after = mended(Cause.TYPE_UNSUPPORTED, text)
    assert 'mode: Optional[str] = Input(default=None, choices=["fast", "slow"])' in after
    assert "\n        mode = None if mode is None else Mode(mode)\n" in after


def test_an_enumeration_of_another_file_is_written_out_too() -> None:
    text = runner("mode: Mode = Mode.FAST", head="from modes import Mode\n")
    _, after = mended(Cause.TYPE_UNRESOLVED, text, **{"modes.py": ENUM})
    assert 'mode: str = Input(default="fast", choices=["fast", "slow"])' in after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("choices=[mode.value for mode in Mode]", 'choices=["fast", "slow"]'),
        ("choices=[mode.name for mode in Mode]", 'choices=["FAST", "SLOW"]'),
        ("choices=[Mode.SLOW.value]", 'choices=["slow"]'),
    ],
)
def test_choices_from_an_enumeration_are_written_out(old: str, new: str) -> None:
    _, after = mended(Cause.CHOICES_NOT_STATIC, runner(f"x: str = Input({old})", head=ENUM))
    assert f"x: str = Input({new})" in after


def test_comments_among_choices_go_above_them() -> None:
    params = (
        "\n        x: str = Input(\n            choices=[\n                'a',  # the first\n"
        "                # 'b',\n            ],\n        ),\n    "
    )
    fix, after = mended(Cause.CHOICES_NOT_STATIC, runner(params))
    assert "\n            # the first\n            # 'b',\n            choices=[\"a\"],\n" in after
    assert fix.applicability is Applicability.SAFE


def test_constants_of_another_file_are_written_out() -> None:
    text = runner("x: str = Input(choices=list(SIZES))", head="from sizes import SIZES\n")
    _, after = mended(Cause.CHOICES_NOT_STATIC, text, **{"sizes.py": 'SIZES = {"a": 1}\n'})
    assert 'choices=["a"]' in after
    changed = {"sizes.py": 'SIZES = {"a": 1}\nSIZES["b"] = 2\n'}
    assert refused(Cause.CHOICES_NOT_STATIC, text, **changed)


def test_a_bare_stream_of_text_is_one_of_str() -> None:
    head = "from cog import ConcatenateIterator\n"
    text = runner("x: str", returns=" -> ConcatenateIterator", head=head, body="yield x")
    _, after = mended(Cause.OUTPUT_UNRESOLVED, text)
    assert ") -> ConcatenateIterator[str]:" in after


def test_members_are_no_choices() -> None:
    assert refused(
        Cause.CHOICES_NOT_STATIC, runner("x: str = Input(choices=list(Mode))", head=ENUM)
    )


@pytest.mark.parametrize(
    "head",
    [
        ENUM + "    def __init__(self, x): ...\n",
        ENUM.replace('"slow"', "2"),
        ENUM.replace('"slow"', "f()"),
        ENUM.replace("Enum)", "X)"),
    ],
)
def test_an_enumeration_that_is_not_written_out_is_left_alone(head: str) -> None:
    assert refused(Cause.TYPE_UNSUPPORTED, runner("mode: Mode", head=head))


def test_a_file_is_taken_as_a_path_and_opened() -> None:
    text = runner("image: File, other: File = Input(description='d')", body="return image.read()")
    made = project({"cog.yaml": CONFIG, "run.py": text.replace("Input\n", "File, Input\n")})
    fix = carry_out(made, FileToPath("run.py"))
    assert isinstance(fix, Fix) and fix.applicability is Applicability.SAFE
    after = apply_fix(made, fix).texts["run.py"]
    expected = runner(
        "image: Path, other: Path = Input(description='d')",
        body='image = image.open("rb")\n        other = other.open("rb")\n'
        "        return image.read()",
    )
    assert after == expected.replace("BaseRunner, Input", "BaseRunner, Input, Path")


def test_a_file_that_may_be_missing_is_opened_if_it_is_there() -> None:
    text = runner("a: File | None = None, b: Optional[File] = None").replace("Input\n", "File\n")
    made = project({"cog.yaml": CONFIG, "run.py": text})
    fix = carry_out(made, FileToPath("run.py"))
    assert isinstance(fix, Fix)
    after = apply_fix(made, fix).texts["run.py"]
    assert "a: Path | None = None, b: Optional[Path] = None" in after
    assert '        a = a.open("rb") if a is not None else None\n' in after


def test_a_file_that_is_returned_is_left_alone() -> None:
    text = runner("image: File", returns=" -> File").replace("Input\n", "File, Input\n")
    made = project({"cog.yaml": CONFIG, "run.py": text})
    assert isinstance(carry_out(made, FileToPath("run.py")), Refusal)
