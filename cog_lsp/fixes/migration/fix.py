"""The fix: cog.yaml, the runner's file, and those that import from it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cog_lsp.fixes.config import require_kept, yaml_source
from cog_lsp.fixes.migration.elsewhere import importer_edits, require_not_named
from cog_lsp.fixes.migration.names import (
    NEW_BASE,
    OLD_BASE,
    CannotMigrateError,
    Runner,
    method_edits,
    name_edits,
)
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.fixes.yaml_edit import CannotEditError, rename_key, set_scalar
from cog_lsp.project import Project, TargetRef
from cog_lsp.rules.plan import MethodToRun, MigrateToRun
from cog_lsp.text import TextEdit, normalize_edits

_OLD_FILE, _NEW_FILE = "predict.py", "run.py"
_BASES = frozenset((f"cog.{OLD_BASE}", f"cog.{NEW_BASE}"))


def migrate_to_run(project: Project, plan: MigrateToRun) -> Outcome:
    """Rename key, file, class, method and base class; refused where one may be used elsewhere."""
    try:
        runner, ref = _runner(project)
        path = runner.facts.path
        new_path = _new_path(path)
        title = f"Migrate to `run: {new_path}:{runner.new_name}`"
        importers = list(importer_edits(project, runner, new_path))
        if new_path != path:
            require_not_named(project, path)
            for taken in (new_path, new_path.removesuffix(".py")):
                if project.exists(taken):
                    raise CannotMigrateError(f"{taken} already exists")
        python = FileEdit(
            path,
            normalize_edits(name_edits(project, runner)),
            renamed_to=new_path if new_path != path else None,
        )
        config = FileEdit(project.config.path, tuple(_config_edits(project, ref, runner, new_path)))
    except (CannotMigrateError, CannotEditError) as error:
        return Refusal(plan.title or "Migrate to `run`", str(error))
    return made(plan, title, config, python, *importers)


def method_to_run(project: Project, plan: MethodToRun) -> Outcome:
    """Rename the method of a runner, and its calls; refused where it may be used elsewhere."""
    title = "Rename `predict()` to `run()`"
    try:
        runner = _runner_called(project, plan.path, plan.runner)
        path = runner.facts.path
        # Nothing moves: this only looks for modules that may know the method.
        for _ in importer_edits(project, runner, path):
            pass
        edits = normalize_edits(method_edits(project, runner))
    except CannotMigrateError as error:
        return Refusal(plan.title or title, str(error))
    return made(plan, title, FileEdit(path, edits))


def _runner(project: Project) -> tuple[Runner, TargetRef]:
    """The class under ``predict:``, if all of it stands in one file that can be read."""
    ref = next((ref for ref in project.config.targets if ref.key == "predict"), None)
    if ref is None or ref.file not in project.python:
        raise CannotMigrateError("the file under `predict` cannot be read")
    return _runner_called(project, ref.file, ref.name), ref


def _runner_called(project: Project, path: str, name: str) -> Runner:
    """The class ``name`` in the file at ``path``, if nothing but Cog's bases is behind it."""
    facts = project.python[path]
    if facts.tree.problems:
        raise CannotMigrateError(f"{facts.path} does not parse")
    cls = facts.classes.get(name)
    if cls is None:
        raise CannotMigrateError(f"{facts.path} has no class `{name}`")
    method = cls.methods.get("predict")
    if method is None:
        raise CannotMigrateError(f"`{cls.name}` does not define predict() itself")
    strange = [base for base in project.external_bases(cls) if base not in _BASES]
    own = [base.name for base in project.ancestry(cls) if base is not cls]
    unknown = len(cls.node.bases) - len(project.external_bases(cls)) - len(own)
    if strange or own or unknown:
        raise CannotMigrateError(f"`{cls.name}` has a base class other than Cog's own")
    for other in project.python.values():
        for derived in other.classes.values():
            if derived is not cls and cls in project.ancestry(derived):
                raise CannotMigrateError(f"`{derived.name}` in {other.path} derives from it")
    return Runner(facts, cls, method)


def _new_path(path: str) -> str:
    """Where the file is afterwards; one that has a name of its own keeps it."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, _NEW_FILE) if name == _OLD_FILE else path


def _config_edits(
    project: Project, ref: TargetRef, runner: Runner, new_path: str
) -> Iterator[TextEdit]:
    config = project.config
    source = yaml_source(project, config.path)
    entry = config.entry("predict")
    assert entry is not None
    edits = rename_key(source, entry.key.span, "run")
    for other in config.targets:
        if other.file == runner.facts.path:
            name = runner.new_name if other.key == ref.key else other.name
            value = f"{new_path}:{name}"
            if value != other.value:
                edits += set_scalar(source, other.span, value)
    require_kept(source, edits)
    yield from edits
