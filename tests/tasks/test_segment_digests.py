"""Pages that gather news of several outlets: where their articles begin, and whose each is."""

from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, authors, firsts, found, roles


def test_titles_that_are_counted_over_news_begin_articles() -> None:
    """Each with the agency of its dateline, also behind a country; one without it has none of the one above."""
    items = ["Senna (Kars) (AFP) – ", "SENNA (Reuters) – ", ""]
    page = "News 08 Mar 15\n\n" + "\n".join(
        f"{n}. {TITLE} {n}\n   {dateline}{NEWS}" for n, dateline in enumerate(items, 1)
    )
    assert len(authors(page, "article")) == 3
    outlets = [s.outlet for s in found(page) if s.role in ("body", "wire_copy")]
    assert outlets == ["AFP", "Reuters", ""]


def test_an_article_begins_at_the_title_over_its_deck() -> None:
    """Not at the second title; a title below a paragraph that is over belongs to none."""
    page = "\n\n".join(
        f"{TITLE} {n}\n\nWhat the railway says of rock {n}\n\n{NEWS[:-1]}... More »"
        for n in range(3)
    )
    assert firsts(page) == [f"{TITLE} {n}" for n in range(3)]


def test_items_of_a_digest_are_of_the_outlets_that_lines_above_them_name() -> None:
    """`AFP reports:` over a paragraph that a quotation begins, and a reporter `for` his agency."""
    page = "\n\n".join(
        f"{TITLE} {n}\n\n{line}\n\n“It is wet.” {NEWS}\n\n{MORE}\n\nClick here for the entire story"
        for n, line in enumerate(["AFP reports:", "Ana Lund reports for Reuters:", "Bo Ek, writing at Quayside:"])
    )  # fmt: skip
    assert len(authors(page, "article")) == 3
    assert [s.outlet for s in found(page) if s.role == "wire_copy"] == [
        *("AFP", "AFP", "Reuters", "Reuters", "Quayside", "Quayside")
    ]


def test_a_title_below_an_announcement_is_a_paste_and_no_article() -> None:
    """Also where an abbreviation stands in it and a date below it."""
    page = f"{TITLE}\n\nThe Quay Times has the story, which I first got from RIA Novosti:\n\nSecret Tunnel Dept. Files Found\n\n15 January 2013\n{NEWS}\n\n{MORE}"
    assert len(authors(page, "article")) == 1
    assert roles(page)["The tunnel under"] == ("wire_copy", "RIA Novosti")


def test_items_that_end_in_a_link_are_of_its_site() -> None:
    """Each title begins an article, and the link below its text is the source of all of it."""
    page = "\n\n".join(
        f"{TITLE} {n}\n{NEWS}\nhttp://www.{site}/a/{n}"
        for n, site in enumerate(["quay.example", "quay.example", "ridge.example"])
    )
    assert len(authors(page, "article")) == 3
    assert [s.outlet for s in found(page) if s.role == "wire_copy"] == [
        "quay.example",
        "quay.example",
        "ridge.example",
    ]


def test_an_outlet_behind_a_dash_ends_a_paste() -> None:
    """`… said. - The Hill` credits what it ends; a word behind a dash that is no outlet does not."""
    page = f"{TITLE}\n\n{NEWS} - The Quay Times\n\nSo they say, and I believe none of it."
    assert roles(page)["The tunnel under"] == ("wire_copy", "The Quay Times")
    assert roles(page.replace("The Quay Times", "Really"))["The tunnel under"] == ("body", "")


def test_outlets_that_lead_a_list_of_titles_have_their_own() -> None:
    """A title led by its outlet is not of the next one, nor is the article below the list of the last."""
    page = f"The Quay Times: Ridge tunnel must talk\nReuters: Mules fly to the pass\nWashington Post: Rock warns the railway\n\n{TITLE}\nby Ana Lund\n{NEWS} {MORE}"
    told = roles(page)
    assert told["Ridge tunnel must"][1] == "The Quay Times"
    assert told["Mules fly to"][1] == "Reuters"
    assert told["The tunnel under"] == ("body", "")


def test_bulleted_titles_over_bylines_begin_articles_of_their_outlets() -> None:
    """Several reporters of one paper too; the paper may be one that nothing but the list tells to be one."""
    bylines = [
        "Ann Lee, Senna Times",
        "Bo Ek, Ana Lund and Per Moe, Kars Today",
        "Ivo Dahl, The Lamp",
    ]
    page = "Reads of the day\n\nFeb 07, 2014\n\n" + "\n".join(
        f"  • {TITLE} {n}\n\n    By {byline}\n\n    {NEWS}\n\n    Read more"
        for n, byline in enumerate(bylines)
    )  # fmt: skip
    assert authors(page, "article")[-3:] == ["Ann Lee", "Bo Ek", "Ivo Dahl"]
    outlets = [s.outlet for s in found(page) if s.role == "wire_copy"]
    assert outlets == ["Senna Times", "Kars Today", "The Lamp"]


