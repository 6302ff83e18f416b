"""The plans for cog.yaml: their titles, how far they are to trust, and what they refuse."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Refusal
from cog_lsp.rules import plan as plans
from cog_lsp.rules.plan import TitledPlan
from cog_lsp.text import Span

from ..projects import project

TEXT = """\
build:
  gpu: "true"  # quoted
  python_version: 3.10
  system_packages: ffmpeg
  pre_install:
    - make
environment:
  A: b
  C: d
predict: predict.py:Predictor
list:
  - one
  - A=b
  - |
    a
    b
weights:
  - source: hf://a/b
    include: ["*.a", "!*.b"]
pairs:
  - A=b
"""


def place(text: str, start: int = 0) -> Span:
    at = TEXT.index(text, start)
    return Span(at, at + len(text))


RUN = """\
build:
  run:
    - apt-get update && apt-get install git ffmpeg  # why
    - make
  system_packages: [git]
"""


def test_packages_of_a_command() -> None:
    command = "apt-get update && apt-get install git ffmpeg"
    span = Span(RUN.index(command), RUN.index(command) + len(command))
    made = project({"cog.yaml": RUN})
    fix = carry_out(made, plans.CommandToPackages("cog.yaml", span, ("git", "ffmpeg")))
    assert isinstance(fix, Fix)
    assert fix.title == "Move git, ffmpeg to `system_packages`"
    assert engine.apply_fix(made, fix).texts == {
        "cog.yaml": "build:\n  run:\n    # why\n    - make\n  system_packages: [git, ffmpeg]\n"
    }


def test_a_comment_for_a_key() -> None:
    made = project({"cog.yaml": "hardware: gpu-t4  # c\n"})
    plan = plans.EntryToDirective("cog.yaml", Span(0, 8), "hardware=gpu-t4")
    fix = carry_out(made, plan)
    assert isinstance(fix, Fix)
    assert fix.title == "Replace it with the comment `# cog-lsp: hardware=gpu-t4`"
    assert engine.apply_fix(made, fix).texts == {"cog.yaml": "# cog-lsp: hardware=gpu-t4\n# c\n"}


PLANS: list[tuple[TitledPlan, str, str, str]] = [
    (
        plans.SetScalar("cog.yaml", place('"true"'), "true", text=False),
        "Write `true`",
        'gpu: "true"  #',
        "gpu: true  #",
    ),
    (plans.QuoteScalar("cog.yaml", place("3.10")), "Quote `3.10`", "3.10", '"3.10"'),
    (
        plans.WrapInList("cog.yaml", place("ffmpeg")),
        "Turn it into a list with one item",
        "system_packages: ffmpeg",
        "system_packages:\n    - ffmpeg",
    ),
    (
        plans.MoveItems("cog.yaml", ("build", "pre_install"), ("build", "run")),
        "Move `pre_install` to the end of `run`",
        "pre_install:",
        "run:",
    ),
    (
        plans.MappingToList("cog.yaml", place("A: b\n  C: d")),
        "Write it as a list of `NAME=value`",
        "  A: b\n  C: d",
        "  - A=b\n  - C=d",
    ),
    (
        plans.RenameKey("cog.yaml", place("predict"), "run"),
        "Rename `predict` to `run`",
        "predict: ",
        "run: ",
    ),
    (
        plans.DeleteEntry("cog.yaml", place("pre_install")),
        "Delete `pre_install`",
        "  pre_install:\n    - make\n",
        "",
    ),
    (plans.DeleteItem("cog.yaml", place("one")), "Delete `one`", "  - one\n", ""),
    (
        plans.InsertKey("cog.yaml", ("image",), "r8.im/a/b"),
        "Add `image: r8.im/a/b`",
        "environment:",
        "image: r8.im/a/b\nenvironment:",
    ),
    (
        plans.AppendItem("cog.yaml", ("pairs",), "E=f"),
        "Add `E=f` to `pairs`",
        "pairs:\n  - A=b\n",
        "pairs:\n  - A=b\n  - E=f\n",
    ),
    (
        plans.SplitCommand("cog.yaml", place("|\n    a\n    b")),
        "Turn each line into an item",
        "  - |\n    a\n    b\n",
        "  - a\n  - b\n",
    ),
    (
        plans.SplitCommand("cog.yaml", place("|\n    a\n    b"), joined=True),
        "Join its lines with `&&`",
        "|\n    a\n    b\n",
        "a && b\n",
    ),
    (
        plans.WrapInMapping("cog.yaml", place("hf://a/b"), "uri"),
        "Turn it into the value of `uri`",
        "source: hf",
        "source:\n      uri: hf",
    ),
    (
        plans.MoveItem("cog.yaml", place('"!*.b"'), "exclude", "*.b"),
        "Move it to `exclude`, as `*.b`",
        '"*.a", "!*.b"]\n',
        '"*.a"]\n    exclude:\n      - "*.b"\n',
    ),
    (
        plans.ListToMapping("cog.yaml", place("- A=b", TEXT.index("pairs"))),
        "Write it as a mapping",
        "pairs:\n  - A=b",
        "pairs:\n    A: b",
    ),
]


@pytest.mark.parametrize(("plan", "title", "old", "new"), PLANS, ids=lambda x: type(x).__name__)
def test_plan(plan: TitledPlan, title: str, old: str, new: str) -> None:
    made = project({"cog.yaml": TEXT})
    fix = carry_out(made, plan)
    assert isinstance(fix, Fix)
    assert (fix.title, fix.applicability, fix.note) == (title, Applicability.SAFE, "")
    assert engine.apply_fix(made, fix).texts == {"cog.yaml": TEXT.replace(old, new, 1)}


def test_a_rule_gives_title_and_caution() -> None:
    plan = plans.QuoteScalar("cog.yaml", place("3.10"), title="Do it", caution="it may differ")
    fix = carry_out(project({"cog.yaml": TEXT}), plan)
    assert isinstance(fix, Fix)
    assert (fix.title, fix.note) == ("Do it", "it may differ")
    assert fix.applicability is Applicability.UNSAFE


def test_one_of_several_is_only_offered() -> None:
    plan = plans.SetScalar("cog.yaml", place("3.10"), "3.12", choice=True)
    fix = carry_out(project({"cog.yaml": TEXT}), plan)
    assert isinstance(fix, Fix)
    assert fix.applicability is Applicability.SUGGESTION
    assert fix.note


def test_a_refusal_says_why() -> None:
    plan = plans.QuoteScalar("cog.yaml", place('"true"'))
    refusal = carry_out(project({"cog.yaml": TEXT}), plan)
    assert refusal == Refusal('Quote `"true"`', "it is already quoted")


def test_a_file_that_does_not_parse() -> None:
    broken = project({"cog.yaml": "a: ["})
    refusal = carry_out(broken, plans.InsertKey("cog.yaml", ("image",), "x"))
    assert refusal == Refusal("Add `image: x`", "cog.yaml does not parse")


def test_another_file_than_cog_yaml() -> None:
    made = project({"cog.yaml": "", "cog-safe-push.yaml": "a: 1\n"})
    fix = carry_out(made, plans.InsertKey("cog-safe-push.yaml", ("b",), "2", text=False))
    assert isinstance(fix, Fix)
    assert engine.apply_fix(made, fix).texts == {"cog-safe-push.yaml": "a: 1\nb: 2\n"}
    gone = carry_out(made, plans.InsertKey("other.yaml", ("b",), "2"))
    assert gone == Refusal("Add `b: 2`", "other.yaml cannot be read")
