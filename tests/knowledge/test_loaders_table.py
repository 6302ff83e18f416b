"""Which calls the table knows, what it says of them, and which it must not take for a load."""

from __future__ import annotations

import pytest

from cog_lsp.knowledge.loaders import (
    Loader,
    NotALoad,
    ParameterRef,
    loaders,
    match_loader,
    not_a_load,
    not_loads,
)

LOADS = [
    ("transformers.AutoModelForCausalLM.from_pretrained", "transformers", "weights"),
    ("transformers.AutoModel.from_pretrained", "transformers", "weights"),
    ("transformers.LlamaForCausalLM.from_pretrained", "transformers", "weights"),
    (
        "transformers.models.llama.modeling_llama.LlamaModel.from_pretrained",
        "transformers",
        "weights",
    ),
    ("transformers.FlaxAutoModel.from_pretrained", "transformers", "weights"),
    ("transformers.TFAutoModel.from_pretrained", "transformers", "weights"),
    ("transformers.pipeline", "transformers", "weights"),
    ("transformers.pipelines.pipeline", "transformers", "weights"),
    ("diffusers.StableDiffusionXLPipeline.from_pretrained", "diffusers", "weights"),
    ("diffusers.AutoPipelineForText2Image.from_pretrained", "diffusers", "weights"),
    ("diffusers.ControlNetModel.from_pretrained", "diffusers", "weights"),
    ("diffusers.StableDiffusionPipeline.from_single_file", "diffusers", "weights"),
    ("self.pipe.load_lora_weights", "diffusers", "adapter"),
    ("pipe.load_ip_adapter", "diffusers", "adapter"),
    ("load_textual_inversion", "diffusers", "adapter"),
    ("peft.PeftModel.from_pretrained", "peft", "adapter"),
    ("peft.PeftModelForCausalLM.from_pretrained", "peft", "adapter"),
    ("peft.AutoPeftModelForCausalLM.from_pretrained", "peft", "weights"),
    ("model.load_adapter", "peft", "adapter"),
    ("my_model.Net.from_pretrained", "huggingface_hub", "weights"),
    ("controlnet_aux.OpenposeDetector.from_pretrained", "huggingface_hub", "weights"),
    ("huggingface_hub.hf_hub_download", "huggingface_hub", "download"),
    ("huggingface_hub.file_download.hf_hub_download", "huggingface_hub", "download"),
    ("huggingface_hub.snapshot_download", "huggingface_hub", "download"),
    ("safetensors.torch.load_file", "safetensors", "file"),
    ("safetensors.safe_open", "safetensors", "file"),
    ("sentence_transformers.SentenceTransformer", "sentence-transformers", "weights"),
    ("sentence_transformers.cross_encoder.CrossEncoder", "sentence-transformers", "weights"),
    ("parler_tts.ParlerTTSForConditionalGeneration.from_pretrained", "parler_tts", "weights"),
    ("FlagEmbedding.BGEM3FlagModel", "FlagEmbedding", "weights"),
    ("FlagEmbedding.FlagAutoModel.from_finetuned", "FlagEmbedding", "weights"),
    ("modelscope.pipelines.pipeline", "modelscope", "weights"),
    (
        "nemo.collections.asr.models.msdd_models.ClusteringDiarizer",
        "nemo",
        "weights",
    ),
    ("torch.load", "torch", "file"),
    ("torch.jit.load", "torch", "weights"),
    ("torch.hub.load", "torch", "weights"),
    ("torch.hub.load_state_dict_from_url", "torch", "weights"),
    ("torchvision.models.resnet50", "torchvision", "weights"),
    ("torchvision.models.detection.fasterrcnn_resnet50_fpn", "torchvision", "weights"),
    ("timm.create_model", "timm", "weights"),
    ("open_clip.create_model_and_transforms", "open_clip", "weights"),
    ("clip.load", "clip", "weights"),
    ("onnxruntime.InferenceSession", "onnxruntime", "weights"),
    ("openvino.Core.compile_model", "openvino", "weights"),
    ("openvino.runtime.Core.read_model", "openvino", "weights"),
    ("tensorrt.Runtime.deserialize_cuda_engine", "tensorrt", "weights"),
    ("ctranslate2.Translator", "ctranslate2", "weights"),
    ("ctranslate2.models.Whisper", "ctranslate2", "weights"),
    ("tensorflow.keras.models.load_model", "keras", "weights"),
    ("keras.saving.load_model", "keras", "weights"),
    ("model.load_weights", "keras", "file"),
    ("keras.applications.ResNet50", "keras", "weights"),
    ("tensorflow.keras.applications.vgg16.VGG16", "keras", "weights"),
    ("keras_hub.models.GemmaCausalLM.from_preset", "keras_hub", "weights"),
    ("tensorflow.saved_model.load", "tensorflow", "weights"),
    ("tensorflow_hub.load", "tensorflow", "weights"),
    ("flax.training.checkpoints.restore_checkpoint", "flax", "weights"),
    ("vllm.LLM", "vllm", "weights"),
    ("vllm.AsyncLLMEngine.from_engine_args", "vllm", "weights"),
    ("vllm.engine.async_llm_engine.AsyncLLMEngine.from_engine_args", "vllm", "weights"),
    ("llama_cpp.Llama", "llama_cpp", "weights"),
    ("llama_cpp.Llama.from_pretrained", "llama_cpp", "weights"),
    ("exllamav2.ExLlamaV2.load", "exllamav2", "weights"),
    ("model.load_autosplit", "exllamav2", "weights"),
    ("awq.AutoAWQForCausalLM.from_quantized", "auto_gptq", "weights"),
    ("whisper.load_model", "whisper", "weights"),
    ("faster_whisper.WhisperModel", "faster_whisper", "weights"),
    ("faster_whisper.transcribe.WhisperModel", "faster_whisper", "weights"),
    ("whisperx.load_model", "whisperx", "weights"),
    ("whisperx.load_align_model", "whisperx", "weights"),
    ("pyannote.audio.Pipeline.from_pretrained", "pyannote.audio", "weights"),
    ("nemo.collections.asr.models.ASRModel.restore_from", "nemo", "weights"),
    ("TTS.api.TTS", "TTS", "weights"),
    ("bark.preload_models", "bark", "weights"),
    ("audiocraft.models.MusicGen.get_pretrained", "audiocraft", "weights"),
    ("demucs.pretrained.get_model", "demucs", "weights"),
    ("kokoro.KPipeline", "kokoro", "weights"),
    ("ultralytics.YOLO", "ultralytics", "weights"),
    ("segment_anything.sam_model_registry", "segment_anything", "weights"),
    ("segment_anything.build_sam_vit_h", "segment_anything", "weights"),
    ("sam2.build_sam.build_sam2", "sam2", "weights"),
    ("gfpgan.GFPGANer", "gfpgan", "weights"),
    ("gfpgan.utils.GFPGANer", "gfpgan", "weights"),
    ("realesrgan.RealESRGANer", "realesrgan", "weights"),
    ("insightface.app.FaceAnalysis", "insightface", "weights"),
    ("easyocr.Reader", "easyocr", "weights"),
    ("spacy.load", "spacy", "weights"),
    ("fasttext.load_model", "fasttext", "weights"),
    ("gensim.models.KeyedVectors.load_word2vec_format", "gensim", "weights"),
    ("gensim.models.Word2Vec.load", "gensim", "weights"),
    ("joblib.load", "joblib", "file"),
    ("pickle.load", "pickle", "file"),
    ("pickle.loads", "pickle", "file"),
]

