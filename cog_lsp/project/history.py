"""A project as git has it: the files of one commit, for comparing with those at hand.

Git's own program is asked, and only for what it stores: ``cat-file`` and ``ls-tree`` run no hook,
no filter and no other program, and it is told not to fetch what a partial clone lacks.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from cog_lsp.text import Document, decode

_SECONDS = 5.0
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# In a hook, these name the repository that git is at work on, perhaps not the one asked about.
_OF_A_HOOK = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"))
_MAX_BYTES = 4_000_000


class Commit:
    """The files of the folder ``root`` in one commit, read once each.

    It answers like the files on disk, and has no files beside the code: which hardware or settings
    a commit declares is nobody's question.
    """

    def __init__(self, root: Path, sha: str) -> None:
        self.sha = sha
        self._root = root
        self._names = frozenset(_listed(root, sha))
        self._documents: dict[str, Document | None] = {}

    def document(self, path: str) -> Document | None:
        """The file at ``path`` inside the folder; ``None`` if it is not there or no text."""
        if path not in self._names:
            return None
        if path not in self._documents:
            data = _git(self._root, "cat-file", "blob", f"{self.sha}:./{path}")
            text = decode(data) if data is not None and len(data) <= _MAX_BYTES else None
            self._documents[path] = None if text is None else Document(path, text)
        return self._documents[path]

    def side_files(self) -> tuple[str, ...]:
        """No files at all."""
        return ()

    def names(self, folder: str) -> tuple[str, ...]:
        """No names: what lies beside the code is nobody's question either."""
        return ()

    def python_files(self) -> tuple[str, ...]:
        """No files: nothing is ever renamed in a commit."""
        return ()


class History:
    """The commit that a revision of the repository around ``root`` means, now and later.

    A look at it costs a few calls of ``stat`` while the repository stays as it is.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: tuple[Path, ...] | None = None
        self._seen: dict[str, tuple[object, Commit | None]] = {}

    def commit(self, revision: str) -> Commit | None:
        """The files at ``revision`` (``HEAD``, a branch, a tag, a hash).

        ``None`` when there is no repository, no git, no such revision, or nothing of the folder in
        it.
        """
        if self._folders is None:
            self._folders = tuple(_git_folders(self._root))
        if not self._folders:
            return None
        state = tuple(_stamp(path) for path in _watched(self._folders, revision))
        known = self._seen.get(revision)
        if known is not None and known[0] == state:
            return known[1]
        found = self._read(revision, known[1] if known is not None else None)
        self._seen[revision] = (state, found)
        return found

    def _read(self, revision: str, known: Commit | None) -> Commit | None:
        # What begins with a dash would be an option.
        data = None
        if not revision.startswith("-"):
            data = _git(self._root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if data is None:
            return None
        sha = data.decode("ascii", "replace").strip()
        return known if known is not None and known.sha == sha else Commit(self._root, sha)


def _git_folders(root: Path) -> Iterator[Path]:
    """The repository's folders: that of the work tree, and the one it shares with others."""
    # Most folders that are asked about are in no repository: no process is started for those.
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return
    data = _git(root, "rev-parse", "--git-dir", "--git-common-dir")
    for line in data.decode("utf-8", "surrogateescape").splitlines() if data is not None else ():
        yield root / line


def _watched(folders: tuple[Path, ...], revision: str) -> Iterator[Path]:
    """The files of which at least one changes when ``revision`` comes to mean another commit."""
    for folder in folders:
        for name in ("HEAD", "logs/HEAD", "packed-refs", revision):
            yield folder / name
        for kind in ("heads", "remotes", "tags"):
            yield folder / "refs" / kind / revision


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


def _listed(root: Path, sha: str) -> Iterator[str]:
    data = _git(root, "ls-tree", "-r", "-z", "--name-only", sha)
    for name in (data or b"").split(b"\0"):
        if name:
            yield name.decode("utf-8", "surrogateescape")


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git prints; ``None`` when it is not there, takes too long or knows no answer."""
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            env={**inherited, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
