"""Pairs of invented passages, and whether one repeats the other; every third is held out.

The thresholds of `stancemark.tasks.reuse` were chosen on `CHOSEN`; `HELD` only measures them.
"""

from typing import NamedTuple


class Pair(NamedTuple):
    """Two passages, what ties them, and whether that is reuse."""

    kind: str
    reuse: bool
    one: str
    two: str


FERRY = (
    "The ferry Marigold ran aground off Tansy Point late on Tuesday with 214 people on board, and "
    "all of them were brought ashore by morning, the coast guard of Velland said. Divers found no "
    "leak in the hull, and a tug is expected to pull the ship free at the next high tide."
)
MINE = (
    "U.S. officials told reporters on Friday that no shipments had crossed the border at Orrin since "
    "March, and that the pictures shown by state television were taken at another crossing in 2011."
)
GRAIN = (
    "Farmers in the Lower Brask valley have lost about a third of their wheat to a fungus that "
    "thrives in wet springs. The ministry has promised help, but the money will not arrive before "
    "the autumn, and many growers say that they cannot wait so long."
)
VOTE = (
    "Parliament voted 61 to 40 on Wednesday to close the two oldest coal plants in the country by "
    "2034, after a debate that went on until three in the morning and ended with members of the "
    "opposition leaving the chamber."
)
QUOTE = (
    "“We did not send anybody across the river, and we have no plan to send anybody across the "
    "river,” General Ostrow said."
)
DAM = (
    "Engineers lowered the gates of the Halvik dam on Sunday after cracks as wide as a hand had "
    "appeared in the eastern wall. Some 3,000 people in the villages below were told to sleep in "
    "schools and churches on higher ground until the wall has been inspected."
)
BANK = (
    "The central bank raised its main rate by half a point to 6.5 percent, more than most economists "
    "had expected, and its governor, Lena Maurits, said that prices were still rising too fast for "
    "anybody to be comfortable."
)
CLINIC = (
    "Nurses at the Petrel Street clinic walked out on Monday morning for the second time this year. "
    "They say that eleven of them now do the work of twenty, and that patients with broken bones "
    "have waited for as long as nine hours to be seen."
)
STRIKE = (
    "Aid workers in Kessary say that two air strikes hit the market shortly before noon, killing at "
    "least 12 people and wounding dozens more. The army denied that any of its aircraft had been "
    "over the town and blamed a gas explosion."
)

_WEATHER = (
    "{town} will see highs of {high} degrees and lows of {low} degrees on {day}, with light winds "
    "from the {wind} and a {chance} percent chance of showers in the evening."
)
_RESULT = (
    "{home} beat {away} {score} at {ground} on {day} night, with {player} scoring the winner in the "
    "{minute}th minute in front of a crowd of {crowd}."
)
_COURT = (
    "A court in {town} has sentenced {name}, {age}, to {years} years in prison for {crime}, and "
    "ordered that {sum} dollars be paid back to the victims."
)
_BOILER = (
    "We welcome comments that are polite and on topic, and remove those that are not. "
    "Sign up for our newsletter to get the best of our reporting every morning."
)