def test_texts_without_titles_begin_at_who_reports_for_whom() -> None:
    """The names, the paper, the text; the paper's name is its credit though it comes again and again."""
    heads = [
        "Ann Lee\nThe Senna Post",
        "Bo Ek, Ana Lund\nThe Senna Post",
        "Per Moe\nThe Senna Post",
    ]
    page = "What to know\n\nWednesday, May 6, 2015\n\n" + "\n".join(
        f"{head}\n{NEWS}" for head in heads
    )
    assert authors(page, "article") == ["Ann Lee", "Bo Ek", "Per Moe"]
    assert [s.outlet for s in found(page) if s.role == "wire_copy"] == ["The Senna Post"] * 3


def test_a_press_review_sets_outlets_off_over_their_words() -> None:
    """By dots, where the name is an outlet's, or by its country and a stroke, where any name is one."""
    page = (
        f"{TITLE}\n\nSenna Times.....\n\n{TITLE} 1\n\n{NEWS}\n\nLykta (NO) /\n\n{TITLE} 2\n\n{NEWS}"
    )
    assert [s.outlet for s in found(page) if s.role == "wire_copy"] == ["Senna Times", "Lykta"]
    said = f"{page}\n\nBo Ek explains it to the paper:\n\n“The rock is wet.”\n\nHerald (NO) /\n\n{TITLE} 3\n\n{NEWS}"
    assert roles(said)["“The rock is"] == ("quote_block", "Bo Ek")
    assert roles(page.replace("Senna Times", "Well then"))["The tunnel under"][1] == "Lykta"


def test_the_head_of_an_item_names_its_outlet_before_a_place_or_with_a_job() -> None:
    """`Agence France-Presse, Senna, 2 May` is nobody's byline; `CNN Rail Reporter` is CNN's."""
    page = (
        f"News of the week\n\n{TITLE}\nAgence France-Presse, Senna, May 02, 2011\n\n{NEWS}\n\n{MORE}\n\n"
        f"{TITLE} twice\nBy Ana Lund, CNN Rail Affairs Reporter\n\n{NEWS}\n\n{MORE}"
    )
    assert authors(page, "article")[-2:] == ["", "Ana Lund"]
    outlets = {s.outlet for s in found(page) if s.role == "wire_copy"}
    assert outlets == {"Agence France-Presse", "CNN"}


def test_letters_end_in_the_names_and_towns_of_their_writers() -> None:
    """The next one begins at the title below; two names are too few to tell."""
    letters = [
        f"{TITLE} {n}\n\n{NEWS}\n\n{who}\n\n{town}"
        for n, (who, town) in enumerate([("Ann Lee", "Low Pier"), ("Bo Ek", "Senna"), ("Ana Lund", "Kars")])
    ]  # fmt: skip
    assert authors("\n\n".join(letters), "article") == ["Ann Lee", "Bo Ek", "Ana Lund"]
    assert authors("\n\n".join(letters[:2]), "article") == [""]


def test_an_article_below_a_button_and_pictures_begins_at_the_first_of_its_titles() -> None:
    """Captions stand between the button and the title, and a deck below that."""
    page = "\n\n".join(
        f"{TITLE} {n}\n\nWhy the drawings of part {n} were wrong\n\n{NEWS}\n\nContinue reading...\n\n"
        "© Photograph: Ann Lee/Getty Images"
        for n in range(3)
    )
    assert firsts(page) == [f"{TITLE} {n}" for n in range(3)]


def test_a_text_that_ends_in_its_date_ends_its_article() -> None:
    """`… on Monday. Published May 6, 2015`, the next title on the line below."""
    page = "\n".join(f"{TITLE} {n}\n{NEWS} Published May {n}, 2015" for n in range(1, 5))
    titles = [s.span.of(page) for s in found(page) if s.role == "headline"]
    assert titles == [f"{TITLE} {n}" for n in range(1, 5)]
    assert len(authors(page, "article")) == 4


def test_a_byline_in_the_line_of_its_text_names_author_and_outlet() -> None:
    """`By Ann Lee | Outlet | date` or with dashes; an outlet that only the list tells to be one too."""
    heads = [
        "By Ann Lee | RT | May 6, 2015",
        "By Bo Ek | Sputnik | May 7, 2015",
        "By Ana Lund – Lamp of Kars – 8.5.2015",
    ]
    page = "\n\n".join(f"{TITLE} {n}\n\n{head} {NEWS} […]" for n, head in enumerate(heads))
    assert authors(page, "article") == ["Ann Lee", "Bo Ek", "Ana Lund"]
    assert [s.outlet for s in found(page) if s.role == "wire_copy"] == [
        "RT",
        "Sputnik",
        "Lamp of Kars",
    ]
    assert all(
        s.span.of(page).startswith("The tunnel") for s in found(page) if s.role == "wire_copy"
    )


def test_beginnings_of_texts_without_titles_are_articles_each() -> None:
    """`…Continue reading Title` ends each, in the line of the text."""
    page = "\n".join(f"{NEWS} {MORE[:-1]}…Continue reading {TITLE} {n}" for n in range(3))
    assert len(authors(page, "article")) == 3
    buttons = [s.span.of(page) for s in found(page) if s.reason == "teaser"]
    assert buttons == [f"Continue reading {TITLE} {n}" for n in range(3)]


