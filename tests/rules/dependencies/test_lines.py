"""Lines that Cog rewrites, and those that leave a build to chance."""

from __future__ import annotations

import pytest

from cog_lsp.resolution import resolution_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import PinRequirements, ReplaceRequirement

from ...projects import project
from .support import filed, found, listing, marked

RULE = "requirement-rewritten"
ERROR, WARNING, INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION


@pytest.mark.parametrize(
    ("line", "severity", "fixed"),
    [
        ("ruamel.yaml==0.18.6", ERROR, "ruamel-yaml==0.18.6"),
        ("zope.interface==5.4.0", ERROR, "zope-interface==5.4.0"),
        ("foo==1.0; python_version<'3.12'", ERROR, "foo ==1.0; python_version<'3.12'"),
        ("foo==1.0; sys_platform=='linux'", ERROR, "foo ==1.0; sys_platform =='linux'"),
        ("foo==1.0 ; sys_platform == 'win32'", WARNING, "foo ==1.0 ; sys_platform == 'win32'"),
        ("foo==1.0 ; python_version < '3.11'", WARNING, "foo ==1.0 ; python_version < '3.11'"),
        ("foo==1.0 --index-url https://x.y/z", WARNING, "foo==1.0 --extra-index-url=https://x.y/z"),
        ("foo==1.0 --extra-index-url https://x.y/z", WARNING,
         "foo==1.0 --extra-index-url=https://x.y/z"),
        ("foo==1.0 -i https://x.y/z", WARNING, "foo==1.0 --extra-index-url=https://x.y/z"),
        ("torch==2.5.1 --index-url https://x.y/cu118", INFORMATION, None),
        ("ruamel_yaml==0.18.6", None, None),
        ("ruamel.yaml >=0.18", None, None),
        ("foo==1.0 ; sys_platform == 'linux'", None, None),
        ("foo==1.0 ; python_version >= '3.11'", None, None),
        ("foo==1.0;python_version<'3.11'", None, None),
        ("foo==1.0 --extra-index-url=https://x.y/z", None, None),
        ("foo==1.0 --find-links=https://x.y/z", None, None),
        ("foo[bar]==1.0 ; sys_platform == 'win32'", None, None),
        ("foo==1.0  # comment", None, None),
        ("foo==1.0#comment", None, None),
        ("numpy===1.22.0", None, None),
        ("torch==2.5.1 --index-url https://download.pytorch.org/whl/cu124", None, None),
        ("a @ https://x.y/a==1.0.whl", None, None),
    ],
)  # fmt: skip
def test_lines(line: str, severity: Severity | None, fixed: str | None) -> None:
    findings = found(filed(f"{line}\n"), RULE)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    plans = [plan for finding in findings for plan in finding.plans]
    texts = [plan.text for plan in plans if isinstance(plan, ReplaceRequirement)]
    assert texts == ([] if fixed is None else [fixed])
    if fixed is not None:
        # All of what is offered reaches pip.
        (package,) = resolution_of(project(filed(f"{fixed}\n"))).packages
        indexes = "".join(f" --extra-index-url={index}" for index in package.pip.indexes)
        assert package.pip.text + indexes == fixed


def test_an_index_of_another_line_makes_up_for_a_lost_one() -> None:
    text = "--extra-index-url https://x.y/z/\nfoo==1.0 --extra-index-url https://x.y/z\n"
    assert not found(filed(text), RULE)


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("git+https://x.y/z@v1#subdirectory=pkg", "#subdirectory=pkg"),
        ("a @ git+https://x.y/z@v1#egg=a&subdirectory=pkg", "#egg=a&subdirectory=pkg"),
        ("-e git+https://x.y/z@v1#egg=a", "#egg=a"),
        ("git+https://x.y/z@v1#egg=a", None),
        ("https://x.y/a.whl#sha256=ab", None),
    ],
)
def test_fragments(line: str, cut: str | None) -> None:
    expected = [] if cut is None else [(RULE, cut, WARNING)]
    assert marked(filed(f"{line}\n"), RULE) == expected
    # The list in cog.yaml is not cut.
    assert not found(listing([f'"{line}"']), RULE)


