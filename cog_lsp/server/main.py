"""Starting the server: the one function that the command line calls.

Nothing heavy is imported before the pipes are taken, so no import can print into the protocol.
"""

from __future__ import annotations

import gc
import os
import sys

from cog_lsp.server.stdio import claim_stdio

PARENT_POLL_SECONDS = 10.0
_SWITCH_SECONDS = 0.001
"""How long a check may keep the interpreter while a keystroke waits for it, several times over."""


def serve(parent_poll_seconds: float = PARENT_POLL_SECONDS) -> int:
    """Speak the protocol on stdin and stdout until the client ends it.

    Returns the exit code that the protocol asks for: 0 when the client asked to shut down before it
    left, 1 otherwise. ``parent_poll_seconds`` is how often to look whether the client still lives.
    """
    source, sink = claim_stdio()

    # The protocol's types are some 500 classes that stay for good: nothing to collect in them.
    gc.disable()
    from cog_lsp.server.handlers import make_server

    gc.freeze()
    gc.enable()
    sys.setswitchinterval(_SWITCH_SECONDS)
    server = make_server(parent_poll_seconds)
    # pygls wants a file and uses no more of it than an outlet has.
    server.start_io(source, sink)  # type: ignore[arg-type]
    code = 0 if server.was_shut_down else 1
    if not server.stop():
        # A worker is stuck in a library; waiting for it would keep the editor from closing.
        sys.stderr.flush()
        os._exit(code)
    return code
