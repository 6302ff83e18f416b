"""Cog rewrites this requirement, so that pip installs something else.

## What it does

Reports lines of which Cog's parser keeps only a part. When it sees `name==version` without spaces,
it discards the rest of the line: markers, hashes, an index. It does not allow dots in a name. It
cuts every line of a file at the first `#`, even in a URL.

- a dotted name (`ruamel.yaml==0.18.6` becomes `yaml==0.18.6`): an error, because a different
  package is installed
- a marker that leaves its semicolon in the version, or whose own `==` replaces the requirement's:
  an error, because pip refuses the line
- a lost marker that is false in the image, a lost index, a lost `#subdirectory=`, or a lost `#egg=`
  that an editable install needs: a warning
- lost hashes: information, once per file

A lost marker that is true in the image does no harm and is left alone; so is an index that Cog
chooses itself.

## Why it matters

Cog does not report it. The build fails on a line that is not in the file, or the image has a
different package than the author asked for.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
ruamel.yaml==0.18.6
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - "numpy==2.1.3; sys_platform=='linux'"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
ruamel-yaml==0.18.6
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - numpy ==2.1.3; sys_platform == 'linux'
predict: predict.py:Predictor
```

## Fix

Writes a dotted name with a dash, which is the same name to PyPI. Writes an index as
`--extra-index-url=`, the only form that Cog keeps; pip itself does not accept an index after a
requirement. Otherwise it puts a space before each `==`: Cog then passes the line on unchanged, and
pip reads all of it. Unsafe, because pip then honors what it never saw before. Not offered for
torch, torchvision and TensorFlow, because Cog would no longer choose their build.

## Sources

- `SplitPinnedPythonRequirement` and `ReadRequirements` in `pkg/requirements/requirements.go`,
  `pythonPackageForArch` in `pkg/config/config.go` of replicate/cog, at 6110c912
- [PyPA: name normalization](https://packaging.python.org/en/latest/specifications/name-normalization/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cog_lsp.project import Project
from cog_lsp.resolution import Package, Resolution, resolution_of
from cog_lsp.resolution.reading import Pin, find_pin
from cog_lsp.resolution.versions import major_minor
from cog_lsp.rules.dependencies._shared import replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.pep508 import applies
from cog_lsp.syntax.requirements import Requirement, normalize_name

_CHOSEN = ("torch", "torchvision", "tensorflow")
_INDEX = re.compile(r"\s(?:--(?:extra-)?index-url[\s=]|-i\s)\s*")
_INDEXES = ("--index-url", "-i", "--extra-index-url")
_BLANK = "with a space before `==`, Cog passes the line on unchanged"
_EQUALS = "as `--extra-index-url=`, or on a line of its own, it is kept"
_GLUED = re.compile(r"(?<=[A-Za-z0-9_-])==")


@rule(
    code="COG208",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Rewrites the line so that Cog passes it on.",
    covers=(
        "req-dotted-name-mangled",
        "req-marker-dropped",
        "req-marker-broken",
        "req-marker-hijack",
        "req-marker-nospace-ok",
        "req-hash-dropped",
        "req-index-url-dropped",
        "req-extra-index-equals",
        "req-fragment-lost",
        "inf-req-mangle",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each line of which something is lost that counts."""
    resolution = resolution_of(project)
    python = major_minor(resolution.python)
    hashed: list[Package] = []
    for package in resolution.packages:
        if package.dropped or package.local is not None:
            continue
        pin = find_pin(package.text)
        requirement = package.line.requirement if package.line is not None else None
        lost = None
        if pin is not None and requirement is not None and not requirement.url:
            lost = _lost(resolution, package, requirement, pin, python)
            if lost is None and any(part.startswith("--hash") for part in requirement.options):
                hashed.append(package)
        if lost is None:
            lost = _lost_fragment(package)
        if lost is not None:
            yield lost
    if hashed:
        first = hashed[0]
        many = f" and {len(hashed) - 1} more" if len(hashed) > 1 else ""
        yield Report(
            first.path,
            first.span,
            f"Cog drops the hashes of `{first.name}`{many}, so pip does not check them",
            key="hashes",
            severity=Severity.INFORMATION,
        )


