"""Interactions are recorded as they happen: each once, for the right user, whatever the network does."""

import json

import pytest
from playwright.sync_api import expect

from steps import FUTURE, id_of, pick, rate, until, wait_for_page, waiting


def batches(browser):
    calls = []
    browser.context.on("request", lambda request: request.url.endswith("/interactions/batch") and calls.append(request))
    return calls


@pytest.mark.chromium("Firefox' protocol does not tell what a request sends")
def test_opened_picked_and_rated_movies_are_recorded_in_one_batch(browser, site, account):
    tab = browser.log_in(account)
    tab.goto("/browse?q=Film+011")
    found = tab.get_by_role("main").get_by_role("article").get_by_role("link")
    # Once the clock stands still, a page that has not drawn its results never does.
    found.wait_for()
    calls = batches(browser)
    tab.clock.install()
    tab.clock.pause_at(FUTURE)
    found.click()
    pick(tab)
    rate(tab, 4)
    expect(tab.locator("article.movie").get_by_role("radio", name="4 stars")).to_be_checked()
    assert (waiting(tab), calls) == (3, [])
    # They have waited for each other.
    tab.clock.run_for(1_000)
    tab.clock.resume()
    browser.settle(tab)
    assert site.events(account) == [("view", 11), ("select", 11), ("rate", 11)]
    assert len(calls) == 1
    events = [event for call in calls for event in json.loads(call.post_data)["interactions"]]
    assert len({event["event_id"] for event in events}) == 3
    assert all(call.headers["authorization"].startswith("Bearer ") for call in calls)
    # A reload and the way back record no view; another visit does.
    tab.reload()
    expect(tab.locator("article.movie").get_by_role("radio", name="4 stars")).to_be_checked()
    tab.get_by_role("link", name="Browse").click()
    wait_for_page(tab, "Browse")
    tab.go_back()
    wait_for_page(tab, "Film 011")
    browser.settle(tab)
    assert site.events(account, "view") == [("view", 11)]
    tab.goto("/film/12")
    wait_for_page(tab, "Film 012")
    browser.settle(tab)
    assert site.events(account, "view") == [("view", 11), ("view", 12)]


@pytest.mark.chromium("Firefox' protocol does not tell what a request sends")
def test_recommendations_are_recorded_by_the_server_alone(browser, site, account):
    tab = browser.log_in(account, "/film/13")
    pick(tab)
    calls = batches(browser)
    tab.goto("/picks")
    expect(tab.locator("ol").get_by_role("listitem")).to_have_count(20)
    browser.settle(tab)
    shown = [
        int(link.rsplit("/", 1)[1])
        for link in tab.locator("ol h3 a").evaluate_all("links => links.map(link => link.href)")
    ]
    assert [movie for _, movie in site.events(account, "recommend")][-20:] == shown
    assert all("recommend" not in call.post_data for call in calls)


def test_events_made_offline_survive_a_closed_tab_and_are_counted_once(browser, site, account):
    browser.expect_fault("ERR_INTERNET_DISCONNECTED")
    browser.expect_fault("Failed to fetch")
    tab = browser.log_in(account, "/film/14")
    wait_for_page(tab, "Film 014")
    browser.settle(tab)
    browser.context.set_offline(True)
    expect(tab.get_by_text("You are offline.").first).to_be_visible()
    with tab.expect_event("requestfailed", lambda request: request.url.endswith("/interactions/batch")):
        rate(tab, 2)
        rate(tab, 5)
        pick(tab)
    assert waiting(tab) == 2 and site.events(account) == [("view", 14)]
    # The tab is closed; another one is opened once the network is back.
    tab.close()
    browser.context.set_offline(False)
    tab = browser.open("/film/14")
    expect(tab.locator("article.movie").get_by_role("radio", name="5 stars")).to_be_checked()
    browser.settle(tab)
    assert sorted(event for event in site.events(account) if event[0] != "view") == [("rate", 14), ("select", 14)]


@pytest.mark.chromium("Firefox' protocol does not tell what a request sends, so that it cannot be sent on")
def test_a_lost_answer_leads_to_a_second_attempt_and_one_interaction(browser, site, account):
    browser.expect_fault("ERR_FAILED")
    tab = browser.log_in(account, "/film/15")
    wait_for_page(tab, "Film 015")
    browser.settle(tab)
    lost = []

    def lose_first(route):
        if lost:
            route.continue_()
            return
        # The server gets the request and answers, but the answer does not reach the browser.
        lost.append(route.fetch().status)
        route.abort()

    browser.context.route("**/api/interactions/batch", lose_first)
    rate(tab, 3)
    browser.settle(tab)
    assert lost == [201]
    assert site.events(account, "rate") == [("rate", 15)]


