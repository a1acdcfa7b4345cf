"""What words signal that somebody is given as the source: verbs by what follows them, and nouns.

Each verb has a frame, a set of letters for what it may take as its content:

- `c` a clause, with or without "that";  `k` a clause, only after a word that opens one
- `o` a noun phrase;  `t` "to" with a verb;  `a` an addressee first
- `q` a quotation, and it may stand after its content or between its parts
- `j` an adjective, after a form of "be", before "that", "about" or "of"
- `i` what it says is said by nobody: "seems to"
- `e` its subject is often a thing that shows (a report, a poll): no quotation needed
"""

from stancemark.tasks.attribution.forms import forms

_VERBS = {
    "cq": "say add note write announce suggest argue tweet declare conclude agree state insist "
    "claim reveal stress emphasize emphasise reply predict remark assert concede lament "
    "joke quip recall muse caution opine counter maintain allege boast gripe reckon contend "
    "speculate estimate explain acknowledge admit confirm report observe recount post blog "
    "reiterate imply hint proclaim repeat charge disclose affirm clarify confess profess "
    "retort exclaim declaim retweet decree surmise reaffirm bemoan theorize attest testify "
    "mutter whisper yell shout scream chant growl snap scoff intone grumble interject "
    "answer respond continue venture marvel fume",
    "acq": "tell remind assure warn inform notify reassure",
    "atq": "ask urge",
    "at": "encourage order advise implore instruct beg beseech command exhort press",
    "c": "believe think hope fear doubt suspect assume imagine wish forecast foresee project feel",
    "kq": "wonder complain worry brag explain",
    "k": "know see mean understand decide determine learn realize realise remember forget "
    "recognize recognise guess pray hear discover notice ensure specify regret deny prove "
    "demonstrate",
    "ce": "show indicate find suggest estimate conclude signal",
    "t": "want plan promise refuse decline seek vow agree intend hope threaten pledge offer "
    "decide propose prefer expect wish choose fail demand desire aim volunteer swear",
    "o": "call criticize criticise endorse support oppose describe announce cite defend praise "
    "attack mock dismiss reject deny blast denounce condemn slam decry blame accuse applaud "
    "welcome question acknowledge admit confirm express mention discuss reveal propose promise "
    "predict want prefer favor favour claim highlight tout cast portray back embrace compare "
    "liken label dub deem consider assail lambaste rebuke chide scold ridicule deride disparage "
    "berate excoriate slam skewer bash trash disavow renounce repudiate rebut refute dispute "
    "challenge contradict echo invoke reference quote retweet thank commend laud hail salute "
    "congratulate celebrate champion advocate tout recommend request demand voice reiterate "
    "repeat explain detail outline recount recall note hint signal underscore emphasize stress "
    "downplay minimize admire resent hate love distrust fear doubt expect anticipate allege "
    "suggest proclaim declare lament bemoan regret mourn protest appreciate accept approve "
    "tweet post affirm insinuate characterize characterise depict brand view regard "
    "impugn vilify demonize lampoon savage pillory castigate chastise admonish belittle "
    "condone exaggerate extol preach believe oppose ban prohibit weigh urge ask name",
    "oe": "list show contradict",
    "j": "aware confident convinced worried concerned hopeful sure certain skeptical optimistic "
    "adamant wary afraid proud unsure critical supportive doubtful",
    "i": "seem appear",
    "q": "point",
}
"""Base forms by frame; a verb in several lines has all their letters."""

PARTICLES: dict[str, str] = {
    "call": "for on out upon",
    "point": "out to",
    "refer": "to",
    "talk": "about of",
    "speak": "about of out against",
    "respond": "to with by",
    "reply": "to",
    "react": "to",
    "object": "to",
    "appeal": "to for",
    "allude": "to",
    "push": "for",
    "argue": "for against",
    "ask": "about for",
    "press": "for on about",
    "complain": "about of",
    "worry": "about over",
    "warn": "of about against",
    "boast": "about of",
    "brag": "about",
    "joke": "about",
    "hint": "at",
    "dream": "of",
    "think": "of about",
    "say": "of about",
    "write": "of about",
    "insist": "on",
    "comment": "on",
    "elaborate": "on",
    "focus": "on",
    "agree": "with on",
    "disagree": "with",
    "side": "with",
    "rail": "against",
    "campaign": "against",
    "vote": "for against",
    "hit": "back",
    "fire": "back",
    "shoot": "back",
    "lash": "out",
    "advocate": "for",
    "apologize": "for",
    "apologise": "for",
    "express": "",
    "lay": "out",
    "sign": "off",
    "sum": "up",
    "spell": "out",
    "hold": "out",
    "tweet": "out about",
    "learn": "of about",
    "know": "about of",
    "pray": "for",
    "hope": "for",
    "wish": "for",
    "plead": "for with",
    "testify": "about",
    "weigh": "in",
    "approve": "of",
    "disapprove": "of",
    "believe": "in",
    "look": "forward",
    **dict.fromkeys("aware critical supportive proud afraid sure wary".split(), "of"),
    **dict.fromkeys("confident worried concerned skeptical optimistic unsure".split(), "about"),
}
"""Words that belong to a verb's cue when they follow it."""

