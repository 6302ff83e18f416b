"""Which commands start a Python interpreter, and what it runs."""

from __future__ import annotations

import pytest

from cog_lsp.project.commands import words_of
from cog_lsp.project.python_commands import python_command


@pytest.mark.parametrize(
    ("command", "name", "paths"),
    [
        ("python infer.py --x 1", "infer.py", ("infer.py",)),
        ("python3.11 -u ./tools/infer.py", "./tools/infer.py", ("tools/infer.py",)),
        ("/usr/bin/python3 -W ignore /src/infer.py", "/src/infer.py", ("infer.py",)),
        ("CUDA_VISIBLE_DEVICES=0 python infer.py", "infer.py", ("infer.py",)),
        ("env A=1 uv run --frozen python infer.py", "infer.py", ("infer.py",)),
        ("./infer.py a", "./infer.py", ("infer.py",)),
        ("python /elsewhere/infer.py", "/elsewhere/infer.py", ()),
        ("python -m pkg.infer -x", "pkg.infer", ("pkg/infer.py", "pkg/infer/__main__.py")),
        ("torchrun --nproc_per_node 2 gen.py --x", "gen.py", ("gen.py",)),
        ("torchrun -m pkg.gen", "pkg.gen", ("pkg/gen.py", "pkg/gen/__main__.py")),
        ("accelerate launch --config_file c.yaml gen.py", "gen.py", ("gen.py",)),
        ("python -m torch.distributed.run --standalone gen.py", "gen.py", ("gen.py",)),
    ],
)
def test_what_it_runs(command: str, name: str, paths: tuple[str, ...]) -> None:
    found = python_command(words_of(command))
    assert found is not None and (found.name, found.paths) == (name, paths)


@pytest.mark.parametrize(
    "command",
    ["ffmpeg -i a.py b", "python", "python -c 'import torch'", "bash run.sh", "python -m"],
)
def test_what_starts_no_script(command: str) -> None:
    assert python_command(words_of(command)) is None


def test_what_is_not_known_stays_so() -> None:
    assert python_command((None, "infer.py")) is None
    assert python_command(("python", None, "infer.py")) is None
    found = python_command(("python", "infer.py", None, "x"), "sub")
    assert found is not None and found.arguments == (None, "x") and found.paths == ("sub/infer.py",)
