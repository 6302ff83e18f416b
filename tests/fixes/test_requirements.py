"""Fixes of what is required, in a requirements file and in the list of cog.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Refusal
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules import plan as plans
from cog_lsp.rules.plan import Plan
from cog_lsp.text import Span

from ..projects import project

NAMED = 'build:\n  python_version: "3.12"\n  python_requirements: requirements.txt\n'


def made(given: Project, plan: Plan) -> tuple[Fix, Mapping[str, str]]:
    fix = carry_out(given, plan)
    assert isinstance(fix, Fix), fix
    return fix, engine.apply_fix(given, fix).texts


def refused(given: Project, plan: Plan) -> str:
    refusal = carry_out(given, plan)
    assert isinstance(refusal, Refusal), refusal
    return refusal.reason


def place(text: str, part: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


# python_packages -> requirements.txt

MOVED = [
    (
        'build:\n  python_packages:  # deps\n    # pinned\n    - "torch==2.3.1"  # gpu\n'
        "\n    - numpy\n  gpu: true  # yes\n",
        "build:\n  python_requirements: requirements.txt  # deps\n  gpu: true  # yes\n",
        "# pinned\ntorch==2.3.1  # gpu\nnumpy\n",
    ),
    (
        "build:\n    python_packages:\n    - a\n    - b",
        "build:\n    python_requirements: requirements.txt",
        "a\nb\n",
    ),
    (
        "build:\r\n  python_packages: [a, 'b==1']  # c\r\n",
        "build:\r\n  python_requirements: requirements.txt  # c\r\n",
        "a\r\nb==1\r\n",
    ),
    (
        "build:\n  python_packages: [\n    a,  # one\n    # two\n    b, c  # three\n  ]\nrun: x\n",
        "build:\n  python_requirements: requirements.txt\nrun: x\n",
        "a  # one\n# two\nb\nc  # three\n",
    ),
    (
        "{build: {python_packages: [a], gpu: true}}\n",
        "{build: {python_requirements: requirements.txt, gpu: true}}\n",
        "a\n",
    ),
    (
        'build:\n  "python_packages":\n    - a\n    -\n',
        "build:\n  python_requirements: requirements.txt\n".replace("  p", '  "p').replace(
            "s:", 's":'
        ),
        "a\n",
    ),
]


@pytest.mark.parametrize(("config", "config_after", "requirements"), MOVED)
def test_packages_move_to_a_new_file(config: str, config_after: str, requirements: str) -> None:
    given = project({"cog.yaml": config})
    fix, texts = made(given, plans.PackagesToRequirements("cog.yaml"))
    assert texts == {"cog.yaml": config_after, "requirements.txt": requirements}
    assert fix.creates
    assert fix.applicability is Applicability.SAFE


BOTH = (
    "build:\n  python_requirements: reqs/all.txt\n"
    "  python_packages:  # old\n    - b  # why\n    - a\n"
)


def test_packages_move_to_the_file_that_is_named() -> None:
    given = project({"cog.yaml": BOTH, "reqs/all.txt": "# all\na\nc==1"})
    fix, texts = made(given, plans.PackagesToRequirements("cog.yaml"))
    assert texts == {
        "cog.yaml": "build:\n  python_requirements: reqs/all.txt\n  # old\n",
        "reqs/all.txt": "# all\na\nc==1\nb  # why",
    }
    assert (fix.title, fix.note) == ("Move the packages to reqs/all.txt", "")


def test_a_file_that_nothing_names_may_list_more() -> None:
    config = "build:\n  python_packages: [a]\n"
    given = project({"cog.yaml": config, "requirements.txt": "a\n# only a comment\n"})
    fix, texts = made(given, plans.PackagesToRequirements("cog.yaml"))
    assert texts == {"cog.yaml": "build:\n  python_requirements: requirements.txt\n"}
    assert fix.applicability is Applicability.SAFE
    given = project({"cog.yaml": config, "requirements.txt": "dev\n"})
    fix, texts = made(given, plans.PackagesToRequirements("cog.yaml"))
    assert texts["requirements.txt"] == "dev\na\n"
    assert fix.applicability is Applicability.UNSAFE
    assert "dev" in fix.note


def test_the_packages_may_have_a_file_of_their_own() -> None:
    config = "build:\n  python_packages: [torch==2.3.1]\n"
    given = project({"cog.yaml": config, "requirements.txt": "torch\n"})
    findings = engine.check(given).findings
    (finding,) = [one for one in findings if one.rule == "python-packages-deprecated"]
    first, second = engine.outcomes(given, finding)
    assert isinstance(first, Refusal) and isinstance(second, Fix)
    assert second.applicability is Applicability.SAFE
    assert engine.apply_fix(given, second).texts == {
        "cog.yaml": "build:\n  python_requirements: requirements-cog.txt\n",
        "requirements-cog.txt": "torch==2.3.1\n",
    }


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"cog.yaml": BOTH, "reqs/all.txt": "b==1\n"}, "already has b, written differently"),
        ({"cog.yaml": BOTH}, "reqs/all.txt does not exist"),
        ({"cog.yaml": "build:\n  python_packages: a\n"}, "is not a list"),
        ({"cog.yaml": "build:\n  python_packages:\n    - a: b\n"}, "not a single line of text"),
        (
            {"cog.yaml": "build:\n  python_packages:\n    - |\n      a\n      b\n"},
            "not a single line of text",
        ),
        ({"cog.yaml": "x: &x [a]\nbuild:\n  python_packages: *x\n"}, "an alias"),
    ],
)
def test_packages_stay_where_they_are(files: dict[str, str], reason: str) -> None:
    assert reason in refused(project(files), plans.PackagesToRequirements("cog.yaml"))


def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text("build:\n  python_packages: [a]\n")
    (tmp_path / "requirements.txt").write_bytes(b"\0")
    given = ProjectLoader(tmp_path).load()
    reason = refused(given, plans.PackagesToRequirements("cog.yaml"))
    assert reason == "requirements.txt exists but cannot be read as text"


# Single requirements

LINES = "# top\nnumpy>=1  # why\ntorch==2.3.1 \\\n  --hash=sha256:ab\nlast"


@pytest.mark.parametrize(
    ("part", "after"),
    [
        ("numpy>=1", "# top\n# why\ntorch==2.3.1 \\\n  --hash=sha256:ab\nlast"),
        ("torch==2.3.1 \\\n  --hash=sha256:ab", "# top\nnumpy>=1  # why\nlast"),
        ("last", "# top\nnumpy>=1  # why\ntorch==2.3.1 \\\n  --hash=sha256:ab\n"),
    ],
)
def test_a_requirement_is_deleted(part: str, after: str) -> None:
    given = project({"cog.yaml": NAMED, "requirements.txt": LINES})
    plan = plans.DeleteRequirement("requirements.txt", place(LINES, part))
    assert made(given, plan)[1] == {"requirements.txt": after}


def test_a_requirement_is_replaced() -> None:
    given = project({"cog.yaml": NAMED, "requirements.txt": LINES})
    plan = plans.ReplaceRequirement("requirements.txt", place(LINES, "numpy>=1"), "numpy==2.0.0")
    fix, texts = made(given, plan)
    assert texts == {"requirements.txt": LINES.replace("numpy>=1", "numpy==2.0.0")}
    assert fix.title == "Write `numpy==2.0.0`"


def test_requirements_in_cog_yaml() -> None:
    config = "build:\n  python_packages:\n    - 'a>=1'  # why\n    - b\n"
    given = project({"cog.yaml": config})
    replace = plans.ReplaceRequirement("cog.yaml", place(config, "'a>=1'"), "a==1.2")
    assert made(given, replace)[1] == {"cog.yaml": config.replace("'a>=1'", "'a==1.2'")}
    delete = plans.DeleteRequirement("cog.yaml", place(config, "'a>=1'"))
    assert made(given, delete)[1] == {"cog.yaml": config.replace("- 'a>=1'  # why", "# why")}


# Lines that Cog refuses or takes out

BASE = "# base\nnumpy==2.0.0  # n\n\nscipy"
WITH_BASE = "a\n-r base.txt  # all of it\nb\n"


def test_an_included_file_is_written_out() -> None:
    given = project({"cog.yaml": NAMED, "requirements.txt": WITH_BASE, "base.txt": BASE})
    plan = plans.InlineRequirements("requirements.txt", place(WITH_BASE, "-r base.txt"), "base.txt")
    fix, texts = made(given, plan)
    assert texts == {"requirements.txt": "a\n# all of it\n# base\nnumpy==2.0.0  # n\n\nscipy\nb\n"}
    assert fix.title == "Inline base.txt"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-r more.txt\n", "`-r more.txt` means a different place"),
        ("./x.whl\n", "means a different place"),
        ("x @ file:./x.whl\n", "means a different place"),
        ("--extra-index-url https://example.org\n", ""),
    ],
)
def test_an_included_file_of_another_folder(text: str, reason: str) -> None:
    given = project(
        {"cog.yaml": NAMED, "requirements.txt": "-r lib/base.txt", "lib/base.txt": text}
    )
    plan = plans.InlineRequirements("requirements.txt", Span(0, 15), "lib/base.txt")
    if reason:
        assert reason in refused(given, plan)
    else:
        assert made(given, plan)[1] == {"requirements.txt": text.rstrip()}


def test_an_included_file_that_is_not_there() -> None:
    given = project({"cog.yaml": NAMED, "requirements.txt": WITH_BASE})
    plan = plans.InlineRequirements("requirements.txt", place(WITH_BASE, "-r base.txt"), "base.txt")
    assert refused(given, plan) == "base.txt cannot be read"


def test_a_version_of_cog_goes_to_cog_yaml() -> None:
    given = project({"cog.yaml": NAMED, "requirements.txt": "cog==0.18.0  # pinned\nnumpy\n"})
    plan = plans.RequirementToSdkVersion("requirements.txt", Span(0, 11), "0.18.0")
    fix, texts = made(given, plan)
    assert texts == {
        "cog.yaml": f"{NAMED}  sdk_version: 0.18.0\n",
        "requirements.txt": "# pinned\nnumpy\n",
    }
    assert fix.title == "Set `sdk_version` to 0.18.0 instead"
    config = "build:\n  python_packages: [cog==0.18.0, a]\n"
    plan = plans.RequirementToSdkVersion("cog.yaml", place(config, "cog==0.18.0"), "0.18.0")
    assert made(project({"cog.yaml": config}), plan)[1] == {
        "cog.yaml": "build:\n  python_packages: [a]\n  sdk_version: 0.18.0\n"
    }


# Pinning to what is installed

UV = """\
version = 1
[[package]]
name = "numpy"
version = "1.26.4"
[[package]]
name = "Ruamel.YAML"
version = "0.18.6"
[[package]]
name = "torch"
version = "2.3.1+cu121"
[[package]]
name = "two"
version = "1.0"
[[package]]
name = "two"
version = "2.0"
"""
LOCKS = {
    "uv.lock": UV,
    "poetry.lock": UV.replace("version = 1\n", ""),
    "pylock.toml": UV.replace("version = 1\n", "").replace("[[package]]", "[[packages]]"),
    "Pipfile.lock": '{"default": {"numpy": {"version": "==1.26.4"}, "ruamel.yaml": {"version": '
    '"==0.18.6"}, "torch": {"version": "==2.3.1"}, "g": {"git": "x"}}, "develop": {"two": {}}}',
    "requirements.lock": "numpy==1.26.4\nruamel-yaml==0.18.6\ntorch==2.3.1\n",
}
LOOSE = """\
numpy>=1.20,<2  # n
ruamel.yaml
torch[extra] ; sys_platform == 'linux'
two
other==1
"""
PINNED = """\
numpy==1.26.4  # n
ruamel.yaml ==0.18.6
torch[extra]==2.3.1 ; sys_platform == 'linux'
two
other==1
"""
PIN = plans.PinRequirements("requirements.txt", ("numpy", "ruamel-yaml", "torch", "two"))


def laid(folder: Path, files: Mapping[str, str]) -> Project:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return ProjectLoader(folder).load()


@pytest.mark.parametrize("lock", LOCKS)
def test_pins_come_from_a_lock(tmp_path: Path, lock: str) -> None:
    given = laid(tmp_path, {"cog.yaml": NAMED, "requirements.txt": LOOSE, lock: LOCKS[lock]})
    fix, texts = made(given, PIN)
    assert texts == {"requirements.txt": PINNED}
    assert fix.title == f"Pin to {lock}"
    assert lock not in given.documents


@pytest.mark.parametrize("folder", [".venv/lib/python3.12", "venv/Lib", "env/lib/python3.13t"])
def test_pins_come_from_an_environment(tmp_path: Path, folder: str) -> None:
    packages = f"{folder}/site-packages"
    files = {
        "cog.yaml": NAMED,
        "requirements.txt": LOOSE,
        f"{packages}/numpy-1.26.4.dist-info/METADATA": "",
        f"{packages}/ruamel_yaml-0.18.6.dist-info/METADATA": "",
        f"{packages}/torch-2.3.1+cu121.dist-info/METADATA": "",
        f"{packages}/numpy/__init__.py": "",
    }
    fix, texts = made(laid(tmp_path, files), PIN)
    assert texts == {"requirements.txt": PINNED}
    assert fix.title == f"Pin to {folder.partition('/')[0]}"


def test_a_lock_counts_before_an_environment(tmp_path: Path) -> None:
    files = {
        "cog.yaml": NAMED,
        "requirements.txt": "numpy\n",
        "requirements.lock": "numpy==1.26.4\n",
        ".venv/lib/python3.12/site-packages/numpy-2.0.0.dist-info/METADATA": "",
    }
    assert made(laid(tmp_path, files), PIN)[1] == {"requirements.txt": "numpy==1.26.4\n"}


def test_items_of_cog_yaml_are_pinned(tmp_path: Path) -> None:
    config = 'build:\n  python_packages: ["numpy (>=1)", b]\n'
    given = laid(tmp_path, {"cog.yaml": config, "uv.lock": UV})
    plan = plans.PinRequirements("cog.yaml", ("numpy", "b"))
    after = config.replace("numpy (>=1)", "numpy==1.26.4")
    assert made(given, plan)[1] == {"cog.yaml": after}


@pytest.mark.parametrize(
    ("line", "pinned"),
    [
        ("numpy~=1.26.0", True),
        ("numpy~=1.26", True),
        ("numpy~=1.25.0", False),
        ("numpy!=1.26.4", False),
        ("numpy==1.26.*", True),
        ("numpy==1.25.*", False),
        ("numpy!=1.26.*", False),
        ("numpy>1.26.4", False),
        ("numpy<=1.26.4", True),
        ("numpy<2.0rc1", False),
        ("numpy @ https://example.org/numpy.whl", False),
    ],
)
def test_a_pin_lies_within_what_was_asked_for(tmp_path: Path, line: str, pinned: bool) -> None:
    given = laid(tmp_path, {"cog.yaml": NAMED, "requirements.txt": line + "\n", "uv.lock": UV})
    if pinned:
        assert made(given, PIN)[1] == {"requirements.txt": "numpy==1.26.4\n"}
    else:
        assert (
            refused(given, PIN) == "uv.lock has numpy 1.26.4, which is outside the required range"
        )


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "the versions are not known"),
        ({"uv.lock": "["}, "the versions are not known"),
        ({"Pipfile.lock": "[1]"}, "the versions are not known"),
        ({"uv.lock": "package = 3"}, "the versions are not known"),
        ({"requirements.lock": "x==1\n"}, "requirements.lock does not list numpy"),
        ({".venv/lib/python3.12/site-packages/x-1.dist-info/A": ""}, ".venv does not list"),
    ],
)
def test_there_is_nothing_to_pin_to(tmp_path: Path, files: dict[str, str], reason: str) -> None:
    given = laid(tmp_path, {"cog.yaml": NAMED, "requirements.txt": "numpy\n", **files})
    assert reason in refused(given, PIN)


# Versions that fit each other

CHOSEN = """\
build:
  gpu: true
  python_version: "3.9"  # old
  cuda: "11.0"
  cudnn: "8"
  python_requirements: requirements.txt
