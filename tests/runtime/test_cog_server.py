"""The harness itself: what it says of a project that does not start, how it reads logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cog_server import CogServer, CogServerError, Progress, load_counts, parse_progress

pytestmark = pytest.mark.runtime


def project(tmp_path: Path, code: str) -> Path:
    """A project whose run.py has the given body of class Runner."""
    (tmp_path / "cog.yaml").write_text('build:\n  python_version: "3.12"\nrun: run.py:Runner\n')
    (tmp_path / "run.py").write_text(
        f"from cog import BaseRunner\n\nclass Runner(BaseRunner):\n{code}"
    )
    return tmp_path


def test_a_setup_that_fails_is_told_with_its_reason_and_the_server_log(tmp_path: Path) -> None:
    sick = project(
        tmp_path,
        "    def setup(self) -> None:\n        raise ValueError('no such weights')\n\n"
        "    def run(self) -> str:\n        return ''\n",
    )

    with pytest.raises(CogServerError) as raised, CogServer(sick):
        pass

    assert "SETUP_FAILED" in str(raised.value)
    assert "ValueError: no such weights" in str(raised.value)
    assert "Loading predictor" in str(raised.value).partition("--- server log ---")[2]


def test_a_prediction_that_fails_is_returned_and_the_next_one_runs(tmp_path: Path) -> None:
    picky = project(
        tmp_path,
        "    def run(self, count: int) -> int:\n"
        "        if count < 0:\n            raise ValueError('below zero')\n"
        "        return count\n",
    )

    with CogServer(picky) as server:
        refused = server.predict({"count": -1})
        accepted = [server.predict({"count": count}) for count in range(20)]

    assert refused["status"] == "failed"
    assert refused["output"] is None
    assert "below zero" in (refused["error"] or "")
    assert [(p["status"], p["output"]) for p in accepted] == [("succeeded", n) for n in range(20)]


@pytest.mark.parametrize(
    ("logs", "progress"),
    [
        ("40%|##   | 2/5\n", Progress(0.4, 2, 5)),
        ("40%| |2/5", Progress(0.4, 2, 5)),
        ("  4%|          | 1/25 step 1 of 25\nsaved\n", Progress(0.04, 1, 25)),
        ("20%|#    | 1/5\n40%|##   | 2/5\n", Progress(0.4, 2, 5)),
        # a redrawn bar is one line, and only its start is read
        ("0%|     | 0/5\r40%|##   | 2/5", Progress(0.0, 0, 5)),
        ("step 2 of 5\n", None),
        ("40%\n", None),
        ("40%|2/5\n", None),
        ("sampling: 40%|##   | 2/5\n", None),
        ("INFO 40%|##   | 2/5\n", None),
        ("40.0%|##   | 2/5\n", None),
        ("", None),
    ],
)
def test_progress_is_read_as_the_clients_read_it(logs: str, progress: Progress | None) -> None:
    assert parse_progress(logs) == progress


def test_loads_are_counted_by_what_was_loaded(tmp_path: Path) -> None:
    file = tmp_path / "loads.txt"
    assert load_counts(file) == {}

    file.write_text("AutoTokenizer a/b\nAutoModel a/b\nAutoModel a/b\n")
    assert load_counts(file) == {"AutoTokenizer a/b": 1, "AutoModel a/b": 2}
