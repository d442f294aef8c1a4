"""What recommendations may be: how varied, which genres, how well known, and only from the watchlist."""

from playwright.sync_api import expect

from steps import rate, until


def best(tab):
    return tab.locator("ol.recommendations > li")


def shown(tab):
    links = best(tab).get_by_role("heading").get_by_role("link")
    return links.evaluate_all("links => links.map(link => Number(link.pathname.split('/').at(-1)))")


def test_a_slider_makes_the_list_more_varied_and_the_address_keeps_it(browser, site):
    def answer(**fields):
        body = {"model": "auto", "context": [31, 32], "top_k": 20, **fields}
        return [movie["title"] for movie in site.call("POST", "/api/recommend", body)[1]["result"]]

    familiar, varied = answer(), answer(diversity=1)
    assert familiar != varied
    tab = browser.open("/picks?ids=31,32")
    titles = best(tab).get_by_role("heading")
    expect(titles).to_have_text(familiar)
    slider = tab.get_by_role("slider", name="Mix")
    expect(slider).to_have_attribute("aria-valuetext", "as familiar as it gets")
    slider.focus()
    tab.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "as varied as it gets")
    expect(tab).to_have_url(browser.site.address + "/picks?ids=31%2C32&varied=100")
    expect(titles).to_have_text(varied)
    tab.reload()
    expect(titles).to_have_text(varied)
    expect(slider).to_have_value("100")
    expect(slider).to_be_visible()
    slider.focus()
    tab.keyboard.press("Home")
    expect(tab).to_have_url(browser.site.address + "/picks?ids=31%2C32")
    expect(titles).to_have_text(familiar)


def test_a_genre_can_be_left_out_and_films_be_well_known_or_from_the_watchlist_only(browser, site, account):
    movies = [
        movie
        for page in (1, 2, 3)
        for movie in site.call("GET", f"/api/movies?include=ratings&per_page=100&page={page}")[1]["result"]
    ]
    genres = {movie["id"]: movie["genre"].split(", ") for movie in movies}
    ratings = {movie["id"]: movie["rating_count"] for movie in movies}
    tab = browser.log_in(account, "/film/31")
    rate(tab, 5)
    for movie in (35, 39):
        tab.goto(f"/film/{movie}")
        tab.locator("article.movie").get_by_role("button", name="Want to see").click()
    browser.settle(tab)
    tab.goto("/for-you")
    expect(best(tab)).to_have_count(20)
    genre = genres[shown(tab)[0]][0]
    assert min(ratings[movie] for movie in shown(tab)) < 50
    tab.get_by_text("More filters").click()
    tab.get_by_label("Leave out").select_option(genre)
    until(tab, lambda: not any(genre in genres[movie] for movie in shown(tab)))
    expect(best(tab)).to_have_count(20)
    tab.get_by_label("Leave out").select_option("Nothing")
    until(tab, lambda: genre in genres[shown(tab)[0]])
    tab.get_by_label("Well known only").check()
    expect(tab).to_have_url(browser.site.address + "/for-you?known=1")
    until(tab, lambda: all(ratings[movie] >= 50 for movie in shown(tab)))
    expect(best(tab).first).to_be_visible()
    tab.get_by_label("From my watchlist only").check()
    expect(best(tab)).to_have_count(2)
    assert sorted(shown(tab)) == [35, 39]
    tab.reload()
    expect(tab.get_by_label("From my watchlist only")).to_be_checked()
    expect(best(tab)).to_have_count(2)


def test_a_visitor_has_no_watchlist_to_choose_from(browser):
    tab = browser.open("/picks?ids=31,32&mine=1")
    tab.get_by_text("More filters").click()
    expect(tab.get_by_label("Well known only")).to_be_visible()
    expect(tab.get_by_label("From my watchlist only")).to_have_count(0)
    expect(best(tab)).to_have_count(20)
