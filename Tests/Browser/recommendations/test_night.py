"""A movie night: people without accounts name films in one list that goes around by link, and see films for all."""

import re

import pytest
from playwright.sync_api import expect

from steps import keep_toast, pick, until, wait_for_page


def join(tab, name, *titles):
    tab.get_by_label(re.compile("Your name|Who else")).fill(name)
    tab.get_by_role("button", name="Add", exact=True).click()
    box = tab.get_by_label(f"Films that {name} likes")
    for title in titles:
        expect(box).to_be_focused()
        box.press_sequentially(title)
        tab.get_by_role("main").get_by_role("button", name=title).click()
        expect(tab.get_by_role("button", name=f"Take {title} from {name}")).to_be_visible()


def shared(tab):
    """The address that the Share button hands out."""
    for member in ("share", "clipboard"):
        tab.evaluate("name => Object.defineProperty(navigator, name, {value: undefined})", member)
    tab.get_by_role("button", name="Share the list").click()
    expect(tab.get_by_label("Link")).to_be_visible()
    return tab.get_by_label("Link").input_value()


def test_two_people_without_accounts_name_films_by_link_and_see_what_suits_both(browsers, site):
    before = site.sql("SELECT COUNT(*) FROM interactions")
    anna = browsers().open("/night")
    join(anna, "Anna", "Film 031", "Film 032")
    expect(anna.get_by_text("Two people make a movie night.")).to_be_visible()
    ben = browsers().open(shared(anna))
    expect(ben.get_by_role("heading", name="Anna", level=3)).to_be_visible()
    join(ben, "Ben", "Film 021")
    expect(ben.get_by_role("heading", name="For Anna and Ben")).to_be_visible()
    films = ben.locator("ol.recommendations > li")
    expect(films).to_have_count(12)
    for place in (0, 11):
        expect(films.nth(place).locator(".match")).to_contain_text("Anna")
        expect(films.nth(place).locator(".match")).to_contain_text("Ben")
    titles = films.get_by_role("heading").all_inner_texts()
    assert not {"Film 031", "Film 032", "Film 021"} & set(titles)
    # The way back to Anna, and nothing of it is stored on the server.
    anna.goto(shared(ben))
    expect(anna.locator("ol.recommendations > li").get_by_role("heading")).to_have_text(titles)
    assert site.sql("SELECT COUNT(*) FROM interactions") == before


def test_a_film_is_out_for_tonight_for_everybody_until_that_is_undone(browser):
    tab = browser.open("/night?p=31.32_Anna&p=21_Ben")
    films = tab.locator("ol.recommendations > li")
    expect(films).to_have_count(12)
    title = films.first.get_by_role("heading").inner_text()
    out = tab.get_by_role("button", name=f"Not tonight: {title}")
    out.click()
    keep_toast(tab)
    expect(films.get_by_role("heading", name=title, exact=True)).to_have_count(0)
    tab.get_by_role("button", name="Undo").click()
    expect(films.first.get_by_role("heading")).to_have_text(title)
    out.click()
    expect(films.get_by_role("heading", name=title, exact=True)).to_have_count(0)
    tab.goto(shared(tab))
    expect(films).to_have_count(12)
    expect(films.get_by_role("heading", name=title, exact=True)).to_have_count(0)


def test_what_two_people_added_at_the_same_time_is_put_together(browser):
    tab = browser.open("/night?p=31_Anna&p=21_Ben")
    tab.get_by_role("heading", name="For Anna and Ben").wait_for()
    tab.goto("/night?p=31_Anna&p=41_Carla")
    tab.get_by_role("heading", name="For Anna and Carla").wait_for()
    tab.get_by_role("button", name="Put them together").click()
    expect(tab.get_by_role("heading", name="For Anna, Carla and Ben")).to_be_visible()
    expect(tab.get_by_role("button", name="Put them together")).to_have_count(0)
    tab.goto("/night")
    tab.get_by_role("link", name="Open it again").click()
    expect(tab.get_by_role("heading", name="For Anna, Carla and Ben")).to_be_visible()


def test_picks_are_taken_along_and_people_and_films_can_go_again(browser):
    tab = browser.open("/film/51")
    pick(tab)
    tab.goto("/picks")
    tab.get_by_role("link", name="Movie night").click()
    tab.get_by_label("Your name").fill("Anna")
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Take my 1 pick").click()
    expect(tab.get_by_role("button", name="Take Film 051 from Anna")).to_be_visible()
    # The name is the person's: a second Anna is the first.
    tab.get_by_label("Who else is coming?").fill("anna")
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("Films that Anna likes")).to_be_focused()
    expect(tab.get_by_role("heading", level=3)).to_have_text(["Anna"])
    tab.get_by_role("button", name="Take Film 051 from Anna").click()
    expect(tab.get_by_role("button", name="Take Film 051 from Anna")).to_have_count(0)
    tab.get_by_role("button", name="Remove Anna").click()
    expect(tab.get_by_label("Your name")).to_be_visible()
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", name="Anna", level=3)).to_be_visible()


