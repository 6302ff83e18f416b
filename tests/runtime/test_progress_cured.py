"""Progress in the output, on the real Cog server: what callers get before the fix, and after it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .cog_server import Progress, parse_progress, run_predictions
from .curing import cure

pytestmark = pytest.mark.runtime

CONFIG = 'build:\n  python_version: "3.11"\nrun: predict.py:Predictor\n'
HEAD = """\
import tempfile
from typing import Any, AsyncIterator, Iterator, List, Optional, Union

from cog import BaseModel, BasePredictor, Path


class Output(BaseModel):
    progress: float = 0.0
    file: Optional[Path] = None


def draw(n: int) -> Path:
    # A file of its own each time: Cog reads one while the next is drawn.
    out = Path(tempfile.mkdtemp()) / "out.txt"
    out.write_text("hello")
    return out


class Predictor(BasePredictor):
"""
FILE = "data:text/plain;base64,aGVsbG8="


@dataclass(frozen=True)
class Form:
    """A predictor that puts its progress out, and its output before and after, asked for three."""

    body: str
    before: Any
    after: Any


FORMS = {
    "a helper generator": Form(
        """
        def steps(self, n: int):
            for i in range(n):
                yield f"step {i + 1} of {n}"

        def predict(self, n: int) -> Iterator[Union[str, Path]]:
            yield "Loading..."
            yield from self.steps(n)
            yield draw(n)
        """,
        ["Loading...", "step 1 of 3", "step 2 of 3", "step 3 of 3", FILE],
        FILE,
    ),
    "an asynchronous generator": Form(
        """
        async def steps(self, n: int):
            for i in range(n):
                yield {"progress": (i + 1) / n, "text": f"denoising {i + 1}"}

        async def predict(self, n: int) -> AsyncIterator[Any]:
            async for told in self.steps(n):
                yield told
            yield "text"
        """,
        [*({"progress": k / 3, "text": f"denoising {k}"} for k in (1, 2, 3)), "text"],
        "text",
    ),
    "a lambda and an alias": Form(
        """
        def sample(self, n, callback):
            for step in range(n):
                callback(step, 999 - step, None)

        def predict(self, n: int) -> List[Any]:
            out = []
            tell = out.append
            tell("Loading...")
            self.sample(n, lambda i, t, x: out.append(f"step {i + 1} of {n}"))
            tell(draw(n))
            return out
        """,
        ["Loading...", "step 1 of 3", "step 2 of 3", "step 3 of 3", FILE],
        [FILE],
    ),
    "objects that hold nothing else": Form(
        """
        def predict(self, n: int) -> Iterator[Output]:
            for i in range(n):
                yield Output(progress=(i + 1) / n)
            yield Output(progress=1.0, file=draw(n))
        """,
        [*({"progress": k / 3, "file": None} for k in (1, 2, 3)), {"progress": 1.0, "file": FILE}],
        {"progress": 1.0, "file": FILE},
    ),
    "shares": Form(
        """
        def predict(self, n: int) -> Iterator[Any]:
            for i in range(n):
                yield (i + 1) / n
            yield draw(n)
            yield draw(n)
        """,
        [1 / 3, 2 / 3, 1.0, FILE, FILE],
        [FILE, FILE],
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_output_is_the_payload_alone(form: Form, tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text(CONFIG)
    body = textwrap.indent(textwrap.dedent(form.body).strip("\n"), "    ")
    (tmp_path / "predict.py").write_text(HEAD + body + "\n")
    (before,), _ = run_predictions(tmp_path, [{"n": 3}])
    assert (before["status"], before["output"]) == ("succeeded", form.before)
    assert parse_progress(before["logs"]) is None

    cure(tmp_path, "progress-in-output")
    (after,), _ = run_predictions(tmp_path, [{"n": 3}])
    assert (after["status"], after["output"]) == ("succeeded", form.after)
    read = [parse_progress(line) for line in after["logs"].splitlines()]
    assert [one for one in read if one is not None] == [
        Progress(0.33, 1, 3),
        Progress(0.66, 2, 3),
        Progress(1.0, 3, 3),
    ]


TOLD = """\
import logging
import tempfile

from cog import BasePredictor, Path

logger = logging.getLogger(__name__)


class Predictor(BasePredictor):
    def predict(self, n: int) -> Path:
        for i in range(n):
            logger.info(f"{100 * (i + 1) // n:3d}%|{'#' * i:<3}| {i + 1}/{n}")
        logger.warning("written")
        out = tempfile.mktemp(suffix=".txt")
        with open(out, "w") as file:
            file.write("hello")
        return Path(out)