LIGHT = [
    "transformers.AutoTokenizer.from_pretrained",
    "transformers.LlamaTokenizerFast.from_pretrained",
    "transformers.AutoProcessor.from_pretrained",
    "transformers.CLIPImageProcessor.from_pretrained",
    "transformers.ViTImageProcessorFast.from_pretrained",
    "transformers.AutoFeatureExtractor.from_pretrained",
    "transformers.AutoConfig.from_pretrained",
    "transformers.GenerationConfig.from_pretrained",
    "transformers.models.clip.tokenization_clip.CLIPTokenizer.from_pretrained",
    "diffusers.EulerDiscreteScheduler.from_pretrained",
    "diffusers.ModularPipeline.from_pretrained",
    "diffusers.ClassifierFreeGuidance.from_pretrained",
    "my_model.MyTokenizer.from_pretrained",
    "peft.PeftConfig.from_pretrained",
    "tokenizers.Tokenizer.from_file",
    "keras_hub.models.GemmaTokenizer.from_preset",
    "open_clip.get_tokenizer",
]

NOT_LOADS = [
    "diffusers.AutoPipelineForImage2Image.from_pipe",
    "diffusers.EulerDiscreteScheduler.from_config",
    "transformers.AutoModel.from_config",
    "model.load_state_dict",
    "faster_whisper.BatchedInferencePipeline",
    "keras.applications.resnet50.preprocess_input",
    "tensorflow.keras.applications.vgg16.decode_predictions",
    "json.load",
    "yaml.safe_load",
    "yaml.load",
    "numpy.load",
    "PIL.Image.open",
    "cv2.imread",
    "torchaudio.load",
    "whisper.load_audio",
    "whisper.audio.load_audio",
    "diffusers.utils.load_image",
]

UNKNOWN = [
    "",
    "load",
    "load_model",
    "print",
    "self.load",
    "self.model.load",
    "model.to",
    "mymodule.load_model",
    "mymodule.pipeline",
    "my.torch.load",
    "torch.save",
    "torch.tensor",
    "torch.loads",
    "torchXload",
    "transformers.from_pretrained_model",
    "transformers.set_seed",
    "transformers.TextIteratorStreamer",
    "transformersx.pipeline",
    "diffusers.utils.export_to_video",
    "vllm.SamplingParams",
    "llama_cpp.LlamaGrammar.from_string",
    "exllamav2.ExLlamaV2Config",
    "ultralytics.utils.plotting.Annotator",
    "segment_anything.SamPredictor",
    "insightface.app.common.Face",
    "whisper.transcribe",
    "TTS.api.TTS.tts_to_file",
    "requests.get",
    "urllib.request.urlretrieve",
]