def test_when_something_was_broadcast_is_a_date_and_nobody() -> None:
    """Nor is a time zone that is written out."""
    page = "\n\n".join(
        f"Episode #{n}: {TITLE}\nFirst Broadcast: 6/2{n}/19\nRepeated: 7/1{n}/19\n{NEWS}\n{MORE}"
        for n in range(3)
    )
    assert authors(page, "article") == ["", "", ""]
    zoned = f"{TITLE}\n\nMonday, May 21, 2012 at 7:01 pm Mountain Time\n\n{NEWS}"
    assert roles(zoned)["Monday, May 21,"] == ("byline", "")


def test_titles_below_the_names_of_their_sections_begin_articles() -> None:
    """`News »` over each, once `News, Opinions »`; a dateline names its agency without a dash behind it too."""
    kickers = ["News »", "News »", "News, Opinions »"]
    page = "Articles of News\n\n" + "\n\n".join(
        f"{kicker}\n\n{TITLE} {n}\n\n\nSenna, Apr 9 (Prensa Latina) {NEWS}"
        for n, kicker in enumerate(kickers)
    )
    assert len(authors(page, "article")) == 3
    assert [s.outlet for s in found(page) if s.role == "wire_copy"] == ["Prensa Latina"] * 3


def test_a_letter_of_an_archive_is_by_its_sender() -> None:
    """Whose address is spelled out; a line that begins with `>From` is no quotation, mail writes it so."""
    page = f"[Rail] {TITLE}\n\nAnn Lee annlee at quay.example\nMon Aug 30 21:52:32 MDT 2004\n\n{NEWS}\n\n>From time to time the rock is dry.\n\n{MORE}"
    assert authors(page, "post") == ["Ann Lee"]
    assert roles(page)[">From time to"][0] == "body"
    assert roles(page)["Ann Lee annlee"][0] == "byline"


def test_a_dateline_may_begin_with_its_agency() -> None:
    """`EFE, Senna, 28 July 2021 — …`; a person's name there is none."""
    page = f"{TITLE}\n\nEFE, Senna, 28 July 2021 — {NEWS}\n\n{MORE}"
    assert roles(page)["EFE, Senna, 28"] == ("wire_copy", "EFE")
    assert roles(page.replace("EFE", "Ann Lee"))["Ann Lee, Senna,"] == ("body", "")


def test_items_below_who_wrote_them_and_when_are_articles() -> None:
    """A list of fact checks without titles: `Written by: Ann Lee / date / text`; these are no comments."""
    page = "Fact checks\n" + "\n".join(
        f"Written by: {who}\nDec. 1{n}, 2016\n{NEWS}" for n, who in enumerate(["Ann Lee", "Bo Ek", "Ann Lee"])
    )  # fmt: skip
    assert authors(page, "article") == ["Ann Lee", "Bo Ek", "Ann Lee"]
    assert not authors(page, "comment")


def test_entries_below_their_days_are_articles() -> None:
    """Without titles; where one stands among them, the days are not what tells."""
    page = "Sunday shows\n" + "\n\n".join(
        f"January 1{n}, 2019\n\n{NEWS}\n\n{MORE}" for n in range(3)
    )
    assert len(authors(page, "article")) == 3
    assert len(authors(f"{page}\n\nAnd a title\n\n{NEWS}", "article")) == 1


def test_letters_below_their_titles_are_of_who_wrote_them_and_where() -> None:
    """`Title / Ann Lee - Low Pier, Maine / text`, also below a title of two words."""
    writers = ["Ann Lee - Low Pier, Maine", "Bo K. Ek - Senna, N.J.", "Ana Lund - Kars, Ark."]
    page = "\n".join(f"Losing it\n{writer}\n{NEWS}\n{MORE}" for writer in writers)
    assert authors(page, "article") == ["Ann Lee", "Bo K. Ek", "Ana Lund"]


def test_when_and_where_an_article_was_filed_and_by_whom_is_its_byline() -> None:
    """`Published on October 13, 2015, in Syria by admin`: a section is nobody, and nor is the site's own hand."""
    page = "\n\n".join(
        f"{TITLE} {n}\nPublished on October 1{n}, 2015, in Rails by {who}\n\n{NEWS}\n\nContinue reading →"
        for n, who in enumerate(["admin", "Dr. Lena Storm", "admin"])
    )
    assert authors(page, "article") == ["", "Dr. Lena Storm", ""]
    assert firsts(page) == [f"{TITLE} {n}" for n in range(3)]


def test_a_title_in_capitals_below_its_date_is_nobody() -> None:
    """Though a comma stands in it, as behind a name."""
    page = "\n\n".join(
        f"Oct 1{n}, 2015\nWAR IS COMING, SAYS MINISTER\n{NEWS}\n{MORE}" for n in range(3)
    )
    assert authors(page, "article") == ["", "", ""]
