"""What may be typed next."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.completion.config_keys import config_key_items
from cog_lsp.features.completion.config_targets import target_items
from cog_lsp.features.completion.config_values import config_value_items
from cog_lsp.features.completion.directives import directive_items
from cog_lsp.features.completion.hardware import hardware_items
from cog_lsp.features.completion.input_keywords import input_keyword_items
from cog_lsp.features.completion.item import Completion, CompletionKind, choice, escaped, stop
from cog_lsp.features.gather import Gathered, gather
from cog_lsp.project import Project

__all__ = ["Completion", "CompletionKind", "choice", "completions", "escaped", "stop"]

Provider = Callable[[Project, str, int], Iterable[Completion]]

PROVIDERS: tuple[Provider, ...] = (
    config_key_items,
    config_value_items,
    target_items,
    directive_items,
    hardware_items,
    input_keyword_items,
)


def completions(project: Project, path: str, offset: int) -> Gathered[Completion]:
    """The entries for the cursor at ``offset`` of ``path``, the first to be shown first.

    The text is the one in ``project.documents``; while cog.yaml does not parse, ``project.config``
    is the last one that did. Providers take places from the text alone, facts from both.

    What a YAML server says too is left to it, as far as the settings say so.
    """
    found = gather(PROVIDERS, project, path, offset)
    wanted = [item for item in found.items if project.settings.answers_for_schema or not item.plain]
    return Gathered(tuple(sorted(wanted, key=lambda item: item.rank)), found.faults)
