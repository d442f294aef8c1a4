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
    expect(tally.first).to_contain_text("New: 2 ratings.")
    # Nothing is saved before the user confirms it, and no question is answered in advance.
    assert [site.stars(account, movie) for movie in (101, 102, 103)] == [None] * 3
    question = tab.get_by_role("group", name="Flim 103")
    expect(question.get_by_role("radio", checked=True)).to_have_count(0)
    expect(tab.get_by_role("button", name="Bring in 2 films")).to_be_enabled()
    question.get_by_role("radio", name="Film 103 1963").check()
    found, left_out = tab.locator(".import-stage details").all()
    found.locator("summary").click()
    expect(found.get_by_role("listitem")).to_have_text(["Film 101 1961, 4.5 stars", "Film 102 1962, 2 stars"])
    left_out.locator("summary").click()
    expect(left_out.get_by_role("listitem")).to_have_text(["A Film of Elsewhere 1972. Not in this catalogue"])
    tab.get_by_role("button", name="Bring in 3 films").click()
    expect(tab.get_by_text("Added: 3 ratings.", exact=True)).to_be_visible()
    assert [site.stars(account, movie) for movie in (101, 102, 103)] == [4.5, 2, 5]
    events = site.events(account)
    # Twice changes nothing.
    tab.get_by_role("button", name="Another file").click()
    choose(tab, LETTERBOXD)
    expect(tally.first).to_contain_text("All of it is here already.")
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("All of this is here already.", exact=True)).to_be_visible()
    assert site.events(account) == events
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
    expect(tab.get_by_text("Added: 2 films seen.", exact=True)).to_be_visible()
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
    expect(tab.get_by_text("Added: 1 film to see.", exact=True)).to_be_visible()
    assert site.sql(f"SELECT movie_id FROM watchlist WHERE user_id = {account.id}") == [["107"]]


@pytest.mark.chromium("Firefox' protocol tells of no download that a script starts")
def test_the_ratings_can_be_taken_along_and_brought_back(browser, site, account, tmp_path):
    tab = browser.log_in(account, "/import")
    choose(tab, LETTERBOXD)
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("Added: 2 ratings.", exact=True)).to_be_visible()
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
    expect(tab.get_by_role("link", name="Log in")).to_be_visible()
    tab = browser.log_in(other, "/import")
    choose(tab, tmp_path / "marquee-ratings.csv")
    tab.get_by_role("button", name="Bring in 2 films").click()
    expect(tab.get_by_text("Added: 2 ratings and 2 films seen.", exact=True)).to_be_visible()
    assert site.stars(other, 101) == 4.5


UPLOAD = "**/api/imports"


