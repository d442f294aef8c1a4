"""Picks have an address, which others open without losing their own."""

from playwright.sync_api import expect

from steps import pick, wait_for_page


def test_shared_picks_are_shown_beside_ones_own_and_can_be_taken_over(browsers):
    giver, taker = browsers(), browsers()
    tab = giver.open("/film/1")
    pick(tab)
    tab.goto("/film/2")
    pick(tab)
    tab.goto("/picks")
    expect(tab.locator("ol").get_by_role("listitem")).to_have_count(20)
    titles = tab.locator("ol").get_by_role("heading").all_inner_texts()
    # Neither the system's dialog nor the clipboard: the link is there to copy.
    tab.evaluate("Object.defineProperty(navigator, 'share', {value: undefined})")
    tab.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    tab.get_by_role("button", name="Share").click()
    address = giver.site.address + "/picks?ids=1,2"
    expect(tab.get_by_label("Link")).to_have_value(address)
    other = taker.open("/film/3")
    pick(other)
    other.goto(address)
    expect(other.get_by_role("heading", name="Shared with you")).to_be_visible()
    expect(other.locator("ol").get_by_role("heading")).to_have_text(titles)
    other.get_by_role("link", name="Browse").click()
    wait_for_page(other, "Browse")
    expect(other.get_by_role("link", name="1 pick")).to_be_visible()
    other.go_back()
    other.get_by_role("button", name="Make these my picks").click()
    expect(other.get_by_role("heading", name="2 picks")).to_be_visible()
    expect(other).to_have_url(taker.site.address + "/picks")
    other.get_by_role("button", name="Undo").click()
    expect(other.get_by_role("heading", name="1 pick")).to_be_visible()


def test_an_address_with_unknown_or_broken_ids_is_explained(browser):
    tab = browser.open("/picks?ids=987654,x,")
    expect(tab.get_by_text("None of these films is here.")).to_be_visible()
