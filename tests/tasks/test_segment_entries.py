"""Pages that list entries, in the forms of live pages, archives, digests and press reviews, each invented."""

import pytest

from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, firsts, found, roles

TITLES = (
    "Ridge tunnel to open two years late",
    "Mules fly to the pass in a helicopter",
    "Rock warns the railway a second time",
)
TEXTS = (
    NEWS,
    "The mules of the upper valley were flown to the pass on Friday, because the road had gone, and two of them were sick.",
    "The rock above the portal moved again at night, engineers said, and the trains stood still until noon for the third time.",
)
SOURCES = ("Quay Times", "Reuters", "Senna Herald")


def listed(form: str) -> str:
    """Three entries of a form."""
    rows = zip(TITLES, TEXTS, SOURCES, strict=True)
    return "\n\n".join(
        form.format(title=title, text=text, source=source, n=n, day=14 - n)
        for n, (title, text, source) in enumerate(rows)
    )


@pytest.mark.parametrize(
    "form",
    [
        "May {day}, 2015\n\n{text}\n\nPosted by mole at 10:4{n} p.m. | permalink",
        "{title}\n\n{text} …\n\nContinue reading {title}",
        "{title}\n\nDate Published: May {day}, 2015\n\nSource: {source}\n\n{text}",
        "{title}\n\nAnn Lee - Low Pier, Maine\n\n{text}",
    ],
    ids=["days", "echoed", "sourced", "headed"],
)
def test_each_entry_of_a_list_is_an_article(form: str) -> None:
    """Whatever it is that comes again: days, buttons, sources, names."""
    assert len(firsts(listed(form))) == len(TITLES)


def test_a_source_over_the_text_of_an_entry_has_its_words() -> None:
    """`Title / date / Source: Quay Times / text`, in a list and in a lone article; below one it is whom the site rewrote."""
    form = "{title}\n\nDate Published: May {day}, 2015\n\nSource: {source}\n\n{text}"
    copied = {s.outlet for s in found(listed(form)) if s.role == "wire_copy"}
    assert copied == set(SOURCES)
    head, text = f"{TITLE}\n\nMay 4, 2015", f"{NEWS}\n\n{MORE}"
    above = roles(f"{head}\n\nSource: Quay Times\n\n{text}")
    below = roles(f"{head}\n\n{text}\n\nSource: Quay Times")
    assert above["The tunnel under"] == ("wire_copy", "Quay Times")
    assert below["The tunnel under"] == ("body", "")


@pytest.mark.parametrize(
    "foot", ["Older posts", "Posts navigation\n← Older posts", "Previous\n1\n2\n3\n…\n14\nNext"]
)
def test_titles_over_texts_begin_articles_where_a_page_leads_to_older_ones(foot: str) -> None:
    """Titles alone may be those of parts of one article; what leads on to more pages tells of a list."""
    entries = "\n\n".join(
        f"{title} ({n}.05.2015)\n\n{text}\n\n{MORE}"
        for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True), 1)
    )
    assert len(firsts(f"{entries}\n\n{foot}")) == len(TITLES)
    assert len(firsts(entries)) == 1


@pytest.mark.parametrize("clock", ["{hour}12 ", "{hour}:12\n\n", "{hour}:12 – "])
def test_entries_of_a_live_page_begin_at_their_times(clock: str) -> None:
    """Above the words or before them, with a sign in it or without."""
    entries = "\n\n".join(
        clock.format(hour=18 - n) + text for n, text in enumerate((*TEXTS, MORE, NEWS))
    )
    page = f"{TITLE} - live\n\nAs it happened: Friday on the pass\n\n{MORE}\n\n{entries}"
    begun = [first[:2] for first in firsts(page)]
    assert begun[-5:] == ["18", "17", "16", "15", "14"]


@pytest.mark.parametrize(
    "form",
    [
        "{source} (Senna)\n\n{title}\n\n{text}",
        "{title} – {source}\n\n{text}",
    ],
    ids=["over", "behind"],
)
def test_papers_that_a_review_quotes_have_their_words(form: str) -> None:
    """Named over their title with a town, or behind it."""
    lead = "The closing of the pass fills the opinion pages of the valley this week. A selection follows."
    page = f"Press review\n\nWhat the papers say about the pass\n\n13 May 2015\n\n{lead}\n\n{listed(form)}"
    assert {s.outlet for s in found(page) if s.role == "wire_copy"} == set(SOURCES)


def test_a_paper_over_a_summary_has_only_what_is_quoted() -> None:
    """Reviews tell in their own words what a paper thinks, and quote it in quotation marks."""
    form = "{source} - Senna | Wednesday, May {day}, 2015\n\n{title}\n\n{text}\n\n“Whoever digs there wants to be asked why, and we ask it here, as we have asked before.”"
    page = f"Press review\n\n{listed(form)}"
    quoted = [s.outlet for s in found(page) if s.role == "quote_block"]
    assert quoted == list(SOURCES)
    assert {s.role for s in found(page) if s.span.of(page) in TEXTS} == {"body"}


