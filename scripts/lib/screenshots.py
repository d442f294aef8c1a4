"""Takes pictures of the main views of a running site, and joins those of three phones: screenshots.py ADDRESS FOLDER.

It creates an account, and deletes it at the end.
"""

import base64
import os
import sys
import uuid
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"phone": (360, 740), "tablet": (820, 1100), "desktop": (1280, 800)}
# Side by side in one picture.
PHONES = ("home-phone-light", "night-phone-dark", "for-you-phone-light")
LIKED = [50, 172, 127]
NIGHT = "/night?p=50.172_Ada&p=127.98_Ben&p=318_Carla"
HISTORY = {
    "name": "ratings.csv",
    "mimeType": "text/csv",
    "buffer": b"""Date,Name,Year,Letterboxd URI,Rating
2024-01-02,Toy Story,1995,https://boxd.it/1,4.5
2024-01-03,Fargo,1996,https://boxd.it/2,5
2024-02-11,Solaris,1972,https://boxd.it/3,4
2024-03-05,Casablanca,1943,https://boxd.it/4,5
2024-03-09,The Empire Strikes Bak,1980,https://boxd.it/5,5
2024-04-01,The Usual Suspcts,1995,https://boxd.it/6,4
2024-05-20,Dune: Part Two,2024,https://boxd.it/7,4
""",
}
PASSWORD = f"popcorn {uuid.uuid4()}"


def visit(tab: Page, path: str, ready: str) -> None:
    tab.goto(path)
    tab.locator(ready).first.wait_for()
    tab.wait_for_timeout(300)


def register(tab: Page) -> None:
    name = f"Ada {uuid.uuid4().int % 10_000}"
    tab.goto("/log-in?new")
    tab.get_by_label("Name").fill(name)
    tab.get_by_label("E-mail").fill(f"{uuid.uuid4().hex}@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Create account").click()
    tab.get_by_role("heading", name="Rate a few films").wait_for()


def shoot(tab: Page, folder: Path, kind: str) -> None:
    def picture(name: str, whole: bool = False) -> None:
        tab.screenshot(path=folder / f"{name}-{kind}.png", full_page=whole)

    visit(tab, "/", ".card:not(.skeleton)")
    picture("home")
    for movie in LIKED:
        visit(tab, f"/film/{movie}", "article.movie")
        tab.locator("article.movie .pick-wide").click()
    visit(tab, f"/film/{LIKED[1]}", "article.movie")
    tab.locator(".grid .card:not(.skeleton)").first.wait_for()
    picture("film")
    visit(tab, "/picks", "ol.recommendations")
    picture("picks")
    visit(tab, "/picks?with=EASE", "ol.recommendations")
    picture("compare")
    visit(tab, "/browse?genre=Sci-Fi", ".card:not(.skeleton)")
    picture("browse")
    visit(tab, NIGHT, "ol.recommendations")
    picture("night")
    register(tab)
    tab.locator(".card:not(.skeleton)").first.wait_for()
    picture("welcome")
    for movie, stars in zip(LIKED, (5, 4, 5), strict=True):
        visit(tab, f"/film/{movie}", "article.movie")
        tab.get_by_role("radio", name=f"{stars} stars").first.check()
        tab.locator("article.movie").get_by_role("button", name="Want to see").click()
    visit(tab, "/for-you", "ol.recommendations")
    picture("for-you")
    visit(tab, "/", ".row .card:not(.skeleton)")
    picture("rows")
    visit(tab, "/watchlist", ".card:not(.skeleton)")
    picture("watchlist")
    visit(tab, "/history", ".entry:not(.skeleton)")
    picture("history")
    visit(tab, "/import", ".file-drop")
    tab.get_by_label("Drop your file here").set_input_files(HISTORY)
    tab.locator(".tally").wait_for()
    tab.locator(".import-stage").evaluate("part => part.scrollIntoView()")
    tab.wait_for_timeout(300)
    picture("import")
    visit(tab, "/account", ".sessions li")
    picture("account", whole=True)
    deletion = tab.locator("section").filter(has=tab.get_by_role("heading", name="Delete the account"))
    deletion.get_by_label("Password").fill(PASSWORD)
    deletion.get_by_role("button").click()
    tab.get_by_text("Your account is deleted.").wait_for()


def join(browser: Browser, folder: Path) -> None:
    """Joins pictures of phones in `phones.png`."""
    width, height = SIZES["phone"]
    gap = 24
    tab = browser.new_page(viewport={"width": len(PHONES) * (width + gap) - gap, "height": height})
    pictures = [base64.b64encode((folder / f"{name}.png").read_bytes()).decode() for name in PHONES]
    tab.set_content(
        f"<style>body {{ display: flex; gap: {gap}px; margin: 0 }}</style>"
        + "".join(f'<img src="data:image/png;base64,{picture}">' for picture in pictures)
    )
    tab.screenshot(path=folder / "phones.png", omit_background=True)
    tab.close()


def main(address: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.getuid() == 0 else []
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    base_url=address, viewport={"width": width, "height": height}, color_scheme=scheme
                )
                shoot(context.new_page(), folder, f"{size}-{scheme}")
                context.close()
        join(browser, folder)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
