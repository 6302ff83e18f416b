"""Llama 2 7B chat."""

import os
from typing import Optional

import torch
from cog import BasePredictor, Input
from transformers import AutoModelForCausalLM, AutoTokenizer

MODEL_ID = "NousResearch/Llama-2-7b-chat-hf"

# The layout that the chat model was trained on; it rambles without it
PROMPT_TEMPLATE = """[INST] <<SYS>>
{system_prompt}
<</SYS>>

{prompt} [/INST]"""

DEFAULT_SYSTEM_PROMPT = "You are a helpful assistant. Answer briefly and truthfully."


class Predictor(BasePredictor):
    def load_llama(self):
        """The tokenizer and the model, ready to generate."""
        tokenizer = AutoTokenizer.from_pretrained(MODEL_ID)
        # Llama comes without a padding token
        tokenizer.pad_token = tokenizer.eos_token

        model = AutoModelForCausalLM.from_pretrained(
            MODEL_ID,
            torch_dtype=torch.float16,
            low_cpu_mem_usage=True,
        )
        model.to("cuda")  # 13.5 GB in fp16
        model.eval()
        return tokenizer, model

    def predict(
        self,
        prompt: str = Input(description="What to ask the model"),
        system_prompt: str = Input(
            description="How the model should behave", default=DEFAULT_SYSTEM_PROMPT
        ),
        max_new_tokens: int = Input(
            description="Length limit of the answer, in tokens", default=256, ge=1, le=2048
        ),
        temperature: float = Input(
            description="Higher is more surprising", default=0.7, ge=0.01, le=2.0
        ),
        stop_words: str = Input(
            description="Comma-separated texts that end the answer", default="[INST],User:"
        ),
        seed: Optional[int] = Input(
            description="Random seed. Leave blank for a random one", default=None
        ),
    ) -> str:
        """Answer one prompt."""
        if seed is None:
            seed = int.from_bytes(os.urandom(2), "big")
        print(f"Using seed: {seed}")
        torch.manual_seed(seed)

        # Wrap the question the way Llama 2 expects it
        text = PROMPT_TEMPLATE.format(system_prompt=system_prompt.strip(), prompt=prompt.strip())

        tokenizer, model = self.load_llama()
        inputs = tokenizer(text, return_tensors="pt").to("cuda")

        with torch.inference_mode():
            output = model.generate(
                **inputs,
                max_new_tokens=max_new_tokens,
                do_sample=True,
                temperature=temperature,
                pad_token_id=tokenizer.pad_token_id,
            )

        # The output starts with the prompt; keep only what is new
        prompt_length = inputs["input_ids"].shape[1]
        answer = tokenizer.decode(output[0][prompt_length:], skip_special_tokens=True)

        # The model sometimes goes on to write the user's next turn
        for stop_word in stop_words.split(","):
            if stop_word:
                answer = answer.split(stop_word)[0]
        return answer.strip()
