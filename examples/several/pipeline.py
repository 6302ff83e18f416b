"""SDXL and how we call it."""

import torch
from diffusers import StableDiffusionXLPipeline

MODEL_ID = "stabilityai/stable-diffusion-xl-base-1.0"


class TextToImage:
    """SDXL in fp16 on one GPU."""

    def __init__(self, device: str = "cuda") -> None:
        self.device = device
        self.pipe = StableDiffusionXLPipeline.from_pretrained(
            MODEL_ID,
            torch_dtype=torch.float16,
            variant="fp16",
            use_safetensors=True,
        )
        self.pipe.to(device)

    def draw(self, prompt: str, steps: int, seed: int):
        """One image; the same seed gives the same image."""
        generator = torch.Generator(device=self.device).manual_seed(seed)
        return self.pipe(
            prompt=prompt,
            num_inference_steps=steps,
            generator=generator,
        ).images[0]
