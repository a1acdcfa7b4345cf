"""Room 1: text becomes questions.

`read` files to documents, `segment` a document, `cut` its segments to passages, `load_codebook`
and `labeling_config` for what is asked of each.
"""

from stancemark.tasks.cut import cut
from stancemark.tasks.read import read
from stancemark.tasks.segment import segment

__all__ = ["cut", "labeling_config", "load_codebook", "read", "segment"]
