"""Where a loaded model lives: on one GPU, spread over several, or in the memory of the CPU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cog_lsp.memory.choices import alternatives
from cog_lsp.memory.given import Given
from cog_lsp.memory.handling import OFFLOADING, Handling
from cog_lsp.memory.turns import comes_and_goes, moves_of
from cog_lsp.project.behavior import Value
from cog_lsp.project.behavior.data import table
from cog_lsp.project.behavior.values import MISSING

# Hugging Face's strategies for spreading a model; what fits no GPU goes to the CPU.
_STRATEGIES = frozenset(("auto", "balanced", "balanced_low_0", "sequential"))
_PARALLEL = ("tensor_parallel_size", "pipeline_parallel_size", "tp_size", "tp")
_ALL_LAYERS = 200  # more than any published model has


@dataclass(frozen=True, slots=True)
class Placement:
    """Where weights are while a prediction runs.

    ``on_gpu`` is false when they stay in the CPU's memory or are moved there between uses;
    ``partly`` when an unknown part of them does. ``spreads``: over as many GPUs as there are,
    ``gpus`` at least. ``spills``: what does not fit goes to the CPU instead of failing.
    ``in_turn``: it comes to the GPU and goes again, as a whole, or part by part.
    """

    on_gpu: bool = True
    partly: bool = False
    spreads: bool = False
    spills: bool = False
    gpus: int = 1
    in_turn: bool = False


def placement_of(given: Given, handling: Handling) -> Placement:
    """Where what ``given`` loads lives, on a GPU unless the code says otherwise."""
    if given.load.loader.library == "llama_cpp":
        return _llama_cpp(given)
    if _is_offloaded(handling):
        return Placement(on_gpu=False)
    if comes_and_goes(handling):
        return Placement(in_turn=True)
    moves = moves_of(handling)
    if any(_is_cpu(value) for value in given.values("device", "device_map")):
        return Placement(on_gpu=any(to_gpu for _, to_gpu in moves))
    if any(not to_gpu for _, to_gpu in moves):
        return Placement(on_gpu=False)
    if handling.is_handed_to("dispatch"):
        return Placement(spreads=True, spills=True)
    device_map = given.value("device_map")
    if device_map is not None and table(device_map):
        return _by_parts(table(device_map) or {})
    if device_map is not None and device_map.constant is not None:
        text = device_map.text
        if text is None or text in _STRATEGIES:
            return Placement(spreads=True, spills=True)
    degree = 1
    for name in _PARALLEL:
        value = given.value(name)
        if value is None or value.constant is None:
            continue
        if not isinstance(value.constant, int):
            return Placement(spreads=True)
        degree *= value.constant
    if degree > 1:
        return Placement(spreads=True, gpus=degree)
    offload = given.value("cpu_offload_gb", "max_memory", "offload_folder")
    second_gpu = any(
        value.text is not None and value.text.startswith("cuda:") and value.text != "cuda:0"
        for value in _devices(given, handling)
    )
    return Placement(partly=offload is not None, spills=offload is not None, spreads=second_gpu)


def _llama_cpp(given: Given) -> Placement:
    """llama.cpp keeps on the CPU what ``n_gpu_layers`` does not move: all of it by default."""
    layers = given.value("n_gpu_layers")
    if layers is None:
        return Placement(partly=True) if given.is_open else Placement(on_gpu=False)
    if layers.constant == 0:
        return Placement(on_gpu=False)
    count = layers.constant
    is_all = isinstance(count, int) and (count < 0 or count >= _ALL_LAYERS)
    return Placement(partly=not is_all, spreads=True)


def _by_parts(devices: Mapping[str, Value]) -> Placement:
    """Where a model is whose parts are put on devices one by one: ``{"": 0}`` is all of it."""
    places = [
        value.text if value.text is not None else value.constant for value in devices.values()
    ]
    if any(place is MISSING for place in places):
        return Placement(spreads=True, spills=True)
    away = [place in ("cpu", "disk") for place in places]
    if all(away):
        return Placement(on_gpu=False)
    gpus = {place for place in places if place not in ("cpu", "disk")}
    return Placement(partly=any(away), spreads=len(gpus) > 1)


def _is_offloaded(handling: Handling) -> bool:
    return handling.is_handed_to("offload") or any(
        method in OFFLOADING and method != "cpu" for method, _ in handling.method_calls
    )


def _devices(given: Given, handling: Handling) -> Iterator[Value]:
    """Every device that the model is given or moved to."""
    yield from given.values("device", "device_map")
    for method, call in handling.method_calls:
        if method != "to" or not handling.is_whole(call):
            continue
        for arg in call.args:
            if arg.name == "device" or arg.index == 0:
                yield from alternatives(
                    handling.course.project, arg.value, arg.node.value, call.frame
                )


def _is_cpu(value: Value) -> bool:
    """Whether a device is the CPU: ``"cpu"``, ``torch.device("cpu")``, or ``-1`` in a pipeline."""
    if value.constant == -1:
        return True
    texts = [value.text, *(arg.value.text for call in value.loads for arg in call.args)]
    return "cpu" in texts