def test_times_begin_no_entries_on_a_page_that_is_not_live() -> None:
    """Nothing above them says that the page goes on being written."""
    page = f"{TITLE}\n\n18:12\n\n{NEWS}\n\n17:12\n\n{MORE}\n\nAt 16:12 the trains stood still."
    assert len(firsts(page)) == 1


def test_names_behind_dashes_close_the_entries_they_sign() -> None:
    """`— Ann Lee` below the text, the next title below that; each entry is by who signs it."""
    names = ("Ann Lee", "Bo Ek", "Fenna Korst")
    entries = "\n\n".join(
        f"{title}\n\n{text}\n\n— {name}"
        for title, text, name in zip(TITLES, TEXTS, names, strict=True)
    )
    units = {s.unit: s.author for s in found(entries) if s.unit}
    assert list(units.values()) == list(names)


def test_the_days_of_a_blog_head_its_entries() -> None:
    """Spelled in full, over a title or none; what stands above the first is the head of the blog."""
    days = (
        "Thursday, October 19, 2006",
        "Wednesday, October 4, 2006",
        "Friday, September 29, 2006",
    )
    heads = (f"{TITLES[0]}\n\n", "", f"{TITLES[2]}\n\n")
    entries = "\n\n".join(
        f"{day}\n\n{head}{text}" for day, head, text in zip(days, heads, TEXTS, strict=True)
    )
    page = f"the mule letters\n\na drawer for what i write to my kin\n\n{entries}"
    assert firsts(page) == list(days)
    assert found(page)[0].role == "boilerplate"


def test_times_that_lead_titles_begin_entries_one_after_another() -> None:
    """`22:14 Title / text / 21:40 Title`: the time is the entry's byline; times in no order are none."""
    hours = (22, 20, 17, 13, 9)
    rows = list(zip(hours, (*TITLES, *TITLES), (*TEXTS, *TEXTS), strict=False))
    page = "17th April 2020\n\n" + "\n\n".join(f"{h}:14 {t}\n\n{x}" for h, t, x in rows)
    times = [s for s in found(page) if s.span.of(page).endswith(":14")]
    assert [s.role for s in times] == ["byline"] * len(rows)
    assert len({s.unit for s in times}) == len(rows)
    mixed = page.replace("20:14", "08:14").replace("17:14", "21:14")
    assert not [s for s in found(mixed) if s.span.of(mixed).endswith(":14")]


def test_the_time_before_an_entry_of_a_live_page_is_its_byline() -> None:
    """In the line of its words, with the zone and a colon."""
    page = "Ridge live: the tunnel\n\n" + "\n\n".join(
        f"{20 - n}40 GMT: {text}" for n, text in enumerate((*TEXTS, MORE))
    )
    assert [s.role for s in found(page) if s.span.of(page).endswith("GMT:")] == ["byline"] * 4


def test_a_year_that_begins_a_post_is_no_time() -> None:
    """`2012 Voters` reads like ten past eight; a page whose posts do not begin with times has none."""
    said = (
        "I'd walk, you know.",
        "2012 Voters never saw that, I think.",
        "My uncle drove it for years.",
    )
    page = "Well?\n\n\n" + "\n\n\n".join(
        f"{words}\n\nYou ask me why." for words in (*said, *said[::2])
    )
    assert said[1] in [s.span.of(page) for s in found(page)]


def test_titles_behind_bullets_over_their_days_begin_entries() -> None:
    """`• Title / Tuesday, October 12th, 2010 / text`."""
    page = "\n\n".join(
        f"• {title}\n\n    October {n + 3}, 2010\n\n    {text}"
        for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
    )
    assert firsts(page) == [f"• {title}" for title in TITLES]
    assert [s.role for s in found(page) if s.span.of(page).startswith("•")] == ["headline"] * 3


def test_related_texts_that_break_off_are_teasers_to_the_last() -> None:
    """Each with its title and its source; the article above them is kept."""
    related = "\n\n".join(
        f"{title}\n\n{text[:90]}...\n\nQuay Times 2010-10-0{n + 3}"
        for n, (title, text) in enumerate(zip(TITLES[1:], TEXTS[1:], strict=True))
    )
    page = f"Weir broken by the rain\n\n{NEWS}\n\n{MORE}\n\nMore Related News\n\n{related}"
    assert roles(page)["The tunnel under"][0] == "body"
    assert {s.role for s in found(page) if s.span.start > page.index("More Related")} == {
        "boilerplate"
    }


def test_a_credit_inside_an_article_is_of_its_paragraph() -> None:
    """`(Reuters)` at the end of a paragraph with more of the article below; at the end of all it is the article's."""
    page = f"{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{TEXTS[1]} (Reuters)\n\n{TEXTS[2]}\n\n{MORE}"
    assert roles(page)["The tunnel under"] == ("body", "")
    assert roles(page)["The mules of"] == ("wire_copy", "Reuters")
    page = f"{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{MORE}\n\n{TEXTS[1]} (Reuters)"
    assert roles(page)["The tunnel under"] == ("wire_copy", "Reuters")