def test_names_are_text_and_a_broken_link_does_no_harm(browser):
    tab = browser.open("/night?p=31_%3Cb%3EEve%3C/b%3E&p=x_Mallory&p=21.999999_Ben&p=_&no=a.1")
    expect(tab.get_by_role("heading", level=3).first).to_have_text("<b>Eve</b>")
    expect(tab.locator(".person")).to_have_count(2)
    expect(tab.locator("ol.recommendations > li").first).to_be_visible()


def test_a_film_is_found_and_added_with_the_keyboard_alone(browser):
    tab = browser.open("/night?p=_Anna")
    tab.get_by_role("button", name="Add films for Anna").press("Enter")
    expect(tab.get_by_label("Films that Anna likes")).to_be_focused()
    tab.keyboard.type("har sta")
    expect(tab.locator(".found-movies").get_by_role("button")).to_have_count(2)
    tab.keyboard.press("ArrowDown")
    title = tab.evaluate("document.activeElement.innerText")
    tab.keyboard.press("Enter")
    expect(tab.locator(".films")).to_contain_text(title.split("\n")[0])
    expect(tab.get_by_label("Films that Anna likes")).to_be_focused()


@pytest.mark.parametrize("undone", ["Not tonight", "Remove Ben"])
def test_an_undo_takes_back_nothing_that_was_done_since(browser, undone):
    tab = browser.open("/night?p=31.32_Anna&p=21_Ben&p=41_Carla")
    films = tab.locator("ol.recommendations > li")
    expect(films).to_have_count(12)
    title = films.first.get_by_role("heading").inner_text()
    tab.get_by_role("button", name=undone).first.click()
    keep_toast(tab)
    tab.get_by_label("Who else is coming?").fill("Dora")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Dora", level=3)).to_be_visible()
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", level=3).filter(has_text=re.compile("Anna|Ben|Carla|Dora"))).to_have_text(
        ["Anna", "Ben", "Carla", "Dora"]
    )
    expect(films.first.get_by_role("heading")).to_have_text(title)


def test_the_undo_of_a_night_works_from_another_page_and_the_way_back_leads_there(browser):
    tab = browser.open("/night?p=31_Anna&p=21_Ben")
    tab.get_by_role("heading", name="For Anna and Ben").wait_for()
    tab.get_by_role("button", name="Remove Ben").click()
    keep_toast(tab)
    tab.keyboard.press("Tab")
    tab.get_by_role("link", name="Browse", exact=True).press("Enter")
    wait_for_page(tab, "Browse")
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", name="For Anna and Ben")).to_be_visible()
    tab.go_back()
    wait_for_page(tab, "Browse")


def test_what_goes_from_a_night_leaves_the_focus_where_it_was(browser):
    tab = browser.open("/film/51")
    pick(tab)
    tab.goto("/night?p=31.32_Anna&p=21_Ben")
    tab.get_by_role("button", name="Take Film 031 from Anna").press("Enter")
    expect(tab.get_by_role("button", name="Take Film 032 from Anna")).to_be_focused()
    expect(tab.get_by_role("button", name="Take Film 031 from Anna")).to_have_count(0)
    # Undone by keyboard: the Undo button disappears and gives the focus back.
    undo = tab.get_by_role("button", name="Undo")
    undo.press("Enter")
    expect(tab.get_by_role("button", name="Take Film 031 from Anna")).to_be_visible()
    expect(tab.get_by_role("button", name="Take Film 032 from Anna")).to_be_focused()
    tab.get_by_role("button", name="Add films for Anna").press("Enter")
    expect(tab.get_by_label("Films that Anna likes")).to_be_focused()
    tab.get_by_role("button", name="Take my 1 pick").press("Enter")
    expect(tab.get_by_role("button", name="Take Film 051 from Anna")).to_be_visible()
    expect(tab.get_by_label("Films that Anna likes")).to_be_focused()
    tab.get_by_role("button", name="Done").press("Enter")
    expect(tab.get_by_role("button", name="Add films for Anna")).to_be_focused()
    tab.get_by_role("button", name="Remove Anna").press("Enter")
    expect(tab.get_by_role("button", name="Remove Ben")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("Your name")).to_be_focused()
    tab.goto("/night?p=31_Anna&p=21_Ben")
    tab.get_by_role("heading", name="For Anna and Ben").wait_for()
    tab.goto("/night?p=31_Anna&p=41_Carla")
    tab.get_by_role("button", name="Put them together").press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_a_log_out_removes_the_names_of_a_night_whichever_page_is_open(browser, account, is_open):
    night = browser.log_in(account)
    night.goto("/night?p=31_Anna&p=21_Ben")
    night.get_by_role("heading", name="For Anna and Ben").wait_for()
    tab = browser.open("/account")
    if not is_open:
        night.close()
    tab.get_by_role("button", name="Log out", exact=True).first.click()
    expect(tab.get_by_role("link", name="Log in")).to_be_visible()
    if is_open:
        expect(night.get_by_role("link", name="Log in")).to_be_visible()
        browser.settle(night)
        expect(night.locator("ol.recommendations > li")).to_have_count(12)
    assert tab.evaluate("Object.keys(localStorage)") == []
    tab.goto("/night")
    expect(tab.get_by_label("Your name")).to_be_visible()
    expect(tab.get_by_role("link", name="Open it again")).to_have_count(0)


