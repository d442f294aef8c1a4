"""Rules for every view: any width, the keyboard alone, screen readers, no layout shifts, few bytes, a strict policy."""

import re

import pytest
from playwright.sync_api import expect

from marquee_site import ROOT
from steps import drawn, wait_for_page
from views import AXE, RULES, WATCH_SHIFTS, views, visit


def test_every_view_fits_every_width_from_a_phone_to_a_wide_screen(browsers, account):
    for who in (None, account):
        browser = browsers()
        browser.expect_fault("404")
        for path, tab in views(browser, who):
            for width in (320, 768, 1440, 2560):
                tab.set_viewport_size({"width": width, "height": 800})
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
                assert too_small(tab) == [], (path, width)
                lines = tab.locator("#top nav a").evaluate_all("links => links.map(link => link.offsetHeight)")
                assert max(lines) < 48, (path, width)


def too_small(tab):
    """Controls that are smaller than 24 pixels (WCAG 2.2, 2.5.8)."""
    return tab.evaluate("""() =>
      [...document.querySelectorAll("button, select, input:not(.unseen):not([type=radio]), nav a")]
        .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([text]) => text)""")


@pytest.mark.chromium("axe reads the document, which is the same in both")
def test_axe_finds_no_violation_in_the_light_or_the_dark_scheme(browsers, account):
    for who in (None, account):
        # The policy of the pages keeps axe out. During a transition axe would see intermediate colours.
        browser = browsers(bypass_csp=True, reduced_motion="reduce")
        browser.expect_fault("404")
        browser.context.add_init_script(AXE)
        for path, tab in views(browser, who):
            for scheme in ("light", "dark"):
                tab.emulate_media(color_scheme=scheme)
                found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
                assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == [], (path, scheme)
                assert len(found["passes"]) > 10


@pytest.mark.chromium("Firefox does not measure shifts")
def test_no_view_shifts_its_layout(browsers, account):
    for who in (None, account):
        browser = browsers()
        browser.expect_fault("404")
        browser.context.add_init_script(WATCH_SHIFTS)
        for path, tab in views(browser, who):
            browser.settle(tab)
            drawn(tab)
            assert tab.evaluate("shifted") < 0.05, path


@pytest.mark.chromium("measures with the protocol of its developer tools")
def test_the_first_view_is_small_and_preloads_all_its_modules(browser):
    tab = browser.context.new_page()
    network = browser.context.new_cdp_session(tab)
    network.send("Network.enable")
    sizes = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visit(tab, "/", ".card:not(.skeleton)")
    browser.settle(tab)
    assert len(sizes) > 20 and sum(sizes) < 100_000, (len(sizes), sum(sizes))
    loaded = set(tab.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"))
    modules = {re.sub("^/v/[0-9a-f]{12}", "", path) for path in loaded if path.endswith(".js")}
    page = (ROOT / "nginx/html/index.html").read_text()
    assert modules == set(re.findall(r'"(/app/[^"]+\.js)"', page))


def test_pages_load_nothing_from_elsewhere_under_a_strict_policy(browser, site):
    foreign = []
    browser.context.on("request", lambda request: request.url.startswith(site.address) or foreign.append(request.url))
    tab = browser.context.new_page()
    policy = tab.goto("/film/51").headers["content-security-policy"]
    wait_for_page(tab, "Film 051")
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'"):
        assert part in policy
    assert "unsafe" not in policy and foreign == []
    # The policy holds: the page runs no inline script, and takes no markup from a text.
    for fault in ("Content Security Policy", "TrustedHTML", "TrustedScript", "require-trusted-types-for"):
        browser.expect_fault(fault)
    assert (
        tab.evaluate("""() => {
      const script = document.createElement("script");
      try { script.textContent = "document.title = 'broken'"; document.body.append(script); } catch {}
      try { document.body.innerHTML = "<b>broken</b>"; return "taken"; } catch { return document.title; }
    }""")
        == "Film 051 · Marquee"
    )


def test_the_keyboard_alone_leads_from_the_first_page_to_recommendations(browser):
    tab = browser.open("/")
    tab.locator(".card:not(.skeleton)").first.wait_for()
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab.keyboard.press("Enter")
    picked = 0
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('.pick')"):
            assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            tab.keyboard.press("Space")
            picked += 1
        if picked == 3:
            break
    expect(tab.get_by_role("link", name="3 picks")).to_be_visible()
    # Every card has a few stops, and the first page has as many cards as there are rows for.
    for _ in range(1_000):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('.tray a')"):
            break
    tab.keyboard.press("Enter")
    expect(tab.locator("ol").get_by_role("listitem")).to_have_count(20)
    expect(tab.get_by_role("heading", level=1)).to_be_focused()
    # Stars are radio buttons.
    tab.goto("/film/1")
    wait_for_page(tab, "Star Harbour")
    tab.locator("article.movie").get_by_role("radio", name="1 star", exact=True).focus()
    tab.keyboard.press("Space")
    expect(tab.get_by_role("dialog", name="Log in").get_by_label("Name or e-mail")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("dialog")).to_have_count(0)


ASK = "() => { let count = 0; setInterval(() => fetch(`/favicon.svg?${count++}`).catch(() => {}), 1); }"


@pytest.mark.chromium("Firefox reports the end of every request")
def test_no_test_waits_for_what_a_page_asked_until_it_was_left(browser):
    # Requests then pass through Playwright, which is slower.
    browser.context.route("**/api/**", lambda route: route.continue_())
    tab = browser.open("/browse")
    for _ in range(10):
        tab.evaluate(ASK)
        tab.goto("/browse")
    browser.settle(tab)
