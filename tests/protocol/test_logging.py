"""What the client hears of our log: as much as it asks for, and never in circles."""

from __future__ import annotations

from pathlib import Path

from tests.protocol.client import STANDIN
from tests.protocol.conftest import COG_YAML, FULL, Start

LOG = "window/logMessage"


def test_the_log_follows_the_trace_value(start: Start, project: Path) -> None:
    """Off: warnings. Verbose: details. Never payloads, of which each line would be another."""
    client = start(STANDIN)
    client.initialize(FULL, trace="off")
    uri = client.open(project / "cog.yaml", f"{COG_YAML}# bad-safe\n")
    client.settle(uri)
    assert client.sent(LOG) == []
    client.change("file:///not/open", "x")
    client.settle(uri)
    (warning,) = client.sent(LOG)
    assert warning["type"] == 2
    assert "not open" in warning["message"]
    client.notify("$/setTrace", {"value": "verbose"})
    for count in range(20):
        client.change(uri, f"{COG_YAML}# bad-safe {count}\n")
        client.settle(uri)
    heard = client.sent(LOG)
    assert len(heard) < 45
    assert not [told for told in heard if "jsonrpc" in told["message"]]
    client.notify("$/setTrace", {"value": "off"})
    client.settle(uri)
    quiet = len(client.sent(LOG))
    client.change(uri, COG_YAML)
    client.settle(uri)
    assert len(client.sent(LOG)) == quiet
    assert client.shut_down() == 0
    # Nor does stderr have payloads: pygls would write each one there.
    assert "bad-safe" not in client.stderr
