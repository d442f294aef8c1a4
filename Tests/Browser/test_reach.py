"""Hard conditions: slow answers on a phone, large letters, faulty forms, and a focus that must never be hidden."""

import pytest
from playwright.sync_api import expect

from test_craft import AXE, RULES, WATCH_SHIFTS, views


def slowly(route):
    route.request.frame.page.wait_for_timeout(80)
    route.continue_()


def test_slow_answers_shift_no_layout_on_a_phone_and_letters_of_twice_the_size_fit(browsers, account):
    moved, too_wide = [], []
    for who in (None, account):
        browser = browsers(viewport={"width": 390, "height": 800})
        browser.expect_fault("404")
        browser.context.add_init_script(WATCH_SHIFTS)
        browser.context.route("**/api/**", slowly)
        for path, tab in views(browser, who):
            tab.wait_for_timeout(300)
            if (shifted := tab.evaluate("shifted")) >= 0.05:
                moved.append((path, shifted))
            tab.set_viewport_size({"width": 800, "height": 900})
            tab.evaluate("document.documentElement.style.fontSize = '200%'")
            if tab.evaluate("document.documentElement.scrollWidth") > 800:
                too_wide.append(path)
            tab.set_viewport_size({"width": 390, "height": 800})
    assert (moved, too_wide) == ([], [])


def test_axe_finds_no_violation_in_a_dialog_with_a_faulty_form(browsers):
    tab = browsers(bypass_csp=True, reduced_motion="reduce").open("/film/1")
    tab.locator("article.movie").get_by_role("button", name="Pick").click()
    tab.get_by_role("radio", name="4 stars").check()
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
    tab.locator("article.movie").get_by_role("button", name="Pick").click()
    for path, ready in (
        ("/", ".card:not(.skeleton)"),
        ("/film/1", ".grid .card:not(.skeleton)"),
        ("/picks", "ol.recommendations"),
    ):
        tab.goto(path)
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
