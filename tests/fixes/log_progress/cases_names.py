"""Names of types and the imports that bring them."""

from __future__ import annotations

from .support import Case

CASES = [
    Case(
        "a class of the file, quoted",
        before=r"""
    def predict(self, image: Path) -> "Iterator[str | Output]":
        yield «"Starting"»
        yield Output(score=1.0)
""",
        after=r"""
from cog import BaseModel, BasePredictor, Path


class Output(BaseModel):
    score: float


class Predictor(BasePredictor):
    def predict(self, image: Path) -> "Output":
        print("Starting", flush=True)
        return Output(score=1.0)
""",
        head=r"""
from typing import Iterator

from cog import BaseModel, BasePredictor, Path


class Output(BaseModel):
    score: float


class Predictor(BasePredictor):
""",
    ),
    Case(
        "generator annotation",
        before=r"""
    def predict(self, n: int) -> Generator[str, None, None]:
        for i in range(n):
            yield «f"{i}/{n}"»
        yield f"{n} done"
""",
        after=r"""
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, n: int) -> str:
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n}",
                flush=True,
            )
        return f"{n} done"
""",
        head=r"""
from typing import Generator

from cog import BasePredictor


class Predictor(BasePredictor):
""",
    ),
    Case(
        "an aliased path is spelled as Cog reads it",
        before=r"""
    def predict(self, n: int) -> typing.Iterator[str]:
        yield «"Starting"»
        yield P("/tmp/out.png")
""",
        after=r"""
from pathlib import Path as P

import cog
from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, n: int) -> Path:
        print("Starting", flush=True)
        return P("/tmp/out.png")
""",
        head=r"""
import typing
from pathlib import Path as P

import cog
from cog import BasePredictor


class Predictor(BasePredictor):
""",
    ),
    Case(
        "qualified names",
        before=r"""
    def predict(self, n: int) -> cog.ConcatenateIterator[str]:
        yield «"Starting"»
        yield cog.Path("/tmp/out.png")
""",
        after=r"""
import cog


class Predictor(cog.BasePredictor):
    def predict(self, n: int) -> cog.Path:
        print("Starting", flush=True)
        return cog.Path("/tmp/out.png")
""",
        head=r"""
import cog


class Predictor(cog.BasePredictor):
""",
    ),
    Case(
        "imports over several lines",
        before=r"""
    def predict(self, name: str) -> Iterator[Union[str, Path]]:
        yield «"Loading"»
        yield Path(name)
""",
        after=r"""
from typing import (
    List,
)

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    tags: List[str] = []

    def predict(self, name: str) -> Path:
        print("Loading", flush=True)
        return Path(name)
""",
        head=r"""
from typing import (
    Iterator,
    List,
    Union,
)

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    tags: List[str] = []

""",
    ),
    Case(
        "a comment beside an import keeps it",
        before=r"""
    def predict(self, name: str) -> Iterator[str]:
        yield «"Loading"»
        yield Path(name)
""",
        after=r"""
from typing import Iterator  # a stream
from typing import (  # more
    Any,
    Union,  # of two
)

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, name: str) -> Path:
        print("Loading", flush=True)
        return Path(name)
""",
        head=r"""
from typing import Iterator  # a stream
from typing import (  # more
    Any,
    Union,  # of two
)

from cog import BasePredictor, Path


class Predictor(BasePredictor):
""",
    ),
    Case(
        "an import that is used elsewhere stays",
        before=r"""
    def other(self) -> "Iterator[str]":
        return iter(())

    def predict(self, name: str) -> Iterator[str]:
        yield «"Loading"»
        yield Path(name)
""",
        after=r"""
    def other(self) -> "Iterator[str]":
        return iter(())

    def predict(self, name: str) -> Path:
        print("Loading", flush=True)
        return Path(name)
""",
    ),
]
