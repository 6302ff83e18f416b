"""Hovering over a suppression comment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cog_lsp.rules.registry import find_rule
from tests.protocol.client import STANDIN, RawClient, place, span
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start

LINE = "# cog-lsp: ignore[yaml-syntax, COG301] 😀 why\n"


def hover(client: RawClient, uri: str, line: int, character: int) -> Any:
    params = {"textDocument": {"uri": uri}, "position": place(line, character)}
    return client.request("textDocument/hover", params)


def test_a_rule_in_a_comment_is_explained(client: RawClient, project: Path) -> None:
    """Over a rule's name, by slug or code, in both languages: its page; elsewhere nothing."""
    rule = find_rule("yaml-syntax")
    assert rule is not None
    config = client.open(project / "cog.yaml", COG_YAML + LINE)
    predict = client.open(project / "predict.py", LINE + PREDICT)
    for uri, line in ((config, 3), (predict, 0)):
        shown = hover(client, uri, line, 20)
        assert shown["range"] == span(line, 18, 29)
        assert shown["contents"]["kind"] == "markdown"
        assert shown["contents"]["value"].startswith(f"**yaml-syntax** ([COG101]({rule.url}))")
        assert rule.page in shown["contents"]["value"]
        assert "python-syntax" in hover(client, uri, line, 33)["contents"]["value"]
        for elsewhere in (3, 42):
            assert hover(client, uri, line, elsewhere) is None
    assert hover(client, config, 1, 22) is None


def test_a_comment_with_one_rule_is_about_that_rule(client: RawClient, project: Path) -> None:
    """With one name in the comment, all of the comment speaks of it; an unknown one of nothing."""
    text = f"{COG_YAML}# cog-lsp: ignore[yaml-syntax] why\n# cog-lsp: ignore[nonsense]\n"
    uri = client.open(project / "cog.yaml", text)
    assert "yaml-syntax" in hover(client, uri, 3, 4)["contents"]["value"]
    assert hover(client, uri, 4, 20) is None


def test_a_client_without_markdown_gets_plain_text(start: Start, project: Path) -> None:
    """The same page, said to be plain text."""
    client = start(STANDIN)
    plain = {**FULL["textDocument"], "hover": {"contentFormat": ["plaintext"]}}
    client.initialize({**FULL, "textDocument": plain})
    uri = client.open(project / "cog.yaml", COG_YAML + LINE)
    shown = hover(client, uri, 3, 20)
    assert shown["contents"]["kind"] == "plaintext"
    assert shown["contents"]["value"].startswith("yaml-syntax (COG101 <http")
    assert client.shut_down() == 0
