"""The words by which calls are told apart: what finishes a load, what changes a model, what logs.

Only word lists and predicates over names live here; nothing in this file looks at a tree.
"""

from __future__ import annotations

import re


def _listed(names: str) -> frozenset[str]:
    return frozenset(names.split())


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_FINISH_EXACTLY = _listed(
    "to cuda cpu xpu npu mps eval train half float double bfloat16 type compile apply build "
    "freeze initialize init load restore prepare setup fuse quantize optimize share_memory "
    "to_empty requires_grad requires_grad_ merge_and_unload resize_token_embeddings "
    "tie_weights"
)
_FINISH_FIRST = _listed(
    "load set enable disable add register fuse unfuse remove freeze unfreeze initialize "
    "quantize gradient restore configure inject attach replace patch upcast compile optimize"
)
_FINISH_WORDS = frozenset({("read", "model"), ("read", "net"), ("prepare", "model")})
_CHANGE_EXACTLY = _listed("append extend insert pop popitem setdefault seed manual_seed")
_CHANGE_FIRST = _listed(
    "update reset clear fit partial unload delete offload swap switch activate deactivate "
    "merge unmerge train"
)
_INPUT_NOUNS = _listed(
    "image images img audio video mask masks frame frames text texts prompt noise data"
)
_DOING_FIRST = _FINISH_FIRST | _CHANGE_FIRST | {"apply", "prepare"}
_MODEL_NOUNS = _listed(
    "model models net network pipeline pipe sampler encoder decoder generator detector "
    "predictor processor tokenizer adapter engine llm vae unet transformer upscaler upsampler "
    "enhancer restorer segmenter classifier wrapper parallel"
)
_CONSTRUCTING_FIRST = _listed(
    "load build create make init initialize setup prepare compile wrap convert quantize "
    "optimize get instantiate dispatch from"
)
_CONSTRUCTING = frozenset({"compile", "pipeline", "run_until_complete", "dict", "list", "tuple"})
_LOGGERS = frozenset({"log", "logger", "logging", "console", "_logger", "LOG", "LOGGER"})
_LOG_METHODS = frozenset(
    {"debug", "info", "warning", "warn", "error", "critical", "exception", "log", "print", "write"}
)
_ANNOUNCES = re.compile(
    r"\b(re|down|up)?(load|initiali[sz]|fetch|import|instantiat|build|creat|prepar|compil"
    r"|sett?|warm|get)(ing|e)?\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    r"\b((down)?loaded|ready|done|finished|completed?|initiali[sz]ed|built|created|compiled|took)\b"
    r"|\bset up\b|\bload(ing)? time\b",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(generat|infer|predict|process|running|result|output|sampl|transcri|translat|input|prompt)",
    re.IGNORECASE,
)
_VOLATILE = re.compile(
    r"^(random|np\.random|numpy\.random|secrets|uuid|tempfile|datetime|time)\."
    r"|^(torch\.(rand|randn|randint|randperm)|os\.urandom|input|datetime\.\w+|uuid[14]"
    r"|mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile)$"
)
_CLOCK = re.compile(r"^(time\.)?(time|perf_counter|monotonic|process_time)$")
_WRITES = re.compile(
    r"download|retrieve|wget|pget|curl|system|check_call|check_output|popen|subprocess|copy|move"
    r"|extract|untar|unzip|save|write|symlink|rename|fetch",
    re.IGNORECASE,
)
_COMMANDS = re.compile(
    r"^(subprocess\.\w+|os\.system|os\.popen|check_call|check_output|Popen|\w*run_command\w*)$"
)
_LISTS = re.compile(r"(^|\.)(i?glob|rglob|listdir|scandir|iterdir)$|^os\.walk$")
_READS_FILE = re.compile(r"(^|\.)(load|load_file|load_npz|read|imread|read_\w+)$")
_WEIGHTS = re.compile(r"weight|checkpoint|ckpt|model", re.IGNORECASE)
_ENVIRONMENT = re.compile(
    r"^(os\.environ(\.(setdefault|update))?|os\.putenv|sys\.path(\.(append|insert|extend))?"
    r"|torch\.(set_\w+|use_deterministic_algorithms)|torch\.backends\..+|tf\.config\..+"
    r"|tensorflow\.config\..+|(huggingface_hub\.)?(login|snapshot_download|hf_hub_download)"
    r"|torch\.cuda\.set_\w+|torch\.hub\.set_dir|jax\.config\..+)$"
)
_IDLE_CONTEXT = re.compile(
    r"(^|\.)(no_grad|nullcontext|TemporaryDirectory|NamedTemporaryFile|\w*[Tt]im(er|ing|eit)"
    r"|tqdm|ThreadPoolExecutor|ProcessPoolExecutor|\w*lock|\w*Lock|record_function|profile)$"
)
_PLAIN_CONTEXT = re.compile(
    r"(^|\.)(device|inference_mode|autocast|open|catch_warnings|redirect_std(out|err)|fork_rng"
    r"|init_empty_weights|no_init_weights|default_device|set_default_dtype|default_dtype)$"
)
_OWNING_CONTEXT = re.compile(r"(^|\.)(Session|InteractiveSession|as_default)$")
_PLACE_WORDS = _listed(
    "path dir directory folder file cache weights model checkpoint checkpoints ckpt url home "
    "dest root"
)
_PATH = re.compile(r"[/\\]|\.\w{1,12}$")


