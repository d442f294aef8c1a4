"""Every view of the pages, and what watches them: axe, and the browser's measure of shifts."""

from pathlib import Path

import axe_playwright_python

from histories import LETTERBOXD
from steps import rate

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

ANONYMOUS = {
    "/": ".card:not(.skeleton)",
    "/browse?genre=Drama": ".card:not(.skeleton)",
    "/browse?q=nothing+at+all": ".message",
    "/film/1007": ".grid .card:not(.skeleton)",
    "/picks": "ol.recommendations",
    "/picks?with=EASE": "ol.recommendations",
    "/watchlist?ids=1,2,1007": ".card:not(.skeleton)",
    "/night": ".newcomer",
    "/night?p=31.1007_Anna+Katharina&p=21_Ben&p=_Carla": "ol.recommendations",
    "/log-in": "form.form",
    "/log-in?new": "form.form",
    "/history": ".message",
    "/none": ".message",
}
PERSONAL = {
    "/": ".row .card:not(.skeleton)",
    "/film/1001": "article.movie",
    "/for-you": "ol.recommendations",
    "/watchlist": ".card:not(.skeleton)",
    "/welcome": ".card:not(.skeleton)",
    "/history": ".entry:not(.skeleton)",
    "/history?tab=dismissed": ".entry:not(.skeleton)",
    "/history?tab=ratings": ".entry:not(.skeleton)",
    "/history?tab=recommended": ".past",
    "/import": ".file-drop",
    "/account": ".sessions li",
}
WATCH_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifted += entry.value;
  }).observe({type: "layout-shift", buffered: true});
"""


def visit(tab, path, ready):
    tab.goto(path)
    tab.locator(ready).first.wait_for()


def views(browser, account=None):
    """Every view, one after another, with its tab: of a visitor with picks, or of a user with a history."""
    if account:
        tab = browser.log_in(account, "/film/51")
        rate(tab, 4)
        tab.locator("article.movie").get_by_role("button", name="Want to see").click()
        tab.goto("/for-you")
        tab.get_by_role("button", name="Not interested").first.click()
        browser.settle(tab)
    else:
        tab = browser.open("/browse?sort=popularity")
    for path, ready in (PERSONAL if account else ANONYMOUS).items():
        visit(tab, path, ready)
        if path == "/":
            for place in (0, 3):
                tab.locator(".card .pick").nth(place).click()
        if path == "/import":
            tab.get_by_label("Drop your file here").set_input_files(LETTERBOXD)
            tab.locator(".tally").wait_for()
        yield path, tab
