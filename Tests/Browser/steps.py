"""Steps that several tests share."""

import time

from playwright.sync_api import expect

# Seconds. Where a page's own clock is stopped: after all that the test has done before.
FUTURE = 4_000_000_000
# Seconds that something may take, however busy the machine is.
LONGEST = 60


def waiting(tab) -> int:
    """The number of unsent events, of all users."""
    return tab.evaluate("Object.keys(localStorage).filter(name => name.startsWith('marquee.event.')).length")


def until(tab, is_so) -> None:
    """Waits for a condition that no locator can express."""
    deadline = time.monotonic() + LONGEST
    while not is_so():
        assert time.monotonic() < deadline, "that has not come about"
        tab.wait_for_timeout(50)


def wait_for_page(tab, title: str) -> None:
    """Waits for the page with this title. The page before may have a card with the same, or a search for it."""
    expect(tab.get_by_role("heading", level=1)).to_have_text(title)


def keep_toast(tab) -> None:
    """Keeps a toast, which goes after some seconds, but not while the pointer is on it."""
    tab.locator(".toast").hover()


def drawn(tab) -> None:
    """Waits until the page has been laid out and drawn, and what observes sizes has seen them."""
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")


def rate(tab, stars: int) -> None:
    """Rates the movie whose page is open."""
    tab.locator("article.movie").get_by_role("radio", name=f"{stars} star", exact=stars == 1).check()


def pick(tab) -> None:
    """Picks the movie whose page is open."""
    tab.locator("article.movie").get_by_role("button", name="I like it").click()


def id_of(link) -> int:
    """The movie that a link leads to."""
    return int(link.get_attribute("href").rsplit("/", 1)[1])


def write(field, text: str) -> None:
    """Replaces the text of a field: Playwright does not select that of e-mails and numbers in Firefox."""
    field.press("ControlOrMeta+a")
    field.press_sequentially(text)
