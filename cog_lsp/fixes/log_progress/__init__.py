"""The quick-fix that reports progress in the log instead of in the output.

One function is public; the other modules are its parts.
"""

from __future__ import annotations

from cog_lsp.fixes.log_progress.fix import Rewritten, log_progress

__all__ = ["Rewritten", "log_progress"]
