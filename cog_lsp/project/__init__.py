"""One Cog project as one frozen value: everything a rule may look at, and nothing else.

``discover`` is the only file of the engine that touches the disk.
"""

from __future__ import annotations

from cog_lsp.project.config import CogConfig, TargetRef
from cog_lsp.project.project import EntryPoint, Project

__all__ = ["CogConfig", "EntryPoint", "Project", "TargetRef"]
