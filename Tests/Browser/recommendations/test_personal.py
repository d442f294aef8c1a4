"""Ratings, history, and recommendations of a user, current and past."""

from playwright.sync_api import expect

from steps import keep_toast, pick, rate, until, wait_for_page


def test_a_rating_is_given_changed_undone_and_withdrawn(browser, site, account):
    tab = browser.log_in(account, "/film/21")
    rate(tab, 4)
    expect(tab.get_by_role("status").get_by_text("“Film 021”: 4 stars.")).to_be_visible()
    browser.settle(tab)
    assert site.stars(account, 21) == 4
    rate(tab, 2)
    keep_toast(tab)
    browser.settle(tab)
    assert site.stars(account, 21) == 2
    tab.get_by_role("button", name="Undo").click()
    expect(tab.locator("article.movie").get_by_role("radio", name="4 stars")).to_be_checked()
    browser.settle(tab)
    assert site.stars(account, 21) == 4
    tab.get_by_role("button", name="Remove my rating of Film 021").click()
    keep_toast(tab)
    expect(tab.locator("article.movie").get_by_role("radio", name="4 stars")).not_to_be_checked()
    browser.settle(tab)
    assert site.stars(account, 21) is None
    tab.get_by_role("button", name="Undo").click()
    expect(tab.locator("article.movie").get_by_role("radio", name="4 stars")).to_be_checked()
    browser.settle(tab)
    assert site.stars(account, 21) == 4
    # Another tab shows the rating, too.
    expect(browser.open("/film/21").locator("article.movie").get_by_role("radio", name="4 stars")).to_be_checked()


def test_the_history_can_be_filtered_and_its_entries_removed(browser, site, account):
    tab = browser.log_in(account, "/film/22")
    rate(tab, 5)
    pick(tab)
    tab.get_by_role("link", name="History", exact=True).click()
    entries = tab.get_by_role("main").get_by_role("listitem")
    expect(tab.get_by_text("3 entries")).to_be_visible()
    expect(entries).to_have_count(3)
    for kind, text in (("Opened", "Opened"), ("Picked", "Picked"), ("Rated", "5 stars")):
        tab.get_by_label("Show").select_option(kind)
        expect(tab.get_by_text("1 entry")).to_be_visible()
        expect(entries).to_have_count(1)
        expect(entries.first).to_contain_text(text)
    entries.first.get_by_role("button", name="Remove from history").click()
    expect(tab.get_by_text("Removed from your history: “Film 022”.")).to_be_visible()
    assert site.stars(account, 22) is None
    tab.get_by_role("link", name="Ratings").click()
    expect(tab.get_by_text("No ratings yet.")).to_be_visible()
    # The current ratings follow, without a reload.
    tab.get_by_role("searchbox").fill("Film 022")
    tab.get_by_role("main").get_by_role("article").get_by_role("link").click()
    wait_for_page(tab, "Film 022")
    expect(tab.locator("article.movie").get_by_role("radio", name="5 stars")).not_to_be_checked()


def test_a_long_history_is_shown_page_by_page(browser, site, account):
    token = site.call("POST", "/api/auth/login", {"username": account.name, "password": account.password})[1]["token"]
    events = [{"interaction_type": "view", "movie_id": 100 + number % 60} for number in range(120)]
    assert site.call("POST", "/api/interactions/batch", {"interactions": events}, token)[0] == 201
    tab = browser.log_in(account, "/history")
    entries = tab.get_by_role("main").get_by_role("listitem")
    expect(entries).to_have_count(50)
    tab.get_by_role("button", name="Show more").click()
    expect(entries).to_have_count(100)
    tab.get_by_role("button", name="Show more").click()
    expect(entries).to_have_count(120)
    expect(tab.get_by_role("button", name="Show more")).to_have_count(0)


def test_the_way_back_leads_to_the_same_place_of_a_list_that_takes_its_time(browser, site, account):
    token = site.call("POST", "/api/auth/login", {"username": account.name, "password": account.password})[1]["token"]
    events = [{"interaction_type": "view", "movie_id": 100 + number} for number in range(50)]
    assert site.call("POST", "/api/interactions/batch", {"interactions": events}, token)[0] == 201
    tab = browser.log_in(account, "/history")
    tab.clock.install()
    entry = tab.get_by_role("main").get_by_role("listitem").nth(45)
    title = entry.locator(".entry-title").inner_text()
    entry.locator(".entry-title").click()
    wait_for_page(tab, title)
    held = []
    browser.context.route("**/api/interactions?*", lambda route: held.append(route))
    tab.go_back()
    # The entries of each of the three kinds.
    until(tab, lambda: len(held) == 3)
    tab.clock.run_for(5_000)
    for route in held:
        route.continue_()
    expect(tab.get_by_role("main").get_by_role("listitem").nth(45)).to_be_in_viewport()


def test_personal_recommendations_follow_the_latest_ratings_and_are_kept_with_their_model(browser, site, account):
    tab = browser.log_in(account, "/for-you")
    expect(tab.get_by_text("So far this is what most people watch.")).to_be_visible()
    for movie in (31, 32, 33):
        tab.goto(f"/film/{movie}")
        rate(tab, 5)
    tab.get_by_role("link", name="For you").click()
    expect(tab.get_by_text("From what you rated and picked")).to_be_visible()
    best = tab.locator("ol").get_by_role("listitem")
    expect(best).to_have_count(20)
    expect(best.first).to_contain_text("A strong match, above all for Film 03")
    titles = tab.locator("ol").get_by_role("heading").all_inner_texts()
    assert not {"Film 031", "Film 032", "Film 033"} & set(titles)
    tab.get_by_label("Genre").select_option("Comedy")
    expect(best.filter(has_not_text="Comedy")).to_have_count(0)
    tab.get_by_role("link", name="What was recommended before").click()
    past = tab.locator("li.past")
    expect(past).to_have_count(3)
    past.nth(0).get_by_text("For the curious").click()
    expect(past.nth(0).get_by_text("from your history. Version ")).to_be_visible()
    expect(past.nth(1).get_by_role("heading", level=3)).to_have_text(titles)
    expect(past.nth(2)).to_contain_text("What most people watch.")
    lists = f"interactions WHERE user_id = {account.id} AND kind = 'recommend'"
    model = site.sql(f"SELECT model FROM {lists} ORDER BY id DESC LIMIT 1")[0][0]
    for name in model.split("+"):
        expect(past.nth(0)).to_contain_text(name)
    assert len(site.events(account, "recommend")) >= 40


