"""Runs a predictor whose every library is unknown: each value remembers how it was made.

What a prediction returns is then a text that names all calls behind it, in-place changes included,
so two predictors that give the same texts compute the same thing from the same models.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

_IN_PLACE = ("to", "eval", "half", "cuda", "train", "load_state_dict", "update")
_IN_PLACE_PREFIXES = ("enable_", "set_", "load_lora", "save_")


class Symbol:
    """A value that is known only by the expression that made it, and by what was done to it."""

    def __init__(self, text: str, owner: Symbol | None = None, name: str = "") -> None:
        self.__dict__.update(text=text, state=[], owner=owner, name=name, parts={})

    def __repr__(self) -> str:
        state = ";".join(map(str, self.state))
        return f"{self.text}{{{state}}}" if state else str(self.text)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.parts.setdefault(name, Symbol(f"{self!r}.{name}", self, name))

    def __setattr__(self, name: str, value: object) -> None:
        self.state.append(f"{name}={value!r}")
        self.parts[name] = value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], FunctionType):
            return args[0]
        given = ", ".join([*map(_shown, args), *(f"{k}={_shown(v)}" for k, v in kwargs.items())])
        if self.owner is not None and (
            self.name in _IN_PLACE or self.name.startswith(_IN_PLACE_PREFIXES)
        ):
            done = f"{self.name}({given})"
            if done != "eval()" or done not in self.owner.state:
                self.owner.state.append(done)
            return self.owner
        return Symbol(f"{self!r}({given})")

    def __getitem__(self, key: object) -> Any:
        return self.parts.setdefault(repr(key), Symbol(f"{self!r}[{key!r}]"))

    def __setitem__(self, key: object, value: object) -> None:
        self.state.append(f"[{key!r}]={value!r}")
        self.parts[repr(key)] = value

    def __iter__(self) -> Iterator[Symbol]:
        return iter([Symbol(f"{self!r}#{number}") for number in range(2)])

    def __await__(self) -> Generator[None, None, Symbol]:
        yield from ()
        return self

    def __enter__(self) -> Symbol:
        return Symbol(f"enter({self!r})")

    def __exit__(self, *failure: object) -> None:
        return None

    def __contains__(self, item: object) -> bool:
        return True

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __gt__(self, other: object) -> bool:
        return repr(self) > repr(other)

    def __fspath__(self) -> str:
        return repr(self)

    def _operator(self, other: object) -> Symbol:
        return Symbol(f"({self!r}?{other!r})")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __or__ = __ror__ = _operator


@dataclass(slots=True)
class Outcome:
    """What three predictions gave, and how often the load ran in setup() and in them."""

    outputs: list[str] = field(default_factory=list)
    loads_in_setup: int = 0
    loads_in_predictions: int = 0


class _Counted(ast.NodeTransformer):
    """Counts every run of a call of one function."""

    def __init__(self, load: str) -> None:
        call = ast.parse(load, mode="eval").body
        call = call.value if isinstance(call, ast.Await) else call
        assert isinstance(call, ast.Call)
        self.callee = ast.dump(call.func)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        same = ast.dump(node.func) == self.callee
        self.generic_visit(node)
        return ast.Call(ast.Name("_count", ast.Load()), [node], []) if same else node


def run(text: str, runner: str, load: str) -> Outcome:
    """Run setup() and three predictions of ``runner``, counting the calls of ``load``'s callee."""
    counts = [0]

    def count(value: object) -> object:
        counts[0] += 1
        return value

    class Base:
        def setup(self) -> None:
            return None

    tree = ast.parse(text)
    unknown = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {*vars(builtins)}
    names: dict[str, Any] = {name: Symbol(name) for name in unknown}
    names.update(
        __builtins__={**vars(builtins), "__import__": _import},
        __name__="predict",
        _count=count,
        open=Symbol("open"),
        print=lambda *_: None,
        object=Base,
        **dict.fromkeys(("BasePredictor", "BaseRunner", "Base"), Base),
    )
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.bases:
            node.bases.append(ast.Name("Base", ast.Load()))
    tree = ast.fix_missing_locations(_Counted(load).visit(tree))
    exec(compile(tree, "predict.py", "exec", dont_inherit=True), names)
    predictor = names[runner]()
    outcome = Outcome()
    _finished(predictor.setup())
    outcome.loads_in_setup, counts[0] = counts[0], 0
    method = getattr(predictor, "run" if hasattr(predictor, "run") else "predict")
    for number in range(3):
        arguments = {
            name: _argument(name, parameter.annotation, number)
            for name, parameter in inspect.signature(method).parameters.items()
        }
        outcome.outputs.append(_shown(_finished(method(**arguments))))
    outcome.loads_in_predictions = counts[0]
    return outcome


def _import(name: str, *_: object) -> object:
    return asyncio if name == "asyncio" else Symbol(name.partition(".")[0])


def _shown(value: object) -> str:
    return value.__name__ if isinstance(value, FunctionType) else repr(value)


def _argument(name: str, annotation: object, number: int) -> object:
    if annotation is bool:
        return True
    if str(annotation).startswith("list"):
        return [Symbol(f"{name}{number}.{item}") for item in range(2)]
    return Symbol(f"{name}{number}")


def _finished(value: Any) -> Any:
    """The result of a call that may be a coroutine or a generator."""
    if inspect.iscoroutine(value):
        return asyncio.run(_awaited(value))
    return list(value) if inspect.isgenerator(value) else value


async def _awaited(value: Any) -> Any:
    return await value
