"""Stancemark: source-credibility and stance annotation, from pages to numbers with intervals.

The rooms are the interface: `stancemark.tasks` makes questions out of text, `stancemark.annotate`
takes them to people and back, `stancemark.models` learns from the answers. `stancemark.flow` walks
through all three; read it first.
"""

__version__ = "0.1.0"