def test_hashes_are_one_finding_a_file() -> None:
    text = "a==1 \\\n  --hash=sha256:ab\nb==2 --hash=sha256:cd\nc==3\n"
    (finding,) = found(filed(text), RULE)
    assert finding.severity is INFORMATION
    assert "`a` and 1 more" in finding.message


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("numpy\npillow>=10\nscipy==1.14.1\n", ("numpy", "pillow")),
        ("numpy==2.1.3\na @ https://x.y/a.whl\n./b.whl\n-e git+https://x.y/z#egg=c\n", ()),
        ("torch\n", ()),
        ("cog\n--pre\n", ()),
        ("numpy==2.*\n", ("numpy",)),
        ("numpy\nnumpy==2.1.3\n", ()),
        ("numpy\nnumpy==2.1.3; sys_platform == 'win32'\n", ("numpy",)),
    ],
)
def test_unpinned(text: str, names: tuple[str, ...]) -> None:
    findings = found(filed(text), "unpinned-requirements")
    plans = [plan for finding in findings for plan in finding.plans]
    assert len(findings) == bool(names)
    assert [plan.names for plan in plans if isinstance(plan, PinRequirements)] == (
        [names] if names else []
    )


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("git+https://github.com/a/b", True),
        ("git+https://github.com/a/b.git@main", True),
        ("b @ git+ssh://git@github.com/a/b.git", True),
        ("git+https://github.com/a/b@1a2b3c4d", False),
        ("git+https://github.com/a/b@v1.2", False),
        ("-e git+https://github.com/a/b@1a2b3c4d5e6f#egg=b", False),
        ("https://github.com/a/b.zip", False),
    ],
)
def test_git_without_a_commit(line: str, fires: bool) -> None:
    assert len(found(filed(f"{line}\n"), "git-requirement-unpinned")) == fires


@pytest.mark.parametrize(
    ("python", "gpu", "build", "fires"),
    [
        ("3.15", False, "", True),
        ("3.15", False, "system_packages: [git]", False),
        ("3.15", False, "system_packages: ['ffmpeg git']", False),
        ("3.15", False, "system_packages: [git-lfs]", False),
        ("3.15", False, "system_packages: ['git=1:2.39.5-0']", False),
        ("3.15", False, "system_packages: [digit, gitk8, libgit]", True),
        ("3.15", True, "", False),
        ("3.12", False, "", False),
    ],
)
def test_git_that_is_not_in_the_image(python: str, gpu: bool, build: str, fires: bool) -> None:
    files = filed("git+https://x.y/z@1a2b3c4\n", gpu=gpu, python=python, build=build)
    findings = found(files, "git-requirement-unpinned")
    assert [finding.severity for finding in findings] == [ERROR] * fires


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("numpy=2.1.3", "numpy==2.1.3"),
        ("numpy 2.1.3", "numpy==2.1.3"),
        ("a[b]=v1.0", "a[b]==1.0"),
        ("torch==", None),
        ("numpy>", None),
        ("two words", None),
        ("- numpy", None),
        (";", None),
    ],
)
def test_lines_that_pip_cannot_read(line: str, fixed: str | None) -> None:
    findings = found(filed(f"{line}\n"), "invalid-requirement", "torch-unknown-to-cog")
    assert [(finding.rule, finding.severity) for finding in findings] == [
        ("invalid-requirement", ERROR)
    ]
    texts = [plan.text for plan in findings[0].plans if isinstance(plan, ReplaceRequirement)]
    assert texts == ([] if fixed is None else [fixed])


@pytest.mark.parametrize(
    "line",
    [
        "numpy==2.1.3 --hash=sha256:ab",
        "numpy (>=1.0)",
        "foo==1.0; python_version<'3.12'",
        "foo==1.0;python_version<'3.12'",
        "a @ https://x.y/a.whl",
        "a@git+https://x.y/z",
        "git+https://x.y/z",
        "https://x.y/a.whl",
        "x.whl",
        "-r x.txt",
        "--pre",
        "numpy >= 1.0, < 2",
        "numpy \\",
    ],
)
def test_lines_that_pip_can_read(line: str) -> None:
    assert not found(filed(line), "invalid-requirement")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("numpy==2.1.3\nnumpy==1.26.4\n", [("numpy==1.26.4", ERROR)]),
        ("numpy==2.1.3\nNumPy==2.1.3\n", []),
        ("numpy==2.1.3\nnumpy==2.1.3\n", [("numpy==2.1.3", Severity.HINT)]),
        ("gradio==3.39.0\ngradio\n", [("gradio", Severity.HINT)]),
        ("gradio\ngradio==3.39.0\n", [("gradio", Severity.HINT)]),
        ("numpy>=1\nnumpy<2\n", []),
        ("a==1; sys_platform == 'linux'\na==2; sys_platform == 'win32'\n", []),
        ("a[b]==1\na==1\n", []),
        ("cog==0.9\ncog==0.8\n", []),
        ("a==1\nb==1\n", []),
    ],
)
def test_requirements_that_come_twice(text: str, expected: list[tuple[str, Severity]]) -> None:
    found_there = marked(filed(text), "duplicate-requirement")
    assert [(mark, severity) for _, mark, severity in found_there] == expected
