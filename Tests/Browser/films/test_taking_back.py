"""Every action can be undone, and nothing of it is left."""

import re

import pytest
from playwright.sync_api import expect

from steps import keep_toast, pick, rate, wait_for_page, waiting


def picked(site, account):
    return site.events(account, "select")


def test_an_unpicked_film_leaves_no_taste_behind(browser, site, account):
    tab = browser.log_in(account)
    tab.goto("/browse?q=Film+061")
    sign = tab.get_by_role("main").get_by_role("button", name="I like Film 061")
    sign.click()
    browser.settle(tab)
    assert picked(site, account) == [("select", 61)]
    sign.click()
    browser.settle(tab)
    assert picked(site, account) == []
    tab.goto("/for-you")
    expect(tab.get_by_text("So far this is what most people watch.")).to_be_visible()


@pytest.mark.parametrize("button", ["Drop Film 062", "Drop all"])
def test_dropped_picks_take_back_their_events_and_an_undo_brings_them_back(browser, site, account, button):
    tab = browser.log_in(account, "/film/62")
    pick(tab)
    browser.settle(tab)
    tab.goto("/film/63")
    pick(tab)
    browser.settle(tab)
    tab.get_by_role("link", name="2 picks").click()
    tab.get_by_role("button", name=button, exact=True).click()
    keep_toast(tab)
    browser.settle(tab)
    assert picked(site, account) == ([] if button == "Drop all" else [("select", 63)])
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", name="2 picks")).to_be_visible()
    browser.settle(tab)
    assert sorted(picked(site, account)) == [("select", 62), ("select", 63)]


@pytest.mark.parametrize("button", ["Drop Film 062", "Drop all", "Make these my picks"])
def test_an_undo_keeps_what_was_picked_since(browser, button):
    tab = browser.open("/film/62")
    pick(tab)
    tab.goto("/film/63")
    pick(tab)
    tab.goto("/picks?ids=66,67" if button.startswith("Make") else "/picks")
    other = browser.open("/film/68")
    tab.get_by_role("button", name=button, exact=True).click()
    keep_toast(tab)
    pick(other)
    drops = tab.get_by_role("button", name=re.compile("^Drop Film"))
    expect(drops.last).to_have_accessible_name("Drop Film 068")
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", name="3 picks")).to_be_visible()
    expect(drops).to_have_count(3)
    assert [drop.get_attribute("aria-label") for drop in drops.all()] == [f"Drop Film {n:03}" for n in (62, 63, 68)]


def test_a_pick_that_is_taken_back_before_it_was_sent_is_never_sent(browser, site, account):
    browser.expect_fault("ERR_INTERNET_DISCONNECTED")
    browser.expect_fault("Failed to fetch")
    browser.expect_fault("NetworkError")
    tab = browser.log_in(account, "/film/64")
    wait_for_page(tab, "Film 064")
    browser.settle(tab)
    browser.context.set_offline(True)
    pick(tab)
    pick(tab)
    assert waiting(tab) == 1
    browser.context.set_offline(False)
    browser.settle(tab)
    assert site.events(account) == [("view", 64)]


def test_a_film_picked_in_the_recommendations_keeps_the_focus_there_is_announced_and_can_be_undone(browser):
    tab = browser.open("/film/1")
    pick(tab)
    tab.goto("/picks")
    best = tab.locator("ol").get_by_role("listitem")
    expect(best).to_have_count(20)
    title, following = best.nth(2).get_by_role("heading").inner_text(), best.nth(3).get_by_role("heading").inner_text()
    best.nth(2).get_by_role("button", name="I like").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status").get_by_text(f"“{title}” is picked, and the list follows.")).to_be_visible()
    keep_toast(tab)
    expect(tab.get_by_role("heading", name="2 picks")).to_be_visible()
    expect(best.filter(has=tab.get_by_role("heading", name=title, exact=True))).to_have_count(0)
    assert following
    assert tab.evaluate("document.activeElement.closest('ol.recommendations') !== null")
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", name="1 pick")).to_be_visible()
    expect(best.nth(2).get_by_role("heading")).to_have_text(title)


def test_a_rating_removed_in_one_tab_goes_from_all_of_them(browser, site, account):
    # Another tab may not see yet that the removal has been sent, and sends it again.
    browser.expect_fault("404")
    tab = browser.log_in(account, "/film/65")
    rate(tab, 4)
    browser.settle(tab)
    others = [browser.open("/film/65"), browser.open("/film/65")]
    for other in others:
        expect(other.locator("article.movie").get_by_role("radio", name="4 stars")).to_be_checked()
    tab.get_by_role("button", name="Remove my rating of Film 065").click()
    for other in others:
        expect(other.locator("article.movie").get_by_role("radio", name="4 stars")).not_to_be_checked()
    browser.settle(tab)
    rate(tab, 2)
    browser.settle(tab)
    for other in others:
        expect(other.locator("article.movie").get_by_role("radio", name="2 stars")).to_be_checked()
    # The same if its entry is removed from the history.
    tab.goto("/history?type=rate")
    tab.get_by_role("button", name="Remove from history").click()
    for other in others:
        expect(other.locator("article.movie").get_by_role("radio", name="2 stars")).not_to_be_checked()
