"""Which address a request comes from, and what a device's cookie proves."""

import pytest

from writers_app.services import rates


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("198.51.100.7", "", "127.0.0.1", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "127.0.0.1", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "10.9.9.9, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("10.0.0.2", "192.0.2.1, 203.0.113.9, 10.0.0.1", "10.0.0.0/24, 127.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, nonsense", "127.0.0.1", "127.0.0.1"),
        ("::1", "2001:db8::5", "::1", "2001:db8::5"),
        ("", "203.0.113.9", "127.0.0.1", ""),
    ],
)
def test_forwarded_addresses_are_believed_from_trusted_proxies_only(
    peer: str, forwarded: str, trusted: str, expected: str
) -> None:
    assert rates.client_address(peer, forwarded, trusted) == expected


@pytest.mark.parametrize(
    ("text", "rate"),
    [("10/minute", rates.Rate(10, 60)), ("20/hour", rates.Rate(20, 3600)), ("1/day", rates.Rate(1, 86400))],
)
def test_a_rate_is_read_from_its_setting(text: str, rate: rates.Rate) -> None:
    assert rates.parse_rate(text) == rate


def test_a_device_cookie_is_for_one_account() -> None:
    cookie = rates.device_token("alice@example.org")
    assert rates._device_nonce(cookie, "alice@example.org")
    assert rates._device_nonce(cookie, "bob@example.org") is None
    assert rates._device_nonce("made.up", "alice@example.org") is None
    assert rates._device_nonce(None, "alice@example.org") is None


def test_one_ipv6_household_is_one_place() -> None:
    assert rates._place("2001:db8:1:2::1") == rates._place("2001:db8:1:2:ffff::9")
    assert rates._place("2001:db8:1:2::1") != rates._place("2001:db8:1:3::1")
    assert rates._place("203.0.113.9") != rates._place("203.0.113.10")
