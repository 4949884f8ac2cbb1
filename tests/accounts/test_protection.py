"""RVU Edge behind HTTPS: cookies that only HTTPS carries, HSTS, and settings that a strict operator expects."""

import json
import subprocess
import sys

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories import PASSWORD
from tests.running import environment_of_a_person
from tests.shape import ROOT

TELL = """
import json, django
from django.conf import settings
names = {names!r}
django.setup()
print(json.dumps({{name: getattr(settings, name, None) for name in names}}))
"""
NAMES = (
    "DEBUG",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_AGE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
    "LANGUAGE_COOKIE_NAME",
    "MESSAGE_STORAGE",
    "CSRF_COOKIE_SAMESITE",
    "PASSWORD_HASHERS",
    "ALLAUTH_TRUSTED_PROXY_COUNT",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
    "MFA_ALLOW_UNVERIFIED_EMAIL",
    "ACCOUNT_EMAIL_VERIFICATION",
    "AUTH_PASSWORD_VALIDATORS",
)


def told(**variables: str) -> dict[str, object]:
    """What the product's own settings say in an environment."""
    environment = environment_of_a_person(DJANGO_SETTINGS_MODULE="rvuedge.settings", **variables)
    command = [sys.executable, "-c", TELL.format(names=NAMES)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_protects_cookies_and_connections_behind_https() -> None:
    found = told(HTTPS="1", SECRET_KEY="k" * 60, EMAIL_URL="smtp://localhost:25")
    expected = {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-rvuedge",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": 12 * 3600,
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "LANGUAGE_COOKIE_NAME": "__Host-language",
        "MESSAGE_STORAGE": "rvuedge.web.passing_messages.HostStorage",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "MFA_ALLOW_UNVERIFIED_EMAIL": False,
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    }
    assert {name: found[name] for name in expected} == expected


def test_trusts_no_proxy_and_asks_for_no_mail_on_one_machine() -> None:
    found = told()
    expected = {"DEBUG": False, "ALLAUTH_TRUSTED_PROXY_COUNT": 0, "MFA_ALLOW_UNVERIFIED_EMAIL": True, "ACCOUNT_EMAIL_VERIFICATION": "none"}
    assert {name: found[name] for name in expected} == expected


def test_hashes_passwords_with_argon2_first_and_asks_for_twelve_characters() -> None:
    found = told()
    hashers, validators = found["PASSWORD_HASHERS"], found["AUTH_PASSWORD_VALIDATORS"]
    assert isinstance(hashers, list)
    assert hashers[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}} in validators  # type: ignore[operator]


def test_refuses_to_start_behind_https_without_a_kept_secret_key(tmp_path) -> None:
    environment = environment_of_a_person(DJANGO_SETTINGS_MODULE="rvuedge.settings", HTTPS="1", RVUEDGE_DATA=str(tmp_path))
    command = [sys.executable, "-c", "import django; django.setup()"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr


@pytest.fixture
def behind_https(settings):
    settings.SECURE_SSL_REDIRECT = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME = "__Host-rvuedge"


def test_leads_to_https_and_says_so_for_a_year(behind_https, client: Client, cast: Cast) -> None:
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/accounts/login/")
    answer = client.get("/accounts/login/", headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.parametrize("address", ["/api/v1/cases/", "/api/v1/codes/?q=99214", "/scim/v2/Users"])
def test_leads_no_program_to_https_that_came_in_the_clear(behind_https, client: Client, cast: Cast, address: str) -> None:
    answer = client.get(address, headers={"Authorization": "Bearer rvu_read_on_the_way"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "is no secret any more" in answer.json()["detail"]
    assert client.get(address, headers={"X-Forwarded-Proto": "https"}).status_code in (200, 401)


def test_sends_the_session_by_https_alone_and_to_no_script(behind_https, client: Client, cast: Cast) -> None:
    said = {"login": cast.clinician.user.email, "password": PASSWORD}
    cookie = client.post("/accounts/login/", said, headers={"X-Forwarded-Proto": "https"}).cookies["__Host-rvuedge"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, True, "Lax", "/", "")


def test_binds_a_passing_message_to_its_host(behind_https, settings, client: Client, cast: Cast) -> None:
    settings.MESSAGE_STORAGE = "rvuedge.web.passing_messages.HostStorage"
    secure = {"X-Forwarded-Proto": "https"}
    said = {"message": "The page of 45385 does not print on A4.", "reply_to": ""}
    cookie = client.post("/support/contact/", said, headers=secure).cookies["__Host-messages"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, True, "Lax", "/", "")
    assert "Your message is stored" in client.get("/support/contact/", headers=secure).text
