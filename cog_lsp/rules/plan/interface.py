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

    ABSOLUTE_IMPORT = "Import the module by its own name"
    ADD_METHOD = "Add the method"
    ANNOTATE_PARAMETER = "Add the type of the default"
    ANNOTATE_RETURN = "Add the type that is returned"
    CONCATENATE_STR = "Let the stream be one of `str`"
    DEFAULT_OF_FACTORY = "Write what the factory makes as the default"
    DEFAULT_TO_NONE = "Let it be `None` without being sent"
    DROP_ARGUMENT = "Remove the argument"
    DROP_REFUSED_ARGUMENT = "Remove the argument, check nothing"
    ENUM_TO_CHOICES = "Make the values of the enumeration the choices"
    FIELD_FACTORY = "Make the default anew for each"
    IMPORT_INPUT = "Import `Input` and call it by its name"
    ITERATOR_OUTPUT = "Say `Iterator[...]`"
    KNOWN_KEYWORD = "Write the keyword that was meant"
    LIST_OF_ANY = "Say what is in the list"
    LITERAL_TO_CHOICES = "Make its values the choices"
    MAKE_ASYNC = "Make the method `async`"
    MAKE_OPTIONAL = "Make the input optional"
    NAME_DEFAULT = "Write `default=`"
    NAME_ITSELF = "Write the name that was imported"
    NAME_MAX = "Write `max=`"
    ON_ONE_LINE = "Write the type as Cog reads it"
    ONE_AT_A_TIME = "Remove `@concurrent`"
    OUTPUT_NEVER_NONE = "Take `None` out of the output"
    PATH_OF_COG = "Import `Path` from cog"
    PLAIN_FIELDS = "Write the fields without pydantic's `Field`"
    PLAIN_STRING = "Write one plain string"
    SECRET = "Take it as a Secret"
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
