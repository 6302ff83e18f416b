"""Edits of YAML text that keep comments, quotes, indentation and line endings.

Every function takes a :class:`YamlSource` and gives the text edits for it, or raises
:class:`CannotEditError` with the reason why they cannot be made without a loss.
"""

from __future__ import annotations

from cog_lsp.fixes.yaml_edit.commands import split_command, split_words
from cog_lsp.fixes.yaml_edit.deleting import delete_entry, delete_item, replace_entry
from cog_lsp.fixes.yaml_edit.inserting import New, NewScalar, append_item, insert_key
from cog_lsp.fixes.yaml_edit.moving import move_item, move_items
from cog_lsp.fixes.yaml_edit.relocating import move_entry
from cog_lsp.fixes.yaml_edit.rewriting import (
    list_to_mapping,
    mapping_to_list,
    quote_scalar,
    quote_text,
    rename_key,
    set_scalar,
    unwrap_item,
    wrap_in_list,
    wrap_in_mapping,
)
from cog_lsp.fixes.yaml_edit.source import CannotEditError, YamlSource

__all__ = [
    "CannotEditError",
    "New",
    "NewScalar",
    "YamlSource",
    "append_item",
    "delete_entry",
    "delete_item",
    "insert_key",
    "list_to_mapping",
    "mapping_to_list",
    "move_entry",
    "move_item",
    "move_items",
    "quote_scalar",
    "quote_text",
    "rename_key",
    "replace_entry",
    "set_scalar",
    "split_command",
    "split_words",
    "unwrap_item",
    "wrap_in_list",
    "wrap_in_mapping",
]
