"""Fixtures of the browser tests: one site for all of them, and for each a browser that notices every fault."""

import os
import signal
import tempfile
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Engine
from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, Page, Request, Response, expect, sync_playwright

from marquee_site import Account, Site
from steps import LONGEST, waiting

# So that a SIGTERM ends the site, too.
signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def site():
    """Needs MARQUEE_TEST_BIN and MARQUEE_TEST_DATABASE_SOCKET, which scripts/test sets."""
    with tempfile.TemporaryDirectory(prefix="marquee-browser.") as folder:
        site = Site(Path(folder), Path(os.environ["MARQUEE_TEST_BIN"]), os.environ["MARQUEE_TEST_DATABASE_SOCKET"])
        try:
            yield site
        finally:
            site.close()


# The first is the default. Firefox has a run of its own, without the tests that are marked `chromium`, which measure
# what only Chromium can tell.
ENGINES = ("chromium", "firefox")


def pytest_addoption(parser):
    parser.addoption("--engine", choices=ENGINES, default=ENGINES[0], help="the browser to test in")


def pytest_configure(config):
    config.addinivalue_line("markers", "chromium(reason): runs in Chromium only")
    expect.set_options(timeout=LONGEST * 1_000)


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        engine = metafunc.config.getoption("engine")
        is_left_out = engine != ENGINES[0] and metafunc.definition.get_closest_marker("chromium")
        metafunc.parametrize("engine", [] if is_left_out else [engine], indirect=True, scope="session")


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def engine(request, playwright):
    """Debian's browsers. Playwright drives Firefox by WebDriver BiDi, which needs no patched Firefox."""
    if request.param == "firefox":
        launched = playwright.firefox.launch(channel="moz-firefox", executable_path="/usr/bin/firefox-esr")
    else:
        # Chromium has no sandbox for root. The tests open only their own site.
        arguments = ["--no-sandbox"] if os.getuid() == 0 else []
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
    yield launched
    launched.close()


class Browser:
    """A browser whose tabs share storage. An error or warning on its console is a fault, unless a test expects it."""

    def __init__(self, context: BrowserContext, site: Site):
        self.context, self.site = context, site
        # Each a text and where it is from.
        self.faults: list[tuple[str, str]] = []
        self.expected = ["Service Worker registration blocked by Playwright"]
        self.asked: set[Request] = set()
        # Frames whose next page is about to come, with the request for it.
        self.leaving: dict[Frame, Request] = {}
        context.on("console", self._note)
        context.on("weberror", lambda error: self.faults.append((str(error.error), error.page.url)))
        # A service worker's own requests belong to no tab.
        context.on("request", lambda request: request.service_worker or self.asked.add(request))
        if context.browser.browser_type.name == "chromium":
            context.on("response", self._leave)
            context.on("page", lambda tab: tab.on("framenavigated", self._arrive))
        for end in ("requestfinished", "requestfailed"):
            context.on(end, lambda request: self.asked.discard(request))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append((message.text, message.location["url"]))

    def _leave(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.leaving[response.frame] = response.request

    def _arrive(self, frame: Frame) -> None:
        """Forgets the requests of the previous page, which may ask until now: Chromium never reports their end.

        A navigation within the page, which had no request, leaves them as they are.
        """
        if navigation := self.leaving.pop(frame, None):
            self.asked = {other for other in self.asked if other == navigation or other.frame != frame}

    def expect_fault(self, part: str) -> None:
        """Expects faults with `part` in their text, such as `404`: Chromium logs each status from 400 up."""
        self.expected.append(part)

    def open(self, path: str = "/") -> Page:
        tab = self.context.new_page()
        tab.goto(path)
        return tab

    def log_in(self, account: Account, path: str = "/") -> Page:
        tab = self.open(f"/log-in?next={path}")
        tab.get_by_label("Name or e-mail").fill(account.name)
        tab.get_by_label("Password").fill(account.password)
        tab.locator("#stage").get_by_role("button", name="Log in").click()
        tab.wait_for_url(self.site.address + path)
        return tab

    def settle(self, tab: Page) -> None:
        """Waits until all tabs have an answer to every request, and the server has every event, whichever tab sends it.

        A rating becomes an event only once the current ratings are loaded, a view once its movie is.
        """
        # Playwright's own way to wait evaluates text in the page, which the policy of the pages forbids.
        deadline = time.monotonic() + LONGEST
        quiet_looks = 0
        # Twice in a row, since the page handles an answer a moment after it has arrived.
        while quiet_looks < 2:
            assert time.monotonic() < deadline, f"{waiting(tab)} events are unsent, {self._unanswered()} unanswered"
            tab.wait_for_timeout(50)
            is_quiet = waiting(tab) == 0 and not self._unanswered()
            quiet_looks = quiet_looks + 1 if is_quiet else 0

    def _unanswered(self) -> list[str]:
        return [request.url for request in self.asked if not request.frame.page.is_closed()]

    def unexpected(self) -> list[tuple[str, str]]:
        return [(text, place) for text, place in self.faults if not any(part in text for part in self.expected)]


@pytest.fixture
def browsers(engine: Engine, site):
    """Makes browsers that share nothing. Takes the options of a Playwright context."""
    opened: list[Browser] = []

    def make(**options) -> Browser:
        options = {
            "base_url": site.address,
            "viewport": {"width": 1280, "height": 900},
            # Playwright holds and changes no request that a service worker has made.
            "service_workers": "block",
            **options,
        }
        context = engine.new_context(**options)
        context.set_default_timeout(LONGEST * 1_000)
        opened.append(Browser(context, site))
        return opened[-1]

    yield make
    faults = [fault for browser in opened for fault in browser.unexpected()]
    for browser in opened:
        browser.context.close()
    assert faults == []


@pytest.fixture
def browser(browsers) -> Browser:
    return browsers()


@pytest.fixture
def account(site) -> Account:
    return site.register()
