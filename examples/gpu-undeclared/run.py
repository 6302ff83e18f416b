"""Llama 2 13B chat, answering word by word."""

import os
from threading import Thread

import torch
from cog import BaseRunner, ConcatenateIterator, Input
from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

MODEL_ID = "NousResearch/Llama-2-13b-chat-hf"

PROMPT_TEMPLATE = "[INST] {prompt} [/INST]"


class Runner(BaseRunner):
    def setup(self) -> None:
        """Load the tokenizer and the weights once, before the first prediction."""
        self.tokenizer = AutoTokenizer.from_pretrained(MODEL_ID)
        self.model = AutoModelForCausalLM.from_pretrained(
            MODEL_ID,
            torch_dtype=torch.float16,
            low_cpu_mem_usage=True,
        )
        self.model.to("cuda")
        self.model.eval()

    def run(
        self,
        prompt: str = Input(description="What to ask the model"),
        max_new_tokens: int = Input(
            description="Length limit of the answer, in tokens", default=512, ge=1, le=2048
        ),
        temperature: float = Input(
            description="Higher is more surprising", default=0.7, ge=0.01, le=2.0
        ),
        top_p: float = Input(
            description="Share of the likeliest tokens to draw from", default=0.9, ge=0.01, le=1.0
        ),
        seed: int | None = Input(
            description="Random seed. Leave blank for a random one", default=None
        ),
    ) -> ConcatenateIterator[str]:
        if seed is None:
            seed = int.from_bytes(os.urandom(2), "big")
        print(f"Using seed: {seed}")
        torch.manual_seed(seed)

        text = PROMPT_TEMPLATE.format(prompt=prompt.strip())
        inputs = self.tokenizer(text, return_tensors="pt").to("cuda")

        # generate() blocks until the answer is complete, so it gets a thread of its own
        streamer = TextIteratorStreamer(
            self.tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=60.0
        )
        generation = Thread(
            target=self.model.generate,
            kwargs={
                **inputs,
                "max_new_tokens": max_new_tokens,
                "do_sample": True,
                "temperature": temperature,
                "top_p": top_p,
                "streamer": streamer,
            },
        )
        generation.start()
        for piece in streamer:
            if piece:
                yield piece
        generation.join()
