"""Writing files: all or none, and only what will be read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.cli.errors import UsageError
from cog_lsp.cli.write import Change, encode_like, write_changes


@pytest.mark.parametrize(
    ("data", "old", "new", "expected"),
    [
        (b"a\r\nb", "a\r\nb", "a\r\nc", b"a\r\nc"),
        (b"\xef\xbb\xbfa", "a", "\xe9", b"\xef\xbb\xbf\xc3\xa9"),
        (b"\xff\xfea\0", "a", "b", b"\xff\xfeb\0"),
        (
            b"#coding:latin-1\n\xe9",
            "#coding:latin-1\n\xe9",
            "#coding:latin-1\n",
            b"#coding:latin-1\n",
        ),
        (b"a", "b", "c", None),
        (b"#coding:latin-1\n", "#coding:latin-1\n", "#coding:latin-1\n\u6f22", None),
        (b"#coding:latin-1\n\xe9", "#coding:latin-1\n\xe9", "\xe9", None),
        (b"#coding:nonsense\n", "#coding:nonsense\n", "", None),
        (b"a", "a", "a\0", None),
    ],
)
def test_encode_like(data: bytes, old: str, new: str, expected: bytes | None) -> None:
    assert encode_like(data, old, new) == expected


def test_one_file_that_cannot_be_written_keeps_all_from_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("changed meanwhile")
    changes = [Change(tmp_path / "a", "a", "A"), Change(tmp_path / "b", "b", "B")]
    with pytest.raises(UsageError, match="b changed while it was being fixed"):
        write_changes(changes)
    assert (tmp_path / "a").read_text() == "a"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.py cannot be written: "):
        write_changes([Change(tmp_path / "gone.py", "a", "A")])


def test_text_that_would_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: latin-1\n")
    with pytest.raises(UsageError, match="its encoding cannot hold the fixed text"):
        write_changes([Change(path, "# coding: latin-1\n", "# coding: latin-1\n# \u6f22\n")])
    assert path.read_bytes() == b"# coding: latin-1\n"
