"""SDXL, text to image."""

import os
import tempfile

import torch
from cog import BaseRunner, Input, Path
from diffusers import StableDiffusionXLPipeline

MODEL_ID = "stabilityai/stable-diffusion-xl-base-1.0"
REVISION = "462165984030d82259a11f4367a4eed129e94a7b"


class Runner(BaseRunner):
    def setup(self) -> None:
        """Load the pipeline once and keep it on the GPU."""
        self.pipe = StableDiffusionXLPipeline.from_pretrained(
            MODEL_ID,
            revision=REVISION,
            torch_dtype=torch.float16,
            variant="fp16",
            use_safetensors=True,
        )
        self.pipe.to("cuda")
        # Progress is printed by run(), one whole line for each step
        self.pipe.set_progress_bar_config(disable=True)

    def run(
        self,
        prompt: str = Input(description="What to draw"),
        negative_prompt: str = Input(description="What to keep out of the image", default=""),
        width: int = Input(description="Width in pixels", default=1024, choices=[768, 1024, 1280]),
        height: int = Input(
            description="Height in pixels", default=1024, choices=[768, 1024, 1280]
        ),
        num_inference_steps: int = Input(
            description="Number of denoising steps", default=30, ge=1, le=100
        ),
        guidance_scale: float = Input(
            description="How closely to follow the prompt", default=7.0, ge=1.0, le=20.0
        ),
        seed: int | None = Input(
            description="Random seed. Leave blank for a random one", default=None, ge=0
        ),
    ) -> Path:
        """Draw one image."""
        with torch.inference_mode():
            if seed is None:
                seed = int.from_bytes(os.urandom(4), "big")
            print(f"Using seed: {seed}")

            def report(pipe, step, timestep, callback_kwargs):
                done = step + 1
                percent = 100 * done // num_inference_steps
                bar = "#" * (percent // 10)
                print(f"{percent:3d}%|{bar:<10}| {done}/{num_inference_steps}", flush=True)
                return callback_kwargs

            image = self.pipe(
                prompt=prompt,
                negative_prompt=negative_prompt,
                width=width,
                height=height,
                num_inference_steps=num_inference_steps,
                guidance_scale=guidance_scale,
                generator=torch.Generator(device="cuda").manual_seed(seed),
                callback_on_step_end=report,
            ).images[0]

            output_path = Path(tempfile.mkdtemp()) / "output.png"
            image.save(output_path)
            return output_path
