"""The records that travel from room to room: frozen, small, stored as they are.

Every id is a fingerprint of content, so a second run makes the same ids and nothing doubles.
Every offset counts Unicode code points of `Document.text`: what Python indexes, and what Label
Studio's `Text` tag uses.
"""

from stancemark.records.answers import (
    Answer,
    Arm,
    Former,
    Gold,
    Guess,
    Judgement,
    Lot,
    Origin,
    Place,
    Prediction,
    Quarantined,
    Region,
    Relation,
    Undecided,
)
from stancemark.records.findings import Agreement, Refusal, Score, Summary
from stancemark.records.questions import (
    Codebook,
    Era,
    History,
    Label,
    Move,
    Moved,
    Question,
    QuestionKind,
    Target,
)
from stancemark.records.texts import (
    Cluster,
    Document,
    Known,
    Mark,
    Passage,
    Role,
    Segment,
    Span,
    UnitKind,
    fingerprint,
    fingerprints,
)
from stancemark.records.voices import Attribution, SourceKind, Voice, VoiceKind

__all__ = [
    "Agreement",
    "Answer",
    "Arm",
    "Attribution",
    "Cluster",
    "Codebook",
    "Document",
    "Era",
    "Former",
    "Gold",
    "Guess",
    "History",
    "Judgement",
    "Known",
    "Label",
    "Lot",
    "Mark",
    "Move",
    "Moved",
    "Origin",
    "Passage",
    "Place",
    "Prediction",
    "Quarantined",
    "Question",
    "QuestionKind",
    "Refusal",
    "Region",
    "Relation",
    "Role",
    "Score",
    "Segment",
    "SourceKind",
    "Span",
    "Summary",
    "Target",
    "Undecided",
    "UnitKind",
    "Voice",
    "VoiceKind",
    "fingerprint",
    "fingerprints",
]
