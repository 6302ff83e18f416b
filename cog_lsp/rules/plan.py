"""Plans: the ways to mend a finding, as small frozen values that ``fixes`` knows how to carry out.

A rule makes a plan without knowing what the edit will look like, so that nothing is computed until
somebody asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Plan:
    """The base of all plans: what is common is only that ``path`` is the file they begin in."""

    path: str


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
class DeclareHardware(Plan):
    """Write the directive that declares ``sku`` as the tier into cog.yaml (``path``).

    ``fits`` says that the model is known to fit; a tier that is only one of many is offered, and
    never taken without being chosen.
    """

    sku: str
    fits: bool = True


@dataclass(frozen=True, slots=True)
class ShowHardwareCommand(Plan):
    """Show the command and the request that set ``sku`` on Replicate; changes no file."""

    sku: str


@dataclass(frozen=True, slots=True)
class Suppress(Plan):
    """Silence ``rule`` for the line of ``span`` by a comment."""

    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class DeleteText(Plan):
    """Delete ``span``; ``title`` tells the reader what goes, ``safe`` that nothing changes."""

    span: Span
    title: str
    safe: bool = True
