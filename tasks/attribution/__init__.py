"""Who says what: the source, the cue and the content of each attribution, and whose each sentence is.

`words` reads a text as words, with its sentences and `quotations`; `find` goes through them twice,
first for cues that stand after what is said, then for those before it, with the help of `cues`
(by the `lexicon`), `nouns` (sources) and `contents`; `attributions` gives offsets and `kinds`;
`voices` says of each sentence who speaks. A model of spans takes the place of the rules as the
`find` of `attributions`, a function from words to drafts; `linked` puts together what it found.
"""

from stancemark.tasks.attribution.attributions import Finder, attributions, of_segments
from stancemark.tasks.attribution.find import Draft
from stancemark.tasks.attribution.kinds import kind_of
from stancemark.tasks.attribution.linked import linked
from stancemark.tasks.attribution.voices import voice_of, voices
from stancemark.tasks.attribution.words import Words

__all__ = [
    "Draft",
    "Finder",
    "Words",
    "attributions",
    "kind_of",
    "linked",
    "of_segments",
    "voice_of",
    "voices",
]
