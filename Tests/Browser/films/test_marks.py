"""A watchlist, films that are not for the user, and the first minute of an account."""

import re

from playwright.sync_api import expect

from steps import keep_toast, pick, rate, until, waiting


def wanted(site, account):
    return [int(row[0]) for row in site.sql(f"SELECT movie_id FROM watchlist WHERE user_id = {account.id}")]


def test_a_plus_puts_a_film_on_the_watchlist_and_takes_it_off_again(browser, site, account):
    tab = browser.log_in(account)
    tab.goto("/browse?q=Film+091")
    sign = tab.get_by_role("main").get_by_role("button", name="Want to see Film 091")
    sign.click()
    expect(sign).to_have_attribute("aria-pressed", "true")
    expect(tab.get_by_role("status").get_by_text("“Film 091” is on your watchlist.")).to_be_visible()
    browser.settle(tab)
    assert wanted(site, account) == [91] and site.events(account, "select") == []
    other = browser.open("/watchlist")
    expect(other.get_by_role("article")).to_have_count(1)
    expect(other.get_by_role("button", name="Want to see Film 091")).to_have_attribute("aria-pressed", "true")
    sign.click()
    keep_toast(tab)
    # Another tab follows.
    expect(other.get_by_role("button", name="Want to see Film 091")).to_have_attribute("aria-pressed", "false")
    browser.settle(tab)
    assert wanted(site, account) == []
    tab.get_by_role("button", name="Undo").click()
    browser.settle(tab)
    assert wanted(site, account) == [91]


def test_marks_made_offline_stay_in_view_when_the_network_is_back(browser, site, account):
    for fault in ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "NetworkError"):
        browser.expect_fault(fault)
    tab = browser.log_in(account, "/film/95")
    film = tab.locator("article.movie")
    film.wait_for()
    browser.settle(tab)
    browser.context.set_offline(True)
    film.get_by_role("button", name="Want to see").click()
    rate(tab, 4)
    # The server answers before it has the marks, and its answer arrives after it has them.
    answered = []
    for path in ("watchlist", "ratings"):
        browser.context.route(f"**/api/{path}?*", lambda route: answered.append((route, route.fetch())))
    browser.context.set_offline(False)
    until(tab, lambda: waiting(tab) == 0 and len(answered) == 2)
    assert [answer.json()["next_cursor"] for _, answer in answered] == [None, None]
    for route, answer in answered:
        route.fulfill(response=answer)
    browser.settle(tab)
    assert wanted(site, account) == [95] and site.stars(account, 95) == 4
    expect(film.get_by_role("button", name="On my watchlist")).to_be_visible()
    expect(film.get_by_role("radio", name="4 stars")).to_be_checked()


def test_a_film_that_is_rated_may_leave_the_watchlist(browser, site, account):
    tab = browser.log_in(account, "/film/92")
    tab.locator("article.movie").get_by_role("button", name="Want to see").click()
    rate(tab, 4)
    tab.get_by_role("button", name="Take off the watchlist").click()
    browser.settle(tab)
    assert wanted(site, account) == []


def test_a_visitor_logs_in_to_keep_a_watchlist_and_the_film_is_on_it(browser, site, account):
    tab = browser.open("/film/93")
    tab.locator("article.movie").get_by_role("button", name="Want to see").click()
    dialog = tab.get_by_role("dialog", name="Log in")
    dialog.get_by_label("Name or e-mail").fill(account.name)
    dialog.get_by_label("Password").fill(account.password)
    dialog.get_by_role("button", name="Log in").click()
    expect(tab.get_by_role("status").get_by_text("“Film 093” is on your watchlist.")).to_be_visible()
    browser.settle(tab)
    assert wanted(site, account) == [93]


def test_a_shared_watchlist_is_shown_to_a_visitor(browsers):
    tab = browsers().open("/watchlist?ids=1,2")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Shared with you")
    expect(tab.get_by_role("article")).to_have_count(2)


def test_a_dismissed_film_does_not_come_back_until_that_is_undone_and_is_still_found(browser, site, account):
    tab = browser.log_in(account, "/film/31")
    rate(tab, 5)
    browser.settle(tab)
    tab.goto("/for-you")
    best = tab.locator("ol.recommendations > li")
    expect(best).to_have_count(20)
    titles = [best.nth(place).get_by_role("heading").inner_text() for place in (0, 1)]
    tab.get_by_role("button", name=f"Not interested: {titles[0]}").press("Enter")
    expect(tab.get_by_role("button", name=f"Undo: recommend {titles[0]} again")).to_be_focused()
    # Undone at once.
    tab.keyboard.press("Enter")
    expect(best.first.get_by_role("heading")).to_have_text(titles[0])
    tab.get_by_role("button", name=f"Not interested: {titles[0]}").click()
    tab.get_by_role("button", name=f"Seen it: {titles[1]}").click()
    seen = best.filter(has_text=f"You have seen “{titles[1]}”. How was it?")
    seen.get_by_role("radio", name="5 stars").check()
    browser.settle(tab)
    rows = site.sql(f"SELECT reason FROM dismissals WHERE user_id = {account.id} ORDER BY reason")
    assert rows == [["not_interested"], ["seen"]]
    tab.get_by_role("link", name="For you", exact=True).click()
    # Until the new list is here, the two make way for lines that say so.
    expect(tab.locator("li.dismissed")).to_have_count(0)
    expect(best).to_have_count(20)
    for title in titles:
        expect(best.get_by_role("heading", name=title, exact=True)).to_have_count(0)
    tab.get_by_role("searchbox").fill(titles[0])
    expect(tab.get_by_role("main").get_by_role("article").first).to_contain_text(titles[0])
    tab.goto("/history?tab=dismissed")
    expect(tab.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    tab.get_by_role("button", name=f"Recommend it again: {titles[0]}").click()
    browser.settle(tab)
    tab.goto("/for-you")
    expect(best.get_by_role("heading", name=titles[0], exact=True)).to_have_count(1)


def test_a_new_account_rates_ten_films_on_one_page_and_sees_what_that_leads_to(browser, site):
    tab = browser.open("/film/94")
    pick(tab)
    tab.goto("/log-in?new")
    tab.get_by_label("Name").fill("First minute")
    tab.get_by_label("E-mail").press_sequentially("first@example.org")
    tab.get_by_label("Password").fill("a pass phrase that is long")
    tab.get_by_role("button", name="Create account").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Rate a few films")
    films = tab.locator(".grid").get_by_role("article")
    expect(films).to_have_count(10)
    expect(tab.get_by_role("link", name="Skip this")).to_be_visible()
    for place, stars in ((0, 5), (1, 1), (2, 4)):
        films.nth(place).get_by_role("radio", name=f"{stars} star", exact=stars == 1).check()
        expect(tab.get_by_role("status").filter(has_text=re.compile(f"^{place + 1} films? rated"))).to_be_visible()
    row = tab.get_by_role("list", name="Recommended so far")
    expect(row.get_by_role("article").first).to_be_visible()
    # Those picked before are kept.
    expect(tab.get_by_role("link", name="1 pick")).to_be_visible()
    tab.get_by_role("link", name="Done").click()
    expect(tab.get_by_role("heading", name="Good to see you, First minute")).to_be_visible()


def test_a_heart_on_a_card_is_a_pick_made_and_unmade_in_one_gesture(browser):
    tab = browser.open("/")
    heart = tab.get_by_role("main").get_by_role("article").first.get_by_role("button", name="I like")
    heart.click()
    expect(tab.get_by_role("link", name="1 pick")).to_be_visible()
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    expect(tab.get_by_role("link", name="1 pick")).to_have_count(0)
