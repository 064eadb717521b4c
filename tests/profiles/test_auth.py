"""Credentials: where they come from, how they sign, and that nothing shows them."""

import copy
from dataclasses import replace

import jwt
import pytest

from storyboard.errors import CredentialError, UsageError
from storyboard.profiles.auth import (
    EMULATOR_CREDENTIALS,
    Access,
    BearerCredentials,
    TokenCredentials,
    find_base_url,
    find_credentials,
    find_limits,
    name_credentials,
    pick_credentials,
)
from storyboard.profiles.registry import load_profile

SECRET = "secret-0123456789-0123456789-abcdef"
BOTH = Access(
    api_keys=("VENDOR_API_KEY",),
    key_pairs=(("VENDOR_ACCESS_KEY", "VENDOR_SECRET_KEY"),),
    takes_key_pair=True,
    base_url="https://api.vendor.example",
)


def read_claims(credentials: TokenCredentials, now: float) -> dict[str, object]:
    header = credentials.make_headers(now)["Authorization"]
    scheme, _, token = header.partition(" ")
    assert scheme == "Bearer"
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    options = {"verify_exp": False, "verify_nbf": False}
    claims: dict[str, object] = jwt.decode(token, SECRET, algorithms=["HS256"], options=options)  # type: ignore[arg-type]
    return claims


def test_a_token_says_who_until_when_and_since_when() -> None:
    claims = read_claims(TokenCredentials("access", SECRET), 1_700_000_000.7)
    assert claims == {"iss": "access", "exp": 1_700_001_800, "nbf": 1_699_999_995}


def test_a_token_is_kept_while_it_is_good_and_renewed_before_it_ends() -> None:
    credentials = TokenCredentials("access", SECRET)
    first = credentials.make_headers(1000.0)
    assert credentials.make_headers(2499.0) == first
    assert credentials.make_headers(2501.0) != first
    assert read_claims(credentials, 2501.0)["exp"] == 4301


def test_a_token_from_the_future_is_signed_anew_when_the_clock_goes_back() -> None:
    credentials = TokenCredentials("access", SECRET)
    credentials.make_headers(5000.0)
    assert read_claims(credentials, 4000.0)["nbf"] == 3995


@pytest.mark.parametrize("credentials", [BearerCredentials(SECRET), TokenCredentials("access-key-1", SECRET)])
def test_nothing_shows_a_secret(credentials: BearerCredentials | TokenCredentials) -> None:
    credentials.make_headers(0.0)
    shown = f"{credentials!r} {credentials} {credentials.account} {copy.copy(credentials)!r}"
    for secret in (SECRET, "access-key-1", "eyJ"):
        assert secret not in shown


def test_an_account_is_a_short_digest_that_stays() -> None:
    one = TokenCredentials("access", SECRET)
    assert one.account == TokenCredentials("access", "another").account
    assert one.account != TokenCredentials("other", SECRET).account
    assert len(one.account) == 12
    assert BearerCredentials("a").account == BearerCredentials("a").account != BearerCredentials("b").account


def test_nothing_set_is_no_credentials() -> None:
    assert find_credentials("gateway", {}) is None
    assert find_credentials("gateway", {"STORYBOARD_GATEWAY_API_KEY": "  "}) is None


def test_the_gateway_takes_a_key_of_its_own_and_no_vendors() -> None:
    assert find_credentials("gateway", {"STORYBOARD_GATEWAY_API_KEY": " k1 "}) == BearerCredentials("k1")
    assert find_credentials("gateway", {"KLINGAI_API_KEY": "k1"}) is None
    assert name_credentials("gateway") == "`STORYBOARD_GATEWAY_API_KEY`"


def test_own_variables_win_over_customary_ones() -> None:
    environ = {
        "VENDOR_API_KEY": "theirs",
        "STORYBOARD_A_B_ACCESS_KEY": "a",
        "STORYBOARD_A_B_SECRET_KEY": SECRET,
    }
    assert pick_credentials("a-b", BOTH, environ) == TokenCredentials("a", SECRET)
    assert pick_credentials("a-b", BOTH, {"VENDOR_API_KEY": "theirs"}) == BearerCredentials("theirs")
    pair = {"VENDOR_ACCESS_KEY": "a", "VENDOR_SECRET_KEY": SECRET}
    assert pick_credentials("a-b", BOTH, pair) == TokenCredentials("a", SECRET)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"VENDOR_ACCESS_KEY": SECRET}, "VENDOR_SECRET_KEY"),
        ({"VENDOR_SECRET_KEY": SECRET}, "VENDOR_ACCESS_KEY"),
        ({"VENDOR_API_KEY": SECRET + "\nX: y"}, "VENDOR_API_KEY"),
        ({"VENDOR_API_KEY": SECRET + "é"}, "VENDOR_API_KEY"),
    ],
)
def test_unusable_credentials_are_named_and_not_shown(environ: dict[str, str], named: str) -> None:
    with pytest.raises(CredentialError) as caught:
        pick_credentials("vendor", BOTH, environ)
    said = caught.value.message + caught.value.help
    assert named in said
    assert SECRET not in said


def test_a_pair_for_a_profile_that_takes_a_key_is_said_to_be_the_wrong_sort() -> None:
    with pytest.raises(CredentialError, match="does not take it") as caught:
        find_credentials("gateway", {"STORYBOARD_GATEWAY_ACCESS_KEY": "a"})
    assert "STORYBOARD_GATEWAY_API_KEY" in caught.value.help


def test_the_emulators_account_is_built_in() -> None:
    assert EMULATOR_CREDENTIALS.make_headers(0.0) == {"Authorization": "Bearer api-key-emulator"}


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("", None),
        ("https://api.example.com/", "https://api.example.com"),
        ("http://127.0.0.1:8000/gateway", "http://127.0.0.1:8000/gateway"),
    ],
)
def test_an_address_comes_from_the_environment(url: str, wanted: str | None) -> None:
    assert find_base_url("gateway", {"STORYBOARD_GATEWAY_URL": url}) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "api.example.com",
        "ftp://a.example",
        "https://",
        "https://u:p@a.example",
        "https://a.example?x=1",
        "https://a.example:99999",
        "https://[::1",
        "https://a.example/ü",
    ],
)
def test_what_is_no_address_is_said_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError, match="STORYBOARD_GATEWAY_URL") as caught:
        find_base_url("gateway", {"STORYBOARD_GATEWAY_URL": url})
    assert url not in caught.value.message


def test_an_accounts_limits_replace_the_tables() -> None:
    limits = load_profile("gateway").capabilities.limits
    environ = {"STORYBOARD_GATEWAY_CONCURRENCY": "20", "STORYBOARD_GATEWAY_REQUESTS_PER_MINUTE": "200"}
    assert find_limits("gateway", {}, limits) == limits
    assert find_limits("gateway", environ, limits) == replace(limits, concurrency=20, requests_per_minute=200)


@pytest.mark.parametrize("text", ["0", "-1", "five", "1.5", "9999999"])
def test_a_limit_is_a_whole_number(text: str) -> None:
    limits = load_profile("gateway").capabilities.limits
    with pytest.raises(UsageError, match="STORYBOARD_GATEWAY_CONCURRENCY"):
        find_limits("gateway", {"STORYBOARD_GATEWAY_CONCURRENCY": text}, limits)
