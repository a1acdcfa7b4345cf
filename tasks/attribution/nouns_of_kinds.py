"""Nouns by the kind of source that they head."""

AGENCIES = frozenset(
    "reuters afp ap tass bbc cnn upi xinhua interfax dpa ansa npr pbs abc cbs nbc msnbc rt sputnik "
    "bloomberg jazeera itar-tass".split()
)
"""Agencies and broadcasters that are known by one word."""

OUTLET_NAMES = frozenset(
    "news times post herald tribune journal gazette guardian telegraph chronicle press daily radio "
    "tv television wire courier observer magazine weekly broadcasting mail mirror examiner "
    "inquirer globe dispatch sentinel monitor independent review ledger standard bulletin star "
    "sun argus echo online newswire report".split()
)
"""Last words of the names of newspapers, stations and sites."""

OUTLET_NOUNS = frozenset(
    "newspaper newspapers magazine magazines channel broadcaster broadcasters agency paper papers "
    "tabloid tabloids daily website websites blog outlet outlets station network newswire weekly "
    "newsletter podcast".split()
)
"""Common nouns for media."""

DOCUMENTS = frozenset(
    "report reports study studies poll polls survey surveys statement statements letter letters "
    "document documents memo memos law laws bill legislation treaty constitution record records "
    "data figures statistics filing filings lawsuit complaint indictment census book article "
    "articles story video footage transcript email emails e-mail e-mails affidavit analysis audit "
    "review research ruling resolution proposal measure plan act agreement accord decree order "
    "charter communique communiqué declaration budget forecast estimate estimates map photographs "
    "images ad advertisement tweet post leaflet poster sign headline speech script manifesto "
    "results numbers findings draft editorial column release".split()
)
"""Things that say what their maker has put into them."""

BODIES = frozenset(
    "party council ministry department committee front coalition university institute bank corp "
    "corporation inc group association union court army navy house senate congress parliament "
    "government kremlin pentagon foundation organization organisation office bureau commission "
    "center centre company church nations nation team forces force authority authorities service "
    "nato campaign administration cabinet board federation league society agency militia regime "
    "state states club college school hospital police guard command secretariat embassy assembly "
    "movement alliance network fund trust directorate tribunal municipality firm airline brigade "
    "palace ltd llc street city county town republic observatory headquarters".split()
)
"""Bodies: "the Health Ministry", "the government"."""

GOVERNMENTS = frozenset(
    "moscow washington beijing london paris berlin tehran ankara damascus kyiv kiev brussels "
    "jerusalem riyadh cairo baghdad delhi tokyo seoul pyongyang russia america britain france "
    "germany china iran turkey syria ukraine israel egypt iraq india japan canada mexico spain "
    "italy poland hungary greece pakistan afghanistan brazil australia europe qatar lebanon jordan "
    "u.s u.k u.n e.u".split()
)
"""Capitals and countries that speak for their governments."""

CROWDS = frozenset(
    "experts expert critics critic activists activist people observers analysts analyst supporters "
    "opponents rumors rumours reports insiders commentators skeptics sceptics locals voters users "
    "internet public media press scholars scientists pundits historians economists men women "
    "citizens readers viewers fans republicans democrats conservatives liberals progressives "
    "americans russians allegations speculation world community proponents advocates researchers "
    "commenters netizens bloggers percent % majority consensus tongues".split()
)
"""Nobody one could ask."""

ROLES = frozenset(
    "officials police soldiers witnesses residents prosecutors lawyers aides advisers advisors "
    "doctors nurses diplomats investigators authorities lawmakers senators allies relatives "
    "neighbours neighbors officers rebels militants protesters organizers organisers families "
    "teachers students workers engineers villagers survivors passengers medics firefighters "
    "ministers regulators detectives staff employees".split()
)
"""People by what they do: a capital at the beginning of a sentence makes no name of them."""

SOURCE_NOUNS = frozenset("source sources insider".split())
"""Specific only by what stands beside them."""

TITLES = frozenset(
    "mr mrs ms dr prof professor sen senator rep representative gov governor president minister "
    "general gen col colonel capt captain lt lieutenant maj major sgt sergeant adm admiral "
    "commander commodore judge justice king queen prince princess pope rabbi imam sheikh bishop "
    "archbishop reverend rev sir lady lord dame mayor secretary chancellor ambassador spokesman "
    "spokeswoman spokesperson director chairman chairwoman chief candidate nominee congressman "
    "congresswoman inspector detective officer analyst economist reporter journalist author "
    "actor coach lawyer attorney leader head deputy undersecretary speaker chair founder owner ceo mp "
    "adviser strategist expert aide".split()
)
"""Words before a person's name."""
