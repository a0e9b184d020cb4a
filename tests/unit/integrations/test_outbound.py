"""What people's addresses may not make this server do."""

import pytest

from writers_app.errors import InvalidError
from writers_app.integrations.outbound import check_public, check_url, post


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "https://",
        "https://user:secret@example.org/",
        "http://[::1",
        "https://example.org:0/",
        "https://example.org:99999/",
        "http://127.0.0.1/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://100.64.0.1/",
    ],
)
def test_addresses_that_are_not_public_are_refused(url: str) -> None:
    with pytest.raises(InvalidError):
        check_url(url)


def test_public_addresses_pass() -> None:
    assert check_url("https://hooks.example.org:8443/a?b=c") == "https://hooks.example.org:8443/a?b=c"
    assert check_url("https://1.1.1.1/") == "https://1.1.1.1/"


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(InvalidError, match="not a public one"):
        check_public("rebinding.example.org", ["1.1.1.1", "127.0.0.1"])


async def test_a_name_that_leads_inside_is_refused_when_connecting() -> None:
    answer = await post("http://localhost:9/", b"{}", {})
    assert answer.status == 0
    assert "not a public one" in answer.error


async def test_nobody_listening_is_an_answer_and_not_an_exception() -> None:
    answer = await post("http://127.0.0.1:9/", b"{}", {}, private_allowed=True)
    assert (answer.status, answer.accepted) == (0, False)
    assert answer.error.startswith("The connection failed")
