"""Files to documents: `finding` lists them, `documents` reads them, with one module per family.

`html` turns a page into what it shows; `incoming` and `decoding` are what readers stand on.
"""

from stancemark.tasks.read.decoding import decode
from stancemark.tasks.read.documents import Tally, listed, read
from stancemark.tasks.read.finding import SIDECAR, Source, find

__all__ = ["SIDECAR", "Source", "Tally", "decode", "find", "listed", "read"]
