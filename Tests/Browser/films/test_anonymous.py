"""A visitor without an account looks around, picks movies, and sees what to watch and why."""

import re

import pytest
from playwright.sync_api import expect

from catalogue import HARD_TITLES, STAR_TITLES
from steps import until, wait_for_page


def cards(tab):
    return tab.get_by_role("main").get_by_role("article")


def pick(tab, *titles):
    for title in titles:
        tab.get_by_role("button", name=f"I like {title}", exact=True).first.click()


def test_a_visitor_picks_movies_and_sees_what_to_watch_and_why(browser, site):
    before = site.sql("SELECT COUNT(*) FROM interactions")
    tab = browser.open("/")
    expect(cards(tab).nth(7)).to_be_visible()
    titles = [cards(tab).nth(place).get_by_role("heading").inner_text() for place in (0, 4, 7)]
    pick(tab, *titles)
    expect(tab.get_by_role("button", name=f"I like {titles[0]}", exact=True)).to_have_attribute("aria-pressed", "true")
    tab.get_by_role("link", name="3 picks").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("What to watch")
    best = tab.locator("ol").get_by_role("listitem")
    expect(best).to_have_count(20)
    expect(best.first).to_contain_text("A strong match, above all for ")
    assert any(title in best.first.inner_text() for title in titles)
    # Models and numbers are for the curious.
    expect(tab.locator(".score").first).to_be_hidden()
    expect(tab.get_by_text("Found by")).to_be_hidden()
    tab.get_by_text("For the curious").click()
    expect(tab.get_by_text("Found by")).to_be_visible()
    scores = [float(text.split()[-1].replace("−", "-")) for text in tab.locator(".score").all_inner_texts()]
    assert len(scores) == 20 and scores == sorted(scores, reverse=True)
    expect(tab.locator(".numbers").first).to_contain_text("%")
    # Picks stay in the browser, through a reload, and are stored nowhere else.
    tab.reload()
    expect(tab.get_by_role("heading", name="3 picks")).to_be_visible()
    expect(best).to_have_count(20)
    assert site.sql("SELECT COUNT(*) FROM interactions") == before
    # A dropped pick can be restored.
    tab.get_by_role("button", name=f"Drop {titles[0]}").click()
    expect(tab.get_by_role("heading", name="2 picks")).to_be_visible()
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", name="3 picks")).to_be_visible()


def test_search_finds_movies_as_the_visitor_types(browser):
    tab = browser.open("/")
    box = tab.get_by_role("searchbox", name="Search films")
    box.press_sequentially("har sta")
    expect(tab).to_have_url(re.compile(r"/browse\?q=har\+sta$"))
    expect(cards(tab)).to_have_count(2)
    expect(box).to_be_focused()
    box.fill("ECLAIR")
    expect(cards(tab)).to_have_count(1)
    expect(cards(tab).first).to_contain_text("Éclair of the Stars")
    box.fill("no film has this")
    expect(tab.get_by_text("No film fits.")).to_be_visible()
    tab.get_by_role("link", name="Show all films").click()
    expect(cards(tab)).to_have_count(40)
    expect(box).to_have_value("")


def test_a_misspelt_search_shows_what_was_meant_and_says_so(browser):
    tab = browser.open("/browse?q=harbuor")
    expect(cards(tab)).to_have_count(2)
    note = tab.locator(".instead")
    expect(note).to_have_text("Showing results for harbour No film is called “harbuor”.")
    note.get_by_role("link", name="harbour").click()
    expect(tab.get_by_role("searchbox")).to_have_value("harbour")
    expect(cards(tab)).to_have_count(2)
    expect(note).to_have_count(0)


def test_cards_say_what_everybody_thinks_of_a_film_and_by_how_many(browser, site):
    tab = browser.open()

    def are_best():
        rated = site.call("GET", "/api/movies?include=ratings&per_page=100&sort=rating")[1]["result"][:40]
        tab.goto("/browse?sort=rating")
        expect(cards(tab)).to_have_count(40)
        titles = cards(tab).get_by_role("heading").all_inner_texts()
        said = cards(tab).locator(".everybody").all_inner_texts()
        return titles == [movie["title"] for movie in rated] and all(
            f"★{movie['rating_average']:.1f}" in text and f" {movie['rating_count']} rating" in text
            for movie, text in zip(rated, said, strict=True)
        )

    # Ratings of other tests are counted once a minute, and perhaps between the two.
    until(tab, are_best)
    expect(tab.get_by_text("a single rating of five stars makes no film the best")).to_be_visible()
    tab.get_by_label("Order").select_option("Most watched")
    expect(tab.get_by_text("a single rating of five stars makes no film the best")).to_be_hidden()
    # The rows of the first page come without ratings.
    tab.goto("/")
    expect(cards(tab).first.locator(".everybody")).to_contain_text(re.compile(r"★\d\.\d.* \d+ ratings"))


