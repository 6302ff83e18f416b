"""Each sick example on the real Cog server before and after ``cog-lsp check --fix``: the cure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .cog_server import (
    Prediction,
    Progress,
    copy_example,
    is_png,
    parse_progress,
    run_predictions,
)
from .curing import found_in

pytestmark = pytest.mark.runtime

LLAMA = "AutoModelForCausalLM NousResearch/Llama-2-7b-chat-hf"
SEEDS = (1, 2, 1)


def cured(project: Path, *rules: str, unsafe: bool) -> None:
    """Run the command line on ``project``, which ``rules`` find something in; it ends clean."""
    assert found_in(project, rules) == set(rules)
    flags = ["--unsafe-fixes"] if unsafe else []
    done = subprocess.run(
        [sys.executable, "-m", "cog_lsp", "check", "--fix", *flags, str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def three(project: Path, inputs: dict[str, Any]) -> tuple[list[Prediction], dict[str, int]]:
    predictions, loads = run_predictions(project, [{**inputs, "seed": seed} for seed in SEEDS])
    assert [(p["status"], p["error"]) for p in predictions] == [("succeeded", None)] * 3
    return predictions, loads


def test_a_safe_fix_loads_llama_once_and_answers_the_same(tmp_path: Path) -> None:
    project = copy_example("reload-llama", tmp_path)
    inputs = {"prompt": "Name three rivers"}
    before, loads_before = three(project, inputs)
    cured(project, "model-load-in-predict", unsafe=False)
    after, loads_after = three(project, inputs)
    assert (loads_before[LLAMA], loads_after[LLAMA]) == (3, 1)
    assert [p["output"] for p in after] == [p["output"] for p in before]


@pytest.mark.parametrize("style", ["print", "logging"])
def test_progress_goes_to_the_log_and_the_image_stands_alone(tmp_path: Path, style: str) -> None:
    project = copy_example("progress-in-output", tmp_path)
    inputs = {"prompt": "a fox", "num_inference_steps": 4}
    before, _ = three(project, inputs)
    if style == "print":
        cured(project, "progress-in-output", unsafe=True)
    else:
        take_second_fix(project)
    after, _ = three(project, inputs)
    for old, new in zip(before, after, strict=True):
        assert old["output"][:-1] == [f"step {k} of 4" for k in (1, 2, 3, 4)]
        assert parse_progress(old["logs"]) is None
        assert is_png(new["output"])
        assert new["output"] == old["output"][-1]
        read = [parse_progress(line) for line in new["logs"].splitlines()]
        assert [progress for progress in read if progress is not None] == [
            Progress(0.25, 1, 4),
            Progress(0.5, 2, 4),
            Progress(0.75, 3, 4),
            Progress(1.0, 4, 4),
        ]


def take_second_fix(project: Path) -> None:
    """Make the fix that an author chooses by hand: the second in the lightbulb's menu."""
    from cog_lsp import engine
    from cog_lsp.fixes.result import Fix
    from cog_lsp.project.discover import ProjectLoader

    made = ProjectLoader(project).load()
    found = engine.check(made).findings
    (finding,) = [one for one in found if one.rule == "progress-in-output"]
    fix = engine.outcomes(made, finding)[1]
    assert isinstance(fix, Fix)
    assert "logging" in fix.title
    for path, text in engine.apply_fix(made, fix).texts.items():
        (project / path).write_text(text, encoding="utf-8")


def test_several_diseases_are_cured_together(tmp_path: Path) -> None:
    project = copy_example("several", tmp_path)
    inputs = {"prompt": "a fox", "num_outputs": 2, "num_inference_steps": 4}
    before, loads_before = three(project, inputs)
    cured(project, "model-load-in-predict", "progress-in-output", unsafe=True)
    after, loads_after = three(project, inputs)
    assert (sum(loads_before.values()), sum(loads_after.values())) == (3, 1)
    for old, new in zip(before, after, strict=True):
        assert new["output"] == [item for item in old["output"] if is_png(item)]
        assert parse_progress(new["logs"]) == Progress(1.0, 2, 2)