"""


def test_what_is_logged_at_info_and_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text(CONFIG)
    (tmp_path / "predict.py").write_text(TOLD)
    (before,), _ = run_predictions(tmp_path, [{"n": 2}])
    assert (before["output"], before["logs"]) == (FILE, "written\n")

    cure(tmp_path, "info-log-lost", "deprecated-mktemp")
    (after,), _ = run_predictions(tmp_path, [{"n": 2}])
    assert after["output"] == FILE
    assert after["logs"].splitlines() == [" 50%|   | 1/2", "100%|#  | 2/2", "written"]
    assert parse_progress(after["logs"]) == Progress(1.0, 2, 2)


OTHERWISE = {
    "a generator of one text": (
        "def predict(self, n: int) -> str:\n        yield from 'ab'",
        ["a", "b"],
        ["a", "b"],
    ),
    "one text for an iterator": (
        "def predict(self, n: int) -> Iterator[str]:\n        return f'{n}'",
        "2",
        ["2"],
    ),
}


@pytest.mark.parametrize("method, before, after", OTHERWISE.values(), ids=OTHERWISE)
def test_the_output_is_what_the_type_says(
    method: str, before: Any, after: Any, tmp_path: Path
) -> None:
    (tmp_path / "cog.yaml").write_text(CONFIG)
    imports = "from typing import Iterator\n\nfrom cog import BasePredictor\n"
    source = f"{imports}\n\nclass Predictor(BasePredictor):\n    {method}\n"
    (tmp_path / "predict.py").write_text(source)
    (was,), _ = run_predictions(tmp_path, [{"n": 2}])
    assert (was["status"], was["output"]) == ("succeeded", before)
    cure(tmp_path, "output-not-as-declared")
    assert (tmp_path / "predict.py").read_text() != source
    (now,), _ = run_predictions(tmp_path, [{"n": 2}])
    assert (now["status"], now["output"]) == ("succeeded", after)


REDRAWN = """\
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, n: int) -> str:
        for i in range(n):
            print(f"\\r{100 * (i + 1) // n:3d}%|{'#' * i:<9}| {i + 1}/{n}", end="", flush=True)
        return "done"
"""


def test_a_bar_that_stays_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text(CONFIG)
    (tmp_path / "predict.py").write_text(REDRAWN)
    (before,), _ = run_predictions(tmp_path, [{"n": 4}])
    assert parse_progress(before["logs"]) == Progress(0.25, 1, 4)
    cure(tmp_path, "progress-not-parsed")
    (after,), _ = run_predictions(tmp_path, [{"n": 4}])
    assert parse_progress(after["logs"]) == Progress(1.0, 4, 4)


ELSEWHERE = """\
import os
from typing import List

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def setup(self) -> None:
        {}

    def predict(self, n: int) -> List[Path]:
        for name in ("one.txt", "two.txt"):
            with open(name, "w") as file:
                file.write("hello")
        return [Path("one.txt"), Path(os.path.abspath("two.txt"))]
"""


def test_a_relative_path_after_a_change_of_the_directory(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (tmp_path / "cog.yaml").write_text(CONFIG)
    (tmp_path / "predict.py").write_text(ELSEWHERE.format("pass"))
    (stayed,), _ = run_predictions(tmp_path, [{"n": 1}])
    assert stayed["output"] == [FILE, FILE]

    (tmp_path / "predict.py").write_text(ELSEWHERE.format('os.chdir("elsewhere")'))
    (tmp_path / "one.txt").unlink()
    (before,), _ = run_predictions(tmp_path, [{"n": 1}])
    assert (before["status"], before["output"]) == ("succeeded", [FILE])
    cure(tmp_path, "output-path-after-chdir")
    (after,), _ = run_predictions(tmp_path, [{"n": 1}])
    assert after["output"] == [FILE, FILE]


NOTHING = """\
from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, n: int) -> {}:
        print(n)
"""


@pytest.mark.parametrize(
    "returns, more, output",
    [
        ("str", "", None),
        ("Iterator[str]", "", None),
        ("Iterator[str]", "return\n        yield", []),
    ],
)
def test_a_prediction_without_an_output_succeeds(
    returns: str, more: str, output: Any, tmp_path: Path
) -> None:
    (tmp_path / "cog.yaml").write_text(CONFIG)
    (tmp_path / "predict.py").write_text(f"{NOTHING.format(returns)}        {more}\n")
    (done,), _ = run_predictions(tmp_path, [{"n": 2}])
    assert (done["status"], done["output"], done["logs"]) == ("succeeded", output, "2\n")


FLOOD = """\
import asyncio
import logging

from cog import BasePredictor
from tqdm import tqdm

logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(message)s")


class Predictor(BasePredictor):
    def predict(self, n: int) -> str:
        asyncio.new_event_loop().close()
        for _ in tqdm(range(n)):
            for _ in tqdm(range(50), leave=False):
                pass
        for _ in tqdm(range(2000), mininterval=0):
            pass
        return "done"
"""


def test_bars_in_bars_redraws_and_debug(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text(CONFIG)
    (tmp_path / "predict.py").write_text(FLOOD)
    (before,), _ = run_predictions(tmp_path, [{"n": 3}])
    assert "DEBUG Using selector" in before["logs"]
    # Three of three are done, and a client finds the beginning of the inner bar in the last line.
    nested, _, single = before["logs"].partition("0/2000")
    assert "| 3/3 [" in nested
    assert parse_progress(nested) == Progress(0.0, 0, 50)
    assert single.count("/2000") >= 2000

    cure(tmp_path, "log-flood")
    (after,), _ = run_predictions(tmp_path, [{"n": 3}])
    assert "DEBUG" not in after["logs"]
    assert "/50" not in after["logs"]
    assert after["logs"].count("/2000") < 100
    assert len(after["logs"]) < len(before["logs"]) / 10
