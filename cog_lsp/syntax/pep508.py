"""Requirements and markers as PyPA's own library reads them, which is pip's as well."""

from __future__ import annotations

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement

# Every image is linux/amd64, whatever the machine that builds it.
_IMAGE = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "extra": "",
}
_UNKNOWN = ("platform_release", "platform_version")


def applies(marker: str, python: str) -> bool | None:
    """Whether ``marker`` is true in an image with this ``python`` (major and minor version).

    ``None`` if it is no marker, or asks for what is not known here.
    """
    if any(name in marker for name in _UNKNOWN) or "." not in python:
        return None
    full = python if python.count(".") > 1 else f"{python}.0"
    environment = {
        **_IMAGE,
        "python_version": python,
        "python_full_version": full,
        "implementation_version": full,
    }
    try:
        return Marker(marker).evaluate(environment)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, ValueError):
        return None


def is_requirement(text: str) -> bool:
    """Whether pip can read ``text``, one requirement without options, as one."""
    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True
