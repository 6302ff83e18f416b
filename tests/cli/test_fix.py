"""--fix, --unsafe-fixes, --diff and --stdin-filename."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.plan import DeleteText, MoveToSetup
from cog_lsp.rules.rule import Report, Rule

from .conftest import (
    BROKEN_PYTHON,
    CONFIG,
    HEALTHY,
    IDLE_COMMENT,
    PREDICTOR,
    Lay,
    Run,
    WithRules,
    at,
    stand_in,
)

IDLE = "# cog-lsp: ignore[no-such-rule]\n"
DIFF = """\
--- predict.py
+++ predict.py
@@ -4,4 +4,3 @@
 class Predictor(BasePredictor):
     def predict(self, prompt: str) -> str:
         return prompt
-# cog-lsp: ignore[no-such-rule]
"""


def deletes(word: str, safe: bool, path: str = "predict.py", other: str = "") -> Rule:
    """A rule that finds ``word`` in ``path`` and deletes it (or ``word`` in the file ``other``)."""

    def check(project: Project) -> Iterator[Report]:
        if word in project.documents[path].text:
            span = at(project, path, word)
            target = other or path
            plan = DeleteText(target, at(project, target, word), f"Delete {word}", safe)
            yield Report(path, span, f"{word} is here", key=word, plans=(plan,))

    return stand_in(check, f"deletes-{word}", f"COG48{len(word)}")


def test_fix_writes_the_file_and_says_so(run: Run, lay: Lay) -> None:
    top = lay(IDLE_COMMENT)
    ran = run("check", "--fix")
    assert ran.code == 0
    assert ran.out == (
        "fixed: predict.py: Delete the comment that silences nothing [unused-suppression]\n"
        "Made 1 fix. No problems left in 1 project.\n"
    )
    assert (top / "predict.py").read_text() == PREDICTOR
    assert sorted(path.name for path in top.iterdir()) == ["cog.yaml", "predict.py"]
    assert run("check", "--fix").out == "No problems found in 1 project.\n"


def test_what_cannot_be_fixed_is_shown_and_counts(run: Run, lay: Lay) -> None:
    top = lay({**BROKEN_PYTHON, "cog.yaml": CONFIG + IDLE})
    ran = run("check", "--fix")
    assert ran.code == 1
    assert "error[python-syntax]" in ran.out
    assert ran.out.endswith("Made 1 fix. Found 1 problem left: 1 error.\n")
    assert (top / "cog.yaml").read_text() == CONFIG
    assert run("check", "--fix", "--exit-zero").code == 0


def test_unsafe_fixes_are_made_only_when_asked_for(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    top = lay({**IDLE_COMMENT, "cog.yaml": CONFIG + "# surplus\n"})
    with_rules(deletes("surplus", safe=False, path="cog.yaml"))
    assert run("check").out.endswith(
        "1 fixable with --fix, 1 more fixable with --fix --unsafe-fixes.\n"
    )
    assert run("check", "--unsafe-fixes").out.endswith("\n2 fixable with --fix --unsafe-fixes.\n")
    assert "# surplus" in (top / "cog.yaml").read_text()
    assert run("check", "--diff", "--unsafe-fixes").err == (
        "cog-lsp: would make: cog.yaml: Delete surplus (may change behavior) [deletes-surplus]\n"
        "cog-lsp: would make 2 fixes\n"
    )
    assert run("check", "--fix").code == 1
    assert (top / "predict.py").read_text() == PREDICTOR
    assert (top / "cog.yaml").read_text() == CONFIG + "# surplus\n"
    ran = run("check", "--fix", "--unsafe-fixes")
    assert ran.code == 0
    assert "fixed: cog.yaml: Delete surplus (may change behavior) [deletes-surplus]\n" in ran.out
    assert (top / "cog.yaml").read_text() == CONFIG + "# \n"


def test_only_what_is_selected_is_fixed(run: Run, lay: Lay) -> None:
    top = lay({**IDLE_COMMENT, "cog.yaml": CONFIG + IDLE})
    run("check", "--fix", "--min-severity", "warning")
    run("check", "--fix", "--ignore", "unused-suppression")
    assert (top / "predict.py").read_text() == IDLE_COMMENT["predict.py"]
    run("check", "--fix", "predict.py")
    assert (top / "predict.py").read_text() == PREDICTOR
    assert (top / "cog.yaml").read_text() == CONFIG + IDLE


def test_machine_formats_hold_what_is_left_and_nothing_else(run: Run, lay: Lay) -> None:
    lay(IDLE_COMMENT)
    ran = run("check", "--fix", "--output-format", "json")
    assert json.loads(ran.out) == []
    assert ran.err.startswith("cog-lsp: fixed: predict.py: Delete the comment")


@pytest.mark.parametrize(
    ("head", "encoding", "newline"),
    [
        (b"", "utf-8", "\n"),
        (b"", "utf-8", "\r\n"),
        (b"\xef\xbb\xbf", "utf-8", "\r\n"),
        (b"\xff\xfe", "utf-16-le", "\r\n"),
        (b"\xfe\xff", "utf-16-be", "\n"),
        (b"\xff\xfe\0\0", "utf-32-le", "\n"),
        (b"# coding: latin-1\n", "latin-1", "\n"),
        (b"# coding: shift_jis\n", "shift_jis", "\n"),
    ],
)
def test_bytes_that_are_not_mended_stay(
    run: Run, lay: Lay, head: bytes, encoding: str, newline: str
) -> None:
    accent = "漢字" if encoding == "shift_jis" else "caf\xe9"
    kept = f"# {accent}\n{PREDICTOR}".replace("\n", newline)
    top = lay({**HEALTHY, "predict.py": head + (kept + IDLE).encode(encoding)})
    assert run("check", "--fix").code == 0
    assert (top / "predict.py").read_bytes() == head + kept.encode(encoding)


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX")
def test_mode_and_link_stay(run: Run, lay: Lay) -> None:
    top = lay({**IDLE_COMMENT, "shared/real.py": IDLE_COMMENT["predict.py"]})
    (top / "predict.py").unlink()
    (top / "predict.py").symlink_to("shared/real.py")
    (top / "shared" / "real.py").chmod(0o754)
    assert run("check", "--fix").code == 0
    assert (top / "predict.py").is_symlink()
    assert (top / "shared" / "real.py").read_text() == PREDICTOR
    assert stat.S_IMODE((top / "shared" / "real.py").stat().st_mode) == 0o754
    assert [path.name for path in (top / "shared").iterdir()] == ["real.py"]


def test_file_that_cannot_be_written_is_left_and_told(
    run: Run, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = lay({f"{name}/{path}": text for name in "ab" for path, text in IDLE_COMMENT.items()})
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path).parent.name != "a" and real(path, mode)
    )
    ran = run("check", "--fix")
    assert ran.code == 2
    assert "a/predict.py cannot be written: it is read-only" in ran.err
    assert "Made 1 fix. Found 1 problem left: 1 hint." in ran.out
    assert (top / "a" / "predict.py").read_text() == IDLE_COMMENT["predict.py"]
    assert (top / "b" / "predict.py").read_text() == PREDICTOR


def test_diff_prints_what_fix_would_do_and_writes_nothing(run: Run, lay: Lay) -> None:
    top = lay(IDLE_COMMENT)
    for flags in (["--diff"], ["--diff", "--fix"]):
        ran = run("check", *flags)
        assert (ran.code, ran.out, ran.err) == (1, DIFF, "cog-lsp: would make 1 fix\n")
    assert run("check", "--diff", "--exit-zero").code == 0
    assert (top / "predict.py").read_text() == IDLE_COMMENT["predict.py"]


def test_diff_is_empty_when_there_is_nothing_to_fix(run: Run, lay: Lay) -> None:
    lay(BROKEN_PYTHON)
    ran = run("check", "--diff")
    assert (ran.code, ran.out, ran.err) == (0, "", "cog-lsp: nothing to fix\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs patch")
def test_diff_is_fit_for_patch(run: Run, lay: Lay) -> None:
    text = PREDICTOR + IDLE
    files = {
        "a/cog.yaml": CONFIG,
        "a/predict.py": text.replace("\n", "\r\n"),
        "b/cog.yaml": CONFIG + IDLE,
        "b/predict.py": text.rstrip("\n"),
    }
    top = lay(files)
    diff = run("check", "--diff").out
    subprocess.run(["patch", "-p0", "--binary"], input=diff.encode(), check=True, cwd=top)
    patched = {name: (top / name).read_bytes() for name in files}
    for name, content in files.items():
        (top / name).write_bytes(content.encode())
    run("check", "--fix")
    assert patched == {name: (top / name).read_bytes() for name in files}


def test_diff_is_colored_only_on_request(run: Run, lay: Lay) -> None:
    lay(IDLE_COMMENT)
    out = run("check", "--diff", "--color", "always").out
    assert "\x1b[31m-# cog-lsp: ignore[no-such-rule]\x1b[0m\n" in out
    assert "\x1b" not in run("check", "--diff").out


def test_stdin_counts_in_place_of_the_file(run: Run, lay: Lay) -> None:
    lay({**HEALTHY, "cog.yaml": CONFIG + IDLE})
    stdin = BROKEN_PYTHON["predict.py"].encode()
    for arguments in ([], ["-"]):
        ran = run("check", "--stdin-filename", "predict.py", *arguments, stdin=stdin)
        assert ran.code == 1
        assert ran.out.startswith("predict.py:5:41: error[python-syntax]")
        assert "cog.yaml" not in ran.out
    assert run("check", "--stdin-filename", "predict.py", stdin=PREDICTOR.encode()).code == 0


def test_stdin_may_be_a_file_that_is_not_there_yet(run: Run, lay: Lay) -> None:
    top = lay({"notes.txt": ""})
    assert run("check", "--stdin-filename", "cog.yaml", stdin=b"build: [").code == 1
    ran = run("check", "--stdin-filename", "predict.py", stdin=b"")
    assert ran.code == 2
    assert "no cog.yaml" in ran.err
    (top / "cog.yaml").write_text(CONFIG)
    assert run("check", "--stdin-filename", "predict.py", stdin=b"def f(:").code == 1


def test_stdin_with_fix_prints_the_fixed_text_and_reports_on_stderr(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    stdin = (PREDICTOR + IDLE).replace("\n", "\r\n").encode()
    ran = run("check", "--fix", "--stdin-filename", "predict.py", stdin=stdin)
    assert ran.code == 0
    assert ran.out == PREDICTOR.replace("\n", "\r\n")
    assert "Made 1 fix." in ran.err
    assert (top / "predict.py").read_text() == PREDICTOR
    broken = BROKEN_PYTHON["predict.py"]
    ran = run("check", "--fix", "--stdin-filename", "predict.py", stdin=broken.encode())
    assert ran.code == 1
    assert ran.out == broken
    assert "error[python-syntax]" in ran.err


def test_stdin_with_diff(run: Run, lay: Lay) -> None:
    lay(HEALTHY)
    ran = run(
        "check", "--diff", "--stdin-filename", "predict.py", stdin=(PREDICTOR + IDLE).encode()
    )
    assert (ran.code, ran.out) == (1, DIFF)


def test_stdin_is_given_back_as_it_was_when_its_fix_changes_another_file(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    lay({**HEALTHY, "cog.yaml": CONFIG + "# surplus\n"})
    with_rules(deletes("surplus", safe=True, path="predict.py", other="cog.yaml"))
    stdin = (PREDICTOR + "# surplus\n").encode()
    ran = run("check", "--fix", "--stdin-filename", "predict.py", stdin=stdin)
    assert ran.code == 2
    assert ran.out.encode() == stdin
    assert "a fix changes other files too" in ran.err


def test_stdin_that_is_no_text(run: Run, lay: Lay) -> None:
    lay(HEALTHY)
    ran = run("check", "--stdin-filename", "predict.py", stdin=b"\xff\xff\0")
    assert ran.code == 2
    assert "stdin is not text" in ran.err


def test_fix_that_breaks_down_is_our_fault_and_leaves_the_other_projects(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    def bad_plan(project: Project) -> Iterator[Report]:
        if "surplus" in project.config.document.text:
            span = at(project, "cog.yaml", "surplus")
            plan = MoveToSetup("gone.py", "Predictor", "predict", span)
            yield Report("cog.yaml", span, "m", plans=(plan,))

    files = {f"{name}/{path}": text for name in "ab" for path, text in IDLE_COMMENT.items()}
    top = lay({**files, "a/cog.yaml": CONFIG + "# surplus\n"})
    with_rules(stand_in(bad_plan))
    ran = run("check")
    assert ran.code == 3
    assert "rule stand-in crashed in a (KeyError: 'gone.py')" in ran.err
    assert "[stand-in]" in ran.out
    assert "2 fixable with --fix." in ran.out
    ran = run("check", "--fix")
    assert ran.code == 3
    assert "rule stand-in crashed in a (KeyError: 'gone.py')" in ran.err
    assert [(top / name / "predict.py").read_text() for name in "ab"] == [PREDICTOR] * 2
    assert "Made 2 fixes." in ran.out
    ran = run("check", "--diff")
    assert ran.code == 3
    assert ran.err.count("rule stand-in crashed in a (KeyError: 'gone.py')") == 1
