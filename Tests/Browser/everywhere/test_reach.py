"""Hard conditions: slow answers on a phone, large letters, faulty forms, and a focus that must never be hidden."""

import pytest
from playwright.sync_api import expect

from catalogue import LONG_WORDS
from steps import drawn, pick, rate
from views import AXE, RULES, WATCH_SHIFTS, views


def slowly(route):
    route.request.frame.page.wait_for_timeout(80)
    route.continue_()


@pytest.mark.chromium("Firefox does not measure shifts")
def test_slow_answers_shift_no_layout_on_a_phone_and_letters_of_twice_the_size_fit(browsers, account):
    moved, too_wide = [], []
    for who in (None, account):
        browser = browsers(viewport={"width": 390, "height": 800})
        browser.expect_fault("404")
        browser.context.add_init_script(WATCH_SHIFTS)
        browser.context.route("**/api/**", slowly)
        for path, tab in views(browser, who):
            browser.settle(tab)
            drawn(tab)
            if (shifted := tab.evaluate("shifted")) >= 0.05:
                moved.append((path, shifted))
            tab.set_viewport_size({"width": 800, "height": 900})
            tab.evaluate("document.documentElement.style.fontSize = '200%'")
            if tab.evaluate("document.documentElement.scrollWidth") > 800:
                too_wide.append(path)
            tab.set_viewport_size({"width": 390, "height": 800})
    assert (moved, too_wide) == ([], [])


@pytest.mark.chromium("axe reads the document, which is the same in both")
def test_axe_finds_no_violation_in_a_dialog_with_a_faulty_form(browsers):
    tab = browsers(bypass_csp=True, reduced_motion="reduce").open("/film/1")
    tab.locator("article.movie").get_by_role("button", name="I like it").click()
    tab.locator("article.movie").get_by_role("radio", name="4 stars").check()
    dialog = tab.get_by_role("dialog", name="Log in")
    dialog.get_by_role("button", name="Log in").click()
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    tab.evaluate(AXE)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []


FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  // The radio buttons of the stars lie in their labels.
  const shape = element.closest("label") ?? element;
  const box = shape.getBoundingClientRect();
  const isSeen = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].some(([x, y]) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return top !== null && (shape.contains(top) || top.contains(shape));
  });
  const hasRing = [element, shape].map(part => getComputedStyle(part))
    .some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  return {html: element.outerHTML.slice(0, 120), isSeen, hasRing};
}"""


@pytest.mark.parametrize("size", [(1280, 720), (360, 640)])
def test_the_focus_is_never_hidden(browsers, size):
    browser = browsers(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    tab = browser.open("/film/1")
    tab.locator("article.movie").get_by_role("button", name="I like it").click()
    for path, ready in (
        ("/", ".card:not(.skeleton)"),
        ("/film/1", ".grid .card:not(.skeleton)"),
        ("/picks", "ol.recommendations"),
    ):
        # A tab of its own: after the last stop the focus is in the browser's own controls, where Firefox leaves it.
        tab = browser.open(path)
        tab.locator(ready).first.wait_for()
        stops = []
        for _ in range(70):
            tab.keyboard.press("Tab")
            if (stop := tab.evaluate(FOCUSED)) is None:
                break
            stops.append(stop)
        assert len(stops) > 30
        hidden = [stop for stop in stops if not stop["isSeen"] or not stop["hasRing"]]
        assert not hidden, (path, hidden)


@pytest.mark.parametrize("size", ["150%", "200%"])
def test_large_letters_fit_a_phone(browsers, account, size):
    cut = []
    for who in (None, account):
        browser = browsers(viewport={"width": 360, "height": 740})
        browser.expect_fault("404")
        for path, tab in views(browser, who):
            tab.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            drawn(tab)
            cut += [(path, what) for what in tab.evaluate(CUT)]
    assert cut == []


BARS = """() => [...document.querySelectorAll("#top, #top nav, .tray")]
  .filter(bar => ["fixed", "sticky"].includes(getComputedStyle(bar).position))
  .map(bar => bar.getBoundingClientRect())
  .reduce((sum, {top, bottom}) => sum + Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)), 0)"""


@pytest.mark.parametrize(("size", "can_stay"), [("100%", True), ("150%", False), ("200%", False)])
def test_large_letters_leave_most_of_a_phone_to_the_page(browsers, size, can_stay):
    browser = browsers(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    tab = browser.open("/film/1")
    pick(tab)
    expect(tab.locator(".tray.out")).to_be_visible()
    browser.settle(tab)
    tab.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
    if can_stay:
        expect(tab.locator("#top")).to_have_css("position", "sticky")
    else:
        expect(tab.locator("#top")).to_have_css("position", "static")
    tab.evaluate("scrollTo(0, 400)")
    assert tab.evaluate(BARS) <= 0.4 * 740
    # They are still there: the navigation at the top, the picks at the end.
    tab.evaluate("scrollTo(0, 0)")
    expect(tab.get_by_role("link", name="Watchlist")).to_be_in_viewport()
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(tab.get_by_role("link", name="1 pick")).to_be_in_viewport()


# Elements that extend beyond the screen, except in lists that scroll sideways by themselves.
CUT = """() => {
  const width = document.documentElement.clientWidth;
  const found = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
  for (const element of document.querySelectorAll(".brand, #top nav a, .account-link a, .tray.out *, h1, .button")) {
    const box = element.getBoundingClientRect();
    if (element.closest(".row, .unseen") || box.width === 0) continue;
    if (box.left < -1 || box.right > width + 1) found.push(element.outerHTML.slice(0, 80));
  }
  for (const card of document.querySelectorAll(".card:not(.skeleton)")) {
    const [like, want] = [".pick", ".want"].map(sign => card.querySelector(sign).getBoundingClientRect());
    if (like.right > want.left) found.push("signs over each other");
  }
  for (const word of document.querySelectorAll(".brand, .rating-average strong")) {
    const size = parseFloat(getComputedStyle(word).fontSize);
    if (word.getBoundingClientRect().height > 2 * size) found.push(`${word.innerText} is broken`);
  }
  return found;
}"""


@pytest.mark.chromium("Firefox' protocol emulates no forced colours")
def test_forced_colours_leave_stars_and_the_current_page_apart_from_others(browsers, account):
    browser = browsers(forced_colors="active")
    tab = browser.log_in(account, "/film/56")
    rate(tab, 3)
    signs = tab.locator("article.movie .star > span:first-of-type").evaluate_all(
        "signs => signs.map(sign => getComputedStyle(sign, '::before').content)"
    )
    assert signs == ['"★"'] * 3 + ['"☆"'] * 2
    history = tab.get_by_role("link", name="History", exact=True)
    history.click()
    expect(history).to_have_attribute("aria-current", "page")
    lines = tab.locator("#top nav a").evaluate_all(
        "links => links.filter(link => getComputedStyle(link).textDecorationLine === 'underline').map(a => a.innerText)"
    )
    assert lines == ["History"]


@pytest.mark.parametrize("width", [360, 768])
def test_on_a_narrow_screen_the_tray_covers_no_stars_that_are_seen_around_it(browsers, width):
    # Without motion the tray is at its place at once.
    browser = browsers(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    tab = browser.open("/film/1")
    pick(tab)
    expect(tab.get_by_role("link", name="1 pick")).to_be_visible()
    browser.settle(tab)
    drawn(tab)
    # It and the navigation are one bar, from edge to edge.
    tray, bar = [
        tab.locator(part).evaluate(
            "part => { const {left, right, top, bottom} = part.getBoundingClientRect();"
            " return {left, right, top, bottom}; }"
        )
        for part in (".tray", "#top nav")
    ]
    assert (tray["left"], tray["right"]) == (bar["left"], bar["right"]) and abs(tray["bottom"] - bar["top"]) < 1
    # The end of the page is above it.
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = tab.locator(".card .star").last
    assert last.evaluate("star => star.getBoundingClientRect().bottom") <= tray["top"]


@pytest.mark.parametrize("width", [360, 768])
def test_closed_filters_leave_room_for_films(browsers, width):
    tab = browsers(viewport={"width": width, "height": 900}).open("/picks?ids=1,2&genre=Drama")
    best = tab.locator("ol").get_by_role("listitem").first
    expect(best).to_be_visible()
    assert best.evaluate("film => film.getBoundingClientRect().bottom") < 800
    expect(tab.locator("details.settings")).not_to_have_attribute("open", "")


@pytest.mark.chromium("prints to PDF")
def test_paper_has_the_content_only(browser):
    tab = browser.open("/film/1")
    pick(tab)
    tab.emulate_media(media="print")
    for part in (".skip", "#top nav", ".search", ".tray", ".toasts"):
        expect(tab.locator(part)).to_be_hidden()
    expect(tab.get_by_role("heading", level=1)).to_be_visible()


def test_covers_break_no_word_and_no_two_are_alike(browser):
    tab = browser.open("/browse?sort=title")
    tab.locator(".card:not(.skeleton)").first.wait_for()
    words = [title.split()[0] for title in LONG_WORDS.values()]
    searches = [f"/browse?q={word}" for word in ["donaudampf", "star", *words]]
    for path in ("/browse?sort=title", "/browse?sort=title&page=3", *searches):
        tab.goto(path)
        tab.locator(".card:not(.skeleton)").first.wait_for()
        # One word is longer than any line.
        broken = [word for word in tab.evaluate(BROKEN) if len(word) < 40]
        assert broken == [], (path, broken)
        drawings = tab.locator(".card .cover svg").evaluate_all("covers => covers.map(cover => cover.innerHTML)")
        assert len(drawings) == len(set(drawings))


# Words of cover titles that are on two lines.
BROKEN = """() => [...document.querySelectorAll(".card .cover-title > span")].flatMap(title => {
  const text = title.firstChild;
  return [...text.data.matchAll(/[^ -]+/g)].filter(({0: word, index}) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1;
  }).map(([word]) => word);
})"""
