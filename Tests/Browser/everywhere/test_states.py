"""Skeletons and messages in place of content, which say what to do."""

import re

from playwright.sync_api import expect

from steps import FUTURE, pick, until, wait_for_page


def test_skeletons_hold_the_place_of_movies_until_they_arrive(browser):
    held = []
    browser.context.route("**/api/home*", lambda route: held.append(route))
    tab = browser.open("/")
    until(tab, lambda: held)
    expect(tab.locator(".card.skeleton")).to_have_count(60)
    expect(tab.locator(".panel")).to_have_attribute("aria-busy", "true")
    height = tab.evaluate("document.documentElement.scrollHeight")
    held.pop().continue_()
    expect(tab.locator(".card.skeleton")).to_have_count(0)
    expect(tab.locator(".panel")).not_to_have_attribute("aria-busy", "true")
    browser.settle(tab)
    # One row more, of what others watch this week, may follow the rest.
    assert 0.85 * height < tab.evaluate("document.documentElement.scrollHeight") < 1.35 * height


def test_an_empty_view_says_how_to_fill_it(browser, account):
    tab = browser.open("/picks")
    expect(tab.get_by_text("Nothing is picked yet.")).to_be_visible()
    tab.get_by_role("link", name="Choose films").click()
    wait_for_page(tab, "Browse")
    tab.goto("/history")
    expect(tab.get_by_text("Log in to see this.")).to_be_visible()
    tab = browser.log_in(account, "/history?tab=recommended")
    expect(tab.get_by_text("Nothing was recommended yet.")).to_be_visible()
    tab.get_by_role("link", name="What I did").click()
    expect(tab.get_by_text("Nothing here yet.")).to_be_visible()
    tab.get_by_role("link", name="Ratings").click()
    expect(tab.get_by_text("No ratings yet.")).to_be_visible()
    tab.get_by_role("link", name="Not for me").click()
    expect(tab.get_by_text("No film is hidden.")).to_be_visible()
    tab.get_by_role("link", name="Watchlist").click()
    expect(tab.get_by_text("Nothing is on your watchlist yet.")).to_be_visible()


def test_without_a_server_the_user_can_retry_and_without_a_network_the_page_retries_by_itself(browser, site):
    browser.expect_fault("502")
    browser.expect_fault("503")
    browser.expect_fault("ERR_INTERNET_DISCONNECTED")
    tab = browser.open("/film/41")
    wait_for_page(tab, "Film 041")
    browser.settle(tab)
    site.stop_server()
    try:
        tab.get_by_role("link", name="Browse").click()
        expect(tab.get_by_role("alert")).to_contain_text("Back in a moment.")
        # nginx's answer says when to try again.
        expect(tab.get_by_role("button", name=re.compile(r"Try again in \d s"))).to_be_disabled()
    finally:
        site.restart_server()
    tab.get_by_role("button", name="Try again", exact=True).click()
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
        # However slow the page is, it has more attempts than are allowed.
        until(tab, lambda: tab.request.post("/api/auth/login").status == 429)
        with tab.expect_response("**/api/auth/login") as answer:
            tab.get_by_role("button", name="Log in").last.click()
        # Until then the form takes no other click.
        expect(tab.locator("form.form")).not_to_have_attribute("aria-busy", "true")
        if answer.value.status == 429:
            break
    expect(tab.get_by_role("alert")).to_contain_text(re.compile(r"\(in \d+ s\)"))
    # The typed text is still there.
    expect(tab.get_by_label("Name or e-mail")).to_have_value("nobody-" + account.name)
    assert answer.value.status == 429
    site.end(nginx)


def test_a_page_not_opened_before_waits_for_the_network_and_then_arrives(browser):
    browser.expect_fault("ERR_INTERNET_DISCONNECTED")
    browser.expect_fault("dynamically imported module")
    browser.expect_fault("NetworkError")
    tab = browser.open("/film/42")
    wait_for_page(tab, "Film 042")
    browser.settle(tab)
    browser.context.set_offline(True)
    tab.get_by_role("link", name="Browse").click()
    expect(tab.get_by_role("alert")).to_contain_text("You are offline.")
    with tab.expect_event("requestfailed", lambda request: request.url.endswith("/api/health/live")):
        tab.get_by_role("button", name="Try again").click()
    expect(tab.get_by_role("alert")).to_contain_text("You are offline.")
    browser.context.set_offline(False)
    expect(tab.get_by_role("main").get_by_role("article")).to_have_count(40)


def test_a_click_answers_before_the_page_it_leads_to_is_there(browser):
    tab = browser.context.new_page()
    # The page gets a clock of its own, which stands still while the machine is busy with other things.
    tab.clock.install()
    tab.goto("/film/43")
    wait_for_page(tab, "Film 043")
    browser.settle(tab)
    held = []
    browser.context.route("**/views/browse.js", lambda route: held.append(route))
    tab.clock.pause_at(FUTURE)
    tab.get_by_role("link", name="Browse").click()
    until(tab, lambda: held)
    # Within 100 ms a change is seen as an answer, not as a wait.
    tab.clock.run_for(100)
    assert tab.get_by_role("heading", level=1).inner_text() == "Browse"
    assert tab.locator(".card.skeleton").count() > 0
    assert tab.get_by_role("link", name="Browse").get_attribute("aria-current") == "page"
    tab.clock.resume()
    held.pop().continue_()
    expect(tab.get_by_role("main").get_by_role("article")).to_have_count(40)


def test_a_film_that_is_not_there_is_said_once(browser):
    browser.expect_fault("404")
    tab = browser.open("/film/999999")
    expect(tab.get_by_text("There is no such thing here.")).to_be_visible()
    expect(tab.get_by_role("heading", name="Films like it")).to_be_hidden()
    expect(tab.get_by_role("alert")).to_have_count(1)


def test_each_list_of_films_has_a_title_of_its_own(browser):
    tab = browser.open("/browse")
    expect(tab).to_have_title("Browse · Marquee")
    tab.get_by_label("Genre").select_option("Horror")
    expect(tab).to_have_title("Horror films · Marquee")
    tab.get_by_role("searchbox").fill("star")
    expect(tab).to_have_title("“star” · Marquee")


def test_times_are_told_in_whole_units(browser):
    tab = browser.open("/")
    said = tab.evaluate("""() => import("/app/lib/format.js").then(({ago}) => {
      const now = Date.parse("2026-01-10T12:00:00Z");
      return [59.8 * 60, 60 * 60, 23.9 * 3600, 24 * 3600, 20].map(seconds => ago(now - seconds * 1000, now));
    })""")
    assert said == ["59 minutes ago", "1 hour ago", "23 hours ago", "yesterday", "just now"]


def test_a_toast_stays_while_it_has_the_focus_or_the_pointer(browser):
    tab = browser.context.new_page()
    tab.clock.install()
    tab.goto("/film/1")
    pick(tab)
    tab.goto("/picks")
    tab.get_by_role("button", name="Drop Star Harbour").click()
    toast = tab.locator(".toast")
    for leave, enter in (
        (lambda: tab.mouse.move(0, 0), lambda: toast.get_by_role("button", name="Undo").focus()),
        (lambda: tab.get_by_role("searchbox").focus(), toast.hover),
    ):
        enter()
        leave()
        tab.clock.run_for(30_000)
        expect(toast).to_be_visible()
    tab.mouse.move(0, 0)
    tab.clock.run_for(9_000)
    expect(toast).to_have_count(0)