def test_answers_that_were_given_outlive_an_upload_that_failed_before(browser, account):
    browser.expect_fault("ERR_FAILED")
    browser.expect_fault("NetworkError")
    tab = browser.log_in(account, "/import")
    browser.context.route(UPLOAD, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    choose(tab, LETTERBOXD)
    expect(tab.get_by_role("alert")).to_contain_text("There is no answer.")
    browser.context.unroute(UPLOAD)
    sent = []
    browser.context.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    tab.get_by_role("button", name="Try again").click()
    answer = tab.get_by_role("group", name="Flim 103").get_by_role("radio", name="Film 103 1963")
    answer.check()
    # The event that would make the page try again by itself comes late.
    tab.evaluate("dispatchEvent(new Event('online'))")
    browser.settle(tab)
    expect(answer).to_be_checked()
    assert len([url for url in sent if url.endswith("/api/imports")]) == 1


def test_a_large_file_has_the_time_that_a_slow_line_needs(browser, account):
    browser.expect_fault("400")
    browser.context.add_init_script("""
      const timeout = AbortSignal.timeout.bind(AbortSignal);
      window.limits = [];
      AbortSignal.timeout = milliseconds => { limits.push(milliseconds); return timeout(milliseconds); };
    """)
    tab = browser.log_in(account, "/import")
    browser.settle(tab)
    assert max(tab.evaluate("limits")) <= 60_000
    choose(tab, {"name": "big.csv", "mimeType": "text/csv", "buffer": b"x" * (5 * 1024 * 1024)})
    expect(tab.get_by_role("alert")).to_contain_text("“big.csv” is not an export that is known")
    # 5 MiB at 64 kbit/s.
    assert max(tab.evaluate("limits")) >= 5 * 1024 * 1024 * 8 / 64


def refusal(status, code, **headers):
    return {"status": status, "headers": headers, "json": {"error": code, "message": "For programs."}}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (refusal(500, "INTERNAL_ERROR"), "Back in a moment."),
        (refusal(503, "OVERLOADED", **{"Retry-After": "2"}), "Back in a moment."),
        (refusal(429, "RATE_LIMITED", **{"Retry-After": "2"}), "That was a lot at once."),
        (refusal(413, "PAYLOAD_TOO_LARGE"), "“ratings.csv” is larger than 5 MB."),
        (refusal(403, "FORBIDDEN"), "That did not work."),
        (None, "There is no answer."),
    ],
    ids=["fault", "overload", "rate", "size", "forbidden", "silence"],
)
def test_an_upload_that_fails_says_why_and_leads_on(browser, account, given, text):
    for fault in ("Failed to load resource", "NetworkError"):
        browser.expect_fault(fault)
    tab = browser.log_in(account, "/import")

    def fail(route):
        if route.request.method != "POST":
            route.continue_()
        elif given:
            route.fulfill(**given)
        else:
            route.abort()

    browser.context.route(UPLOAD, fail)
    choose(tab, LETTERBOXD)
    expect(tab.get_by_role("alert")).to_contain_text(text)
    browser.context.unroute(UPLOAD)
    again = tab.get_by_role("button", name="Try again", exact=True)
    if text.startswith(("Back", "That was")):
        again.click()
    else:
        if tab.get_by_label("Drop your file here").count() == 0:
            tab.get_by_role("button", name="Another file").click()
            expect(tab.get_by_label("Drop your file here")).to_be_focused()
        choose(tab, LETTERBOXD)
    expect(tab.get_by_role("heading", name="From Letterboxd")).to_be_visible()


