"""Accounts are created, used on several devices, changed, exported and deleted."""

import json
import re

import pytest
from playwright.sync_api import expect

from steps import until, wait_for_page, write


def form(tab, name):
    """The section of the account page under a heading."""
    return tab.locator("section").filter(has=tab.get_by_role("heading", name=name, exact=True))


def kept(tab):
    return tab.evaluate("Object.keys(localStorage).sort()")


def log_out(tab, button="Log out"):
    tab.goto("/account")
    form(tab, "This device").get_by_role("button", name=button, exact=True).click()


def test_a_faulty_registration_is_explained_beside_the_field_and_a_good_one_greets_the_user(browser, site, account):
    browser.expect_fault("400")
    browser.expect_fault("409")
    tab = browser.open("/")
    tab.get_by_role("link", name="Log in").click()
    tab.get_by_role("button", name="Create an account").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Create an account")
    expect(tab).to_have_title("Create an account · Marquee")
    tab.get_by_role("button", name="Create account").click()
    expect(tab.get_by_label("Name")).to_have_accessible_description("3 to 32 characters. This is needed.")
    expect(tab.get_by_label("Name")).to_be_focused()
    tab.get_by_label("Name").fill(account.name)
    write(tab.get_by_label("E-mail"), "new@example.org")
    tab.get_by_label("Password").fill("short")
    tab.get_by_role("button", name="Create account").click()
    expect(tab.get_by_label("Password")).to_be_focused()
    expect(tab.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    for password, text in (
        ("short", "Use at least 8 characters."),
        ("password1", "Many people use this password"),
        (account.name, "This is your name or e-mail"),
    ):
        tab.get_by_label("Password").fill(password)
        tab.get_by_role("button", name="Create account").click()
        expect(tab.get_by_label("Password")).to_have_accessible_description(re.compile(text))
    write(tab.get_by_label("E-mail"), "nowhere")
    tab.get_by_role("button", name="Create account").click()
    expect(tab.get_by_label("E-mail")).to_have_accessible_description(re.compile("does not look like an e-mail"))
    write(tab.get_by_label("E-mail"), "new@example.org")
    tab.get_by_label("Password").fill("a pass phrase that is long")
    tab.get_by_role("button", name="Create account").click()
    expect(tab.get_by_label("Name")).to_have_accessible_description(re.compile("Somebody here has this name"))
    tab.get_by_label("Name").fill("Größe 7")
    tab.get_by_text("About you (optional)").click()
    tab.get_by_label("Age").fill("33")
    tab.get_by_role("button", name="Create account").click()
    wait_for_page(tab, "Rate a few films")
    tab.get_by_role("link", name="Skip this").click()
    wait_for_page(tab, "Good to see you, Größe 7")
    assert site.sql("SELECT age FROM users WHERE username = 'Größe 7'") == [["33"]]


def test_a_log_in_by_e_mail_leads_back_to_the_page_before(browser, account):
    browser.expect_fault("401")
    tab = browser.open("/browse?genre=Horror")
    tab.get_by_role("link", name="Log in").click()
    tab.get_by_label("Name or e-mail").fill(account.email)
    tab.get_by_label("Password").fill("not this one")
    tab.get_by_label("Password").press("Enter")
    expect(tab.get_by_label("Password")).to_have_accessible_description(re.compile("wrong"))
    tab.get_by_label("Password").fill(account.password)
    tab.get_by_label("Password").press("Enter")
    expect(tab).to_have_url(browser.site.address + "/browse?genre=Horror")
    expect(tab.get_by_role("link", name=f"Account of {account.name}")).to_be_visible()


def test_a_log_out_clears_every_tab(browser, site, account):
    first = browser.log_in(account)
    second = browser.open("/history?tab=ratings")
    expect(second.get_by_text("No ratings yet.")).to_be_visible()
    first.get_by_role("main").get_by_role("article").first.get_by_role("button", name="I like").click()
    expect(second.get_by_role("link", name="1 pick")).to_be_visible()
    log_out(first)
    expect(first.get_by_role("heading", name="Pick films you like.")).to_be_visible()
    expect(second.get_by_text("Log in to see this.")).to_be_visible()
    expect(second.get_by_role("link", name="Log in")).to_be_visible()
    # One tab hears of another's changes one by one.
    until(second, lambda: kept(first) == kept(second) == [])
    # Only the session of the registration is left.
    assert site.sql(f"SELECT COUNT(*) FROM sessions WHERE user_id = {account.id}") == [["1"]]


def test_a_log_out_everywhere_ends_the_sessions_of_other_devices(browsers, account):
    here, there = browsers(), browsers()
    there.expect_fault("401")
    first, other = here.log_in(account), there.log_in(account)
    log_out(first, "Log out everywhere")
    expect(first.get_by_role("link", name="Log in")).to_be_visible()
    other.get_by_role("link", name="History", exact=True).click()
    expect(other.get_by_role("dialog")).to_contain_text("Your session has ended.")


def test_the_profile_can_be_changed_and_a_new_name_needs_the_password(browser, site, account):
    browser.expect_fault("40")
    tab = browser.log_in(account, "/account")
    profile = form(tab, "Profile")
    profile.get_by_label("Age").fill("200")
    profile.get_by_role("button", name="Save profile").click()
    expect(profile.get_by_label("Age")).to_have_attribute("aria-invalid", "true")
    write(profile.get_by_label("Age"), "41")
    profile.get_by_label("Gender").fill("F")
    profile.get_by_role("button", name="Save profile").click()
    expect(tab.get_by_text("Your profile is saved.")).to_be_visible()
    profile.get_by_label("Name").fill(account.name + "x")
    profile.get_by_role("button", name="Save profile").click()
    expect(profile.get_by_label("Password")).to_be_focused()
    profile.get_by_label("Password").fill(account.password)
    profile.get_by_role("button", name="Save profile").click()
    expect(profile.get_by_label("Password")).to_have_value("")
    expect(tab.get_by_role("link", name=f"Account of {account.name}x")).to_be_visible()
    assert site.sql(f"SELECT username, age, gender FROM users WHERE id = {account.id}") == [
        [account.name + "x", "41", "F"]
    ]


def test_a_new_password_ends_other_sessions_and_replaces_the_old_password(browsers, site, account):
    here, there = browsers(), browsers()
    here.expect_fault("40")
    there.expect_fault("401")
    other, tab = there.log_in(account, "/account"), here.log_in(account, "/account")
    expect(form(tab, "Where you are logged in").get_by_role("listitem")).to_have_count(3)
    change = form(tab, "Password")
    change.get_by_label("Current password").fill("not this one")
    change.get_by_label("New password").fill("another pass phrase")
    change.get_by_role("button", name="Change password").click()
    expect(change.locator(".fault:not(:empty), .notice:not(:empty)")).to_be_visible()
    change.get_by_label("Current password").fill(account.password)
    change.get_by_role("button", name="Change password").click()
    expect(tab.get_by_text("Your password is changed.")).to_be_visible()
    other.reload()
    expect(other.get_by_role("dialog")).to_contain_text("Your session has ended.")
    assert site.call("POST", "/api/auth/login", {"username": account.name, "password": account.password})[0] == 401
    assert site.call("POST", "/api/auth/login", {"username": account.name, "password": "another pass phrase"})[0] == 200


def test_one_device_is_logged_out_from_another(browsers, account):
    here, there = browsers(), browsers(user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    there.expect_fault("401")
    other = there.log_in(account)
    tab = here.log_in(account, "/account")
    device = form(tab, "Where you are logged in").get_by_role("listitem").filter(has_text="Firefox on Windows")
    device.get_by_role("button", name="Log out").click()
    expect(tab.get_by_text("That device is logged out.")).to_be_visible()
    expect(device).to_have_count(0)
    other.get_by_role("link", name="For you").click()
    expect(other.get_by_role("dialog")).to_contain_text("Your session has ended.")


@pytest.mark.chromium("Firefox' protocol tells of no download that a script starts")
def test_the_export_holds_the_interactions_of_the_user(browser, account, tmp_path):
    browser.expect_fault("40")
    tab = browser.log_in(account, "/film/2")
    tab.locator("article.movie").get_by_role("radio", name="5 stars").check()
    browser.settle(tab)
    tab.goto("/account")
    export = form(tab, "Your data")
    export.get_by_label("Password").fill("not this one")
    export.get_by_role("button", name="Download my data").click()
    expect(export.locator(".fault:not(:empty), .notice:not(:empty)")).to_be_visible()
    export.get_by_label("Password").fill(account.password)
    with tab.expect_download() as download:
        export.get_by_role("button", name="Download my data").click()
    download.value.save_as(tmp_path / "export.json")
    data = json.loads((tmp_path / "export.json").read_text())
    assert data["user"]["email"] == account.email
    assert [(event["interaction_type"], event["movie_id"]) for event in data["interactions"]] in (
        [("view", 2), ("rate", 2)],
        [("rate", 2), ("view", 2)],
    )


def test_a_deleted_account_leaves_nothing_behind(browser, site, account):
    browser.expect_fault("40")
    tab = browser.log_in(account, "/film/3")
    tab.locator("article.movie").get_by_role("radio", name="2 stars").check()
    tab.goto("/account")
    end = form(tab, "Delete the account")
    end.get_by_label("Password").fill("not this one")
    end.get_by_role("button").click()
    expect(end.locator(".fault:not(:empty), .notice:not(:empty)")).to_be_visible()
    end.get_by_label("Password").fill(account.password)
    end.get_by_role("button", name="Delete my account for good").click()
    expect(tab.get_by_text("Your account is deleted.")).to_be_visible()
    expect(tab.get_by_role("link", name="Log in")).to_be_visible()
    assert kept(tab) == []
    for table in ("users WHERE id", "interactions WHERE user_id", "sessions WHERE user_id"):
        assert site.sql(f"SELECT COUNT(*) FROM {table} = {account.id}") == [["0"]]


def test_a_one_time_password_leads_to_the_choice_of_a_new_one(browser, site, account):
    once = site.run("marquee-ctl", "users", "reset-password", account.name).strip()
    tab = browser.open("/log-in")
    tab.get_by_label("Name or e-mail").fill(account.name)
    tab.get_by_label("Password").fill(once)
    tab.get_by_label("Password").press("Enter")
    expect(tab).to_have_url(site.address + "/account")
    choice = form(tab, "Choose a password")
    expect(choice).to_contain_text("works only once")
    choice.get_by_label("Current password").fill(once)
    choice.get_by_label("New password").fill("my own pass phrase")
    choice.get_by_role("button", name="Change password").click()
    expect(tab.get_by_text("Your password is changed.")).to_be_visible()
    tab.reload()
    expect(form(tab, "Password")).to_be_visible()
    expect(form(tab, "Choose a password")).to_have_count(0)


def test_the_dialog_says_what_its_form_does_and_what_to_do_without_the_password(browser):
    tab = browser.open("/film/4")
    tab.locator("article.movie").get_by_role("radio", name="4 stars").check()
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_have_accessible_name("Log in")
    dialog.get_by_text("I forgot my password").click()
    expect(dialog.get_by_text("Marquee sends no mail.")).to_be_visible()
    dialog.get_by_role("button", name="Create an account").click()
    expect(dialog).to_have_accessible_name("Create an account")
