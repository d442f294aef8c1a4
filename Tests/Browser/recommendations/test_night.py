"""A movie night: people without accounts name films in one list that goes around by link, and see films for all."""

import re

from playwright.sync_api import expect

from steps import pick


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
    tab.keyboard.type("har sta")
    expect(tab.locator(".found-movies").get_by_role("button")).to_have_count(2)
    tab.keyboard.press("ArrowDown")
    title = tab.evaluate("document.activeElement.innerText")
    tab.keyboard.press("Enter")
    expect(tab.locator(".films")).to_contain_text(title.split("\n")[0])
    expect(tab.get_by_label("Films that Anna likes")).to_be_focused()
