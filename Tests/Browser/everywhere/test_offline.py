"""The second visit asks for no file, the site works without a network, and a deploy breaks no open tab."""

import json
import re
import shutil
import subprocess
import time

import pytest
from playwright.sync_api import expect

from marquee_site import ROOT
from steps import pick, rate, until, wait_for_page, waiting


def keeping(browsers, **options):
    """A browser whose service worker has kept the pages."""
    browser = browsers(service_workers="allow", **options)
    for part in (
        "ERR_INTERNET_DISCONNECTED",
        "ERR_FAILED",
        "Failed to fetch",
        "NetworkError",
        "ServiceWorker",
        "network error",
    ):
        browser.expect_fault(part)
    tab = browser.open("/film/81")
    wait_for_page(tab, "Film 081")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.reload()
    wait_for_page(tab, "Film 081")
    return browser, tab


def test_the_second_visit_asks_for_no_file(browsers):
    _, tab = keeping(browsers)
    tab.goto("/browse")
    expect(tab.get_by_role("main").get_by_role("article")).to_have_count(40)
    sent = tab.evaluate(
        """() => performance.getEntriesByType("resource")
             .filter(({name, transferSize}) => transferSize > 0 && !name.includes("/api/")).map(({name}) => name)"""
    )
    assert sent == []
    assert tab.evaluate("performance.getEntriesByType('navigation')[0].transferSize") == 0


def test_without_a_network_known_films_are_shown_unopened_pages_open_and_what_one_does_is_sent_later(
    browsers, site, account
):
    browser, tab = keeping(browsers)
    tab.goto("/log-in?next=/film/82")
    tab.get_by_label("Name or e-mail").fill(account.name)
    tab.get_by_label("Password").fill(account.password)
    tab.locator("#stage").get_by_role("button", name="Log in").click()
    wait_for_page(tab, "Film 082")
    browser.settle(tab)
    browser.context.set_offline(True)
    # A new tab, as after a start of the device.
    tab.close()
    tab = browser.open("/film/81")
    wait_for_page(tab, "Film 081")
    expect(tab.get_by_role("status").get_by_text("You are offline.")).to_be_visible()
    pick(tab)
    tab.get_by_role("link", name="History", exact=True).click()
    wait_for_page(tab, "History")
    expect(tab.get_by_role("alert")).to_contain_text("You are offline.")
    assert waiting(tab) >= 1
    browser.context.set_offline(False)
    browser.settle(tab)
    assert ("select", 81) in site.events(account)


def kept(tab):
    """The names of the caches with users' answers."""
    return tab.evaluate("caches.keys().then(names => names.filter(name => name.startsWith('own-')))")


def finish_keeping(tab):
    """Waits until the answers that are being kept are in the caches, each of which does one thing after the other."""
    tab.evaluate("""() => caches.keys()
      .then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys())))).then(() => true)""")


def test_without_a_network_the_user_sees_again_what_was_seen_before_and_a_log_out_removes_it(browsers, site, account):
    browser, tab = keeping(browsers)
    tab.goto("/log-in?next=/film/85")
    tab.get_by_label("Name or e-mail").fill(account.name)
    tab.get_by_label("Password").fill(account.password)
    tab.locator("#stage").get_by_role("button", name="Log in").click()
    wait_for_page(tab, "Film 085")
    rate(tab, 5)
    pick(tab)
    tab.locator("article.movie").get_by_role("button", name="Want to see").click()
    browser.settle(tab)
    places = {
        "/": ".home-rows .card:not(.skeleton)",
        "/for-you": "ol.recommendations li",
        "/picks": "ol.recommendations li",
        "/watchlist": ".card:not(.skeleton)",
        "/history": ".entry:not(.skeleton)",
        "/history?tab=ratings": ".entry:not(.skeleton)",
    }
    seen = {}
    for path, part in places.items():
        tab.goto(path)
        expect(tab.locator(part).first).to_be_visible()
        browser.settle(tab)
        finish_keeping(tab)
        seen[path] = tab.locator(part).get_by_role("heading").or_(tab.locator(".entry-title")).all_inner_texts()
    browser.context.set_offline(True)
    tab.close()
    tab = browser.open("/film/85")
    # One's own rating is known, too.
    expect(tab.locator("article.movie").get_by_role("radio", name="5 stars")).to_be_checked()
    for path, part in places.items():
        tab.goto(path)
        expect(tab.locator(part).first).to_be_visible()
        assert tab.locator(part).get_by_role("heading").or_(tab.locator(".entry-title")).all_inner_texts() == seen[path]
    # Back on the network the page renews itself.
    tab.goto("/watchlist")
    expect(tab.locator(".card")).to_have_count(1)
    site.sql(f"DELETE FROM watchlist WHERE user_id = {account.id}")
    browser.context.set_offline(False)
    if browser.context.browser.browser_type.name == "firefox":
        # Its protocol does not tell a page that was loaded without a network.
        tab.evaluate("dispatchEvent(new Event('online'))")
    expect(tab.get_by_text("Nothing is on your watchlist yet.")).to_be_visible()
    until(tab, lambda: kept(tab) == [f"own-{account.id}"])
    browser.context.set_offline(True)
    tab.goto("/account")
    tab.get_by_role("button", name="Log out", exact=True).first.click()
    expect(tab.get_by_role("link", name="Log in")).to_be_visible()
    expect(tab.get_by_role("alert")).to_contain_text("You are offline.")
    until(tab, lambda: kept(tab) == [])
    browser.context.set_offline(False)


