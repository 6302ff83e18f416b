"""One Cog project as one frozen value: everything a rule may look at, and nothing else.

``discover`` and ``history`` are the only files of the engine that touch the disk.
"""

from __future__ import annotations

from cog_lsp.project.config import CogConfig, TargetRef
from cog_lsp.project.project import EntryPoint, Project, Published

__all__ = ["CogConfig", "EntryPoint", "Project", "Published", "TargetRef"]