def test_the_first_page_greets_the_user_with_recommendations(browser, account):
    tab = browser.log_in(account)
    expect(tab.get_by_role("heading", level=1)).to_have_text(f"Good to see you, {account.name}")
    # Nothing is known yet: the rows are everybody's, and say how they become the user's.
    expect(tab.get_by_role("link", name="Rate ten films")).to_be_visible()
    expect(tab.get_by_role("main").get_by_role("article").first).to_be_visible()


def test_the_first_page_does_not_recommend_what_was_just_rated(browser, account):
    tab = browser.log_in(account)
    films = tab.get_by_role("main").get_by_role("article")
    title = films.first.get_by_role("heading").inner_text()
    films.first.get_by_role("link").click()
    wait_for_page(tab, title)
    rate(tab, 5)
    tab.get_by_role("link", name="Marquee", exact=True).click()
    expect(tab.get_by_role("heading", name=f"Because you liked {title}")).to_be_visible()
    expect(films.get_by_role("heading", name=title, exact=True)).to_have_count(0)


def test_no_film_is_twice_on_the_first_page_and_each_row_says_why_it_is_there(browser, account):
    tab = browser.log_in(account, "/film/31")
    rate(tab, 5)
    tab.locator("article.movie").get_by_role("button", name="Want to see").click()
    browser.settle(tab)
    tab.goto("/")
    expect(tab.get_by_role("heading", name="Because you liked Film 031")).to_be_visible()
    titles = tab.get_by_role("main").get_by_role("article").get_by_role("heading").all_inner_texts()
    assert len(titles) > 20 and len(titles) == len(set(titles))
    rows = tab.locator(".home-rows section")
    assert rows.count() >= 3
    assert all(rows.nth(place).get_by_role("heading", level=2).inner_text() for place in range(rows.count()))


def test_the_history_is_what_the_user_did_and_equal_lists_that_were_shown_are_one_entry(browser, account):
    tab = browser.log_in(account, "/film/71")
    rate(tab, 5)
    browser.settle(tab)
    for _ in range(3):
        tab.goto("/for-you")
        expect(tab.locator("ol").get_by_role("listitem")).to_have_count(20)
    tab.goto("/history")
    entries = tab.get_by_role("main").get_by_role("listitem")
    expect(entries).to_have_count(2)
    expect(entries.nth(0)).to_contain_text("Rated")
    expect(entries.nth(1)).to_contain_text("Opened")
    tab.get_by_role("link", name="Shown to me").click()
    expect(tab.locator("li.past")).to_have_count(1)
    expect(tab.locator("li.past")).to_contain_text("Shown 3 times")


def test_the_count_above_the_history_follows_removals_down_to_none(browser, account):
    tab = browser.log_in(account, "/film/72")
    rate(tab, 3)
    browser.settle(tab)
    tab.goto("/history")
    expect(tab.get_by_text("2 entries")).to_be_visible()
    tab.get_by_role("button", name="Remove from history").first.click()
    expect(tab.get_by_text("1 entry")).to_be_visible()
    tab.get_by_role("button", name="Remove from history").first.click()
    expect(tab.get_by_text("Nothing here yet.")).to_be_visible()
    expect(tab.get_by_text("entry")).to_have_count(0)


def test_the_link_to_the_content_asks_for_nothing_anew(browser, account):
    tab = browser.log_in(account, "/for-you")
    expect(tab.locator("ol").get_by_role("listitem")).to_have_count(20)
    asked = []
    browser.context.on("request", lambda request: asked.append(request.url))
    tab.get_by_role("link", name="Skip to the content").focus()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(browser.site.address + "/for-you#stage")
    browser.settle(tab)
    assert not any("/api/recommendations" in url for url in asked)


def test_the_filters_show_what_the_address_says(browser, account):
    tab = browser.log_in(account, "/for-you")
    best = tab.locator("ol").get_by_role("listitem")
    expect(best).to_have_count(20)
    tab.get_by_label("Genre").select_option("Horror")
    expect(best.filter(has_not_text="Horror")).to_have_count(0)
    tab.get_by_role("link", name="For you", exact=True).click()
    expect(tab).to_have_url(browser.site.address + "/for-you")
    expect(tab.get_by_label("Genre")).to_have_value("")
    expect(best.filter(has_not_text="Horror").first).to_be_visible()


def test_low_ratings_alone_are_answered_with_what_is_missing(browser, site, account):
    token = site.call("POST", "/api/auth/login", {"username": account.name, "password": account.password})[1]["token"]
    events = [{"interaction_type": "rate", "movie_id": number, "rating": 1} for number in range(41, 46)]
    assert site.call("POST", "/api/interactions/batch", {"interactions": events}, token)[0] == 201
    tab = browser.log_in(account, "/for-you")
    expect(tab.get_by_text("Rate a film with four or five stars, or pick one, and it becomes yours.")).to_be_visible()
