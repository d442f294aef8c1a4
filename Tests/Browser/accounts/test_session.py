"""Sessions: tokens are replaced by one tab at a time, and the end of a session interrupts nothing for good."""

import json

from playwright.sync_api import expect

from steps import pick, until, wait_for_page


def session(tab):
    return json.loads(tab.evaluate("localStorage.getItem('marquee.session')"))


def refreshes(browser):
    calls = []
    browser.context.on("request", lambda request: request.url.endswith("/api/auth/refresh") and calls.append(request))
    return calls


def test_an_expired_access_token_is_replaced_once_for_all_tabs(browser, account):
    tabs = [browser.log_in(account), browser.open("/history?tab=ratings"), browser.open("/account")]
    expect(tabs[1].get_by_text("No ratings yet.")).to_be_visible()
    before = session(tabs[0])
    calls = refreshes(browser)
    tabs[0].evaluate("""() => {
      const session = JSON.parse(localStorage.getItem("marquee.session"));
      localStorage.setItem("marquee.session", JSON.stringify({...session, expires_at: Date.now() - 1000}));
    }""")
    until(tabs[0], lambda: all(session(tab) == session(tabs[0]) != before for tab in tabs))
    # All three tabs send a request at the same moment.
    for tab in tabs:
        tab.evaluate("setTimeout(() => document.querySelector('nav a[href=\"/for-you\"]').click(), 300)")
    for tab in tabs:
        expect(tab.locator("ol.recommendations")).to_be_visible()
    assert len(calls) == 1
    after = session(tabs[2])
    assert after["token"] != before["token"] and after["refresh_token"] != before["refresh_token"]
    until(tabs[0], lambda: session(tabs[0]) == after)


def test_a_refused_access_token_is_replaced_without_a_word_to_the_user(browser, account):
    browser.expect_fault("401")
    tab = browser.log_in(account)
    calls = refreshes(browser)
    tab.evaluate("""() => {
      const session = JSON.parse(localStorage.getItem("marquee.session"));
      localStorage.setItem("marquee.session", JSON.stringify({...session, token: session.token.slice(0, -4) + "AAAA"}));
    }""")
    tab.goto("/history?tab=ratings")
    expect(tab.get_by_text("No ratings yet.")).to_be_visible()
    assert len(calls) == 1


def test_after_a_session_ended_from_elsewhere_a_log_in_continues_the_interrupted_action(browser, site, account):
    browser.expect_fault("401")
    tab = browser.log_in(account, "/account")
    tab.get_by_label("Age").fill("52")
    browser.settle(tab)
    site.sql(f"DELETE FROM sessions WHERE user_id = {account.id}")
    tab.get_by_role("button", name="Save profile").click()
    dialog = tab.get_by_role("dialog", name="Log in")
    expect(dialog).to_contain_text("Your session has ended.")
    expect(dialog.get_by_label("Name or e-mail")).to_have_value(account.name)
    dialog.get_by_label("Password").fill(account.password)
    dialog.get_by_role("button", name="Log in").click()
    # The typed text is still there, and is saved without another click.
    expect(tab.get_by_text("Your profile is saved.")).to_be_visible()
    expect(tab.get_by_label("Age")).to_have_value("52")
    assert site.sql(f"SELECT age FROM users WHERE id = {account.id}") == [["52"]]


def test_picks_and_ratings_survive_the_end_of_a_session(browser, site, account):
    for fault in ("401", "ERR_INTERNET_DISCONNECTED", "Failed to fetch", "NetworkError"):
        browser.expect_fault(fault)
    tab = browser.log_in(account, "/film/5")
    wait_for_page(tab, "Film 005")
    browser.settle(tab)
    site.sql(f"DELETE FROM sessions WHERE user_id = {account.id}")
    # Without a network the rating waits for the pick.
    browser.context.set_offline(True)
    tab.locator("article.movie").get_by_role("radio", name="3 stars").check()
    pick(tab)
    browser.context.set_offline(False)
    dialog = tab.get_by_role("dialog", name="Log in")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password").fill(account.password)
    dialog.get_by_role("button", name="Log in").click()
    expect(dialog).to_have_count(0)
    expect(tab.locator("article.movie").get_by_role("radio", name="3 stars")).to_be_checked()
    expect(tab.get_by_role("link", name="1 pick")).to_be_visible()
    browser.settle(tab)
    assert sorted(site.events(account)) == [("rate", 5), ("select", 5), ("view", 5)]


def test_another_user_who_logs_in_after_a_session_ended_gets_nothing_of_it(browser, site, account):
    browser.expect_fault("401")
    other = site.register()
    tab = browser.log_in(account, "/film/6")
    wait_for_page(tab, "Film 006")
    browser.settle(tab)
    site.sql(f"DELETE FROM sessions WHERE user_id = {account.id}")
    tab.locator("article.movie").get_by_role("radio", name="1 star", exact=True).check()
    dialog = tab.get_by_role("dialog", name="Log in")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Name or e-mail").fill(other.name)
    dialog.get_by_label("Password").fill(other.password)
    dialog.get_by_role("button", name="Log in").click()
    expect(tab.get_by_role("link", name=f"Account of {other.name}")).to_be_visible()
    expect(tab.locator("article.movie").get_by_role("radio", name="1 star", exact=True)).not_to_be_checked()
    tab.goto("/history?tab=ratings")
    expect(tab.get_by_text("No ratings yet.")).to_be_visible()
    assert ("rate", 6) not in site.events(account) + site.events(other)
    assert not any(f"event.{account.id}." in name for name in tab.evaluate("Object.keys(localStorage)"))
