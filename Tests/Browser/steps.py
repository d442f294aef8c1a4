"""Steps that several tests share."""


def waiting(tab) -> int:
    """The number of unsent events, of all users."""
    return tab.evaluate("Object.keys(localStorage).filter(name => name.startsWith('marquee.event.')).length")


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
