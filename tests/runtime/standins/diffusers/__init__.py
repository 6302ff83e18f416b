"""Stand-in for diffusers: pipelines whose latents are four numbers and whose images one colour.

Here: what the example projects use of diffusers. Every `from_pretrained` records a load.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from standin_support import Weights, fingerprint, png, record_load, require_same_device
from torch import Generator, Tensor, cat

_Pipeline = TypeVar("_Pipeline", bound="_TextToImagePipeline")

StepCallback = Callable[["_TextToImagePipeline", int, int, dict[str, object]], Mapping[str, object]]


@dataclass(frozen=True)
class _Sample:
    sample: Tensor


@dataclass(frozen=True)
class _Step:
    prev_sample: Tensor


class _Image:
    def __init__(self, rgb: tuple[int, int, int]) -> None:
        self.rgb = rgb

    def save(self, path: str | Path) -> None:
        Path(path).write_bytes(png(8, 8, self.rgb))


@dataclass(frozen=True)
class _PipelineOutput:
    images: list[_Image]


class DPMSolverMultistepScheduler:
    """Walks `n` timesteps down to 0, a tenth of the noise at a time."""

    def __init__(self, config: Mapping[str, object]) -> None:
        self.config = config
        self.timesteps: list[int] = []

    @classmethod
    def from_config(cls, config: Mapping[str, object]) -> DPMSolverMultistepScheduler:
        return cls(config)

    def set_timesteps(self, steps: int, device: str) -> None:
        self.timesteps = [1000 * (steps - i) // steps - 1 for i in range(steps)]

    def scale_model_input(self, latents: Tensor, timestep: int) -> Tensor:
        return latents

    def step(self, noise: Tensor, timestep: int, latents: Tensor) -> _Step:
        return _Step(latents - 0.1 * noise)


@dataclass(frozen=True)
class _UNetConfig:
    in_channels: int = 4


class _UNet(Weights):
    config = _UNetConfig()

    def __call__(self, latents: Tensor, timestep: int, *, encoder_hidden_states: Tensor) -> _Sample:
        require_same_device(self.device, latents.device, encoder_hidden_states.device)
        rows = [
            [
                value / 2 + fingerprint(self.identity, text, timestep, i) / 2**32
                for i, value in enumerate(row)
            ]
            for row, text in zip(latents.rows, encoder_hidden_states.rows, strict=True)
        ]
        return _Sample(Tensor(rows, latents.device, self.dtype))


@dataclass(frozen=True)
class _VaeConfig:
    scaling_factor: float = 0.5


class _Vae(Weights):
    config = _VaeConfig()

    def decode(self, latents: Tensor) -> _Sample:
        require_same_device(self.device, latents.device)
        return _Sample(latents)


class _ImageProcessor:
    def postprocess(self, decoded: Tensor) -> list[_Image]:
        def colour(row: list[float]) -> tuple[int, int, int]:
            number = fingerprint(row)
            return (number >> 16 & 255, number >> 8 & 255, number & 255)

        return [_Image(colour(row)) for row in decoded.rows]


@dataclass
class _TextToImagePipeline:
    name: str
    dtype: str
    scheduler: DPMSolverMultistepScheduler = field(
        default_factory=lambda: DPMSolverMultistepScheduler({})
    )
    image_processor: _ImageProcessor = field(default_factory=_ImageProcessor)

    def __post_init__(self) -> None:
        self.unet = _UNet(f"{self.name} unet", self.dtype)
        self.vae = _Vae(f"{self.name} vae", self.dtype)

    @classmethod
    def from_pretrained(
        cls: type[_Pipeline],
        name: str,
        *,
        torch_dtype: str = "float32",
        revision: str = "main",
        variant: str | None = None,
        use_safetensors: bool = True,
    ) -> _Pipeline:
        record_load(f"{cls.__name__} {name}")
        return cls(name, torch_dtype)

    def to(self: _Pipeline, device: str) -> _Pipeline:
        self.unet.to(device)
        self.vae.to(device)
        return self

    def set_progress_bar_config(self, *, disable: bool) -> None:
        """There is no bar to hide."""

    def encode_prompt(
        self,
        prompt: str,
        device: str,
        num_images_per_prompt: int,
        do_classifier_free_guidance: bool,
        negative_prompt: str,
    ) -> tuple[Tensor, Tensor]:
        def embed(text: str) -> Tensor:
            return Tensor([[fingerprint(text)]], device, self.dtype)

        return embed(prompt), embed(negative_prompt)

    def prepare_latents(
        self,
        batch_size: int,
        channels: int,
        height: int,
        width: int,
        dtype: str,
        device: str,
        generator: Generator,
    ) -> Tensor:
        require_same_device(device, generator.device)
        row = [fingerprint(generator.seed, height, width, i) / 2**32 for i in range(channels)]
        return Tensor([row] * batch_size, device, dtype)

    def __call__(
        self,
        *,
        prompt: str,
        negative_prompt: str = "",
        width: int = 1024,
        height: int = 1024,
        num_inference_steps: int = 50,
        guidance_scale: float = 5.0,
        generator: Generator | None = None,
        callback_on_step_end: StepCallback | None = None,
    ) -> _PipelineOutput:
        device = self.unet.device
        positive, negative = self.encode_prompt(prompt, device, 1, True, negative_prompt)
        embeds = cat([negative, positive])
        if generator is None:
            generator = Generator(device).manual_seed(random.randrange(2**31))
        self.scheduler.set_timesteps(num_inference_steps, device)
        latents = self.prepare_latents(
            1, self.unet.config.in_channels, height, width, self.dtype, device, generator
        )
        for i, timestep in enumerate(self.scheduler.timesteps):
            noise = self.unet(
                cat([latents, latents]), timestep, encoder_hidden_states=embeds
            ).sample
            unconditional, conditional = noise.chunk(2)
            noise = unconditional + guidance_scale * (conditional - unconditional)
            latents = self.scheduler.step(noise, timestep, latents).prev_sample
            if callback_on_step_end is not None:
                callback_on_step_end(self, i, timestep, {"latents": latents})
        decoded = self.vae.decode(latents / self.vae.config.scaling_factor).sample
        return _PipelineOutput(self.image_processor.postprocess(decoded))


class StableDiffusionPipeline(_TextToImagePipeline):
    """Stable Diffusion 1.x and 2.x."""


class StableDiffusionXLPipeline(_TextToImagePipeline):
    """Stable Diffusion XL."""
