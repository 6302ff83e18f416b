"""Stand-in for torch: the names that the example projects use, over rows of plain numbers.

Here: tensors, dtypes, random seeds. No weights, and nothing of transformers or diffusers.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from standin_support import Weights, record_load, require_same_device

_Function = TypeVar("_Function", bound=Callable[..., object])

bfloat16 = "bfloat16"
float16 = "float16"

_seed = 0


def manual_seed(seed: int) -> None:
    """Set the seed that sampling without a generator uses."""
    global _seed
    _seed = seed


def initial_seed() -> int:
    """The seed set last."""
    return _seed


_inference = False


def is_inference_mode_enabled() -> bool:
    """Whether code runs in inference mode; there are no gradients here all the same."""
    return _inference


class inference_mode:  # noqa: N801 - torch's own spelling
    """A decorator of plain functions and a context manager; others are left as they are."""

    def __call__(self, function: _Function) -> _Function:
        @functools.wraps(function)
        def inside(*args: object, **kwargs: object) -> object:
            with self:
                return function(*args, **kwargs)

        if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
            return function
        return cast(_Function, inside)

    def __enter__(self) -> None:
        global _inference
        _inference = True

    def __exit__(self, *exception: object) -> None:
        global _inference
        _inference = False


class OptimizedModule:
    """What `compile` makes of a model: its first call compiles, the later ones do not."""

    def __init__(self, model: Weights) -> None:
        self._model = model
        self._is_compiled = False

    def __call__(self, text: str) -> str:
        if not self._is_compiled:
            record_load(f"compile {self._model.name}")
            self._is_compiled = True
        return self._model(text)


def compile(model: Weights) -> OptimizedModule:
    """The model, to be compiled when it is first called."""
    return OptimizedModule(model)


class cuda:  # noqa: N801 - a module in torch
    """There is no GPU here."""

    @staticmethod
    def is_available() -> bool:
        return False


class Generator:
    """A source of random numbers: its seed."""

    def __init__(self, device: str = "cpu") -> None:
        self.device = device
        self.seed = 0

    def manual_seed(self, seed: int) -> Generator:
        self.seed = seed
        return self


class Tensor:
    """Rows of numbers on a named device, with the arithmetic of a denoising loop."""

    def __init__(
        self, rows: Sequence[Sequence[float]], device: str = "cpu", dtype: str = "int64"
    ) -> None:
        self.rows = [list(row) for row in rows]
        self.device = device
        self.dtype = dtype

    @property
    def shape(self) -> tuple[int, int]:
        return (len(self.rows), len(self.rows[0]))

    def to(self, device: str) -> Tensor:
        return Tensor(self.rows, device, self.dtype)

    def chunk(self, count: int) -> list[Tensor]:
        size = len(self.rows) // count
        return [
            Tensor(self.rows[i * size : (i + 1) * size], self.device, self.dtype)
            for i in range(count)
        ]

    def __getitem__(self, index: int) -> list[float]:
        return self.rows[index]

    def __add__(self, other: Tensor) -> Tensor:
        return self._paired(other, lambda a, b: a + b)

    def __sub__(self, other: Tensor) -> Tensor:
        return self._paired(other, lambda a, b: a - b)

    def __rmul__(self, factor: float) -> Tensor:
        return self._each(lambda a: a * factor)

    def __truediv__(self, divisor: float) -> Tensor:
        return self._each(lambda a: a / divisor)

    def _paired(self, other: Tensor, operation: Callable[[float, float], float]) -> Tensor:
        require_same_device(self.device, other.device)
        rows = [
            [operation(a, b) for a, b in zip(left, right, strict=True)]
            for left, right in zip(self.rows, other.rows, strict=True)
        ]
        return Tensor(rows, self.device, self.dtype)

    def _each(self, operation: Callable[[float], float]) -> Tensor:
        return Tensor([[operation(a) for a in row] for row in self.rows], self.device, self.dtype)


def cat(tensors: Sequence[Tensor]) -> Tensor:
    """The rows of all the tensors, in one."""
    require_same_device(*(tensor.device for tensor in tensors))
    return Tensor(
        [row for tensor in tensors for row in tensor.rows], tensors[0].device, tensors[0].dtype
    )
