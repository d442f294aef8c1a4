"""What several tests do or wait for."""

import time


def waiting(tab) -> int:
    """How many events of anybody are still to be sent."""
    return tab.evaluate("Object.keys(localStorage).filter(name => name.startsWith('marquee.event.')).length")


def settled(tab) -> None:
    """Until every event has been sent."""
    # Playwright's own waiting evaluates text in the page, which the page's policy forbids.
    deadline = time.monotonic() + 10
    while waiting(tab) > 0:
        assert time.monotonic() < deadline, "events are not sent"
        tab.wait_for_timeout(50)


def rate(tab, stars: int) -> None:
    """On the page of a film."""
    tab.locator("article.film").get_by_role("radio", name=f"{stars} star", exact=stars == 1).check()


def pick(tab) -> None:
    """The film of the page."""
    tab.locator("article.film").get_by_role("button", name="Pick").click()
