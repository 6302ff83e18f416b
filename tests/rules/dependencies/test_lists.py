"""The two lists of requirements, and lines of them that name something local."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import CreateFile, PackagesToRequirements, ReplaceRequirement, SetScalar

from .support import filed, found, listing, marked


def test_both_lists_are_one_error_at_the_packages() -> None:
    files = {
        **listing(["numpy==2.1.3"], build="python_requirements: r.txt"),
        "r.txt": "pillow==11.0.0\n",
    }
    assert marked(files, "packages-and-requirements", "python-packages-deprecated") == [
        ("packages-and-requirements", "python_packages", Severity.ERROR)
    ]


@pytest.mark.parametrize(
    "items", ["python_packages: []", "python_packages:", "python_packages:\n  -"]
)
def test_a_list_of_nothing_is_no_list(items: str) -> None:
    files = listing(build=f"python_requirements: r.txt\npython_packages:{items}")
    assert not found(files, "packages-and-requirements", "python-packages-deprecated")


@pytest.mark.parametrize(
    ("package", "caution"),
    [
        ("numpy==2.1.3", False),
        ("git+https://github.com/a/b@1a2b3c4#egg=b", True),
        ("./b-1.0-py3-none-any.whl", True),
    ],
)
def test_moving_the_list_is_safe_unless_a_file_is_read_otherwise(
    package: str, caution: bool
) -> None:
    (finding,) = found(listing([package]), "python-packages-deprecated")
    (plan,) = finding.plans
    assert finding.severity is Severity.HINT
    assert isinstance(plan, PackagesToRequirements)
    assert bool(plan.caution) == caution


def write(folder: Path, files: dict[str, str]) -> ProjectLoader:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return ProjectLoader(folder)


def test_a_missing_file_is_found_and_those_beside_it_are_offered(tmp_path: Path) -> None:
    files = listing(build="python_requirements: requirement.txt")
    loader = write(tmp_path, {**files, "requirements.txt": "", "requirements-dev.txt": ""})
    (finding,) = [
        found
        for found in engine.check(loader.load()).findings
        if found.rule == "requirements-file-missing"
    ]
    assert [plan.value for plan in finding.plans if isinstance(plan, SetScalar)] == [
        "requirements-dev.txt",
        "requirements.txt",
    ]


def test_a_missing_file_with_nothing_beside_it_can_be_made(tmp_path: Path) -> None:
    loader = write(tmp_path, listing(build="python_requirements: requirements.txt"))
    (finding,) = [
        found
        for found in engine.check(loader.load()).findings
        if found.rule == "requirements-file-missing"
    ]
    assert [type(plan) for plan in finding.plans] == [CreateFile]


@pytest.mark.parametrize("path", ["/etc/requirements.txt", "../requirements.txt"])
def test_a_file_outside_of_the_project_is_not_judged(path: str, tmp_path: Path) -> None:
    loader = write(tmp_path, listing(build=f"python_requirements: {path}"))
    slugs = {found.rule for found in engine.check(loader.load()).findings}
    assert "requirements-file-missing" not in slugs


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("file:./x.whl", "./x.whl"),
        ("x @ file:./x.whl", "./x.whl"),
        ("x @ file:///tmp/x.whl", None),
        ("x @ ./x.whl", "./x.whl"),
        ("./x.whl --hash=sha256:ab", "./x.whl"),
        ("./x.whl ; python_version < '3.12'", "./x.whl"),
        ("./x.whl[extra]", "./x.whl"),
        ("./x", None),
        ("-r other.txt", None),
        ("--find-links=./wheels", None),
    ],
)
def test_local_forms_are_errors_in_a_file(line: str, fixed: str | None) -> None:
    files = filed(f"numpy==2.1.3\n{line}\n")
    (finding,) = found(files, "local-requirement")
    assert finding.span.text(files["requirements.txt"]) == line
    texts = [plan.text for plan in finding.plans if isinstance(plan, ReplaceRequirement)]
    assert texts == ([] if fixed is None else [fixed])


@pytest.mark.parametrize(
    "line",
    [
        "./x.whl",
        "x.whl",
        "-r https://x.y/z.txt",
        "--find-links https://x.y/z.html",
        "x @ https://x.y/x.whl",
        "git+https://x.y/z",
        "numpy==2.1.3",
        "-e git+https://x.y/z#egg=z",
        "-c https://x.y/z.txt",
        "--pre",
        "--extra-index-url https://x.y/z",
    ],
)
def test_remote_forms_and_bare_archives_are_no_errors(line: str) -> None:
    assert not found(filed(f"{line}\n"), "local-requirement", "requirement-needs-source")


@pytest.mark.parametrize(
    ("line", "in_file", "in_list"),
    [
        ("-e ./x", Severity.ERROR, Severity.ERROR),
        ("--editable=./x", Severity.ERROR, Severity.ERROR),
        (".", Severity.ERROR, Severity.ERROR),
        ("pkg/", Severity.ERROR, Severity.ERROR),
        ("-c constraints.txt", Severity.ERROR, Severity.ERROR),
        ("--constraint=c.txt", Severity.ERROR, Severity.ERROR),
        # Cog drops this line of a file, and passes on that of the list.
        ("-e .", Severity.INFORMATION, Severity.ERROR),
        # In a file these are Cog's own business, see local-requirement.
        ("-r other.txt", None, Severity.ERROR),
        ("./x.whl", None, Severity.ERROR),
        ("./x", None, Severity.ERROR),
    ],
)
def test_what_needs_the_source(
    line: str, in_file: Severity | None, in_list: Severity | None
) -> None:
    rule = "requirement-needs-source"
    expected = [] if in_file is None else [(rule, line, in_file)]
    assert marked(filed(f"{line}\n"), rule) == expected
    assert marked(listing([f'"{line}"']), rule) == [(rule, line, in_list)]


@pytest.mark.parametrize("line", ["cog", "cog==0.9.4", "Cog[x]>=0.1", "coglet==1.0"])
def test_managed_packages_are_found(line: str) -> None:
    assert marked(filed(f"numpy==2.1.3\n{line}  # why\n"), "managed-requirement") == [
        ("managed-requirement", line, Severity.WARNING)
    ]


@pytest.mark.parametrize("line", ["cogs==1.0", "cog-model==1", "./cog-1.0-py3-none-any.whl"])
def test_other_packages_are_not_managed(line: str) -> None:
    assert not found(filed(f"{line}\n"), "managed-requirement")


@pytest.mark.parametrize(
    ("line", "path", "problem"),
    [
        ("./wheels/x.whl", "wheels/x.whl", ""),
        ("./wheels/x.whl", "elsewhere", "`wheels/x.whl` does not exist"),
        ("./wheels/x.whl", "wheels/x.whl/y", "it is a folder"),
        ("../x.whl", "elsewhere", "outside"),
        ("/tmp/x.whl", "elsewhere", ""),
    ],
)
def test_archives_that_are_there_or_not(line: str, path: str, problem: str, tmp_path: Path) -> None:
    loader = write(tmp_path, {**filed(f"{line}\n"), path: "x"})
    messages = [
        found.message
        for found in engine.check(loader.load()).findings
        if found.rule == "local-archive-missing"
    ]
    assert len(messages) == bool(problem)
    assert all(problem in message for message in messages)


def test_an_archive_is_looked_for_beside_the_requirements_file(tmp_path: Path) -> None:
    files = listing(build="python_requirements: deps/r.txt")
    loader = write(tmp_path, {**files, "deps/r.txt": "./x.whl\n", "deps/x.whl": "x"})
    slugs = {found.rule for found in engine.check(loader.load()).findings}
    assert "local-archive-missing" not in slugs


def test_a_folder_is_no_requirements_file(tmp_path: Path) -> None:
    loader = write(tmp_path, {**listing(build="python_requirements: deps"), "deps/r.txt": ""})
    messages = [
        found.message
        for found in engine.check(loader.load()).findings
        if found.rule == "requirements-file-missing"
    ]
    assert len(messages) == 1 and "is a folder" in messages[0]
