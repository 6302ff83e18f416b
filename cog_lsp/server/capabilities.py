"""What the client can do, asked once and kept as plain answers.

No handler looks into the client's capabilities: each question has a name in here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder, get_capability

from cog_lsp.text import Encoding

if TYPE_CHECKING:
    # This file is imported before initialize is answered, and that is not.
    from cog_lsp.fixes.result import Fix

_MARKDOWN = types.MarkupKind.Markdown


@dataclass(frozen=True, slots=True)
class ClientCaps:
    """The client's abilities, each false where it says nothing.

    ``position_encoding`` is the first of the client's list that we know, and utf-16 without one, as
    the protocol has it. Two are no part of it and stand in ``experimental.cogLsp``:
    ``shows_outcomes`` of a client that takes what a command has to show from its answer
    (docs/commands.md), and ``reopen_command``, which opens its list of completions again.
    """

    position_encoding: Encoding = "utf-16"
    pull_diagnostics: bool = False
    refresh_diagnostics: bool = False
    related_information: bool = False
    code_description: bool = False
    diagnostic_tags: frozenset[types.DiagnosticTag] = frozenset()
    action_literals: bool = False
    resolves_edits: bool = False
    disabled_actions: bool = False
    preferred_actions: bool = False
    document_changes: bool = False
    change_annotations: bool = False
    creates_files: bool = False
    renames_files: bool = False
    markdown_hover: bool = False
    snippets: bool = False
    markdown_completion: bool = False
    label_details: bool = False
    deprecated_completion: bool = False
    inserts_as_is: bool = False
    markdown_signature: bool = False
    label_offsets: bool = False
    definition_links: bool = False
    prepares_rename: bool = False
    symbol_trees: bool = False
    symbol_tags: bool = False
    link_tooltips: bool = False
    refresh_hints: bool = False
    refresh_lenses: bool = False
    apply_edit: bool = False
    shows_progress: bool = False
    shows_outcomes: bool = False
    reopen_command: str = ""
    configuration: bool = False
    registers_configuration: bool = False
    registers_watchers: bool = False
    relative_patterns: bool = False

    def obstacle(self, fix: Fix) -> str:
        """Why the client cannot make ``fix``, in words for its user; empty if it can."""
        if fix.creates and not self.creates_files:
            return "it creates a file, which this editor does not let a server do"
        if fix.renames and not self.renames_files:
            return "it renames a file, which this editor does not let a server do"
        return ""

    @classmethod
    def of(cls, client: types.ClientCapabilities) -> ClientCaps:
        """The abilities that ``client`` states."""

        def has(path: str) -> bool:
            return get_capability(client, path, False) is True

        def listed(path: str) -> list[Any]:
            return list(get_capability(client, path, None) or ())

        def diagnostic(name: str) -> bool:
            # Clients state these for push; that pull has them too is new in 3.18.
            return has(f"text_document.publish_diagnostics.{name}") or has(
                f"text_document.diagnostic.{name}"
            )

        tags = "tag_support.value_set"
        formats = listed("text_document.hover.content_format")
        document = client.text_document
        operations = listed("workspace.workspace_edit.resource_operations")
        return cls(
            position_encoding=_encoding(client),
            pull_diagnostics=document is not None and document.diagnostic is not None,
            refresh_diagnostics=has("workspace.diagnostics.refresh_support"),
            related_information=diagnostic("related_information"),
            code_description=diagnostic("code_description_support"),
            diagnostic_tags=frozenset(
                listed(f"text_document.publish_diagnostics.{tags}")
                + listed(f"text_document.diagnostic.{tags}")
            ),
            action_literals=get_capability(
                client, "text_document.code_action.code_action_literal_support", None
            )
            is not None,
            resolves_edits=has("text_document.code_action.data_support")
            and "edit" in listed("text_document.code_action.resolve_support.properties"),
            disabled_actions=has("text_document.code_action.disabled_support"),
            preferred_actions=has("text_document.code_action.is_preferred_support"),
            document_changes=has("workspace.workspace_edit.document_changes"),
            change_annotations=get_capability(
                client, "workspace.workspace_edit.change_annotation_support", None
            )
            is not None,
            creates_files=types.ResourceOperationKind.Create in operations,
            renames_files=types.ResourceOperationKind.Rename in operations,
            markdown_hover=_MARKDOWN in formats,
            **_completion(has, listed),
            **_places(has, listed),
            refresh_hints=has("workspace.inlay_hint.refresh_support"),
            refresh_lenses=has("workspace.code_lens.refresh_support"),
            apply_edit=has("workspace.apply_edit"),
            shows_progress=has("window.work_done_progress"),
            **_own(client.experimental),
            configuration=has("workspace.configuration"),
            registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
            registers_watchers=has("workspace.did_change_watched_files.dynamic_registration"),
            relative_patterns=has("workspace.did_change_watched_files.relative_pattern_support"),
        )


def _completion(has: Callable[[str], bool], listed: Callable[[str], list[Any]]) -> dict[str, Any]:
    item = "text_document.completion.completion_item"
    signature = "text_document.signature_help.signature_information"
    deprecated = types.CompletionItemTag.Deprecated in listed(f"{item}.tag_support.value_set")
    as_is = types.InsertTextMode.AsIs in listed(f"{item}.insert_text_mode_support.value_set")
    return {
        "snippets": has(f"{item}.snippet_support"),
        "markdown_completion": _MARKDOWN in listed(f"{item}.documentation_format"),
        "label_details": has(f"{item}.label_details_support"),
        "deprecated_completion": deprecated,
        "inserts_as_is": as_is,
        "markdown_signature": _MARKDOWN in listed(f"{signature}.documentation_format"),
        "label_offsets": has(f"{signature}.parameter_information.label_offset_support"),
    }


def _places(has: Callable[[str], bool], listed: Callable[[str], list[Any]]) -> dict[str, Any]:
    symbol = "text_document.document_symbol"
    return {
        "definition_links": has("text_document.definition.link_support"),
        "prepares_rename": has("text_document.rename.prepare_support"),
        "symbol_trees": has(f"{symbol}.hierarchical_document_symbol_support"),
        "symbol_tags": types.SymbolTag.Deprecated in listed(f"{symbol}.tag_support.value_set"),
        "link_tooltips": has("text_document.document_link.tooltip_support"),
    }


def _own(experimental: object) -> dict[str, Any]:
    own = experimental.get("cogLsp") if isinstance(experimental, Mapping) else None
    own = own if isinstance(own, Mapping) else {}
    reopen = own.get("reopenCommand")
    return {
        "shows_outcomes": own.get("outcomes") is True,
        "reopen_command": reopen if isinstance(reopen, str) else "",
    }


def _encoding(client: types.ClientCapabilities) -> Encoding:
    chosen = ServerCapabilitiesBuilder.choose_position_encoding(client)
    encodings: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
    return next((known for known in encodings if known == chosen), "utf-16")
