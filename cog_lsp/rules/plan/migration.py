"""Plans that bring a project to the names that Cog uses today."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.rules.plan.base import TitledPlan


@dataclass(frozen=True, slots=True)
class MigrateToRun(TitledPlan):
    """Turn ``predict: predict.py:Predictor`` into ``run: run.py:Runner`` over all files.

    Renames the key in cog.yaml (``path``), the class, the method, the base class with its import
    and the file, also where other modules import helpers from it. Refused where anything else may
    use one of the old names. To rename the key alone is
    :class:`~cog_lsp.rules.plan.yaml.RenameKey`.
    """


@dataclass(frozen=True, slots=True)
class MethodToRun(TitledPlan):
    """Call the method ``predict()`` of the class ``runner`` in ``path`` ``run()``, with its calls.

    Refused where anything else may use the old name.
    """

    runner: str
