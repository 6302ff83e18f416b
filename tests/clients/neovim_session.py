"""A running Neovim, at whose keyboard a test sits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.clients.examples import EDITORS

NVIM = Path(sys.executable).with_name("nvim")
SETUP = Path(__file__).with_suffix(".lua")
SECONDS = 30.0


class Neovim:
    """One editor with ``file`` open in it; keys go in, and what it shows is asked for."""

    def __init__(self, file: Path, scratch: Path) -> None:
        self._socket = scratch / "nvim.sock"
        environment = {
            **os.environ,
            "COG_LSP_EDITORS": str(EDITORS),
            "COG_LSP_SERVER": json.dumps([sys.executable, "-m", "cog_lsp", "server"]),
            **{
                f"XDG_{kind}_HOME": str(scratch / kind.lower())
                for kind in ("CONFIG", "DATA", "STATE", "CACHE")
            },
        }
        self._process = subprocess.Popen(
            [
                *(str(NVIM), "--clean", "--headless", "--listen", str(self._socket)),
                *("-c", f"luafile {SETUP}", "-c", f"edit {file}"),
            ],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.until(self._socket.exists)
        self.until(lambda: self.lua("CogAttached()"))

    def type(self, keys: str) -> None:
        """Press ``keys``, in Vim's notation."""
        self._remote("--remote-send", keys)

    def ask(self, expression: str) -> Any:
        """The value of a Vim expression."""
        return json.loads(self._remote("--remote-expr", f"json_encode({expression})"))

    def lua(self, expression: str) -> Any:
        """The value of a Lua expression."""
        return self.ask(f"luaeval('{expression}')")

    def until(self, condition: Callable[[], Any]) -> Any:
        """The first true value of ``condition``."""
        end = time.monotonic() + SECONDS
        while True:
            found = condition()
            if found:
                return found
            assert time.monotonic() < end, "the editor does not come to it"
            time.sleep(0.05)

    @property
    def text(self) -> str:
        """The buffer's text."""
        return "\n".join(self.ask("getline(1, '$')"))

    @property
    def menu(self) -> list[str]:
        """The words of the completion menu."""
        return [item["abbr"] for item in self.ask("complete_info(['items']).items")]

    def close(self) -> None:
        """Quit, whatever state it is in."""
        try:
            # It is gone before it can answer to that.
            self._remote("--remote-send", "<C-\\><C-n>:qall!<CR>", check=False)
            self._process.wait(SECONDS)
        finally:
            self._process.kill()

    def _remote(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            [str(NVIM), "--clean", "--headless", "--server", str(self._socket), *arguments],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=check,
        )
        return done.stdout or done.stderr