def rows() -> tuple[Loader | NotALoad, ...]:
    return (*loaders(), *not_loads())


def known(name: str) -> Loader:
    found = match_loader(name)
    assert found is not None, name
    return found


@pytest.mark.parametrize(("name", "library", "kind"), LOADS)
def test_a_load_is_known(name: str, library: str, kind: str) -> None:
    assert (known(name).library, known(name).kind) == (library, kind)


@pytest.mark.parametrize("name", LIGHT)
def test_a_small_load_is_light(name: str) -> None:
    assert known(name).kind == "light"


@pytest.mark.parametrize("name", NOT_LOADS)
def test_what_is_no_load_has_a_reason(name: str) -> None:
    assert match_loader(name) is None
    found = not_a_load(name)
    assert found is not None
    assert found.reason.endswith(".")


@pytest.mark.parametrize("name", UNKNOWN)
def test_nothing_is_known_of_other_calls(name: str) -> None:
    assert match_loader(name) is None
    assert not_a_load(name) is None


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("transformers.AutoModel.from_pretrained", [("pretrained_model_name_or_path", 0)]),
        ("transformers.pipeline", [("model", 1), ("task", 0)]),
        ("peft.PeftModel.from_pretrained", [("model_id", 1)]),
        ("torch.load", [("f", 0)]),
        ("torch.hub.load", [("model", 1), ("repo_or_dir", 0)]),
        ("whisper.load_model", [("name", 0)]),
        ("faster_whisper.WhisperModel", [("model_size_or_path", 0)]),
        ("onnxruntime.InferenceSession", [("path_or_bytes", 0)]),
        ("realesrgan.RealESRGANer", [("model_path", 1)]),
        ("huggingface_hub.hf_hub_download", [("repo_id", 0), ("filename", 1)]),
        ("safetensors.torch.load_model", [("filename", 1)]),
        ("kokoro.KPipeline", [("repo_id", 1), ("model", 2)]),
        ("bark.preload_models", []),
    ],
)
def test_identity_says_which_argument_names_the_weights(
    name: str, identity: list[tuple[str, int]]
) -> None:
    assert known(name).identity == tuple(ParameterRef(*pair) for pair in identity)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("transformers.AutoModel.from_pretrained", "torch_dtype"),
        ("transformers.AutoModel.from_pretrained", "load_in_8bit"),
        ("diffusers.FluxPipeline.from_pretrained", "torch_dtype"),
        ("faster_whisper.WhisperModel", "compute_type"),
        ("vllm.LLM", "dtype"),
        ("realesrgan.RealESRGANer", "half"),
    ],
)
def test_dtype_args_name_what_sets_the_precision(name: str, parameter: str) -> None:
    assert parameter in known(name).dtype_args


def test_some_calls_load_only_if_asked_to() -> None:
    assert known("torchvision.models.resnet50").when_args == (
        ParameterRef("weights"),
        ParameterRef("pretrained", 0),
    )
    assert known("timm.create_model").when_args[0] == ParameterRef("pretrained", 1)
    assert known("segment_anything.sam_model_registry").when_args == (
        ParameterRef("checkpoint", 0),
    )


def test_some_calls_load_unless_told_not_to() -> None:
    assert known("keras.applications.ResNet50").unless_args == (ParameterRef("weights"),)
    assert known("kokoro.KPipeline").unless_args == (ParameterRef("model", 2),)


def test_only_a_library_with_a_cache_of_its_own_is_cached() -> None:
    assert {row.library for row in loaders() if row.cached} == {"bark"}


def test_the_more_specific_pattern_wins_whatever_stands_in_the_table_first() -> None:
    assert "**.from_pretrained" in known("x.Net.from_pretrained").match
    assert "transformers.**.from_pretrained" in known("transformers.Net.from_pretrained").match
    assert "**.*Config.from_pretrained" in known("transformers.NetConfig.from_pretrained").match
    assert known("torchvision.models.get_model").identity[0] == ParameterRef("name", 0)


def test_a_star_stays_in_its_segment_and_two_stars_stand_for_any_number() -> None:
    assert match_loader("openvino_genai.LLMPipeline") is not None
    assert match_loader("openvino_genai.LLMPipeline.generate") is None
    assert match_loader("onnxruntime.InferenceSession") is not None
    assert match_loader("onnxruntime.a.b.InferenceSession") is not None
    assert match_loader("onnxruntime.aInferenceSession") is None


def test_no_pattern_stands_twice() -> None:
    patterns = [text for row in rows() for text in row.match]
    assert len(patterns) == len(set(patterns))


def test_every_row_is_reachable_by_a_name_made_from_its_pattern() -> None:
    for row in rows():
        for text in row.match:
            name = text.replace("**.", "").replace("*", "X")
            assert row in (match_loader(name), not_a_load(name)), text
