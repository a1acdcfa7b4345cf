"""Closed classes of English words, as far as finding phrases needs them."""

AUXILIARIES = frozenset(
    "is are was were be been being am has have had having do does did will would can could shall "
    "should may might must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't "
    "won't wouldn't can't couldn't shouldn't cannot 's 've 'd 're 'll 'm ’s ’ve ’d ’re ’ll ’m "
    "isn’t aren’t wasn’t weren’t hasn’t haven’t hadn’t don’t doesn’t didn’t won’t wouldn’t can’t "
    "couldn’t shouldn’t".split()
)
BE = frozenset("is are was were be been being isn't aren't wasn't weren't isn’t wasn’t".split())
MODALS = frozenset(
    "will would can could shall should may might must won't wouldn't can't couldn't won’t wouldn’t "
    "can’t couldn’t 'll ’ll cannot".split()
)
PRONOUNS = frozenset(
    "he she they we i you it who which that some many others most both everyone everybody one "
    "several nobody all each few someone somebody neither those anyone these this another".split()
)
"""Words that can be a subject alone."""

ALONE = frozenset("he she they we i you it who which him them me us".split())
"""Pronouns that take no noun after them."""

GENITIVE = frozenset("' ’ 's ’s".split())
POSSESSIVES = frozenset("his her their its our my your whose".split())
DETERMINERS = POSSESSIVES | frozenset(
    "the a an this these those some many several most all both every each any no another".split()
)
PREPOSITIONS = frozenset(
    "of for from at in with on to against by about over under among between within into near "
    "behind across through without outside inside around toward towards".split()
)
LINKING = frozenset("of for from at in with on to against by".split())
"""Prepositions that may tie two parts of one noun phrase."""

SUBORDINATORS = frozenset(
    "that because while as if when after before since although though who which what how why where "
    "whether until unless whom whose than so once but or yet nor during despite amid and like per "
    "whereas even just not only then there here".split()
)
OPENERS = frozenset("that whether if how why what when where who which".split())
"""Words that open a clause that is said, asked or known."""

PASTS = frozenset(
    "said told was went took made came got gave saw ran won lost led began held kept left met sent "
    "spoke stood threw wrote wore broke brought built bought chose drew drove fell felt fought "
    "found grew heard hit knew laid let paid put rose sat set shook shot showed sought struck "
    "swept thought tried used says".split()
)
"""Past forms of irregular verbs that end a noun phrase before them."""

DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight tomorrow "
    "jan feb mar apr aug sept oct nov dec january february march april june july august september "
    "october november december week month year morning afternoon evening night".split()
)
SENTENCE_ADVERBS = frozenset(
    "meanwhile however earlier later still also now then recently separately instead moreover "
    "furthermore additionally finally once again indeed perhaps maybe previously too already ago "
    "afterward afterwards nevertheless nonetheless often once always never soon first last long well repeatedly".split()
)
"""Words beside a subject that are no part of it."""

STATEMENTS = frozenset(
    "statement interview speech tweet email e-mail letter release memo post video editorial column "
    "conference message essay blog telephone phone filing report testimony ad".split()
)
"""Where or how something is said: "in a statement", "in an interview"."""

OPEN_MARKS = frozenset(["“", "«", "„", '"', "''", "``"])
CLOSE_MARKS = frozenset(["”", "»", '"', "''"])
DASHES = frozenset(["—", "–", "-", "--", "---"])
STOPS = frozenset([".", "!", "?", "…"])


def adverb(word: str) -> bool:
    """Whether a word may stand between a subject and its verb."""
    return word in SENTENCE_ADVERBS or (word.endswith("ly") and len(word) > 4)
