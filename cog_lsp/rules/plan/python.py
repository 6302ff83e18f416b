"""Plans that change Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.rules.plan.base import Plan, TitledPlan
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class MoveToSetup(Plan):
    """Move what ``call`` loads out of ``function`` into ``setup()`` of ``runner``, held on self.

    ``runner`` is the class that cog.yaml names, ``function`` the name of its method that holds the
    call. ``call`` covers the expression whose value is the loaded thing: the loader's own call, or
    the call of a helper or constructor that loads.
    """

    runner: str
    function: str
    call: Span


@dataclass(frozen=True, slots=True)
class Step:
    """One call on the way to some code: ``call`` stands in ``function`` of the file ``path``.

    ``function`` is a qualified name (``Predictor.predict``).
    """

    path: str
    function: str
    call: Span


@dataclass(frozen=True, slots=True)
class HoistToSetup(Plan):
    """Move what ``call`` loads out of ``function``, a function of a module, into ``setup()``.

    The function gets what was loaded as an argument. ``way`` leads to it: the call of it first, and
    last a call that stands in a method of ``runner``.
    """

    runner: str
    function: str
    call: Span
    way: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class LogProgress(Plan):
    """Report progress in the log instead of in the output of ``function``.

    ``function`` is the qualified name (``Predictor.predict``) of the function whose output holds
    it. ``items`` cover the values that are progress or status: each is the expression yielded, or
    the expression appended to the returned list. ``style`` says which way to report: ``print`` in
    the one form that Replicate's clients parse, or ``logging``.
    """

    function: str
    items: tuple[Span, ...]
    style: Literal["print", "logging"] = "print"


@dataclass(frozen=True, slots=True)
class ConfigureLogging(TitledPlan):
    """Configure logging at INFO behind the imports of the file at ``path``."""


@dataclass(frozen=True, slots=True)
class DeclareIterator(TitledPlan):
    """Put the return type at ``annotation`` into ``iterator[...]``, which is imported.

    ``iterator`` is ``Iterator`` or ``AsyncIterator``.
    """

    annotation: Span
    iterator: str


@dataclass(frozen=True, slots=True)
class Decorate(TitledPlan):
    """Put ``@module.decorator`` on the function whose name covers ``function``.

    ``decorator`` is what comes behind the module's name: ``inference_mode()``. It stands right
    above the ``def``, below any other.
    """

    function: Span
    module: str
    decorator: str


@dataclass(frozen=True, slots=True)
class RunOnThread(TitledPlan):
    """Let ``call``, which stands in an async function, run on a thread while that one waits.

    ``awaitable`` is what to call instead where the standard library has such a function
    (``asyncio.sleep``); then no thread is needed.
    """

    call: Span
    awaitable: str = ""


@dataclass(frozen=True, slots=True)
class ExtractInput(Plan):
    """Put the default of ``parameter`` of ``function`` (``Predictor.run``) into ``Input(...)``."""

    function: str
    parameter: str


@dataclass(frozen=True, slots=True)
class AddSetup(Plan):
    """Write an empty ``setup()`` into the class ``runner``, which has none."""

    runner: str


@dataclass(frozen=True, slots=True)
class AddKeyword(TitledPlan):
    """Give ``call`` the keyword argument ``name=value``, and import ``module`` for it.

    ``value`` is an expression as it is written. Refused where the call has such an argument, or
    unpacks a dictionary that may hold one.
    """

    call: Span
    name: str
    value: str
    module: str = ""


@dataclass(frozen=True, slots=True)
class RewriteCall(TitledPlan):
    """Call ``func`` instead, with ``keywords`` (name and value as written) behind the arguments.

    ``func`` is written as it stands here; its first part, a module, is imported. Refused where the
    call has one of the keywords.
    """

    call: Span
    func: str
    keywords: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeepOnSelf(Plan):
    """Keep the local variable ``name`` of ``function`` (``Predictor.setup``) on its object."""

    function: str
    name: str


@dataclass(frozen=True, slots=True)
class KeepLocal(Plan):
    """Keep the attribute ``name`` of its object in a local variable of ``function`` instead.

    Refused where anything else uses the attribute.
    """

    function: str
    name: str


@dataclass(frozen=True, slots=True)
class AddSeedInput(Plan):
    """Give ``function`` (``Predictor.predict``) an input ``seed``, and ``call`` a generator."""

    function: str
    call: Span


@dataclass(frozen=True, slots=True)
class KeepFolder(TitledPlan):
    """Make the temporary folder that the ``with`` statement ``block`` opens by ``mkdtemp()``."""

    block: Span


@dataclass(frozen=True, slots=True)
class DecoratorToWith(TitledPlan):
    """Put the body of ``function`` into a ``with`` block of what ``decorator`` makes instead."""

    function: str
    decorator: Span