_PASSIVE = (
    "expected asked described called known seen accused criticized considered believed said told "
    "thought viewed reported estimated projected charged named quoted deemed regarded portrayed "
    "perceived rumored rumoured alleged understood blamed credited attributed urged questioned "
    "praised attacked dubbed labeled labelled endorsed cited reminded announced mocked condemned "
    "denounced predicted supposed feared hailed warned suspected denied"
)
PASSIVE = frozenset(_PASSIVE.split())
"""Participles that make a cue after a form of "be"."""

ALSO_NOUNS = frozenset(
    "answer fear report view claim call plan promise demand desire hope support question attack "
    "challenge charge blast slam estimate comment debate doubt dream forecast hint joke list "
    "praise pledge project protest quote request show signal tweet vow wish worry "
    "suspect post blog brand feel find ban aim design name note press remark scream shout whisper "
    "chant quip concern echo favor favour fight focus mock name order record reason regret state "
    "cast check dispute guess hate hold label laud love offer oppose read advocate "
    "counter back delay sign talk vote voice welcome caution command contest decree detail rebuke "
    "recount conclude retort urge".split()
)
"""Base forms that are nouns as often: verbs only after a plural."""

TELLING = frozenset(
    "said told reported believed thought alleged rumored rumoured understood asked quoted "
    "suspected estimated supposed".split()
)
"""Those of them after which something is told."""

CLAUSE_NOUNS = frozenset(
    "claim claims assertion assertions allegation allegations accusation accusations suggestion "
    "suggestions argument arguments belief beliefs statement statements view contention fear fears "
    "hope hopes concern concerns promise promises vow pledge announcement warning warnings "
    "insistence speculation rumor rumors rumour rumours prediction predictions complaint "
    "complaints conclusion admission acknowledgment notion idea sense doubt doubts "
    "perception assurance assurances assumption confidence revelation charge charges "
    "criticism opinion theory consensus report reports impression expectation expectations "
    "denial finding findings".split()
)
"""Nouns that make a cue before "that"."""

OF_NOUNS = {
    noun: frozenset(prepositions.split())
    for nouns, prepositions in {
        "criticism criticisms condemnation praise mockery": "of",
        "attack attacks": "on",
        "support opposition objection objections resistance hostility": "for to",
        "call calls demand demands plea pleas": "for to",
        "question questions concern concerns complaint complaints worries worry doubts doubt "
        "skepticism views fears": "about over on of",
        "endorsement description accusation accusations allegation allegations denial prediction "
        "predictions promise promises warning warnings warning": "of",
        "plan plans vow promise promises pledge proposal proposals decision refusal desire "
        "bid intention willingness": "to",
    }.items()
    for noun in nouns.split()
}
"""Nouns that make a cue before these prepositions."""

ADVERBS = frozenset("reportedly allegedly supposedly purportedly".split())
"""Words that give what is said to nobody in particular."""


def _spelt() -> dict[str, tuple[str, frozenset[str], str]]:
    frames: dict[str, set[str]] = {}
    for letters, bases in _VERBS.items():
        for base in bases.split():
            frames.setdefault(base, set()).update(letters)
    for base in PARTICLES:
        frames.setdefault(base, set())
    found: dict[str, tuple[str, frozenset[str], str]] = {}
    for base, frame in frames.items():
        if frame == {"j"}:
            found[base] = (base, frozenset("jk"), "j")
            continue
        for form, kind in forms(base):
            found.setdefault(form, (base, frozenset(frame), kind))
    return found


VERBS = _spelt()
"""Each form with its base, its frame and its kind."""
