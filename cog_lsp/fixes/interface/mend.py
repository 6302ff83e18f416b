"""From a plan to its way of mending."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cog_lsp.fixes.interface import (
    choices,
    code,
    converted,
    declared,
    fields,
    imports,
    inputs,
    models,
    returned,
    strings,
)
from cog_lsp.fixes.interface.scene import BlockedError, Scene
from cog_lsp.fixes.result import Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import MendInterface
from cog_lsp.rules.plan.interface import Way

Mender = Callable[[Scene], Outcome]

MENDERS: Mapping[Way, Mender] = {
    Way.ABSOLUTE_IMPORT: imports.absolute_import,
    Way.ADD_METHOD: models.add_method,
    Way.ANNOTATE_PARAMETER: declared.annotate_parameter,
    Way.ANNOTATE_RETURN: returned.annotate_return,
    Way.CONCATENATE_STR: declared.concatenate_str,
    Way.DEFAULT_OF_FACTORY: inputs.default_of_factory,
    Way.DEFAULT_TO_NONE: models.default_to_none,
    Way.DROP_ARGUMENT: inputs.drop_argument,
    Way.DROP_REFUSED_ARGUMENT: inputs.drop_refused_argument,
    Way.ENUM_TO_CHOICES: choices.enum_to_choices,
    Way.FIELD_FACTORY: fields.field_factory,
    Way.IMPORT_INPUT: inputs.import_input,
    Way.ITERATOR_OUTPUT: declared.iterator_output,
    Way.KNOWN_KEYWORD: inputs.known_keyword,
    Way.LIST_OF_ANY: declared.list_of_any,
    Way.LITERAL_TO_CHOICES: choices.literal_to_choices,
    Way.MAKE_ASYNC: code.make_async,
    Way.MAKE_OPTIONAL: declared.make_optional,
    Way.NAME_DEFAULT: inputs.name_default,
    Way.NAME_ITSELF: declared.name_itself,
    Way.NAME_MAX: code.name_max,
    Way.ON_ONE_LINE: declared.on_one_line,
    Way.ONE_AT_A_TIME: code.one_at_a_time,
    Way.OUTPUT_NEVER_NONE: declared.output_never_none,
    Way.PATH_OF_COG: imports.path_of_cog,
    Way.PLAIN_FIELDS: fields.plain_fields,
    Way.PLAIN_STRING: strings.plain_string,
    Way.SECRET: converted.secret,
    Way.SWAP_BOUNDS: inputs.swap_bounds,
    Way.WRITE_OUT: inputs.write_out,
}


def mend_interface(project: Project, plan: MendInterface) -> Outcome:
    """The fix of the plan's problem in the plan's way, or why it cannot be made."""
    try:
        return MENDERS[plan.way](Scene(project, plan.problem))
    except BlockedError as error:
        return Refusal(plan.way.value, str(error))
