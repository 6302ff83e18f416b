"""What can be said of a predictor's interface, one cause each, and what Cog does about it.

A :class:`Cause` is finer than Cog's own kinds of error, so that a message can say what is wrong
and a fix can tell what to do; ``error`` is the kind that Cog itself reports.
"""

from __future__ import annotations

from enum import Enum


class CogError(Enum):
    """The kinds of error of Cog's static analyser (``pkg/schema/errors.go``) that it ever raises.

    ``NONE`` is an error without a kind: what Cog's JSON writer cannot write.
    """

    NONE = ""
    PARSE = "ErrParse"
    PREDICTOR_NOT_FOUND = "ErrPredictorNotFound"
    METHOD_NOT_FOUND = "ErrMethodNotFound"
    MISSING_RETURN_TYPE = "ErrMissingReturnType"
    MISSING_TYPE_ANNOTATION = "ErrMissingTypeAnnotation"
    UNSUPPORTED_TYPE = "ErrUnsupportedType"
    DEFAULT_FACTORY = "ErrDefaultFactoryNotSupported"
    OPTIONAL_OUTPUT = "ErrOptionalOutput"
    CONCAT_NOT_STR = "ErrConcatIteratorNotStr"
    CHOICES_NOT_RESOLVABLE = "ErrChoicesNotResolvable"
    DEFAULT_NOT_RESOLVABLE = "ErrDefaultNotResolvable"
    UNRESOLVABLE_TYPE = "ErrUnresolvableType"
    ACCEPT_ON_NON_FILE = "ErrAcceptOnNonFileType"


class Stage(Enum):
    """When Cog notices, if it does.

    ``READ``: the static analyser stops, and the build with it. ``DOCUMENT``: the analyser is
    content, but the OpenAPI document that it writes is not valid, and the build stops. ``START``:
    the image is built and the container fails when it loads the model. ``SILENT``: nobody says
    anything, and something is not as written.
    """

    READ = "read"
    DOCUMENT = "document"
    START = "start"
    SILENT = "silent"