def test_the_ratings_of_a_film_that_is_gone_are_asked_for_once(browser):
    def answer(route):
        found = route.fetch()
        body = found.json()
        for place, movie in enumerate(body["rows"][0]["result"][:3]):
            movie["id"] = 990_000 + place
        route.fulfill(response=found, json=body)

    asked = []
    browser.context.on("request", lambda request: "/api/movies?ids=" in request.url and asked.append(request.url))
    browser.context.route("**/api/home", answer)
    tab = browser.open("/")
    expect(cards(tab).nth(3).locator(".everybody")).to_contain_text("rating")
    browser.settle(tab)
    assert sum("990001" in url for url in asked) == 1
    expect(cards(tab).nth(1).locator(".everybody")).to_be_empty()


def test_a_list_without_films_names_only_what_would_help(browser):
    tab = browser.open("/browse?q=no+film+has+this")
    message = tab.locator(".message p:not(.actions)")
    expect(message).to_have_text(["No film fits.", "Try a word of the title."])
    tab.goto("/browse?q=star&genre=Western")
    expect(message).to_have_text(["No film fits.", "Try a word of the title. Try fewer filters."])
    tab.goto("/browse?genre=Western&from=1900&to=1901")
    expect(message).to_have_text(["No film fits.", "Try fewer filters."])
    tab.goto("/browse?page=99&genre=Drama")
    expect(message).to_have_text(["The list ends before this page."])
    tab.get_by_role("link", name="To the first page").click()
    expect(cards(tab).first).to_be_visible()
    expect(tab.get_by_label("Genre")).to_have_value("Drama")


def test_genre_and_years_narrow_the_list_and_the_address_keeps_them(browser, site):
    tab = browser.open("/browse")
    tab.get_by_label("Genre").select_option("Western")
    tab.get_by_label("From year").press_sequentially("1970")
    tab.get_by_label("From year").press("Enter")
    tab.get_by_label("To year").press_sequentially("1979")
    tab.get_by_label("To year").press("Enter")
    expect(tab).to_have_url(re.compile("genre=Western"))
    wanted = site.call("GET", "/api/movies?genre=Western&year_from=1970&year_to=1979")[1]["pagination"]["total"]
    assert wanted > 0
    expect(tab.get_by_role("status").filter(has_text="film")).to_have_text(re.compile(rf"^{wanted} films?$"))
    expect(cards(tab)).to_have_count(wanted)
    tab.reload()
    expect(tab.get_by_label("Genre")).to_have_value("Western")
    expect(cards(tab)).to_have_count(wanted)


def test_the_way_back_leads_to_the_same_place_of_the_same_page_of_the_list(browser):
    tab = browser.open("/browse?sort=title")
    first = cards(tab).first.inner_text()
    tab.get_by_role("link", name="Next").click()
    expect(tab.get_by_text("Page 2 of")).to_be_visible()
    assert cards(tab).first.inner_text() != first
    cards(tab).nth(30).scroll_into_view_if_needed()
    title = cards(tab).nth(30).get_by_role("heading").inner_text()
    cards(tab).nth(30).get_by_role("link").click()
    wait_for_page(tab, title)
    tab.go_back()
    expect(tab.get_by_text("Page 2 of")).to_be_visible()
    expect(cards(tab).nth(30)).to_be_in_viewport()


