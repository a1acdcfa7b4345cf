"""The forms of English verbs: what a list of their base forms is spelt out to."""

from collections.abc import Iterator

IRREGULAR = {
    "say": ("said", "said"),
    "tell": ("told", "told"),
    "think": ("thought", "thought"),
    "find": ("found", "found"),
    "know": ("knew", "known"),
    "write": ("wrote", "written"),
    "see": ("saw", "seen"),
    "feel": ("felt", "felt"),
    "show": ("showed", "shown"),
    "make": ("made", "made"),
    "take": ("took", "taken"),
    "give": ("gave", "given"),
    "keep": ("kept", "kept"),
    "read": ("read", "read"),
    "put": ("put", "put"),
    "swear": ("swore", "sworn"),
    "speak": ("spoke", "spoken"),
    "mean": ("meant", "meant"),
    "hear": ("heard", "heard"),
    "forget": ("forgot", "forgotten"),
    "foresee": ("foresaw", "foreseen"),
    "understand": ("understood", "understood"),
    "hold": ("held", "held"),
    "seek": ("sought", "sought"),
    "choose": ("chose", "chosen"),
    "shoot": ("shot", "shot"),
    "forecast": ("forecast", "forecast"),
    "cast": ("cast", "cast"),
    "foretell": ("foretold", "foretold"),
    "withdraw": ("withdrew", "withdrawn"),
    "draw": ("drew", "drawn"),
    "lay": ("laid", "laid"),
    "go": ("went", "gone"),
    "have": ("had", "had"),
    "fight": ("fought", "fought"),
    "overrule": ("overruled", "overruled"),
}
_DOUBLED = frozenset(
    "admit permit refer prefer slam chat quip commit recommit regret rebut blog pan rap nod plan "
    "concur infer confer".split()
)
_VOWELS = "aeiou"


def forms(base: str) -> Iterator[tuple[str, str]]:
    """Each form of a verb with its kind: `b` base, `s`, `d` past, `n` participle, `g` -ing.

    >>> dict(forms("deny"))
    {'deny': 'b', 'denies': 's', 'denied': 'd', 'denying': 'g'}
    """
    yield base, "b"
    yield _third(base), "s"
    past, participle = IRREGULAR.get(base, (_past(base),) * 2)
    if past != base:
        yield past, "d"
    if participle not in (past, base):
        yield participle, "n"
    yield _ing(base), "g"


def _third(base: str) -> str:
    if base == "have":
        return "has"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if base in _DOUBLED else "") + "ed"


def _ing(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + (base[-1] if base in _DOUBLED else "") + "ing"