"""


def test_versions_are_set_over_both_files() -> None:
    given = project({"cog.yaml": CHOSEN, "requirements.txt": "torch>=2  # t\ntorchvision==0.1\n"})
    plan = plans.SetVersions(
        "cog.yaml",
        python="3.12",
        cuda="12.1",
        cudnn="",
        packages=(("torch", "2.3.1"), ("torchvision", "0.18.1")),
        caution="other versions",
    )
    fix, texts = made(given, plan)
    assert texts == {
        "cog.yaml": CHOSEN.replace("3.9", "3.12")
        .replace("11.0", "12.1")
        .replace('  cudnn: "8"\n', ""),
        "requirements.txt": "torch==2.3.1  # t\ntorchvision==0.18.1\n",
    }
    assert (fix.title, fix.applicability) == ("Choose versions that fit", Applicability.UNSAFE)


def test_versions_are_set_in_cog_yaml_alone() -> None:
    config = "build:\n  gpu: true\n  python_packages:\n    - torch==1.0 # t\n    - x\n"
    plan = plans.SetVersions("cog.yaml", cuda="12.1", packages=(("torch", "2.3.1"),))
    assert made(project({"cog.yaml": config}), plan)[1] == {
        "cog.yaml": "build:\n  gpu: true\n  python_packages:\n    - torch==2.3.1 # t\n    - x\n"
        '  cuda: "12.1"\n'
    }


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (plans.SetVersions("cog.yaml", packages=(("jax", "1"),)), "jax is not required anywhere"),
        (plans.SetVersions("cog.yaml", python="3.9", cudnn="8"), "they are already set"),
    ],
)
def test_versions_that_cannot_be_set(plan: Plan, reason: str) -> None:
    given = project({"cog.yaml": CHOSEN, "requirements.txt": "torch\n"})
    assert refused(given, plan) == reason