def test_a_log_out_drops_unsent_events(browser, site, account):
    browser.expect_fault("ERR_FAILED")
    tab = browser.log_in(account, "/film/16")
    wait_for_page(tab, "Film 016")
    browser.settle(tab)
    browser.context.route("**/api/interactions/batch", lambda route: route.abort())
    rate(tab, 1)
    until(tab, lambda: waiting(tab) == 1)
    tab.get_by_role("link", name=f"Account of {account.name}").click()
    tab.get_by_role("button", name="Log out", exact=True).first.click()
    expect(tab.get_by_role("link", name="Log in")).to_be_visible()
    assert waiting(tab) == 0
    browser.context.unroute("**/api/interactions/batch")
    tab = browser.log_in(account, "/film/16")
    wait_for_page(tab, "Film 016")
    browser.settle(tab)
    expect(tab.locator("article.movie").get_by_role("radio", name="1 star", exact=True)).not_to_be_checked()
    assert site.events(account, "rate") == []


def test_an_anonymous_visitor_sends_no_event_and_keeps_the_picks_in_a_new_account(browser, site):
    sent = []
    browser.context.on("request", lambda request: request.method != "GET" and sent.append(request.url))
    tab = browser.open("/film/17")
    tab.clock.install()
    pick(tab)
    tab.get_by_role("link", name="1 pick").wait_for()
    tab.clock.run_for(60_000)
    browser.settle(tab)
    assert sent == [] and waiting(tab) == 0
    account = site.register()
    tab = browser.log_in(account)
    expect(tab.get_by_role("link", name="1 pick")).to_be_visible()
    browser.settle(tab)
    assert site.events(account) == []


def followed(site, account):
    """The user's interactions that a recommendation led to: type, movie and place in the list."""
    rows = site.sql(
        f"""SELECT act.kind, act.movie_id, act.place FROM interactions act
            JOIN interactions list ON list.user_id = act.user_id AND list.public_id = act.public_id
            WHERE act.user_id = {account.id} AND act.kind <> 'recommend' AND list.kind = 'recommend'
            ORDER BY act.movie_id, act.kind"""
    )
    return {(kind, int(movie), int(place)) for kind, movie, place in rows}


def test_what_follows_from_a_recommendation_names_the_list_and_the_place_in_it(browser, site, account):
    tab = browser.log_in(account, "/film/31")
    rate(tab, 5)
    browser.settle(tab)
    tab.goto("/")
    card = tab.locator(".home-rows .row").nth(1).get_by_role("article").nth(2)
    home, title = id_of(card.get_by_role("link")), card.get_by_role("heading").inner_text()
    card.get_by_role("link").click()
    wait_for_page(tab, title)
    tab.goto("/for-you")
    best = tab.locator("ol").get_by_role("listitem")
    expect(best).to_have_count(20)
    picked, opened = [id_of(best.nth(place).get_by_role("heading").get_by_role("link")) for place in (3, 4)]
    best.nth(3).get_by_role("button", name="I like").click()
    best.nth(4).get_by_role("heading").get_by_role("link").click()
    rate(tab, 4)
    tab.reload()
    pick(tab)
    browser.settle(tab)
    expected = {("view", home, 2), ("select", picked, 3), ("view", opened, 4), ("rate", opened, 4)}
    assert followed(site, account) == expected | {("select", opened, 4)}
    # A film that is found any other way has no origin.
    tab.goto("/browse?q=Film+120")
    tab.get_by_role("main").get_by_role("article").get_by_role("link").click()
    wait_for_page(tab, "Film 120")
    browser.settle(tab)
    assert ("view", 120) in site.events(account) and len(followed(site, account)) == 5


def test_the_origin_of_an_event_is_kept_offline_and_an_event_outlives_its_list(browser, site, account):
    for fault in ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "NetworkError", "400"):
        browser.expect_fault(fault)
    tab = browser.log_in(account, "/film/33")
    rate(tab, 5)
    browser.settle(tab)
    tab.goto("/for-you")
    best = tab.locator("ol").get_by_role("listitem")
    expect(best).to_have_count(20)
    ids = [id_of(best.nth(place).get_by_role("heading").get_by_role("link")) for place in (0, 1)]
    for place, is_known in ((0, True), (1, False)):
        browser.context.set_offline(True)
        best.nth(place).get_by_role("button", name="I like").click()
        until(tab, lambda: waiting(tab) == 1)
        if not is_known:
            site.sql(f"DELETE FROM interactions WHERE user_id = {account.id} AND kind = 'recommend'")
        browser.context.set_offline(False)
        browser.settle(tab)
        if is_known:
            assert followed(site, account) == {("select", ids[0], 0)}
    assert {event for event in site.events(account) if event[0] == "select"} == {("select", movie) for movie in ids}
