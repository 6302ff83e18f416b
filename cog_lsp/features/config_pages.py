"""What cog-lsp has to say of the keys of cog.yaml, as Markdown for hover and completion alike."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import ConfigKey, cuda_versions, python_versions


def key_page(key: ConfigKey) -> str:
    """All that is known of ``key``, with the place where Cog says so."""
    facts = "\n".join(f"- {fact}" for fact in _facts(key))
    parts = (f"**{key.path}** ({key.type})", _status(key), key.summary, facts)
    return "\n\n".join([*filter(None, parts), f"[Cog's source]({key.source})"])


def _status(key: ConfigKey) -> str:
    since = f" since Cog {key.status_since}" if key.status_since else ""
    match key.status:
        case "deprecated":
            return f"Deprecated{since}: use `{key.replaced_by}` instead."
        case "removed":
            return f"No effect{since}: Cog silently drops it."
        case "ignored":
            return "No effect: Cog silently drops it."
    return ""


def _facts(key: ConfigKey) -> Iterator[str]:
    if key.values:
        yield "Takes " + " or ".join(f"`{value}`" for value in key.values)
    elif key.path == "build.python_version":
        versions = python_versions()
        low, high = _dotted(versions.minimum), _dotted(versions.documented_maximum)
        yield f"Takes `{low}` or newer; documented up to `{high}`"
    elif key.path == "build.cuda":
        yield f"Takes `{_dotted(cuda_versions().minimum)}` or newer"
    if key.example:
        yield f"Example: `{key.example}`"
    if key.default:
        yield f"Default: {key.default}"
    if key.since:
        yield f"Since Cog {key.since}"
    if not key.documented:
        yield "Not in Cog's documentation of cog.yaml"


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))
