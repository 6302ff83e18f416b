"""What cog.yaml leads to: its files, the model's page on Replicate, where weights come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.features.links.link import Link
from cog_lsp.features.targets import references_of
from cog_lsp.project import Project
from cog_lsp.project.config import Value
from cog_lsp.text import Span

_MODEL = re.compile(r"r8\.im/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)")
_DOCKER_HUB = re.compile(r"(?:index\.)?docker\.io/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)")
_HUB = re.compile(r"(?:hf|huggingface)://(?P<repo>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?$")


def config_links(project: Project, path: str) -> Iterator[Link]:
    """The links of cog.yaml."""
    if path != project.config.path:
        return
    values = project.config.values
    build = values.build
    requirements = project.config.requirements_path
    if build is not None and build.python_requirements is not None and requirements is not None:
        span = _inner(project, build.python_requirements)
        if requirements in project.documents:
            yield Link(span, path=requirements, tooltip="Open the requirements")
    for reference in references_of(project):
        if reference.ref.file in project.documents:
            yield Link(reference.file, path=reference.ref.file, tooltip="Open the file")
    for name in (values.image, values.model):
        if name is None:
            continue
        if (match := _MODEL.match(name.value)) is not None:
            url = f"https://replicate.com/{match['owner']}/{match['name']}"
            yield Link(_inner(project, name), url=url, tooltip="Open the model on Replicate")
        elif (match := _DOCKER_HUB.match(name.value)) is not None:
            url = f"https://hub.docker.com/r/{match['owner']}/{match['name']}"
            yield Link(_inner(project, name), url=url, tooltip="Open the image on Docker Hub")
    for weight in values.weights:
        for source in weight.sources:
            hub = _HUB.match(source.uri.value) if source.uri is not None else None
            if source.uri is not None and hub is not None:
                url = f"https://huggingface.co/{hub['repo']}"
                if hub["revision"]:
                    url += f"/tree/{hub['revision']}"
                yield Link(_inner(project, source.uri), url=url, tooltip="Open on Hugging Face")


def _inner(project: Project, value: Value[str]) -> Span:
    """Where the text of ``value`` stands, without the quotes around it."""
    span = value.span
    quoted = span.text(project.config.document.text)[:1] in ("'", '"') and len(span) > 1
    return Span(span.start + 1, span.end - 1) if quoted else span
