"""Stable Diffusion 1.5 with a denoising loop of our own."""

import os
import tempfile
from typing import Iterator, Optional

import torch
from cog import BasePredictor, Input, Path
from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline

MODEL_ID = "stable-diffusion-v1-5/stable-diffusion-v1-5"


class Predictor(BasePredictor):
    def setup(self) -> None:
        """Load the pipeline once and keep it on the GPU."""
        self.pipe = StableDiffusionPipeline.from_pretrained(
            MODEL_ID,
            torch_dtype=torch.float16,
            use_safetensors=True,
        )
        # Good images in 20 to 30 steps instead of 50
        self.pipe.scheduler = DPMSolverMultistepScheduler.from_config(self.pipe.scheduler.config)
        self.pipe.to("cuda")

    def predict(
        self,
        prompt: str = Input(description="What to draw"),
        negative_prompt: str = Input(description="What to keep out of the image", default=""),
        width: int = Input(description="Width in pixels", default=512, choices=[512, 640, 768]),
        height: int = Input(description="Height in pixels", default=512, choices=[512, 640, 768]),
        num_inference_steps: int = Input(
            description="Number of denoising steps", default=25, ge=1, le=100
        ),
        guidance_scale: float = Input(
            description="How closely to follow the prompt", default=7.5, ge=1.0, le=20.0
        ),
        seed: Optional[int] = Input(
            description="Random seed. Leave blank for a random one", default=None
        ),
    ) -> Iterator[str]:
        """Denoise step by step and report each step."""
        with torch.inference_mode():
            if seed is None:
                seed = int.from_bytes(os.urandom(2), "big")
            print(f"Using seed: {seed}")
            generator = torch.Generator(device="cuda").manual_seed(seed)

            prompt_embeds, negative_embeds = self.pipe.encode_prompt(
                prompt, "cuda", 1, True, negative_prompt
            )
            # One batch for both halves of classifier-free guidance
            embeds = torch.cat([negative_embeds, prompt_embeds])

            self.pipe.scheduler.set_timesteps(num_inference_steps, device="cuda")
            latents = self.pipe.prepare_latents(
                1,
                self.pipe.unet.config.in_channels,
                height,
                width,
                embeds.dtype,
                "cuda",
                generator,
            )

            for i, t in enumerate(self.pipe.scheduler.timesteps):
                model_input = self.pipe.scheduler.scale_model_input(torch.cat([latents] * 2), t)
                noise = self.pipe.unet(model_input, t, encoder_hidden_states=embeds).sample
                noise_uncond, noise_text = noise.chunk(2)
                noise = noise_uncond + guidance_scale * (noise_text - noise_uncond)
                latents = self.pipe.scheduler.step(noise, t, latents).prev_sample
                # Let the user see that something happens
                yield f"step {i + 1} of {num_inference_steps}"

            decoded = self.pipe.vae.decode(latents / self.pipe.vae.config.scaling_factor).sample
            image = self.pipe.image_processor.postprocess(decoded)[0]

            output_path = Path(tempfile.mkdtemp()) / "output.png"
            image.save(output_path)
            yield output_path