def test_the_search_for_a_film_adds_none_that_an_earlier_text_has_found_and_says_what_it_finds(browser):
    tab = browser.open("/night?p=_Anna")
    tab.get_by_role("button", name="Add films for Anna").click()
    box, found = tab.get_by_label("Films that Anna likes"), tab.locator(".found-movies").get_by_role("button")
    box.fill("Film 031")
    expect(found.first).to_contain_text("Film 031")
    held = []
    browser.context.route("**/api/movies/search?q=Film+032*", lambda route: held.append(route))
    box.fill("Film 032")
    until(tab, lambda: len(held) == 1)
    # Enter asks anew.
    box.press("Enter")
    until(tab, lambda: len(held) == 2)
    expect(found.first).to_contain_text("Film 031")
    assert tab.url == browser.site.address + "/night?p=_Anna"
    held[1].continue_()
    expect(found.first).to_contain_text("Film 032")
    box.press("Enter")
    expect(tab.locator(".films .chip")).to_have_text(["Film 032×"])
    # The page says so if it finds nothing or the network is gone.
    box.fill("no film is called this")
    expect(tab.get_by_text("No film found.")).to_be_visible()
    for fault in ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "NetworkError", "ERR_FAILED"):
        browser.expect_fault(fault)
    browser.context.set_offline(True)
    box.fill("Film 033")
    expect(tab.locator(".movie-search").get_by_role("status")).to_have_text("You are offline.")
    browser.context.set_offline(False)
    box.press("Enter")
    expect(found.first).to_contain_text("Film 033")


VERDICTS = [
    ([1, 0.97], "One of the very best for Anna and Ben."),
    ([0.969, 0.9], "A great choice for Anna and Ben."),
    ([0.899, 0.75], "A good choice for Anna and Ben."),
    ([0.749, 0.5], "All right for Anna and Ben."),
    ([0.499, 0], "Not quite the taste of Anna and Ben."),
    ([0.5, 1], "One of the very best for Ben, all right for Anna."),
    ([None, 0.92], "A great choice for Ben. What Anna named is too new to be known."),
]


def answering(browser, site, change):
    """A movie night with the server's answer after `change`. Fetched here: not every browser can forward requests."""
    body = site.call("POST", "/api/recommend", {"model": "auto", "contexts": [[31], [21]], "top_k": 12})[1]
    change(body)
    browser.context.route("**/api/recommend", lambda route: route.fulfill(json=body))
    return browser.open("/night?p=31_Anna&p=21_Ben")


def test_words_say_how_a_film_suits_each_and_whose_films_are_too_new(browser, site):
    """A match is the share of all recommendable films that the person likes no more than this one."""

    def change(body):
        body["result"] = body["result"][: len(VERDICTS)]
        for movie, (matches, _) in zip(body["result"], VERDICTS, strict=True):
            movie["matches"] = matches

    tab = answering(browser, site, change)
    expect(tab.locator(".match")).to_have_text([text for _, text in VERDICTS])


def test_a_night_of_films_that_are_all_too_new_says_so_once(browser, site):
    def change(body):
        body["source"] = "popular"
        for movie in body["result"]:
            movie["matches"] = [None, None]

    tab = answering(browser, site, change)
    expect(tab.get_by_text("What you named is too new to be known: this is what most people watch.")).to_be_visible()
    expect(tab.locator("ol.recommendations > li")).to_have_count(12)
    expect(tab.locator(".match")).to_have_count(0)
