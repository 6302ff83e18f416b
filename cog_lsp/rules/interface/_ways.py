"""Which problems of an interface can be mended, and how: the way to prefer first."""

from __future__ import annotations

from collections.abc import Mapping

from cog_lsp.interface import Cause, Problem
from cog_lsp.rules.plan import MendInterface
from cog_lsp.rules.plan.interface import Way

WAYS: Mapping[Cause, tuple[Way, ...]] = {
    Cause.PARAMETER_UNTYPED: (Way.ANNOTATE_PARAMETER,),
    Cause.ANNOTATION_UNREADABLE: (Way.ON_ONE_LINE,),
    Cause.ALIAS_OF_TYPE: (Way.NAME_ITSELF,),
    Cause.ALIAS_OF_GENERIC: (Way.NAME_ITSELF,),
    Cause.TYPE_UNSUPPORTED: (Way.LITERAL_TO_CHOICES, Way.ENUM_TO_CHOICES),
    Cause.TYPE_UNRESOLVED: (Way.ENUM_TO_CHOICES,),
    Cause.LIST_BARE: (Way.LIST_OF_ANY,),
    Cause.UNION_CONSTRAINED: (Way.DROP_REFUSED_ARGUMENT,),
    Cause.DEFAULT_FACTORY: (Way.DEFAULT_OF_FACTORY,),
    Cause.CHOICES_NOT_STATIC: (Way.WRITE_OUT,),
    Cause.DEFAULT_NOT_STATIC: (Way.WRITE_OUT,),
    Cause.INPUT_NOT_RECOGNISED: (Way.IMPORT_INPUT,),
    Cause.ACCEPT_WITHOUT_FILE: (Way.DROP_ARGUMENT,),
    Cause.OUTPUT_UNREADABLE: (Way.ON_ONE_LINE,),
    Cause.OUTPUT_UNSUPPORTED: (Way.ITERATOR_OUTPUT,),
    Cause.OUTPUT_UNRESOLVED: (Way.CONCATENATE_STR,),
    Cause.RETURN_UNTYPED: (Way.ANNOTATE_RETURN,),
    Cause.OUTPUT_OPTIONAL: (Way.OUTPUT_NEVER_NONE,),
    Cause.CONCAT_NOT_STR: (Way.CONCATENATE_STR,),
    Cause.CONCURRENT_ARGUMENT: (Way.NAME_MAX,),
    Cause.CONCURRENT_NOT_ASYNC: (Way.ONE_AT_A_TIME, Way.MAKE_ASYNC),
    Cause.RELATIVE_IMPORT: (Way.ABSOLUTE_IMPORT,),
    Cause.INPUT_KEYWORD_UNKNOWN: (Way.KNOWN_KEYWORD,),
    Cause.DEFAULT_DROPPED: (Way.WRITE_OUT,),
    Cause.DEFAULT_NONE_REQUIRED: (Way.MAKE_OPTIONAL,),
    Cause.DEFAULT_POSITIONAL: (Way.NAME_DEFAULT,),
    Cause.KEYWORD_DROPPED: (Way.WRITE_OUT,),
    Cause.STRING_RAW: (Way.PLAIN_STRING,),
    Cause.CONSTRAINT_EMPTY: (Way.SWAP_BOUNDS,),
    Cause.CONSTRAINT_WITHOUT_EFFECT: (Way.DROP_ARGUMENT,),
    Cause.OPTIONAL_REQUIRED: (Way.DEFAULT_TO_NONE,),
    Cause.METHOD_MISSING: (Way.ADD_METHOD,),
    Cause.MODEL_DEFAULT_MUTABLE: (Way.FIELD_FACTORY,),
    Cause.FIELD_DEFAULT_DROPPED: (Way.PLAIN_FIELDS,),
    Cause.SECRET_AS_TEXT: (Way.SECRET,),
    Cause.PATHLIB_PATH: (Way.PATH_OF_COG,),
}


def ways_of(problem: Problem) -> tuple[MendInterface, ...]:
    """The plans that may mend ``problem``."""
    ways = WAYS.get(problem.cause, ())
    return tuple(MendInterface(problem.path, problem, way) for way in ways)
