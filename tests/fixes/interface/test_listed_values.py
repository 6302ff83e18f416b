"""Enumerations and lists whose values are listed by their type."""

from __future__ import annotations

import pytest

from cog_lsp.interface import Cause

from .support import ENUM, mended, refused, runner


@pytest.mark.parametrize(
    ("members", "default", "choices", "warning"),
    [
        ("class Mode(Enum):\n    A = auto()\n    B = auto()\n", " = Mode.B",
         "int = Input(default=2, choices=[1, 2])", "your decision"),
        ("class Mode(enum.IntEnum):\n    A = 5\n    B = enum.auto()\n", "",
         "int = Input(choices=[5, 6])", "your decision"),
        ("class Mode(StrEnum):\n    FAST = auto()\n    SLOW = 'slow'\n", "",
         'str = Input(choices=["fast", "slow"])', ""),
    ],
)  # fmt: skip
def test_members_whose_values_are_given_out(
    members: str, default: str, choices: str, warning: str
) -> None:
    head = f"import enum\nfrom enum import Enum, StrEnum, auto\n{members}"
    fix, after = mended(Cause.TYPE_UNSUPPORTED, runner(f"mode: Mode{default}", head=head))
    assert f"mode: {choices}" in after
    assert "\n        mode = Mode(mode)\n" in after
    assert fix.warning == warning


@pytest.mark.parametrize(
    "members",
    [
        "class Mode(str, Enum):\n    A = auto()\n",
        "class Mode(Enum):\n    A = 'a'\n    B = auto()\n",
        # Python 3.13 goes on from the highest, those before from the last.
        "class Mode(Enum):\n    A = 5\n    B = 1\n    C = auto()\n",
        "class Mode(Enum):\n    def _generate_next_value_(n, s, c, v): return n\n    A = auto()\n",
    ],
)
def test_members_whose_values_are_not_certain(members: str) -> None:
    head = f"from enum import Enum, auto\n{members}"
    assert refused(Cause.TYPE_UNSUPPORTED, runner("mode: Mode", head=head))


@pytest.mark.parametrize(
    ("old", "new", "line", "warning"),
    [
        ('list[Literal["a", "b"]]', "list[str]", "", "your decision"),
        ("list[Literal[1, 2]] = [1]", "list[int] = [1]", "", "your decision"),
        ("list[Mode]", "list[str]", "mode = [Mode(each) for each in mode]", ""),
        (
            "list[Mode] = Input(default=[Mode.FAST], min_length=1)",
            'list[str] = Input(default=["fast"], min_length=1)',
            "mode = [Mode(each) for each in mode]",
            "",
        ),
    ],
)
def test_a_list_of_what_lists_its_values(old: str, new: str, line: str, warning: str) -> None:
    fix, after = mended(Cause.TYPE_UNSUPPORTED, runner(f"mode: {old}", head=ENUM))
    assert f"mode: {new}) -> str:" in after
    assert (f"\n        {line}\n" in after) == bool(line)
    assert fix.warning == warning


def test_a_list_of_members_with_another_default_is_left_alone() -> None:
    assert refused(Cause.TYPE_UNSUPPORTED, runner("mode: list[Mode] = ALL", head=ENUM))
