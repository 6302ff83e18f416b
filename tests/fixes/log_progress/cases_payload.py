"""What is left when the progress is gone: a plain return, or an iterator of what is left."""

from __future__ import annotations

from .support import Case

CASES = [
    Case(
        "status lines around one image",
        before=r"""
    def predict(self, prompt: str, steps: int = Input(default=20)) -> Iterator[Union[str, Path]]:
        yield «"Loading…"»
        for i in range(steps):
            self.step(i)
            # Let the user see that something happens
            yield «f"step {i + 1} of {steps}"»  # as text
        yield «"Decoding image"»
        out = Path("/tmp/out.png")
        self.image().save(out)
        yield out
""",
        after=r"""
    def predict(self, prompt: str, steps: int = Input(default=20)) -> Path:
        print("Loading…", flush=True)
        for i in range(steps):
            self.step(i)
            # Let the user see that something happens
            percent = 100 * (i + 1) // steps
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps} "
                f"step {i + 1} of {steps}",
                flush=True,
            )  # as text
        print("Decoding image", flush=True)
        out = Path("/tmp/out.png")
        self.image().save(out)
        return out
""",
    ),
    Case(
        "numbers, tuples and objects that hold nothing else",
        before=r"""
    def predict(self, n: int) -> Iterator[Any]:
        for i in range(n):
            yield «i / n»
        for i in range(n):
            yield «(None, f"upscaling {i}")»
        for i in range(n):
            yield «Output(progress=(i + 1) / n, image=None)»
        yield Path("/tmp/out.png")
""",
        after=r"""
    def predict(self, n: int) -> Path:
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n}",
                flush=True,
            )
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n} "
                f"upscaling {i}",
                flush=True,
            )
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n}",
                flush=True,
            )
        return Path("/tmp/out.png")
""",
    ),
    Case(
        "the text type was for the progress alone",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        for i in range(steps):
            yield «f"{i}/{steps}"»
        yield Path("/tmp/out.png")
""",
        after=r"""
    def predict(self, steps: int) -> Path:
        for i in range(steps):
            percent = 100 * (i + 1) // steps
            print(f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps}", flush=True)
        return Path("/tmp/out.png")
""",
    ),
    Case(
        "several images keep the iterator and narrow it",
        before=r"""
    def predict(self, prompts: str) -> Iterator[Union[str, Path]]:
        names = prompts.split("|")
        for i, name in enumerate(names):
            yield «f"Rendering {name} ({i + 1} of {len(names)})"»
            yield Path(f"/tmp/{i}.png")
""",
        after=r"""
    def predict(self, prompts: str) -> Iterator[Path]:
        names = prompts.split("|")
        for i, name in enumerate(names):
            percent = 100 * (i + 1) // len(names)
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{len(names)} "
                f"Rendering {name} ({i + 1} of {len(names)})",
                flush=True,
            )
            yield Path(f"/tmp/{i}.png")
""",
    ),
    Case(
        "tokens stay a stream",
        before=r"""
    def predict(self, prompt: str) -> ConcatenateIterator[str]:
        yield «"Loading tokenizer...\n"»
        for token in self.model.stream(prompt):
            yield token
""",
        after=r"""
    def predict(self, prompt: str) -> ConcatenateIterator[str]:
        print("Loading tokenizer...", flush=True)
        for token in self.model.stream(prompt):
            yield token
""",
    ),
    Case(
        "one text is no stream any more",
        before=r"""
    @streaming
    def predict(self, prompt: str, n: int) -> ConcatenateIterator[str]:
        text = ""
        for i in range(n):
            text += self.next(text)
            yield «f"token {i + 1}/{n}\n"»
        yield text
""",
        after=r"""
    def predict(self, prompt: str, n: int) -> str:
        text = ""
        for i in range(n):
            text += self.next(text)
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n} "
                f"token {i + 1}/{n}",
                flush=True,
            )
        return text
""",
    ),
    Case(
        "asynchronous",
        before=r"""
    @streaming()
    async def predict(self, steps: int = Input(default=4, ge=1)) -> AsyncIterator[str]:
        async for k in self.counts(steps):
            yield «f"{k + 1}/{steps}"»
        yield str(await self.result())
""",
        after=r"""
    async def predict(self, steps: int = Input(default=4, ge=1)) -> str:
        async for k in self.counts(steps):
            percent = 100 * (k + 1) // steps
            print(f"{percent:3d}%|{'#' * (percent // 10):<10}| {k + 1}/{steps}", flush=True)
        return str(await self.result())
""",
    ),
    Case(
        "the payload by elimination",
        before=r"""
    def predict(self, image: Path) -> Iterator[Union[str, Path]]:
        yield «"Starting"»
        yield self.pipeline(image)
""",
        after=r"""
    def predict(self, image: Path) -> Path:
        print("Starting", flush=True)
        return self.pipeline(image)
""",
    ),
    Case(
        "a type that cannot be told",
        before=r"""
    def predict(self, image: Path) -> Iterator[Union[str, Path, int]]:
        yield «"Starting"»
        yield self.pipeline(image)
""",
        after=r"""
    def predict(self, image: Path) -> Iterator[Union[str, Path, int]]:
        print("Starting", flush=True)
        yield self.pipeline(image)
""",
    ),
    Case(
        "a method of the class says its type",
        before=r"""
    def save(self, image) -> Path:
        return Path(image)

    def predict(self, image: Path) -> Iterator[str]:
        yield «"Starting"»
        yield self.save(image)
""",
        after=r"""
    def save(self, image) -> Path:
        return Path(image)

    def predict(self, image: Path) -> Path:
        print("Starting", flush=True)
        return self.save(image)
""",
    ),
    Case(
        "no annotation",
        before=r"""
    def predict(self, n):
        yield «"Starting"»
        yield self.text
""",
        after=r"""
    def predict(self, n):
        print("Starting", flush=True)
        return self.text
""",
    ),
    Case(
        "an alias of an annotation is left alone",
        before=r"""
    def predict(self, n: int) -> Output:
        yield «"Starting"»
        yield self.text
""",
        after=r"""
from typing import Iterator

from cog import BasePredictor

Output = Iterator[str]


class Predictor(BasePredictor):
    def predict(self, n: int) -> Output:
        print("Starting", flush=True)
        yield self.text
""",
        head=r"""
from typing import Iterator

from cog import BasePredictor

Output = Iterator[str]


class Predictor(BasePredictor):
""",
    ),
    Case(
        "a parameter that becomes something else",
        before=r"""
    def predict(self, image: Path) -> Iterator[Union[str, Path]]:
        yield «"Loading"»
        image = self.open(image)
        yield image
""",
        after=r"""
    def predict(self, image: Path) -> Path:
        print("Loading", flush=True)
        image = self.open(image)
        return image
""",
    ),
    Case(
        "a comment at the decorator",
        before=r'''
    @streaming  # send each token
    def predict(self, name: str) -> Iterator[str]:
        """Say ``Union`` and Iterator."""
        yield «"Loading"»
        yield "text \N{BULLET} of " + name
''',
        after=r'''
    # send each token
    def predict(self, name: str) -> str:
        """Say ``Union`` and Iterator."""
        print("Loading", flush=True)
        return "text \N{BULLET} of " + name
''',
    ),
]
