"""Files to documents: `documents` finds and reads them, `html` turns a page into what it shows."""

from stancemark.tasks.read.documents import SIDECAR, Source, decode, find, read

__all__ = ["SIDECAR", "Source", "decode", "find", "read"]
