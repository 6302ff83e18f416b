"""Whether the code may use several GPUs: what it says, and what it starts."""

from __future__ import annotations

import re

from cog_lsp.memory import Estimate
from cog_lsp.project import Project

# What code says that uses several GPUs, or starts something that may.
_HINTS = re.compile(
    r"cuda:[1-9{]|cuda:[\"']|distributed|parallel|device_count|accelerate|CUDA_VISIBLE_DEVICES"
    r"|device_map|max_memory|subprocess|Popen|os\.system|multiprocessing|torchrun|num_gpus|n_gpu"
    # Older versions of transformers spread what they quantize.
    r"|load_in_8bit|load_in_4bit|quantization_config"
    r"|set_device|gpu_ids|world_size|nccl|ray\b|deepspeed|rank\b|launch",
    re.IGNORECASE,
)


def uses_one_gpu(project: Project, estimate: Estimate) -> bool:
    """Whether everything that is loaded surely stays on one GPU.

    It is known what is loaded, none of it is spread, and not a word of the code hints at more.
    """
    if not estimate.complete or not estimate.known or estimate.spreads or estimate.gpus > 1:
        return False
    return not any(_HINTS.search(facts.document.text) for facts in project.python.values())