class Cause(Enum):
    """One thing that can be wrong or surprising; see the value for its id, stage and Cog's kind."""

    # Finding the target.
    TARGET_MISSING = ("target-missing", CogError.PREDICTOR_NOT_FOUND)
    METHOD_MISSING = ("method-missing", CogError.METHOD_NOT_FOUND)
    # Parameters.
    PARAMETER_UNTYPED = ("parameter-untyped", CogError.MISSING_TYPE_ANNOTATION)
    STAR_PARAMETER_TYPED = ("star-parameter-typed", CogError.PARSE)
    # The types of inputs.
    ANNOTATION_UNREADABLE = ("annotation-unreadable", CogError.UNSUPPORTED_TYPE)
    TYPE_UNSUPPORTED = ("type-unsupported", CogError.UNSUPPORTED_TYPE)
    TYPE_UNRESOLVED = ("type-unresolved", CogError.UNRESOLVABLE_TYPE)
    LIST_BARE = ("list-bare", CogError.UNRESOLVABLE_TYPE)
    TYPE_ARGUMENTS = ("type-arguments", CogError.UNSUPPORTED_TYPE)
    LIST_ELEMENT = ("list-element", CogError.UNSUPPORTED_TYPE)
    UNION_NESTED = ("union-nested", CogError.UNSUPPORTED_TYPE)
    UNION_EMPTY = ("union-empty", CogError.UNSUPPORTED_TYPE)
    UNION_VARIANT = ("union-variant", CogError.UNSUPPORTED_TYPE)
    UNION_CONSTRAINED = ("union-constrained", CogError.UNSUPPORTED_TYPE)
    # Other names for a type, in inputs and outputs.
    ALIAS_OF_TYPE = ("alias-of-type", CogError.UNRESOLVABLE_TYPE)
    ALIAS_OF_GENERIC = ("alias-of-generic", CogError.UNSUPPORTED_TYPE)
    # Defaults and Input().
    DEFAULT_FACTORY = ("default-factory", CogError.DEFAULT_FACTORY)
    CHOICES_NOT_STATIC = ("choices-not-static", CogError.CHOICES_NOT_RESOLVABLE)
    DEFAULT_NOT_STATIC = ("default-not-static", CogError.DEFAULT_NOT_RESOLVABLE)
    INPUT_NOT_RECOGNISED = ("input-not-recognised", CogError.DEFAULT_NOT_RESOLVABLE)
    ACCEPT_WITHOUT_FILE = ("accept-without-file", CogError.ACCEPT_ON_NON_FILE)
    BOUND_NOT_FINITE = ("bound-not-finite", CogError.NONE)
    # The output.
    RETURN_UNTYPED = ("return-untyped", CogError.MISSING_RETURN_TYPE)
    OUTPUT_OPTIONAL = ("output-optional", CogError.OPTIONAL_OUTPUT)
    OUTPUT_UNREADABLE = ("output-unreadable", CogError.UNSUPPORTED_TYPE)
    OUTPUT_UNSUPPORTED = ("output-unsupported", CogError.UNSUPPORTED_TYPE)
    OUTPUT_UNRESOLVED = ("output-unresolved", CogError.UNRESOLVABLE_TYPE)
    OUTPUT_ARGUMENTS = ("output-arguments", CogError.UNSUPPORTED_TYPE)
    OUTPUT_UNION = ("output-union", CogError.UNSUPPORTED_TYPE)
    CONCAT_NOT_STR = ("concat-not-str", CogError.CONCAT_NOT_STR)
    CONCAT_NOT_SIMPLE = ("concat-not-simple", CogError.UNSUPPORTED_TYPE)
    # Decorators.
    STREAMING_WITHOUT_ITERATOR = ("streaming-without-iterator", CogError.UNSUPPORTED_TYPE)
    CONCURRENT_ARGUMENT = ("concurrent-argument", CogError.UNSUPPORTED_TYPE)
    CONCURRENT_NOT_ASYNC = ("concurrent-not-async", CogError.UNSUPPORTED_TYPE)
    # The OpenAPI document.
    DEFAULT_INVALID = ("default-invalid", Stage.DOCUMENT)
    REGEX_NOT_RE2 = ("regex-not-re2", Stage.DOCUMENT)
    COMPONENT_NAME = ("component-name", Stage.DOCUMENT)
    COMPONENT_TAKEN = ("component-taken", Stage.DOCUMENT)
    # What fails only in the container.
    RUN_AND_PREDICT = ("run-and-predict", Stage.START)
    METHOD_AFTER_BASE = ("method-after-base", Stage.START)
    TRAIN_CLASS_WITHOUT_RUN = ("train-class-without-run", Stage.START)
    SETUP_PARAMETER = ("setup-parameter", Stage.START)
    RELATIVE_IMPORT = ("relative-import", Stage.START)
    REF_NAME_ABSENT = ("ref-name-absent", Stage.START)
    INPUT_KEYWORD_UNKNOWN = ("input-keyword-unknown", Stage.START)
    INPUT_POSITIONALS = ("input-positionals", Stage.START)
    MODEL_DEFAULT_MUTABLE = ("model-default-mutable", Stage.START)
    MODEL_FIELD_ORDER = ("model-field-order", Stage.START)
    MODEL_BASES = ("model-bases", Stage.START)
    STREAMING_ARGUMENT = ("streaming-argument", Stage.START)
    # What nobody says.
    PARAMETER_DROPPED = ("parameter-dropped", Stage.SILENT)
    DEFAULT_DROPPED = ("default-dropped", Stage.SILENT)
    OPTIONAL_REQUIRED = ("optional-required", Stage.SILENT)
    DEFAULT_NONE_REQUIRED = ("default-none-required", Stage.SILENT)
    DEFAULT_POSITIONAL = ("default-positional", Stage.SILENT)
    KEYWORD_DROPPED = ("keyword-dropped", Stage.SILENT)
    ELEMENTS_DROPPED = ("elements-dropped", Stage.SILENT)
    CHOICES_EMPTIED = ("choices-emptied", Stage.SILENT)
    STRING_RAW = ("string-raw", Stage.SILENT)
    LENGTH_CHANGED = ("length-changed", Stage.SILENT)
    CONSTRAINT_WITHOUT_EFFECT = ("constraint-without-effect", Stage.SILENT)
    CONSTRAINT_EMPTY = ("constraint-empty", Stage.SILENT)
    CHOICES_OF_OTHER_TYPE = ("choices-of-other-type", Stage.SILENT)
    CHOICES_ON_LIST = ("choices-on-list", Stage.SILENT)
    FIELD_DROPPED = ("field-dropped", Stage.SILENT)
    FIELD_DEFAULT_DROPPED = ("field-default-dropped", Stage.SILENT)
    SECRET_AS_TEXT = ("secret-as-text", Stage.SILENT)
    SECRET_LIST = ("secret-list", Stage.SILENT)
    PATHLIB_PATH = ("pathlib-path", Stage.SILENT)
    COMPONENT_REPLACED = ("component-replaced", Stage.SILENT)

    def __init__(self, id_: str, origin: CogError | Stage) -> None:
        self.id = id_
        self.stage = origin if isinstance(origin, Stage) else Stage.READ
        self.error = origin if isinstance(origin, CogError) else None

    @property
    def stops_build(self) -> bool:
        """Whether ``cog build`` fails."""
        return self.stage in (Stage.READ, Stage.DOCUMENT)