@pytest.fixture
def deployable(site, tmp_path):
    """A second nginx whose pages the test replaces: `(address, deploy)`."""
    address, nginx = site.start_nginx("deployable")
    html = site.folder / "deployable" / "html"

    def deploy():
        source = tmp_path / "source"
        shutil.copytree(ROOT / "nginx/html", source / "nginx/html")
        (source / "scripts/lib").mkdir(parents=True)
        shutil.copy(ROOT / "scripts/lib/publish_pages.py", source / "scripts/lib")
        with (source / "nginx/html/app/routes.js").open("a") as file:
            file.write("\n// A later version.\n")
        # nginx tells versions of a file apart by its size and the second of its change.
        time.sleep(1.1)
        shutil.rmtree(html)
        subprocess.run(["python3", "-B", source / "scripts/lib/publish_pages.py", html], check=True)

    yield address, deploy
    site.end(nginx)
    shutil.rmtree(site.folder / "deployable")


@pytest.mark.parametrize("workers", ["allow", "block"])
def test_a_deploy_breaks_no_open_tab_and_the_next_visit_has_the_new_pages(browsers, deployable, workers):
    address, deploy = deployable
    browser = browsers(base_url=address, service_workers=workers)
    browser.expect_fault("404")
    browser.expect_fault("module")
    browser.expect_fault("MIME type")
    tab = browser.open("/film/83")
    wait_for_page(tab, "Film 083")
    if workers == "allow":
        tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    before = version_of(tab)
    deploy()
    # A page that this tab has not opened yet.
    tab.get_by_role("link", name="Browse").click()
    expect(tab.get_by_role("main").get_by_role("article")).to_have_count(40)
    # With a service worker the first visit only discovers the new version, and a later visit gets it.
    for _ in range(20):
        tab.goto("/film/84")
        wait_for_page(tab, "Film 084")
        if version_of(tab) != before:
            break
        tab.wait_for_timeout(1_000)
    assert version_of(tab) != before


def version_of(tab):
    return re.search("/v/([0-9a-f]{12})/", tab.locator("script[type=module]").get_attribute("src"))[1]


@pytest.mark.chromium("asks Chromium's own check")
def test_the_site_can_be_installed(browsers, site):
    browser, tab = keeping(browsers)
    network = browser.context.new_cdp_session(tab)
    errors = network.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The tests' windows are private ones.
    assert [error["errorId"] for error in errors] == ["in-incognito"]
    manifest = json.loads(network.send("Page.getAppManifest")["data"])
    for icon in manifest["icons"]:
        assert tab.request.get(icon["src"]).status == 200


def test_versioned_files_are_kept_for_good_and_pages_are_asked_for_again(browsers):
    tab = browsers().open("/film/1")
    script = tab.locator("script[type=module]").get_attribute("src")
    headers = tab.evaluate(
        """urls => Promise.all(urls.map(url => fetch(url).then(answer => answer.headers.get("Cache-Control"))))""",
        [script, "/", "/service-worker.js"],
    )
    assert headers == ["public, max-age=31536000, immutable", "no-cache", "no-cache"]
