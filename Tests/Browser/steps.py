"""What several tests do."""


def waiting(tab) -> int:
    """How many events of anybody are still to be sent."""
    return tab.evaluate("Object.keys(localStorage).filter(name => name.startsWith('marquee.event.')).length")


def rate(tab, stars: int) -> None:
    """On the page of a film."""
    tab.locator("article.film").get_by_role("radio", name=f"{stars} star", exact=stars == 1).check()


def pick(tab) -> None:
    """The film of the page."""
    tab.locator("article.film").get_by_role("button", name="Pick").click()
