"""Room 1: text becomes questions.

`read` files to documents, `segment` a document, `cut` its segments to passages, `load_codebook`
and `labeling_config` for what is asked of each.
"""

from stancemark.tasks.codebook import load_codebook
from stancemark.tasks.cut import cut
from stancemark.tasks.interface import labeling_config
from stancemark.tasks.read import find, read
from stancemark.tasks.segment import segment

__all__ = ["cut", "find", "labeling_config", "load_codebook", "read", "segment"]