def test_what_is_dropped_and_no_readable_file_is_refused(browser, account):
    tab = browser.log_in(account, "/import")
    drop = """(place, count) => {
      const data = new DataTransfer();
      data.setData("text/plain", "A text");
      for (let number = 0; number < count; number += 1) data.items.add(new File(["x"], `${number}.csv`));
      place.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    place = tab.locator(".file-drop")
    place.evaluate(drop, 0)
    expect(tab.get_by_role("alert")).to_contain_text("What you dropped is not a file.")
    place.evaluate(drop, 2)
    expect(tab.get_by_role("alert")).to_contain_text("Drop one file at a time.")
    # A folder, or a file that has been removed.
    tab.evaluate("""() => {
      Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("", "NotFoundError"));
    }""")
    choose(tab, LETTERBOXD)
    expect(tab.get_by_role("alert")).to_contain_text("“ratings.csv” cannot be opened.")


def test_another_file_ends_what_the_one_before_still_waits_for(browser, account):
    tab = browser.log_in(account, "/import")
    held = []
    browser.context.route(
        UPLOAD, lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    choose(tab, LETTERBOXD)
    expect(tab.get_by_role("status").get_by_text("Reading “ratings.csv” …")).to_be_attached()
    tab.get_by_role("button", name="Cancel").click()
    expect(tab.get_by_label("Drop your file here")).to_be_focused()
    browser.context.unroute(UPLOAD)
    choose(tab, file("NetflixViewingHistory.csv", ["Title", "Date"], ["Film 104", "3/21/24"]))
    expect(tab.get_by_role("heading", name="From Netflix")).to_be_visible()
    expect(tab.get_by_role("heading", name="From Letterboxd")).to_have_count(0)


def test_a_save_that_fails_keeps_the_choices_and_says_why(browser, site, account):
    browser.expect_fault("Failed to load resource")
    tab = browser.log_in(account, "/import")
    choose(tab, LETTERBOXD)
    tab.get_by_role("group", name="Flim 103").get_by_role("radio", name="Film 103 1963").check()
    confirmation = "**/api/imports/*/confirm"
    browser.context.route(confirmation, lambda route: route.fulfill(**refusal(500, "INTERNAL_ERROR")))
    save = tab.get_by_role("button", name="Bring in 3 films")
    save.click()
    expect(tab.get_by_role("alert")).to_contain_text("Back in a moment.")
    browser.context.unroute(confirmation)
    save.click()
    # What the first attempt has saved counts, too.
    expect(tab.get_by_text("Added: 3 ratings.", exact=True)).to_be_visible()
    assert [site.stars(account, movie) for movie in (101, 102, 103)] == [4.5, 2, 5]


def test_a_session_that_has_ended_is_no_fault_of_the_file(browser, site, account):
    browser.expect_fault("401")
    tab = browser.log_in(account, "/import")
    expect(tab.get_by_label("Drop your file here")).to_be_visible()
    browser.settle(tab)
    site.sql(f"DELETE FROM sessions WHERE user_id = {account.id}")
    choose(tab, LETTERBOXD)
    dialog = tab.get_by_role("dialog", name="Log in")
    dialog.get_by_role("button", name="Close").click()
    expect(tab.get_by_text("Log in to see this.").first).to_be_visible()
    tab.locator(".import-stage").get_by_role("button", name="Log in").click()
    dialog.get_by_label("Password").fill(account.password)
    dialog.get_by_role("button", name="Log in").click()
    expect(tab.get_by_role("heading", name="From Letterboxd")).to_be_visible()


def test_questions_of_two_files_do_not_mix_and_only_what_changes_is_told(browser, site, account):
    tab = browser.log_in(account, "/import")
    choose(tab, LETTERBOXD)
    tab.get_by_role("button", name="Bring in 2 films").click()
    tab.get_by_role("button", name="Confirm 1 film").click()
    past = tab.locator(".imports").get_by_role("group", name="Flim 103").get_by_role("radio", name="Film 103 1963")
    past.check()
    tab.get_by_role("button", name="Another file").click()
    # The same row of another file.
    rows = [["Film 101", "1961", "4"], ["Film 102", "1962", "4"], ["Flim 108", "1968", "4"]]
    header = ["Date", "Name", "Year", "Letterboxd URI", "Rating"]
    choose(tab, file("ratings.csv", header, *(["2024-01-02", *row[:2], "https://boxd.it/a", row[2]] for row in rows)))
    told = tab.locator("main").get_by_role("status").first
    expect(told).to_have_text("From Letterboxd: 2 films found and 1 film to confirm.")
    answer = tab.locator(".import-stage").get_by_role("radio", name="Film 108 1968")
    answer.check()
    expect(told).to_have_text("Bring in 3 films")
    expect(past).to_be_checked()
    expect(answer).to_be_checked()
    expect(tab.locator("main [aria-live]")).to_have_count(0)
    # Decisions in the list below stay while that list is loaded again.
    tab.get_by_role("button", name="Bring in 3 films").click()
    expect(tab.locator(".imports > li")).to_have_count(2)
    expect(past).to_be_checked()
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_text("Added: 1 rating.", exact=True)).to_be_visible()
    assert site.stars(account, 103) == 5


def test_an_undone_import_leaves_the_focus_on_the_page(browser, account):
    tab = browser.log_in(account, "/import")
    choose(tab, LETTERBOXD)
    tab.get_by_role("button", name="Bring in 2 films").press("Enter")
    tab.locator(".import-stage").get_by_role("button", name="Undo").press("Enter")
    expect(tab.get_by_label("Drop your file here")).to_be_focused()
    expect(tab.locator(".imports")).to_have_count(0)
    choose(tab, LETTERBOXD)
    tab.get_by_role("button", name="Bring in 2 films").press("Enter")
    undo = tab.locator(".imports").get_by_role("button", name="Undo")
    undo.press("Enter")
    expect(tab.get_by_text("Nothing of it is left.")).to_be_visible()
    expect(undo).to_have_count(0)
    assert tab.evaluate("document.activeElement.closest('main') !== null")