PAIRS: tuple[Pair, ...] = (
    # verbatim, but for case, quotes, dots and white space
    Pair("verbatim", True, FERRY, FERRY),
    Pair("verbatim", True, MINE, MINE.replace("U.S.", "US").replace("told", "Told")),
    Pair("verbatim", True, QUOTE + " " + GRAIN, QUOTE.replace("“", '"').replace("”", '"') + "\n" + GRAIN),
    Pair("verbatim", True, VOTE, VOTE.upper()),
    Pair("verbatim", True, DAM, DAM.replace("3,000", "3000")),
    # quoted within something longer
    Pair("quoted", True, MINE, "Read this before you share that clip again. " + MINE + " So the "
         "whole story was made up, and the people who spread it have not said a word since then."),
    Pair("quoted", True, FERRY.split(". ")[1], "My cousin works on that tug. " + FERRY),
    Pair("quoted", True, VOTE, GRAIN + " " + VOTE + " " + CLINIC),
    Pair("quoted", True, BANK, "Somebody at work sent me this: " + BANK + " I nearly choked on my tea. "
         "Half a point! And they wonder why nobody buys a house any more in this town."),
    Pair("quoted", True, STRIKE.split(". ")[1], STRIKE + " " + DAM),
    Pair("quoted", True, CLINIC, "> " + CLINIC.replace(". ", ".\n> ") + "\n\nAnd who voted for this?"),
    # trimmed, or with an end put on
    Pair("trimmed", True, FERRY, FERRY.split(" Divers")[0]),
    Pair("trimmed", True, GRAIN, GRAIN.split(", and many")[0] + "."),
    Pair("trimmed", True, VOTE, VOTE.replace(" that went on until three in the morning and", " that")),
    Pair("trimmed", True, DAM, "Breaking: " + DAM.replace("on Sunday ", "")),
    Pair("trimmed", True, CLINIC, CLINIC.replace("for the second time this year", "again")),
    Pair("trimmed", True, STRIKE, STRIKE.replace("at least 12", "at least 15").replace("dozens", "scores")),
    # spun: words swapped
    Pair("spun", True, MINE, MINE.replace("U.S. officials", "USA officials").replace("told", "informed")
         .replace("pictures", "images")),
    Pair("spun", True, FERRY, FERRY.replace("ran aground", "got stuck").replace("late on", "on")
         .replace("brought ashore", "taken to land").replace("said", "reported").replace("found", "saw")),
    Pair("spun", True, GRAIN, GRAIN.replace("lost about", "lost roughly").replace("thrives", "flourishes")
         .replace("promised", "pledged").replace("help", "aid").replace("growers", "farmers")
         .replace("cannot", "can not")),
    Pair("spun", True, VOTE, VOTE.replace("voted", "decided").replace("close", "shut down")
         .replace("oldest", "most ancient").replace("debate", "discussion").replace("leaving", "quitting")),
    Pair("spun", True, BANK, BANK.replace("raised", "lifted").replace("main", "key")
         .replace("most", "many").replace("expected", "predicted").replace("comfortable", "at ease")),
    Pair("spun", True, CLINIC, CLINIC.replace("walked out", "went on strike").replace("second", "2nd")
         .replace("say", "claim").replace("patients", "people").replace("seen", "treated")),
    Pair("spun", True, "USA officials say the convoy never reached the town of Orrin and was turned back.",
         "U.S. officials say the convoy never reached the town of Orrin and was sent back."),
    Pair("spun", True, STRIKE, STRIKE.replace("hit", "struck").replace("shortly", "just")
         .replace("killing", "murdering").replace("wounding", "injuring").replace("denied", "rejected")),
    Pair("spun", True, DAM, DAM.replace("lowered", "closed").replace("cracks", "fissures")
         .replace("told", "asked").replace("sleep", "stay").replace("inspected", "examined")),
    # as if translated and translated back
    Pair("translated", True, FERRY, "The ferry Marigold ran aground near Tansy Point late Tuesday with "
         "214 people aboard, and all of them had been brought ashore by the morning, said the coast "
         "guard of Velland. Divers found no leak in the hull, and a tug should pull the ship free at "
         "the next high tide."),
    Pair("translated", True, STRIKE, "Aid workers in Kessary said that two air strikes hit the market "
         "shortly before midday, killing at least 12 people and wounding dozens. The army denied that "
         "any of its planes had been over the town, and blamed a gas explosion for it."),
    Pair("translated", True, BANK, "The central bank raised its key rate by half a point to 6.5 percent, "
         "which is more than most economists had expected, and its governor Lena Maurits said prices "
         "were still rising too fast for anyone to be comfortable with it."),
    Pair("translated", True, VOTE, "The parliament voted on Wednesday 61 to 40 to close the two oldest "
         "coal plants of the country by 2034, after a debate that went on until three in the morning "
         "and that ended with opposition members leaving the chamber."),
    Pair("translated", True, CLINIC, "On Monday morning nurses at the Petrel Street clinic walked out "
         "for the second time this year. They say eleven of them do the work of twenty now and that "
         "patients with broken bones waited as long as nine hours to be seen."),
    # the same topic in other words
    Pair("topic", False, FERRY, "Passengers of the Marigold spent a cold night on deck before boats "
         "could reach them. “We sang,” said one of the 214, wrapped in a blanket at Tansy Point. The "
         "owner of the ferry would not say who had been at the wheel."),
    Pair("topic", False, MINE, "State television in Orrin has shown trucks rolling over the border for "
         "days now. Washington says the footage is old. Whoever is right, the price of flour in the "
         "town has doubled since March, and the queues begin at dawn."),
    Pair("topic", False, GRAIN, "Wheat fungus is back in the Lower Brask valley. What can growers do? "
         "Drain the fields, sow later, and talk to the ministry early: help for lost harvests has to "
         "be asked for before the end of June."),
    Pair("topic", False, VOTE, "Coal will be gone by 2034, if Wednesday’s law stands. The opposition "
         "wants to take it to court; the miners’ union wants pensions; and the two plants themselves "
         "have hardly made any money for ten years."),
    Pair("topic", False, STRIKE, "Who bombed the market of Kessary? Satellite pictures show two craters "
         "that no gas bottle could have made. At least 12 people are dead, and the army still says that "
         "it had nothing in the air that day."),
    Pair("topic", False, DAM, "Below the Halvik dam people are rolling up mattresses in the gym of the "
         "school. Nobody has told them for how long. The wall was last inspected eight years ago, a "
         "report that we have seen says."),
    Pair("topic", False, BANK, "Borrowers will feel it at once: with the main rate at 6.5 percent, a "
         "family with an average loan pays 90 more a month. Lena Maurits says that this is the point "
         "of it."),
    Pair("topic", False, CLINIC, "Why did the nurses of Petrel Street leave their clinic twice in one "
         "year? We spoke to five of the eleven who are left. None wants to be named, and all of them "
         "are looking for other work."),
    # one template, other facts
    Pair("template", False,
         _WEATHER.format(town="Karsk", high=14, low=3, day="Monday", wind="west", chance=20),
         _WEATHER.format(town="Millbrook", high=19, low=8, day="Friday", wind="south", chance=65)),
    Pair("template", False,
         _WEATHER.format(town="Tansy Point", high=31, low=22, day="Sunday", wind="east", chance=5),
         _WEATHER.format(town="Orrin", high=29, low=17, day="Sunday", wind="east", chance=10)),
    Pair("template", False,
         _WEATHER.format(town="Halvik", high=2, low=-6, day="Tuesday", wind="north", chance=80),
         _WEATHER.format(town="Halvik", high=4, low=-1, day="Wednesday", wind="north", chance=30)),
    Pair("template", False,
         _RESULT.format(home="Northgate", away="Karsk", score="3-1", ground="Mill Lane", day="Saturday",
                        player="Ode Bannu", minute=67, crowd="8,120"),
         _RESULT.format(home="Velland", away="Orrin", score="2-0", ground="the Oval", day="Tuesday",
                        player="Piet Lamm", minute=84, crowd="11,406")),
    Pair("template", False,
         _RESULT.format(home="Brask", away="Halvik", score="1-0", ground="Quarry Park", day="Friday",
                        player="Sil Moreau", minute=19, crowd="4,310"),
         _RESULT.format(home="Brask", away="Kessary", score="2-1", ground="Quarry Park", day="Friday",
                        player="Ian Dole", minute=88, crowd="5,002")),
    Pair("template", False,
         _COURT.format(town="Karsk", name="Jon Ferrow", age=51, years="four", crime="fraud", sum="80,000"),
         _COURT.format(town="Velland", name="Ann Osk", age=37, years="six", crime="theft", sum="12,500")),
    Pair("template", False,
         _COURT.format(town="Orrin", name="Tam Rudd", age=29, years="two", crime="forgery", sum="9,000"),
         _COURT.format(town="Orrin", name="Ben Cole", age=44, years="nine", crime="fraud", sum="310,000")),
    Pair("template", False,
         "Shares in Ardent Foods closed up 2.4 percent at 31.20 on Monday, after the company said that "
         "its profit for the quarter rose to 48 million from 41 million a year earlier.",
         "Shares in Pell Marine closed down 1.1 percent at 7.85 on Thursday, after the company said that "
         "its profit for the quarter fell to 12 million from 15 million a year earlier."),
    Pair("template", False,
         "Police in Karsk are looking for a man of about 40 who was last seen on Mill Lane on Monday "
         "evening wearing a green coat. Anybody who has seen him is asked to call 555 0147.",
         "Police in Velland are looking for a girl of about 12 who was last seen on Park Row on Sunday "
         "evening wearing a red coat. Anybody who has seen her is asked to call 555 0193."),
    # a phrase of the trade, or furniture, in both
    Pair("phrase", False, GRAIN + " " + _BOILER, CLINIC + " " + _BOILER),
    Pair("phrase", False, "The ministry did not immediately respond to a request for comment on Tuesday. " + DAM,
         "The ministry did not immediately respond to a request for comment on Tuesday. " + VOTE),
    Pair("phrase", False, "On the other hand, at the end of the day, it is what it is, and nobody at "
         "the town hall will lose sleep over a few more potholes on the road to the quarry.",
         "At the end of the day it is what it is, but the other hand of the council has no idea what "
         "the first is doing with the money for the new swimming pool."),
    Pair("phrase", False, FERRY + " This is a developing story and will be updated.",
         STRIKE + " This is a developing story and will be updated."),
    Pair("phrase", False, "According to a statement released by the foreign ministry on Monday, talks on "
         "fishing rights will begin in the spring.",
         "According to a statement released by the foreign ministry on Monday, two diplomats have been "
         "asked to leave the country within three days."),
    # one quotation of an official in texts that are otherwise not the same
    Pair("quotation", False, QUOTE + " " + GRAIN, QUOTE + " " + DAM),
    Pair("quotation", False, STRIKE + " " + QUOTE, QUOTE + " He was speaking at the opening of a school "
         "in Karsk, where nobody had asked him about the river at all. Two of his own officers, who "
         "did not want to be named, told us of boats that left by night and came back empty."),
    Pair("quotation", False, VOTE + " " + QUOTE, "Nobody believes him any more. " + QUOTE + " Then whose "
         "boots are those in the pictures from Orrin, and why do they have his numbers on them?"),
    # the same quotation with a few words around it: most of the shorter text
    Pair("quotation", True, QUOTE, "The general was clear. " + QUOTE + " Then he left the room."),
    Pair("quotation", True, QUOTE + " He gave no details.", STRIKE + " " + QUOTE),
    Pair("quotation", True, "Here is what he said on Monday: " + QUOTE, QUOTE + " I do not believe him."),
    # short comments
    Pair("comment", False, "I agree with you, well said.", "I agree with you, but they will never listen."),
    Pair("comment", False, "Thanks for posting this, great article!", "Thanks for posting this, but it is not true."),
    Pair("comment", False, "You are right, and I have been saying the same thing for years.",
         "You are right about the dam, but I have been saying for years that nobody checks it."),
    Pair("comment", False, "This is what happens when you let them run the country for ten years.",
         "This is what happens when you let children play with matches near the barn."),
    Pair("comment", False, "I do not know who to believe any more, they all lie to us every day.",
         "I do not know who to vote for any more, they all want our money."),
    Pair("comment", True, "So let me get this straight: the ferry had 214 people on board and nobody was "
         "at the wheel?", "LOL. So let me get this straight: the ferry had 214 people on board and nobody "
         "was at the wheel? Good one, Sam."),
)  # fmt: skip

CHOSEN = tuple(pair for number, pair in enumerate(PAIRS) if number % 3 != 2)
HELD = tuple(pair for number, pair in enumerate(PAIRS) if number % 3 == 2)
