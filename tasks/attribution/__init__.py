"""Who says what: the source, the cue and the content of each attribution, and whose each sentence is.

`words` reads a text as words, with its sentences and `quotations`; `find` goes through them twice,
first for cues that stand after what is said, then for those before it, with the help of `cues`
(by the `lexicon`), `nouns` (sources) and `contents`; `attributions` gives offsets and `kinds`;
`voices` says of each sentence who speaks. Rules only, so far: a model of spans would be handed in
as the `find` of `attributions`, a function from words to drafts, as `find.drafts` is.
"""

from stancemark.tasks.attribution.attributions import attributions, of_segments
from stancemark.tasks.attribution.kinds import kind_of
from stancemark.tasks.attribution.voices import voices

__all__ = ["attributions", "kind_of", "of_segments", "voices"]
