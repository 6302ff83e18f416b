"""Declare a tier in cog.yaml, and say what sets it on Replicate."""

from __future__ import annotations

from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal
from cog_lsp.knowledge.hardware import Tier, resolve
from cog_lsp.project import Project
from cog_lsp.rules.plan import DeclareHardware, ShowHardwareCommand
from cog_lsp.text import Span, TextEdit


def declare_hardware(project: Project, plan: DeclareHardware) -> Outcome:
    """The edit that writes ``# cog-lsp: hardware=SKU`` into cog.yaml.

    A directive that is there gets the new SKU; otherwise a comment goes above ``gpu:``, or to the
    top of the file when there is no such key.
    """
    tier = resolve(plan.sku)
    title = f"Declare {plan.sku}" + (f" ({describe(tier)})" if tier is not None else "")
    config = project.config
    if config.tree.problem is not None:
        return Refusal(title, "cog.yaml does not parse")
    for setting in config.directives.settings:
        if setting.key == "hardware":
            edit = TextEdit(setting.value_span, plan.sku)
            break
    else:
        document = config.document
        entry = config.entry("build", "gpu")
        start = document.lines.line_start(0)
        indent = ""
        if entry is not None:
            line = document.lines.point(entry.span.start).line
            before = document.text[document.lines.line_start(line) : entry.span.start]
            # In a flow mapping something else stands before the key: there, the line above it.
            start = document.lines.line_start(line)
            indent = before[: len(before) - len(before.lstrip())]
        comment = f"{indent}# cog-lsp: hardware={plan.sku}{document.newline}"
        edit = TextEdit(Span(start, start), comment)
    return Fix(
        title,
        Applicability.UNSAFE if plan.fits else Applicability.SUGGESTION,
        (FileEdit(config.path, (edit,)),),
        "which tier to pay for is the author's decision; this declares it, and changes nothing on "
        "Replicate",
    )


def hardware_command(project: Project, plan: ShowHardwareCommand) -> Outcome:
    """What to run or to send so that Replicate uses the tier; no file changes.

    Sources: Replicate's OpenAPI document (``POST /v1/models`` takes ``hardware``, ``PATCH`` does
    not; deployments take it in both) and its page on hardware, which says that an existing model's
    hardware is set on the web only.
    """
    owner, name = _owner_and_name(project)
    note = f"""\
A new model:
  replicate model create {owner}/{name} --private --hardware {plan.sku}
or
  curl -X POST https://api.replicate.com/v1/models \\
    -H "Authorization: Bearer $REPLICATE_API_TOKEN" -H "Content-Type: application/json" \\
    -d '{{"owner": "{owner}", "name": "{name}", "visibility": "private", "hardware": "{plan.sku}"}}'
An existing model (there is no API for it):
  https://replicate.com/{owner}/{name}/settings -> Hardware
A deployment:
  curl -X PATCH https://api.replicate.com/v1/deployments/{owner}/{name} \\
    -H "Authorization: Bearer $REPLICATE_API_TOKEN" -H "Content-Type: application/json" \\
    -d '{{"hardware": "{plan.sku}"}}'"""
    title = f"Show how to set {plan.sku} on Replicate"
    return Fix(title, Applicability.SUGGESTION, (), note)


def describe(tier: Tier) -> str:
    """A tier in a few words: ``2x L40S, 96 GB, $7.02/h``."""
    count = f"{tier.gpu_count}x " if tier.gpu_count > 1 else ""
    words = [f"{count}{tier.gpu}", f"{tier.nominal_gb * tier.gpu_count} GB"]
    if tier.price_per_second is not None:
        words.append(f"${tier.price_per_second * 3600:.2f}/h")
    return ", ".join(words)


def _owner_and_name(project: Project) -> tuple[str, str]:
    """Owner and name of the model from ``image: r8.im/owner/name``, else words to replace."""
    image = project.config.text("image") or project.config.text("model") or ""
    parts = image.removeprefix("r8.im/").partition("@")[0].split("/")
    if image.startswith("r8.im/") and len(parts) == 2 and all(parts):
        return parts[0], parts[1].partition(":")[0]
    return "OWNER", "NAME"
