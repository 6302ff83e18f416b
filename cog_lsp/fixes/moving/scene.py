"""What sets the scene for a load without a variable: the environment, folders, downloads.

Such statements share no name with the load that a reader of names could follow, only a path, a
constant or the habit of the libraries. Those that belong to the load come along; one that writes
the load's file from an input forbids the move.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.anchor import Anchor
from cog_lsp.fixes.moving.closure import Closure
from cog_lsp.fixes.moving.expressions import dotted, is_simple
from cog_lsp.fixes.moving.messages import is_log
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.roles import is_idle
from cog_lsp.fixes.moving.site import BlockedError, Site, Unit

_FOLDER_MAKERS = ("makedirs", "mkdir")


def add_scene(site: Site, names: MethodNames, closure: Closure, anchor: Anchor) -> frozenset[Unit]:
    """Carry what sets the scene for ``anchor``; gives those of it that stay as well.

    Raises :class:`BlockedError` where a file that the load reads is made anew by each prediction.
    """
    return _Scene(site, names, closure, anchor).add()


class _Scene:
    def __init__(self, site: Site, names: MethodNames, closure: Closure, anchor: Anchor) -> None:
        self.site = site
        self.names = names
        self.closure = closure
        self.anchor = anchor

    def add(self) -> frozenset[Unit]:
        for unit in sorted(self._before(), key=self.site.order, reverse=True):
            if not is_log(unit) and unit not in self.closure.carried:
                self._consider(unit)
        return frozenset(
            unit
            for unit in self.closure.carried
            if self._only_makes_folder(unit) and self._serves_others(unit)
        )

    def _before(self) -> list[Unit]:
        """The statements that always run before something that moves, and do not move."""
        found: dict[Unit, None] = {}
        for moving in [self.anchor.unit, *self.closure.carried]:
            inner: Unit | None = moving
            while inner is not None:
                place = self.site.units[inner]
                found.update(dict.fromkeys(place.siblings[: place.index]))
                inner = place.parent
        return list(found)

    def _consider(self, unit: Unit) -> None:
        calls = self._calls(unit)
        writes = any(map(vocabulary.writes_files, calls))
        folder = any(call.endswith(_FOLDER_MAKERS) for call in calls)
        shared = _common(self._places([unit]), self._places(self._moving()))
        fetches = any(map(vocabulary.fetches_weights, calls))
        if self._asks_input(unit):
            if self._sets_environment(unit):
                raise BlockedError(
                    f"Line {self.site.line(unit)} (`{self.site.code(unit)}`) prepares the load and"
                    " depends on an input."
                )
            if writes:
                self._judge_writer(unit, shared, fetches)
            return
        belongs = bool(shared) and (writes or folder)
        if fetches and not shared:
            belongs = not self._serves_others(unit)
        if not belongs and not self._sets_environment(unit):
            return
        if not isinstance(unit, cst.Expr | cst.Assign | cst.If | cst.Try | cst.With | cst.For):
            return
        try:
            self.closure.carry(*self.closure.require(unit, unit), unit)
        except BlockedError as blocked:
            if shared and writes:
                raise self._made_anew(unit, shared) from blocked

    def _judge_writer(self, unit: Unit, shared: set[str], fetches: bool) -> None:
        """Judge a statement before the load that writes files and depends on an input."""
        if shared:
            raise self._made_anew(unit, shared)
        runs = any(map(vocabulary.runs_command, self._calls(unit)))
        listed = [call for call in self._moving_calls() if vocabulary.lists_files(call)]
        if listed:
            raise BlockedError(
                f"The load takes what `{listed[0]}` finds, and line {self.site.line(unit)} creates"
                " files in each prediction."
            )
        if fetches or (runs and any(map(vocabulary.reads_file, self._moving_calls()))):
            self.closure.cautions.append(
                f"line {self.site.line(unit)} creates files in each prediction, perhaps those that"
                " are loaded"
            )

    def _made_anew(self, unit: Unit, shared: set[str]) -> BlockedError:
        return BlockedError(
            f"Line {self.site.line(unit)} writes to `{min(shared)}`, which the load reads, in each"
            " prediction."
        )

    def _moving(self) -> list[cst.CSTNode]:
        return [self.anchor.expression or self.anchor.unit, *self.closure.carried]

    def _moving_calls(self) -> list[str]:
        return [call for piece in self._moving() for call in self._calls(piece)]

    def _calls(self, piece: cst.CSTNode) -> list[str]:
        return [dotted(call.func) for call in self.names.effects(piece).calls]

    def _places(self, pieces: Iterable[cst.CSTNode]) -> set[str]:
        """The paths, and the constants named like paths, that ``pieces`` and their locals hold."""
        found: set[str] = set()
        for piece in self._reached(pieces):
            effects = self.names.effects(piece)
            found |= set(filter(vocabulary.names_place, effects.modules))
            if any(call.endswith(_FOLDER_MAKERS) for call in self._calls(piece)):
                found |= effects.strings
            else:
                found |= set(filter(vocabulary.is_path, effects.strings))
        return found

    def _reached(self, pieces: Iterable[cst.CSTNode]) -> list[cst.CSTNode]:
        """``pieces`` and the assignments behind the local names that they read.

        What moves is not followed, so that using a model does not count as reading its file.
        """
        found: list[cst.CSTNode] = []
        waiting = list(pieces)
        while waiting:
            piece = waiting.pop()
            if piece in found:
                continue
            found.append(piece)
            read = self.names.effects(piece).reads
            waiting += [
                unit
                for unit in self.site.units
                if isinstance(unit, cst.Assign | cst.AnnAssign)
                and (unit not in self.closure.carried or _is_plain(unit))
                and read & self.names.effects(unit).binds
            ]
        return found

    def _asks_input(self, unit: Unit) -> bool:
        return any(
            self.names.effects(piece).reads & self.names.parameters
            for piece in self._reached([unit])
        )

    def _serves_others(self, unit: Unit) -> bool:
        """Whether a statement that stays names the same path as ``unit``."""
        places = self._places([unit])
        staying = [
            each
            for each in self.site.units
            if not isinstance(each, cst.BaseCompoundStatement)
            and each is not unit
            and not any(each in self.site.inside(moved) for moved in self.closure.carried)
            and each not in self.site.inside(unit)
        ]
        return bool(places) and any(_common(places, self._places([each])) for each in staying)

    def _only_makes_folder(self, unit: Unit) -> bool:
        calls = self._calls(unit)
        return isinstance(unit, cst.Expr) and bool(calls) and calls[0].endswith(_FOLDER_MAKERS)

    def _sets_environment(self, unit: Unit) -> bool:
        if isinstance(unit, cst.Assign):
            return any(vocabulary.sets_environment(dotted(t.target)) for t in unit.targets)
        if isinstance(unit, cst.Expr) and isinstance(unit.value, cst.Call):
            return vocabulary.sets_environment(dotted(unit.value.func))
        if isinstance(unit, cst.If | cst.Try | cst.With):
            inner = [
                each
                for each in self.site.inside(unit)
                if not isinstance(each, cst.BaseCompoundStatement)
            ]
            return any(map(self._sets_environment, inner)) and all(
                is_idle(each) or self._sets_environment(each) for each in inner
            )
        return False


def _common(some: set[str], others: set[str]) -> set[str]:
    """The places of ``some`` that are also in ``others``, or inside one of them, or around it."""
    return {
        one
        for one in some
        for other in others
        if one == other or _inside(one, other) or _inside(other, one)
    }


def _is_plain(unit: cst.Assign | cst.AnnAssign) -> bool:
    return unit.value is not None and is_simple(unit.value)


def _inside(path: str, folder: str) -> bool:
    return bool(folder) and path.startswith(f"{folder.rstrip('/')}/")
