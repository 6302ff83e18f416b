r"""Plans that change cog.yaml (``path``) so that comments, quoting and layout stay.

A place is named by the span of the node as the tree has it: ``entry.key.span`` for an entry of a
mapping, ``node.span`` for a value or an item of a list. ``keys`` names a place that may not be
there yet by its keys from the root: ``("build", "system_packages")``.

Cog reads a scalar for a string as its source text, so ``text=True`` (the default of every plan that
writes a value) means only that other YAML readers shall see a string too: quotes are put where the
plain form would be a number, a truth or no scalar at all. ``text=False`` writes the value plain.
"""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.rules.plan.base import TitledPlan
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class QuoteScalar(TitledPlan):
    """Put the scalar at ``span`` in quotes, of the kind that the file uses: ``3.10`` → ``"3.10"``.

    Its value becomes its source text.
    """

    span: Span


@dataclass(frozen=True, slots=True)
class QuoteText(TitledPlan):
    """Put what stands at ``span`` in quotes, whatever YAML takes it for: ``- a "b: c"``."""

    span: Span


@dataclass(frozen=True, slots=True)
class SetScalar(TitledPlan):
    """Write ``value`` in place of the scalar at ``span``, quoted as that one is if it is text.

    ``text=False`` turns ``"true"`` into ``true`` and ``"4"`` into ``4``. An empty value
    (``key:``) is filled in.
    """

    span: Span
    value: str
    text: bool = True


@dataclass(frozen=True, slots=True)
class RenameKey(TitledPlan):
    """Call the entry whose key is at ``key`` ``name``. Refused where the mapping has that key."""

    key: Span
    name: str


@dataclass(frozen=True, slots=True)
class MoveEntry(TitledPlan):
    """Move the entry whose key is at ``key``, value and comments with it, into ``target``.

    ``target`` is the mapping at these keys from the root, which is made if it is not there; ``()``
    is the root itself. Refused where that mapping has the key already.
    """

    key: Span
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeleteEntry(TitledPlan):
    """Delete the entry whose key is at ``key``, its value with it.

    Its comments stay: those above it where they are, those beside it on a line of their own. The
    last entry of a mapping takes the mapping's own key with it, but for the root's.
    """

    key: Span


@dataclass(frozen=True, slots=True)
class EntryToDirective(TitledPlan):
    """Write the comment ``# cog-lsp: directive`` in place of the entry whose key is at ``key``."""

    key: Span
    directive: str


@dataclass(frozen=True, slots=True)
class DeleteItem(TitledPlan):
    """Delete the list item whose value is at ``item``; the last one takes the list's key with it.

    Comments stay as :class:`DeleteEntry` says.
    """

    item: Span


@dataclass(frozen=True, slots=True)
class InsertKey(TitledPlan):
    """Write ``value`` at ``keys``, whose last one is not there yet; missing mappings are made.

    The new key goes where Cog's documentation has it among its siblings, in their indentation.
    """

    keys: tuple[str, ...]
    value: str
    text: bool = True


@dataclass(frozen=True, slots=True)
class AppendItem(TitledPlan):
    """Add ``value`` as the last item of the list at ``keys``; a list that is not there is made.

    ``AppendItem(path, ("build", "system_packages"), "git")`` installs git.
    """

    keys: tuple[str, ...]
    value: str
    text: bool = True


@dataclass(frozen=True, slots=True)
class WrapInList(TitledPlan):
    """Make the value at ``span`` the one item of a list: ``ffmpeg`` → ``- ffmpeg``."""

    span: Span


@dataclass(frozen=True, slots=True)
class UnwrapItem(TitledPlan):
    """Make the one item of the list at ``span`` the value: ``[a.py:A]`` → ``a.py:A``."""

    span: Span


@dataclass(frozen=True, slots=True)
class WrapInMapping(TitledPlan):
    """Make the value at ``span`` the value of ``key``: ``hf://a/b`` → ``uri: hf://a/b``."""

    span: Span
    key: str


@dataclass(frozen=True, slots=True)
class MappingToList(TitledPlan):
    """Write the mapping at ``span`` as a list of ``K=v``, or as one such item within a list.

    For ``environment``: ``{A: b}`` becomes ``- A=b``, and the item ``- A: b`` becomes ``- A=b``.
    Refused where a value is neither a scalar nor empty.
    """

    span: Span


@dataclass(frozen=True, slots=True)
class ListToMapping(TitledPlan):
    """Write the list at ``span``, of one-key mappings or of ``K=v``, as one mapping.

    Refused where a key would come twice.
    """

    span: Span


@dataclass(frozen=True, slots=True)
class MoveItems(TitledPlan):
    """Move all items of the list at ``keys``, comments with them, to the end of ``target``.

    Both are keys from the root; ``target`` is made if it is not there, and ``keys`` goes. For
    ``pre_install`` → ``run``: that is where Cog runs them already.
    """

    keys: tuple[str, ...]
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveItem(TitledPlan):
    """Move the list item at ``item`` to the end of the list ``target``, and write it as ``value``.

    ``target`` is the name of a key beside the item's own list: the weights' ``!x`` of ``include``
    becomes ``x`` of ``exclude``. A list that is not there is made.
    """

    item: Span
    target: str
    value: str


@dataclass(frozen=True, slots=True)
class SplitCommand(TitledPlan):
    """Write the command of several lines at ``span`` as one item a line, in its list.

    ``joined`` makes it one line instead, its parts joined by `` && ``, so that a later part keeps
    the folder and the variables of an earlier one. Refused where a line goes on in the next (a
    backslash, an open quote, ``if``, ``for``, a here-document).
    """

    span: Span
    joined: bool = False


@dataclass(frozen=True, slots=True)
class SplitWords(TitledPlan):
    """Write each word of the list item at ``span`` as an item of its own: ``- a b`` → ``- a``…"""

    span: Span


@dataclass(frozen=True, slots=True)
class CommandToPackages(TitledPlan):
    """Delete the command at ``item`` of ``build.run``, and list ``packages`` for apt instead.

    They go to the end of ``build.system_packages``, those that are not in it yet.
    """

    item: Span
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConcurrencyToDecorator(TitledPlan):
    """Move ``concurrency.max`` of cog.yaml to ``@cog.concurrent(max=N)`` on the async method.

    Refused where the method is not async or cannot be found, or the number is none.
    """


@dataclass(frozen=True, slots=True)
class EnvironmentToCode(TitledPlan):
    """Move the item ``NAME=value`` of ``environment`` to ``os.environ.setdefault(...)`` in code.

    ``item`` is the item's span. The call stands before the first import that is not of the standard
    library, in each file that cog.yaml names. Refused where that code sets the variable already, or
    quotes and variables in the value would mean another thing there.
    """

    item: Span
    name: str
    value: str
