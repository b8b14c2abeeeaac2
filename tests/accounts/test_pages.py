"""Accounts: every page speaks our words in our frame, under our content security policy."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD, ada, browser_of
from tests.reading import text_of

pytestmark = pytest.mark.django_db

FOR_EVERYBODY = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
FOR_MEMBERS = [
    "accounts:profile",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_list_webauthn",
]
ASKED_ONCE_MORE = ["mfa_activate_totp", "mfa_add_webauthn"]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(\ssrc=|application/json))[^>]*>")


def signed_in_by_password() -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": ada().email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def assert_in_our_frame(page: object) -> None:
    markup = page.content.decode()  # type: ignore[attr-defined]
    assert page.status_code == 200  # type: ignore[attr-defined]
    assert '<main id="main"' in markup
    assert " · Focal</title>" in markup
    assert not INLINE.search(markup), INLINE.search(markup)


@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_pages_for_everybody_are_in_our_frame(name: str, client: Client) -> None:
    assert_in_our_frame(client.get(reverse(name)))


@pytest.mark.parametrize("name", [*FOR_MEMBERS, *ASKED_ONCE_MORE])
def test_pages_for_members_are_in_our_frame(name: str) -> None:
    assert_in_our_frame(signed_in_by_password().get(reverse(name)))


def test_sign_up_takes_a_name_and_the_browsers_time_zone(client: Client) -> None:
    answers = {"name": "Ada", "email": "ada@example.org", "password1": "a long enough one", "time_zone": "Asia/Tokyo"}
    client.post(reverse("account_signup"), answers)
    user = User.objects.get()
    assert (user.name, user.time_zone) == ("Ada", "Asia/Tokyo")
    assert "Your rooms" in text_of(client.get(reverse("home")))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_unknown_time_zone_at_sign_up_is_utc(zone: str, client: Client) -> None:
    answers = {"name": "Ada", "email": "ada@example.org", "password1": "a long enough one", "time_zone": zone}
    client.post(reverse("account_signup"), answers)
    assert User.objects.get().time_zone == "UTC"


def test_sign_up_explains_a_name_it_cannot_take(client: Client) -> None:
    answers = {"name": "a\u202eb", "email": "ada@example.org", "password1": "a long enough one"}
    assert "changes the direction of text" in text_of(client.post(reverse("account_signup"), answers))
    assert not User.objects.exists()


def test_wrong_password_is_said_in_a_notice(client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": ada().email, "password": "wrong"})
    assert 'data-kind="error"' in page.content.decode()
    assert "not correct" in text_of(page)


def test_forgotten_password_comes_by_letter_and_a_new_one_signs_in(client: Client) -> None:
    user = ada()
    client.post(reverse("account_reset_password"), {"email": user.email})
    (letter,) = mail.outbox
    assert letter.subject == "Choose a new password"
    (link,) = re.findall(r"http://testserver(\S+)", str(letter.body))
    form = client.get(link, follow=True)
    assert "Choose a new password" in text_of(form)
    new = "an even longer one"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert "Your new password is set" in text_of(done)
    assert client.login(email=user.email, password=new)


def test_used_reset_link_says_so_and_offers_another(client: Client) -> None:
    page = client.get(reverse("account_reset_password_from_key", args=["1", "nonsense-key"]), follow=True)
    assert "This link no longer works" in text_of(page)
    assert reverse("account_reset_password") in page.content.decode()


def test_profile_changes_name_and_time_zone() -> None:
    user = ada()
    browser_of(user).post(reverse("accounts:profile"), {"name": "Ada King", "time_zone": "Europe/London"})
    user.refresh_from_db()
    assert (user.name, user.time_zone) == ("Ada King", "Europe/London")


def test_refused_profile_changes_nothing_not_even_in_the_header() -> None:
    user = ada()
    page = browser_of(user).post(reverse("accounts:profile"), {"name": "", "time_zone": "Nowhere"})
    assert "This field is required" in text_of(page)
    assert "Select a valid choice" in text_of(page)
    assert ">Ada<" in page.content.decode()


@pytest.mark.parametrize("name", ASKED_ONCE_MORE)
def test_changing_how_one_signs_in_asks_for_the_password_once_more(name: str) -> None:
    page = browser_of(ada()).get(reverse(name), follow=True)
    assert "Is it still you?" in text_of(page)


def test_authenticator_app_is_set_up_with_a_picture_and_its_text() -> None:
    page = signed_in_by_password().get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert 'id="authenticator_secret"' in page.content.decode()


def test_signing_out_asks_by_a_form_and_ends_the_session() -> None:
    browser = browser_of(ada())
    browser.post(reverse("account_logout"))
    assert "A calm room for interviews" in text_of(browser.get(reverse("home")))


def test_the_admin_has_no_way_to_sign_in_of_its_own(client: Client) -> None:
    """Its form would ask for no second factor, and let anybody guess passwords without end."""
    User.objects.create_superuser("operator@example.org", "x", name="Operator")
    answer = client.post("/admin/login/?next=/admin/", {"username": "operator@example.org", "password": "x"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session
