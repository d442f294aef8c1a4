"""A user brings a history from another site, confirms what is not clear, undoes it, and takes the ratings along."""

import csv

import pytest
from playwright.sync_api import expect

from histories import LETTERBOXD, file


def choose(tab, given):
    tab.get_by_label("Drop your file here").set_input_files(given)


def test_a_history_is_looked_at_confirmed_brought_in_once_and_undone_with_one_click(browser, site, account):
    tab = browser.log_in(account, "/import")
    choose(tab, LETTERBOXD)
    expect(tab.get_by_role("heading", name="From Letterboxd")).to_be_visible()
    tally = tab.locator(".tally li")
    expect(tally).to_have_count(3)
    for place, text in enumerate(("2 films found", "1 film to confirm", "1 row left out")):
        expect(tally.nth(place)).to_contain_text(text)
    # Nothing is saved before, and nothing is guessed.
    assert [site.stars(account, movie) for movie in (101, 102, 103)] == [None] * 3
    question = tab.get_by_role("group", name="Flim 103")
    expect(question.get_by_role("radio", checked=True)).to_have_count(0)
    expect(tab.get_by_role("button", name="Bring in 2 films")).to_be_enabled()
    question.get_by_role("radio", name="Film 103 1963").check()
    tab.get_by_text("What was left out").click()
    expect(tab.get_by_text("Not in this catalogue", exact=False).last).to_be_visible()
    tab.get_by_role("button", name="Bring in 3 films").click()
    expect(tab.get_by_text("Added: 3 ratings.")).to_be_visible()
    assert [site.stars(account, movie) for movie in (101, 102, 103)] == [4.5, 2, 5]
    # Twice changes nothing.
    tab.get_by_role("button", name="Another file").click()
    choose(tab, LETTERBOXD)
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("All of this is here already.")).to_be_visible()
    # The page of a film knows at once.
    tab.get_by_role("searchbox").fill("Film 102")
    tab.get_by_role("main").get_by_role("article").get_by_role("link").click()
    expect(tab.locator("article.movie").get_by_role("radio", name="2 stars")).to_be_checked()
    tab.goto("/import")
    past = tab.locator(".imports > li")
    expect(past).to_have_count(1)
    expect(past).to_contain_text("3 ratings")
    past.get_by_role("button", name="Undo").click()
    expect(tab.get_by_text("Nothing of it is left.")).to_be_visible()
    expect(past).to_have_count(0)
    assert [site.stars(account, movie) for movie in (101, 102, 103)] == [None] * 3


def test_what_is_not_clear_can_be_confirmed_later(browser, site, account):
    tab = browser.log_in(account, "/import")
    choose(tab, LETTERBOXD)
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("1 film can still be confirmed, below.")).to_be_visible()
    tab.goto("/import")
    tab.get_by_role("button", name="Confirm 1 film").click()
    tab.get_by_role("group", name="Flim 103").get_by_role("radio", name="Film 103 1963").check()
    tab.get_by_role("button", name="Save").click()
    expect(tab.locator(".imports > li")).to_contain_text("3 ratings")
    expect(tab.get_by_role("button", name="Confirm 1 film")).to_have_count(0)
    assert site.stars(account, 103) == 5


def test_titles_without_years_are_all_asked_about_and_taken_with_one_click(browser, site, account):
    tab = browser.log_in(account, "/import")
    rows = [["Film " + str(number), "3/21/24"] for number in (104, 105, 106)]
    choose(tab, file("NetflixViewingHistory.csv", ["Title", "Date"], *rows, ["Some Show: Season 1: Pilot", "3/22/24"]))
    expect(tab.get_by_role("heading", name="From Netflix")).to_be_visible()
    expect(tab.get_by_role("button", name="Choose films below")).to_be_disabled()
    tab.get_by_role("button", name="Take the first of each").click()
    tab.get_by_role("group", name="Film 105").get_by_role("radio", name="None of these").check()
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("Added: 2 films seen.")).to_be_visible()
    assert sorted(site.events(account)) == [("view", 104), ("view", 106)]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"name": "holiday.csv", "mimeType": "text/csv", "buffer": b"beach,sun\r\n1,2\r\n"},
            "is not an export that is known",
        ),
        ({"name": "big.csv", "mimeType": "text/csv", "buffer": b"x" * (5 * 1024 * 1024 + 1)}, "is larger than 5 MB."),
    ],
    ids=["unknown", "large"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason_and_another_can_be_chosen(browser, account, given, text):
    browser.expect_fault("400")
    tab = browser.log_in(account, "/import")
    choose(tab, given)
    expect(tab.get_by_role("alert")).to_contain_text(f"“{given['name']}” {text}")
    choose(tab, LETTERBOXD)
    expect(tab.get_by_role("heading", name="From Letterboxd")).to_be_visible()


def test_a_list_that_does_not_say_what_it_is_is_asked_about(browser, site, account):
    browser.expect_fault("400")
    tab = browser.log_in(account, "/import")
    header = ["Date", "Name", "Year", "Letterboxd URI"]
    choose(tab, file("my films.csv", header, ["2024-01-02", "Film 107", "1967", "https://boxd.it/e"]))
    tab.get_by_label("What are the films in it?").select_option("Films I want to see")
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_role("button", name="Bring in 1 film").click()
    expect(tab.get_by_text("Added: 1 film to see.")).to_be_visible()
    assert site.sql(f"SELECT movie_id FROM watchlist WHERE user_id = {account.id}") == [["107"]]


@pytest.mark.chromium("Firefox' protocol tells of no download that a script starts")
def test_the_ratings_can_be_taken_along_and_brought_back(browser, site, account, tmp_path):
    tab = browser.log_in(account, "/import")
    choose(tab, LETTERBOXD)
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("Added: 2 ratings.")).to_be_visible()
    tab.goto("/account")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download my ratings").click()
    download.value.save_as(tmp_path / "marquee-ratings.csv")
    rows = list(csv.DictReader((tmp_path / "marquee-ratings.csv").open(encoding="utf-8")))
    assert [(row["Title"], row["Year"], row["Rating"]) for row in rows] == [
        ("Film 101", "1961", "4.5"),
        ("Film 102", "1962", "2"),
    ]
    other = site.register()
    tab.get_by_role("button", name="Log out", exact=True).first.click()
    tab = browser.log_in(other, "/import")
    choose(tab, tmp_path / "marquee-ratings.csv")
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("Added: 2 ratings and 2 films seen.")).to_be_visible()
    assert site.stars(other, 101) == 4.5
