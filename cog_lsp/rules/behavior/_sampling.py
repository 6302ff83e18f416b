"""What of a prediction draws random numbers, and what seeds them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.rules.behavior._shared import made_by
from cog_lsp.syntax import python_tree as py

SEEDS = frozenset(
    (
        "random.seed", "numpy.random.seed", "torch.manual_seed", "torch.cuda.manual_seed",
        "torch.cuda.manual_seed_all", "torch.random.manual_seed", "transformers.set_seed",
        "accelerate.utils.set_seed", "lightning.seed_everything",
        "pytorch_lightning.seed_everything",
    )
)  # fmt: skip
"""Functions that seed a generator which the whole process shares."""
_DRAWS = re.compile(
    r"torch\.(?:randn|rand|randint|randperm|randn_like|rand_like|normal|multinomial|bernoulli)"
    r"|numpy\.random\.(?:rand|randn|randint|random|choice|normal|uniform|shuffle|permutation)"
    r"|random\.(?:random|randint|randrange|choice|choices|sample|shuffle|uniform|gauss)"
)
_PIPELINE = re.compile(r"(?:\w*Pipeline|AutoPipelineFor\w+|StableDiffusion\w+)")


def pipeline_calls(project: Project) -> Iterator[CallEvent]:
    """The calls in predictions of what is sure to be a pipeline of diffusers."""
    for call in trace_of(project).calls:
        if call.phase is Phase.PREDICT and _is_pipeline_call(call):
            yield call


def draws(project: Project) -> bool:
    """Whether predictions are sure to draw random numbers."""
    if next(pipeline_calls(project), None) is not None:
        return True
    for call in trace_of(project).calls:
        if call.phase is not Phase.PREDICT:
            continue
        if _DRAWS.fullmatch(call.name):
            return True
        sample = call.argument("do_sample", None)
        if sample is not None and sample.value.constant is True:
            return True
    return False


def has_seed_input(project: Project) -> bool:
    """Whether an input of the prediction is called something of a seed."""
    return any(
        "seed" in name.lower()
        for entry in project.entry_points
        if entry.mode == "predict"
        for name in entry.inputs
    )


def _is_pipeline_call(call: CallEvent) -> bool:
    func, receiver = py.unparen(call.node.func), call.receiver
    if isinstance(func, py.Attribute) and receiver is not None and receiver.loads:
        return False  # a method of it
    makers = made_by(call.callee)
    return bool(makers) and all(map(_makes_pipeline, makers))


def _makes_pipeline(call: CallEvent) -> bool:
    loader = match_loader(call.name) if call.name.startswith("diffusers.") else None
    if loader is None or loader.kind != "weights":
        return False
    cls = call.name.split(".")[-2]
    return _PIPELINE.fullmatch(cls) is not None
