"""Refactorings in the lightbulb: at their place, of the kind that is asked for, and made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.protocol.client import RawClient, ServerError, span
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start, Writer, without
from tests.protocol.lightbulb import RESOLVE, applied, changed, titled

LINE = 3
SETUP = "Add `setup()`"
RESOLVING = FULL
COMPLETE = without(FULL, "textDocument.codeAction.resolveSupport")


@pytest.mark.parametrize("capabilities", [RESOLVING, COMPLETE], ids=["resolving", "complete"])
def test_a_refactoring_is_offered_where_it_is_about(
    start: Start, write: Writer, capabilities: dict[str, Any]
) -> None:
    client: RawClient = start()
    client.initialize(capabilities)
    uri = client.open(write({"cog.yaml": COG_YAML, "predict.py": PREDICT}) / "predict.py")
    here = span(LINE, 8, 8)
    action = titled(client.actions(uri, at=here), SETUP)
    assert action["kind"] == "refactor.rewrite"
    assert titled(client.actions(uri, at=here, only=["refactor"]), SETUP)
    for elsewhere, only in (
        (here, ["quickfix"]),
        (here, ["source"]),
        (span(0, 0, 0), ["refactor"]),
    ):
        found = client.actions(uri, at=elsewhere, only=only)
        assert not [one for one in found if SETUP in one["title"]]
    if "edit" not in action:
        action = client.request(RESOLVE, action)
    text = applied(PREDICT, changed(action["edit"], uri))
    assert "    def setup(self) -> None:\n" in text
    client.change(uri, text)
    assert not [one for one in client.actions(uri, at=here) if SETUP in one["title"]]


def test_a_refactoring_of_what_is_gone_is_refused(start: Start, write: Writer) -> None:
    client: RawClient = start()
    client.initialize(RESOLVING)
    uri = client.open(write({"cog.yaml": COG_YAML, "predict.py": PREDICT}) / "predict.py")
    action = titled(client.actions(uri, at=span(LINE, 8, 8)), SETUP)
    client.change(uri, "x = 1\n")
    with pytest.raises(ServerError, match="no longer there"):
        client.request(RESOLVE, action)
