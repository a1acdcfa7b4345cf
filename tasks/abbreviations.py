"""Words that decide where a sentence ends: abbreviations, and words that begin or never end one."""

NEVER = frozenset(
    "mr mrs ms dr prof sen rep gov gen lt col maj capt cmdr sgt cpl adm rev hon messrs mme mlle pres "
    "pvt brig supt insp vs approx ca cf e.g i.e eg ie incl excl esp viz bzw hr sra srta uds "
    "dña mt ft intl govt natl".split()
)
"""Titles and the like: never the end of a sentence."""

RARELY = frozenset(
    "inc ltd co corp jr sr bros plc llc al st rd ave blvd dept univ u.s u.k u.n ee uu jan feb mar apr "
    "jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri ed eds assn".split()
)
"""The end of a sentence only before one of `STARTERS`."""

BEFORE_NUMBERS = frozenset(
    "no nos sat sun art arts sec fig figs vol vols ch pp pt par nr núm pág op".split()
)
"""Abbreviations only where a number follows: otherwise they are words that end sentences."""

BEFORE_SMALL = frozenset("etc usw oz lb lbs max min tel est resp".split())
"""Abbreviations after which a sentence ends before a capital, and goes on before a small letter."""

STARTERS = frozenset(
    "The This That These Those He She It We They You I But And His Her Its Their Our My There Then "
    "Nobody Nothing When While If After Before What Why How Where In On At A As For Since Once Both "
    "All Some Several Another Such Others People Many Most Now However Meanwhile According El Der Das Er Sie Il Elle".split()
)
"""Words that seldom continue a name: after an abbreviation, they begin a sentence."""

AFTER_HOURS = frozenset(
    "GMT UTC BST CET EST EDT CST PST PDT MST ET PT CT Eastern Pacific Central Mountain Greenwich "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June "
    "July August September October November December".split()
)
GERMAN_MONTHS = frozenset(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
DEPENDENT = frozenset(
    "because which who whose whom although though unless until than of while whereas as".split()
)
"""Words before which a stop, where they are in lower case, is a slip."""

UNFINISHED = frozenset(
    "the a an of and or to in on at for with by from as that than his her its their our my your is "
    "are was were be been has have had not i ❤ mr mrs ms dr".split()
)
"""Words that no sentence ends with, so that neither a line break nor an emoji ends it there."""

KINDS = (
    dict.fromkeys(BEFORE_NUMBERS, "numbers")
    | dict.fromkeys(RARELY, "rarely")
    | dict.fromkeys(NEVER, "never")
)
"""What an abbreviation does to a full stop; other words are not among them."""

HOURS = ("night", "morning", "afternoon", "evening")
"""What shows that `sat.` is a day."""