def test_the_page_of_a_movie_shows_its_facts_and_similar_movies(browser, site):
    facts = site.call("GET", "/api/movies/1")[1]["movie"]
    tab = browser.open("/film/1")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Star Harbour")
    expect(tab).to_have_title("Star Harbour · Marquee")
    expect(tab.get_by_role("link", name="1977")).to_have_attribute("href", "/browse?from=1977&to=1977")
    expect(tab.get_by_role("link", name="Sci-Fi", exact=True)).to_be_visible()
    film = tab.locator("article.movie")
    expect(film.get_by_text(f"{facts['rating_average']:.1f}", exact=True)).to_be_visible()
    expect(film.get_by_text(f"{facts['rating_count']} ratings")).to_be_visible()
    expect(tab.get_by_role("region").or_(tab.locator("section")).get_by_role("article")).to_have_count(12)
    # Rating needs an account.
    tab.locator("article.movie").get_by_role("radio", name="4 stars").check()
    expect(tab.get_by_role("dialog", name="Log in")).to_contain_text("Log in to rate “Star Harbour”.")
    tab.get_by_role("button", name="Close").click()
    expect(tab.locator("article.movie").get_by_role("radio", name="4 stars")).not_to_be_checked()


def test_every_model_can_be_chosen_and_two_are_compared_side_by_side(browser):
    tab = browser.open("/browse?sort=popularity")
    for place in (0, 1, 2):
        cards(tab).nth(place).get_by_role("button", name="I like").click()
    tab.get_by_role("link", name="3 picks").click()
    tab.get_by_text("For the curious").click()
    expect(tab.get_by_label("Model", exact=True)).to_have_value("auto")
    for name in ("EASE", "ItemKNN", "NeuralMF", "DeepFM"):
        tab.get_by_label("Model", exact=True).select_option(name)
        expect(tab.get_by_text(f"Found by {name}, version ")).to_be_visible()
    tab.get_by_label("Compare with").select_option("EASE")
    expect(tab.get_by_role("heading", name="DeepFM", level=2)).to_be_visible()
    expect(tab.get_by_role("heading", name="EASE", level=2)).to_be_visible()
    lists = tab.locator("ol")
    expect(lists).to_have_count(2)
    expect(lists.first.get_by_role("listitem")).to_have_count(10)
    both = set(lists.first.get_by_role("heading").all_inner_texts()) & set(
        lists.last.get_by_role("heading").all_inner_texts()
    )
    expect(lists.first.get_by_text("In both lists")).to_have_count(len(both))
    tab.reload()
    expect(lists).to_have_count(2)
    tab.get_by_label("Genre").select_option("Horror")
    expect(lists.first.get_by_role("listitem").filter(has_not_text="Horror")).to_have_count(0)


@pytest.mark.parametrize("number", HARD_TITLES)
def test_a_title_is_shown_as_text_and_never_as_markup(browser, site, number):
    title = site.call("GET", f"/api/movies/{number}")[1]["movie"]["title"]
    tab = browser.open(f"/film/{number}")
    heading = tab.get_by_role("heading", level=1)
    expect(heading).to_have_text(title)
    assert heading.evaluate("element => element.children.length") == 0
    expect(tab.locator("img, #stage script")).to_have_count(0)
    tab.get_by_role("button", name=f"I like it {title}", exact=True).click()
    tab.get_by_role("link", name="1 pick").click()
    expect(tab.get_by_role("button", name=f"Drop {title}", exact=True)).to_be_visible()
    expect(tab.locator("img, #stage script")).to_have_count(0)
    expect(tab).to_have_title("What to watch · Marquee")


def test_an_unknown_address_is_a_page_for_a_browser_and_json_for_a_program(browser, site):
    browser.expect_fault("404")
    tab = browser.open("/no/such/page")
    expect(tab.get_by_role("heading", level=1)).to_have_text("No such page")
    assert site.call("GET", "/no/such/page") == (404, {"error": "NOT_FOUND", "message": "There is no such endpoint."})
    tab.goto("/film/987654")
    expect(tab.get_by_text("There is no such thing here.").first).to_be_visible()


def test_the_routes_of_the_original_front_end_work_beside_the_pages(browser, site):
    tab = browser.open("/")
    movies = tab.evaluate("fetch('/init').then(answer => answer.json())")["result"]
    assert len(movies) == 240 + len(HARD_TITLES) and movies[0].keys() == {"id", "title", "genre", "date"}
    assert {movie["title"] for movie in movies} >= {"Star Harbour", "Harbour Star Returns"} and len(STAR_TITLES) == 3
    result = tab.evaluate(
        """fetch('/recommend', {method: 'POST', headers: {'Content-Type': 'application/json'},
           body: JSON.stringify({context: [1, 2], model: 'EASE'})}).then(answer => answer.json())"""
    )["result"]
    assert len(result) == 10 and not {1, 2} & {movie["id"] for movie in result}
