"""Signs on each film: a heart for liking it, a + for wanting to see it."""

from playwright.sync_api import expect

from steps import rate


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
    # Another tab follows.
    expect(other.get_by_role("button", name="Want to see Film 091")).to_have_attribute("aria-pressed", "false")
    browser.settle(tab)
    assert wanted(site, account) == []
    tab.get_by_role("button", name="Undo").click()
    browser.settle(tab)
    assert wanted(site, account) == [91]


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


def test_a_heart_on_a_card_is_a_pick_made_and_unmade_in_one_gesture(browser):
    tab = browser.open("/")
    heart = tab.get_by_role("main").get_by_role("article").first.get_by_role("button", name="I like")
    heart.click()
    expect(tab.get_by_role("link", name="1 pick")).to_be_visible()
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    expect(tab.get_by_role("link", name="1 pick")).to_have_count(0)