def words(name: str) -> tuple[str, ...]:
    """The words of an identifier in lower case: ``enable_tiling`` and ``enableTiling`` alike."""
    return tuple(word.lower() for word in _WORD.findall(name))


def finishes(method: str) -> bool:
    """Whether a method of this name finishes a load in place (``eval``, ``enable_…``, ``to``)."""
    if method in _FINISH_EXACTLY:
        return True
    parts = words(method)
    if not parts or parts[-1] in _INPUT_NOUNS:
        return False
    return (len(parts) > 1 and parts[0] in _FINISH_FIRST) or parts[:2] in _FINISH_WORDS


def changes(method: str) -> bool:
    """Whether a method of this name leaves its object in another state than before."""
    parts = words(method)
    if method == "eval" or not parts:
        return False
    return (
        finishes(method)
        or method in _CHANGE_EXACTLY
        or parts[0] in _CHANGE_FIRST
        or (parts[0] == "set" and len(parts) > 1)
    )


def changes_argument(function: str) -> bool:
    """Whether a function of this name, its result unused, changes what it is given."""
    parts = words(function.rpartition(".")[2])
    return bool(parts) and parts[0] in _DOING_FIRST and parts[-1] not in _INPUT_NOUNS


def constructs(function: str) -> bool:
    """Whether a call of this name makes a model (or a wrapper of one) from its arguments."""
    last = function.rpartition(".")[2]
    parts = words(last)
    if function == "asyncio.run" or last in _CONSTRUCTING:
        return True
    if not parts or not _MODEL_NOUNS & set(parts):
        return False
    return last[:1].isupper() or parts[0] in _CONSTRUCTING_FIRST


def names_model(text: str) -> bool:
    """Whether an identifier or dotted name speaks of a model."""
    found = set(words(text))
    if "For" in text and {"generation", "classification", "detection"} & found:
        return True
    return bool(
        found & {"model", "models", "pipe", "pipeline", "net", "network", "llm", "unet", "vae"}
        or any(word.endswith(("net", "gan", "model", "former", "llama", "bert")) for word in found)
    )


def loads(function: str) -> bool:
    """Whether a call of this dotted name is likely to load a model."""
    last = function.rpartition(".")[2]
    parts = words(last)
    return last in {"from_pretrained", "from_single_file", "from_checkpoint"} or (
        parts[:1] == ("load",) and parts[-1] not in _INPUT_NOUNS
    )


def logs(function: str) -> bool:
    """Whether a call of this dotted name only writes a message."""
    root, _, rest = function.partition(".")
    if function in {"print", "warnings.warn", "tqdm.write", "sys.stdout.write", "pprint"}:
        return True
    owner = function.split(".")[-2:-1]
    return bool(rest) and (
        (root in _LOGGERS or (bool(owner) and owner[0] in _LOGGERS))
        and function.rpartition(".")[2] in _LOG_METHODS
    )


def announces(message: str) -> bool:
    """Whether a logged message says that something is about to be loaded."""
    return bool(_ANNOUNCES.search(message)) and not _WORKS.search(message)


def concludes(message: str) -> bool:
    """Whether a logged message says that something has been loaded."""
    return bool(_CONCLUDES.search(message)) and not _WORKS.search(message)


def is_volatile(function: str) -> bool:
    """Whether a call of this dotted name gives something else at each prediction."""
    return bool(_VOLATILE.search(function)) and function != "time.sleep"


def is_clock(function: str) -> bool:
    """Whether a call of this dotted name reads a clock."""
    return bool(_CLOCK.match(function))


def writes_files(function: str) -> bool:
    """Whether a call of this dotted name puts files on the disk."""
    return bool(_WRITES.search(function))


def runs_command(function: str) -> bool:
    """Whether a call of this dotted name runs another program."""
    return bool(_COMMANDS.search(function))


def lists_files(function: str) -> bool:
    """Whether a call of this dotted name depends on what files there are."""
    return bool(_LISTS.search(function))


def reads_file(function: str) -> bool:
    """Whether a call of this dotted name reads whatever file it is given."""
    return bool(_READS_FILE.search(function))


def fetches_weights(function: str) -> bool:
    """Whether a call of this dotted name brings weights on the disk."""
    return writes_files(function) and bool(_WEIGHTS.search(function))


def sets_environment(name: str) -> bool:
    """Whether a call or target of this dotted name sets up what loaders later read."""
    return bool(_ENVIRONMENT.match(name))


def is_idle_context(name: str) -> bool:
    """Whether a load inside ``with name(...)`` is the same without it."""
    return bool(_IDLE_CONTEXT.search(name))


def is_plain_context(name: str) -> bool:
    """Whether ``with name(...)`` is known to mean the same around the load alone."""
    return bool(_PLAIN_CONTEXT.search(name))


def owns_what_it_made(name: str) -> bool:
    """Whether ``with name(...)`` ends the life of what was loaded inside it."""
    return bool(_OWNING_CONTEXT.search(name))


def is_path(text: str) -> bool:
    """Whether a string constant looks like a file, a directory or a repository."""
    return bool(_PATH.search(text)) and "\n" not in text and len(text) < 300


def names_place(variable: str) -> bool:
    """Whether a variable's name says that it holds a file, a folder or an address."""
    return bool(_PLACE_WORDS & set(words(variable)))
