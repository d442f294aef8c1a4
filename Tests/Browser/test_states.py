"""Skeletons and messages in place of content, which say what to do."""

import re

from playwright.sync_api import expect


def test_skeletons_hold_the_place_of_movies_until_they_arrive(browser):
    held = []
    browser.context.route("**/api/popular*", lambda route: held.append(route))
    tab = browser.open("/")
    expect(tab.locator(".card.skeleton")).to_have_count(24)
    expect(tab.locator(".panel")).to_have_attribute("aria-busy", "true")
    height = tab.evaluate("document.documentElement.scrollHeight")
    held.pop().continue_()
    expect(tab.locator(".card.skeleton")).to_have_count(0)
    expect(tab.locator(".panel")).not_to_have_attribute("aria-busy", "true")
    assert abs(tab.evaluate("document.documentElement.scrollHeight") - height) < 0.15 * height


def test_an_empty_view_says_how_to_fill_it(browser, account):
    tab = browser.open("/picks")
    expect(tab.get_by_text("Nothing is picked yet.")).to_be_visible()
    tab.get_by_role("link", name="Choose films").click()
    expect(tab.get_by_role("heading", name="Browse")).to_be_visible()
    tab.goto("/history")
    expect(tab.get_by_text("Log in to see this.")).to_be_visible()
    tab = browser.log_in(account, "/history?tab=recommended")
    expect(tab.get_by_text("Nothing was recommended yet.")).to_be_visible()
    tab.get_by_role("link", name="Activity").click()
    expect(tab.get_by_text("Nothing here yet.")).to_be_visible()
    tab.get_by_role("link", name="Ratings").click()
    expect(tab.get_by_text("No ratings yet.")).to_be_visible()


def test_without_a_server_the_user_can_retry_and_without_a_network_the_page_retries_by_itself(browser, site):
    browser.expect_fault("502")
    browser.expect_fault("503")
    browser.expect_fault("ERR_INTERNET_DISCONNECTED")
    tab = browser.open("/film/41")
    expect(tab.get_by_role("heading", name="Film 041")).to_be_visible()
    site.stop_server()
    try:
        tab.get_by_role("link", name="Browse").click()
        expect(tab.get_by_role("alert")).to_contain_text("Back in a moment.")
        # The answer of nginx says when.
        expect(tab.get_by_role("button", name=re.compile(r"Try again in \d s"))).to_be_disabled()
    finally:
        site.restart_server()
    tab.get_by_role("button", name="Try again", exact=True).click(timeout=10_000)
    expect(tab.get_by_role("article")).to_have_count(40)
    browser.context.set_offline(True)
    expect(tab.get_by_role("status").get_by_text("You are offline.")).to_be_visible()
    tab.get_by_role("link", name="Next").click()
    expect(tab.get_by_role("alert")).to_contain_text("You are offline.")
    browser.context.set_offline(False)
    expect(tab.get_by_text("Page 2 of")).to_be_visible()
    expect(tab.get_by_role("alert")).to_have_count(0)


def test_after_too_many_log_ins_the_page_says_how_long_to_wait(browsers, site, account):
    address, nginx = site.start_nginx("strict", has_shipped_limits=True)
    browser = browsers(base_url=address)
    browser.expect_fault("429")
    browser.expect_fault("401")
    tab = browser.open("/log-in")
    tab.get_by_label("Name or e-mail").fill("nobody-" + account.name)
    for attempt in range(20):
        tab.get_by_label("Password").fill(f"guess number {attempt}")
        with tab.expect_response("**/api/auth/login") as answer:
            tab.get_by_role("button", name="Log in").last.click()
        if answer.value.status == 429:
            break
    expect(tab.get_by_role("alert")).to_contain_text(re.compile(r"\(in \d+ s\)"))
    # The typed text is still there.
    expect(tab.get_by_label("Name or e-mail")).to_have_value("nobody-" + account.name)
    assert answer.value.status == 429
    site.end(nginx)
