"""Plans that mend a predictor's interface."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from cog_lsp.rules.plan.base import Plan
from cog_lsp.text import Span

if TYPE_CHECKING:
    # The command line asks for severities, and must not wait for a parser.
    from cog_lsp.interface import Problem


class Way(Enum):
    """How a problem of an interface may be mended; the value is what a refused fix is called."""

    ABSOLUTE_IMPORT = "Import the module without the dot"
    ADD_METHOD = "Add the method"
    ANNOTATE_PARAMETER = "Add the type of the default"
    ANNOTATE_RETURN = "Add the return type"
    CONCATENATE_STR = "Make it a stream of `str`"
    DEFAULT_OF_FACTORY = "Write what the factory returns as the default"
    DEFAULT_TO_NONE = "Add the default `None`"
    DROP_ARGUMENT = "Remove the argument"
    DROP_REFUSED_ARGUMENT = "Remove the argument, check nothing"
    ENUM_TO_CHOICES = "Turn the values of the enumeration into choices"
    FIELD_FACTORY = "Create the default anew for each instance"
    IMPORT_INPUT = "Import `Input` from cog"
    ITERATOR_OUTPUT = "Write `Iterator[...]`"
    KNOWN_KEYWORD = "Write the keyword that was meant"
    LIST_OF_ANY = "Write the type of the elements"
    LITERAL_TO_CHOICES = "Turn its values into choices"
    MAKE_ASYNC = "Make the method `async`"
    MAKE_OPTIONAL = "Make the input optional"
    NAME_DEFAULT = "Write `default=`"
    NAME_ITSELF = "Use the original name"
    NAME_MAX = "Write `max=`"
    ON_ONE_LINE = "Write the type as Cog reads it"
    ONE_AT_A_TIME = "Remove `@concurrent`"
    OUTPUT_NEVER_NONE = "Remove `None` from the output"
    PATH_OF_COG = "Import `Path` from cog"
    PLAIN_FIELDS = "Write the fields without pydantic's `Field`"
    PLAIN_STRING = "Write one plain string"
    SECRET = "Make it a Secret"
    SWAP_BOUNDS = "Swap the bounds"
    WRITE_OUT = "Write the value itself"


@dataclass(frozen=True, slots=True)
class MendInterface(Plan):
    """Mend ``problem``, which begins in ``path``, in one ``way``."""

    problem: Problem
    way: Way


@dataclass(frozen=True, slots=True)
class UseCogModel(Plan):
    """Build the class called ``name`` on cog's BaseModel instead of pydantic's, ``base``."""

    name: str
    base: Span


@dataclass(frozen=True, slots=True)
class DropImport(Plan):
    """Delete the import of ``name`` from ``module``, and the filters of warnings that name it."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class FileToPath(Plan):
    """Take a ``Path`` instead of the deprecated ``File`` in the inputs of the file at ``path``."""


@dataclass(frozen=True, slots=True)
class UseNewBase(Plan):
    """Build a runner on ``BaseRunner`` instead of ``BasePredictor``, which stands at ``base``."""

    base: Span


@dataclass(frozen=True, slots=True)
class RecordMetrics(Plan):
    """Call ``self.record_metric`` in the file at ``path`` wherever it calls ``emit_metric``."""
