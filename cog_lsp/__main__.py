"""``python -m cog_lsp``: the same as the command ``cog-lsp``."""

from __future__ import annotations

import sys

from cog_lsp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
