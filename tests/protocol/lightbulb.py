"""What tests of code actions share: picking an entry, and making its edits as a client does."""

from __future__ import annotations

from typing import Any

from cog_lsp.text import LineIndex
from tests.protocol.conftest import COG_YAML

RESOLVE = "codeAction/resolve"
EVERY = f"{COG_YAML}# bad-safe\n# bad-unsafe\n# bad-refused\n# bad-suggest\n"


def titled(actions: list[Any], words: str) -> Any:
    (found,) = [action for action in actions if words in action["title"]]
    return found


def applied(text: str, edits: list[Any]) -> str:
    """``text`` after a client has made ``edits``."""
    lines = LineIndex(text)
    spans = [
        (
            lines.from_units(
                edit["range"]["start"]["line"], edit["range"]["start"]["character"], "utf-16"
            ),
            lines.from_units(
                edit["range"]["end"]["line"], edit["range"]["end"]["character"], "utf-16"
            ),
            edit["newText"],
        )
        for edit in edits
    ]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def changed(edit: Any, uri: str) -> list[Any]:
    (document,) = [one for one in edit["documentChanges"] if one["textDocument"]["uri"] == uri]
    return list(document["edits"])