def _lost(
    resolution: Resolution, package: Package, requirement: Requirement, pin: Pin, python: str
) -> Report | None:
    """What is wrong with the part that Cog keeps, if it is anything."""
    pip = package.pip.text
    marker = requirement.marker
    if normalize_name(pin.name) != requirement.name:
        if requirement.raw_name.endswith(f".{pin.name}"):
            why = f"Cog allows no dots in a name; write `{_dashed(package, requirement)}`"
        else:
            why = f"Cog mistakes the `==` in the marker for the pin; {_BLANK}"
        return _report(package, f"pip gets `{pip}`, because {why}", Severity.ERROR)
    if pin.version.endswith(";"):
        return _report(package, f"pip gets `{pip}`, which it refuses; {_BLANK}", Severity.ERROR)
    if marker is not None and ";" not in pip and applies(marker, python) is False:
        what = f"the marker is lost, and pip installs it although `{marker}` is false; {_BLANK}"
        return _report(package, what)
    index = _lost_index(resolution, requirement, pin)
    if index is not None:
        if package.pip.variant:
            chosen = package.pip.indexes[0] if package.pip.indexes else "PyPI"
            what = f"the index {index} is lost, and Cog uses {chosen}"
            return _report(package, what, Severity.INFORMATION)
        return _report(package, f"the index {index} is lost, and pip uses PyPI; {_EQUALS}")
    return None


def _report(package: Package, what: str, severity: Severity | None = None) -> Report:
    return Report(
        package.path,
        package.span,
        f"Cog rewrites `{package.text}`: {what}",
        key=package.text,
        plans=tuple(_plans(package)),
        severity=severity,
    )


def _dashed(package: Package, requirement: Requirement) -> str:
    """The requirement with dashes in its name, which is the same to PyPI and no riddle to Cog."""
    name = requirement.raw_name
    return package.text.replace(name, name.replace(".", "-"), 1)


def _plans(package: Package) -> Iterator[Plan]:
    requirement = package.line.requirement if package.line is not None else None
    if requirement is None or requirement.name in _CHOSEN or "\n" in package.text:
        return
    if "." in requirement.raw_name and requirement.marker is None and not requirement.options:
        text = _dashed(package, requirement)
        yield replacing(package, text, f"Write `{text}`, the same package")
    elif _INDEX.search(package.text):
        text = _INDEX.sub(" --extra-index-url=", package.text)
        caution = "pip then uses the index for all requirements"
        yield replacing(package, text, "Write `--extra-index-url=`, which Cog keeps", caution)
    else:
        text = _GLUED.sub(" ==", package.text)
        caution = "pip then reads the whole line"
        yield replacing(package, text, "Put a space before `==`, so that Cog keeps all", caution)


def _lost_index(resolution: Resolution, requirement: Requirement, pin: Pin) -> str | None:
    """The index on the line that Cog throws away and that no other line brings back."""
    kept = {index.rstrip("/") for index in pin.extra_indexes}
    for line in resolution.requirements:
        option, _, value = line.replace("=", " ", 1).partition(" ")
        if option in _INDEXES:
            kept.add(value.strip().rstrip("/"))
    parts = [piece for part in requirement.options for piece in part.split("=", 1)]
    for option, value in pairwise(parts):
        if option in _INDEXES and value.rstrip("/") not in kept:
            return value
    return None


def _lost_fragment(package: Package) -> Report | None:
    """What is wrong where a URL was cut at its ``#``."""
    line = package.line
    if package.cut is None or line is None or line.kind == "comment" or "#" not in line.text:
        return None
    fragment = line.text[line.text.index("#") :]
    editable = line.kind == "option" and line.option in ("-e", "--editable")
    if "subdirectory=" in fragment:
        what = "pip installs the root of the repository"
    elif editable and "egg=" in fragment:
        what = "pip does not get the name that an editable install needs"
    else:
        return None
    return Report(
        package.path,
        package.cut,
        f"Cog cuts lines at `#`: `{fragment}` is lost, and {what}; install it with `build.run`",
        key=package.text,
    )
