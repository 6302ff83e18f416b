"""What callers get and what the log says, before and after, by running both files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from .support import execute, fixed, steps, unmarked

HEAD = """\
from typing import AsyncIterator, Iterator, List, Union

from cog import BasePredictor, ConcatenateIterator, Path, streaming


class Predictor(BasePredictor):
"""
IMAGE = "/tmp/out.png"


@dataclass(frozen=True)
class Run:
    """One predictor, called with 3: what it hands over before and after, and what is logged."""

    name: str
    body: str
    before: list[str]
    after: Any
    lines: list[str]
    read: list[tuple[int, int]]
    function: str = "Predictor.predict"


BARS = [" 33%|###       | 1/3", " 66%|######    | 2/3", "100%|##########| 3/3"]
THREE = [(1, 3), (2, 3), (3, 3)]
RUNS = [
    Run(
        "an image after its steps",
        """
    def predict(self, n: int) -> Iterator[Union[str, Path]]:
        yield «"Loading…"»
        for i in range(n):
            yield «f"step {i} of {n}"»
        yield «"Decoding"»
        out = Path("/tmp/out.png")
        yield out
""",
        ["Loading…", "step 0 of 3", "step 1 of 3", "step 2 of 3", "Decoding", IMAGE],
        IMAGE,
        ["Loading…", *(f"{bar} step {i} of 3" for i, bar in enumerate(BARS)), "Decoding"],
        THREE,
    ),
    Run(
        "several images",
        """
    def predict(self, n: int) -> Iterator[Union[str, Path]]:
        for i in range(n):
            yield «f"{i + 1}/{n}"»
            yield Path(f"/tmp/{i}.png")
""",
        ["1/3", "/tmp/0.png", "2/3", "/tmp/1.png", "3/3", "/tmp/2.png"],
        ["/tmp/0.png", "/tmp/1.png", "/tmp/2.png"],
        BARS,
        THREE,
    ),
    Run(
        "a text that grows",
        """
    @streaming
    def predict(self, n: int) -> ConcatenateIterator[str]:
        text = ""
        for i in range(n):
            text += "ab"
            yield «f"Progress: {100 * (i + 1) // n}%\\n"»
        yield text
""",
        ["Progress: 33%\n", "Progress: 66%\n", "Progress: 100%\n", "ababab"],
        "ababab",
        [f"{bar} Progress: {p}%" for bar, p in zip(BARS, (33, 66, 100), strict=True)],
        THREE,
    ),
    Run(
        "asynchronous",
        """
    async def predict(self, n: int) -> AsyncIterator[str]:
        done = 0
        while done < n:
            yield «{"step": done, "total": n, "status": "denoising"}»
            done += 1
        yield "text"
""",
        [str({"step": k, "total": 3, "status": "denoising"}) for k in range(3)] + ["text"],
        "text",
        [f"{bar} denoising" for bar in BARS],
        THREE,
    ),
    Run(
        "a generator that yields progress alone",
        """
    def _denoise(self, n: int) -> Iterator[str]:
        for i in range(n):
            yield «f"{i}/{n}"»
        return "/tmp/out.png"

    def predict(self, n: int) -> Iterator[str]:
        path = yield from self._denoise(n)
        yield Path(path)
""",
        ["0/3", "1/3", "2/3", IMAGE],
        IMAGE,
        BARS,
        THREE,
        "Predictor._denoise",
    ),
    Run(
        "an asynchronous generator",
        """
    async def _warm_up(self) -> AsyncIterator[str]:
        yield «"Warming up"»

    async def predict(self, n: int) -> AsyncIterator[str]:
        async for message in self._warm_up():
            yield message
        yield str(n)
""",
        ["Warming up", "3"],
        "3",
        ["Warming up"],
        [],
        "Predictor._warm_up",
    ),
    Run(
        "a returned list",
        """
    def predict(self, n: int) -> List[str]:
        outputs = [«"Loading"»]
        for i, name in enumerate(["a", "b", "c"]):
            outputs.append(«f"image {name}"»)
            outputs.append(f"/tmp/{name}.png")
        outputs += [«"Done"»]
        return outputs
""",
        [
            *("Loading", "image a", "/tmp/a.png", "image b", "/tmp/b.png", "image c"),
            *("/tmp/c.png", "Done"),
        ],
        ["/tmp/a.png", "/tmp/b.png", "/tmp/c.png"],
        [
            "Loading",
            *(f"{bar} image {name}" for bar, name in zip(BARS, "abc", strict=True)),
            "Done",
        ],
        THREE,
    ),
    Run(
        "a callback",
        """
    def pipe(self, steps, callback):
        for step in range(steps):
            callback(step, 999 - step, None)

    def predict(self, n: int) -> List[str]:
        outputs = []

        def on_step(step, timestep, latents):
            outputs.append(«f"step {step}/{n}"»)

        self.pipe(n, on_step)
        outputs.append("text")
        return outputs
""",
        ["step 0/3", "step 1/3", "step 2/3", "text"],
        ["text"],
        [f"{bar} step {i}/3" for i, bar in enumerate(BARS)],
        THREE,
    ),
    Run(
        "a lambda",
        """
    def pipe(self, steps, callback):
        for step in range(steps):
            callback(step, 999 - step, None)

    def predict(self, n: int) -> List[str]:
        outputs = []
        tell = outputs.append
        tell(«"Loading"»)
        self.pipe(n, lambda i, t, latents: outputs.append(«f"step {i} of {n}"»))
        tell("text")
        return outputs
""",
        ["Loading", "step 0 of 3", "step 1 of 3", "step 2 of 3", "text"],
        ["text"],
        ["Loading", *(f"{bar} step {i} of 3" for i, bar in enumerate(BARS))],
        THREE,
    ),
    Run(
        "inside try and with",
        """
    def predict(self, n: int) -> Iterator[str]:
        import contextlib

        try:
            with contextlib.nullcontext():
                for i in range(1, n + 1):
                    yield (
                        «f"{i}/{n}: "  # of all
                        f"{'x' * i}"»
                    )
                yield Path("/tmp/out.png")
        finally:
            self.done = True
""",
        ["1/3: x", "2/3: xx", "3/3: xxx", IMAGE],
        IMAGE,
        [f"{bar} {i}/3: {'x' * i}" for i, bar in enumerate(BARS, 1)],
        THREE,
    ),
    Run(
        "values that are no text",
        """
    def predict(self, n: int) -> Iterator[str]:
        for i in range(n):
            yield «("progress", (i + 1) / n)»
        yield «["still", "working"]»
        yield str(n)
""",
        [*(str(("progress", (i + 1) / 3)) for i in range(3)), "['still', 'working']", "3"],
        "3",
        [*BARS, "['still', 'working']"],
        THREE,
    ),
]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_output_is_the_payload_and_the_log_has_the_progress(run: Run) -> None:
    source = HEAD + run.body
    before, lines = execute(unmarked(source)[0], 3)
    assert [str(item) for item in before] == run.before
    assert lines == []
    after, lines = execute(fixed(source, run.function).text, 3)
    assert (list(map(str, after)) if isinstance(after, list) else str(after)) == run.after
    assert lines == run.lines
    assert steps(lines) == run.read
