"""The pages of an account in both languages: registering, signing in and out, a new password, devices, leaving."""

import email
import email.policy
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect
from websockets import Origin
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.e2e.conftest import PASSWORD, Account, Faults
from tests.e2e.program import LiveWriters
from tests.e2e.writing import until

OpenPage = Callable[..., Awaitable[Page]]
Register = Callable[[str], Account]

PASSPHRASE = "یک جمله که فقط خودم می‌گویم"
WORDS = {
    "en": {
        "name": "Write your name.",
        "email": "Write your e-mail.",
        "mistyped": "This is not a whole e-mail address",
        "short": "At least 8 characters, please.",
        "common": "one of the first that anybody would try",
        "taken": "There is an account with this e-mail already.",
        "wrong": "The e-mail or the password is not right.",
        "on its way": "a mail is on its way",
    },
    "fa": {
        "name": "نام خود را بنویسید.",
        "email": "ایمیل خود را بنویسید.",
        "mistyped": "این نشانی ایمیل کامل نیست",
        "short": "دست‌کم ۸ نویسه بنویسید.",
        "common": "نخستین‌هایی است که هر کسی می‌آزماید",
        "taken": "با این نشانی از پیش حسابی ساخته شده است.",
        "wrong": "نشانی ایمیل یا گذرواژه درست نیست.",
        "on its way": "نامه‌ای در راه است",
    },
}
languages = pytest.mark.parametrize("locale", ["en", "fa"])


async def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        await page.locator(f"input[name={name}]").fill(text)


async def submit(page: Page, path: str = "") -> None:
    form = page.locator("form", has=page.locator(f"input[name={path}]")) if path else page.locator("form")
    await form.locator("button[type=submit]").click()


def error_of(page: Page, field: str) -> Locator:
    return page.locator(".field", has=page.locator(f"input[name={field}]")).locator(".field-error")


@languages
async def test_somebody_registers_and_is_at_their_desk(
    open_page: OpenPage, register: Register, faults: Faults, locale: str
) -> None:
    faults.allow("422|409")
    words, known = WORDS[locale], register("Known")
    page = await open_page("/register", locale=locale)
    await submit(page)
    await expect(error_of(page, "name")).to_have_text(words["name"])
    await expect(error_of(page, "email")).to_have_text(words["email"])
    await expect(page.locator("input[name=name]")).to_be_focused()
    await fill(page, name="سارا", email="sara@", password="short")
    await submit(page)
    await expect(error_of(page, "name")).to_be_empty()
    await expect(error_of(page, "email")).to_contain_text(words["mistyped"])
    await expect(error_of(page, "password")).to_have_text(words["short"])
    await fill(page, email=known.email, password="password1")
    await submit(page)
    await expect(error_of(page, "password")).to_contain_text(words["common"])
    await fill(page, password=PASSPHRASE)
    await submit(page)
    await expect(error_of(page, "email")).to_contain_text(words["taken"])
    await fill(page, email=f"new.{known.email}")
    await submit(page)
    await page.wait_for_url("**/dashboard")
    await page.goto("/account")
    await expect(page.get_by_text(f"new.{known.email}")).to_be_visible()
    await expect(page.locator("input[name=name]")).to_have_value("سارا")


@languages
async def test_somebody_signs_in_and_comes_to_where_they_wanted(
    open_page: OpenPage, register: Register, faults: Faults, locale: str
) -> None:
    faults.allow("401")
    alice = register("Alice")
    page = await open_page("/account", locale=locale)
    await page.wait_for_url("**/login?next=%2Faccount")
    await fill(page, email=alice.email, password="not her password")
    await submit(page)
    await expect(error_of(page, "password")).to_contain_text(WORDS[locale]["wrong"])
    await fill(page, password=PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/account")
    await expect(page.get_by_text(alice.email)).to_be_visible()


async def test_another_site_can_not_be_the_next_page(open_page: OpenPage, register: Register) -> None:
    alice = register("Alice")
    for wish in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"):
        page = await open_page("/login")
        await page.goto(f"/login?next={wish}")
        await fill(page, email=alice.email, password=PASSWORD)
        await submit(page)
        await page.wait_for_url("**/dashboard")


async def test_a_password_can_be_shown_and_caps_lock_is_told(open_page: OpenPage) -> None:
    page = await open_page("/login")
    password = page.locator("input[name=password]")
    await password.fill("secret words")
    await expect(password).to_have_attribute("type", "password")
    await page.get_by_role("button", name="Show").click()
    await expect(password).to_have_attribute("type", "text")
    await password.evaluate(
        "(input) => input.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'A', bubbles: true, modifierCapsLock: true}))"
    )
    await expect(page.get_by_text("Caps Lock is on.")).to_be_visible()


@languages
async def test_a_forgotten_password_is_replaced_by_mail(
    live: LiveWriters, open_page: OpenPage, register: Register, faults: Faults, locale: str
) -> None:
    faults.allow("422")
    alice = register("Alice")
    page = await open_page("/login", locale=locale)
    await page.locator("a[href='/reset']").click()
    await page.wait_for_url("**/reset")
    await expect(page.locator("input[name=password]")).to_have_count(0)  # the address changes before the page does
    await fill(page, email=alice.email)
    await submit(page)
    await expect(page.get_by_text(WORDS[locale]["on its way"])).to_be_visible()
    link = await wait_for_link(live.data, alice.email, page)
    await page.goto(link)
    await fill(page, password=PASSPHRASE)
    await submit(page)
    await page.locator(".callout a[href='/login']").click()
    await page.wait_for_url("**/login")
    await fill(page, email=alice.email, password=PASSPHRASE)
    await submit(page)
    await page.wait_for_url("**/dashboard")
    again = await open_page(link, locale=locale)
    await fill(again, password=PASSPHRASE)
    await submit(again)
    await expect(error_of(again, "password")).not_to_be_empty()


async def wait_for_link(data: Path, address: str, page: Page) -> str:
    """The link in the mail to an address, which is written after the answer."""
    for _ in range(100):
        for path in (data / "mail").glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if message["To"] == address:
                found = re.search(r"http://\S+/reset#\S+", message.get_body(("plain",)).get_content())  # type: ignore[attr-defined]  # the policy makes EmailMessages
                assert found
                return found[0]
        await page.wait_for_timeout(50)
    raise AssertionError(f"no mail to {address}")


@languages
async def test_name_and_looks_are_kept(open_page: OpenPage, register: Register, locale: str) -> None:
    alice = register("Alice")
    page = await open_page("/account", as_=alice, locale=locale)
    await page.locator("input[name=name]").fill("آلیس در شهر")
    await page.locator("form", has=page.locator("input[name=name]")).locator("button").click()
    await expect(page.locator(".notices [role=status]")).not_to_be_empty()
    await page.get_by_role("button", name="Vazirmatn" if locale == "en" else "وزیرمتن").click()
    await page.get_by_role("button", name="Sepia" if locale == "en" else "نخودی").click()
    await expect(page.locator("html")).to_have_attribute("data-paper", "sepia")
    await page.reload()
    await expect(page.locator("input[name=name]")).to_have_value("آلیس در شهر")
    await expect(page.locator("html")).to_have_attribute("data-persian", "vazirmatn")
    elsewhere = await open_page("/login", locale=locale)
    await fill(elsewhere, email=alice.email, password=PASSWORD)
    await submit(elsewhere)
    await elsewhere.wait_for_url("**/dashboard")
    await expect(elsewhere.locator("html")).to_have_attribute("data-paper", "sepia")


async def test_the_language_is_switched_in_place(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/account", as_=register("Alice"))
    await page.locator("input[name=current_password]").fill("half typed")
    await page.locator("#content").get_by_role("button", name="فارسی").click()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.get_by_role("heading", name="گذرواژه")).to_be_visible()
    await expect(page.locator("input[name=current_password]")).to_have_value("half typed")


@languages
async def test_a_device_is_signed_out_from_another(open_page: OpenPage, register: Register, locale: str) -> None:
    alice = register("Alice")
    phone = await open_page("/account", as_=alice, locale=locale)
    await expect(phone.locator("input[name=name]")).to_be_visible()
    desk = await open_page("/account", as_=alice, locale=locale)
    others = desk.locator(".devices button")
    await expect(others).to_have_count(2)  # the phone, and the client that registered her
    await others.first.click()
    await expect(others).to_have_count(1)
    await others.first.click()
    await expect(others).to_have_count(0)
    await phone.reload()
    await phone.wait_for_url("**/login?next=%2Faccount")
    await desk.reload()
    await expect(desk.locator("input[name=name]")).to_be_visible()


async def test_signing_out_closes_every_tab(open_page: OpenPage, register: Register) -> None:
    page = await open_page("/account", as_=register("Alice"))
    await expect(page.locator("input[name=name]")).to_be_visible()
    other = await page.context.new_page()
    await other.goto("/account")
    await expect(other.locator("input[name=name]")).to_be_visible()
    await page.locator("#content").get_by_role("button", name="Sign out here").click()
    await page.wait_for_url(re.compile(r"/$"))
    await other.wait_for_url("**/login?next=%2Faccount")
    assert [cookie["name"] for cookie in await page.context.cookies() if "access" in cookie["name"]] == []


async def test_a_new_password_signs_the_others_out(open_page: OpenPage, register: Register, faults: Faults) -> None:
    faults.allow("422")
    alice = register("Alice")
    other = await open_page("/account", as_=alice)
    page = await open_page("/account", as_=alice)
    await fill(page, current_password="not hers", new_password=PASSPHRASE)
    await submit(page, "current_password")
    await expect(error_of(page, "current_password")).to_contain_text("not right")
    await fill(page, current_password=PASSWORD, new_password=PASSPHRASE)
    await submit(page, "current_password")
    await expect(page.get_by_text("Your password is changed.")).to_be_visible()
    await page.reload()
    await expect(page.locator("input[name=name]")).to_be_visible()
    await other.reload()
    await other.wait_for_url("**/login?next=%2Faccount")


@languages
async def test_an_account_is_deleted_by_its_password(
    open_page: OpenPage, register: Register, faults: Faults, locale: str
) -> None:
    faults.allow("401|422")
    alice = register("Alice")
    page = await open_page("/account", as_=alice, locale=locale)
    await fill(page, password="not hers")
    await submit(page, "password")
    await expect(error_of(page, "password")).not_to_be_empty()
    await fill(page, password=PASSWORD)
    await submit(page, "password")
    await page.wait_for_url(re.compile(r"/$"))
    await page.goto("/login")
    await fill(page, email=alice.email, password=PASSWORD)
    await submit(page)
    await expect(error_of(page, "password")).to_contain_text(WORDS[locale]["wrong"])


async def test_an_open_page_outlives_its_access_cookie(open_page: OpenPage, register: Register) -> None:
    """As after a night: the access cookie is gone, the refresh cookie is not, and two tabs are open."""
    page = await open_page("/account", as_=register("Alice"))
    await expect(page.locator("input[name=name]")).to_be_visible()
    other = await page.context.new_page()
    await other.goto("/account")
    await expect(other.locator("input[name=name]")).to_be_visible()
    await page.context.clear_cookies(name="writers_access")
    await page.evaluate("localStorage.setItem('writers.session.until', String(Date.now() - 1000))")
    for tab in (page, other):
        await tab.evaluate("() => void dispatchEvent(new Event('online'))")
    await until(page, "() => Number(localStorage.getItem('writers.session.until')) > Date.now() + 600000")
    await other.reload()
    await expect(other.locator("input[name=name]")).to_be_visible()
    cookies = {cookie["name"] for cookie in await page.context.cookies()}
    assert {"writers_access", "writers_refresh"} <= cookies


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://localhost"])
async def test_the_page_s_socket_refuses_a_foreign_origin(live: LiveWriters, origin: str) -> None:
    with pytest.raises(InvalidStatus):
        await open_socket(live, origin)
    await open_socket(live, live.url)


async def open_socket(live: LiveWriters, origin: str) -> None:
    """What a page does first; leaves again at once."""
    query = "EIO=4&transport=websocket&token=00000000-0000-4000-8000-000000000000"
    async with connect(f"ws://localhost:{live.port}/_event/?{query}", origin=Origin(origin)) as opened:
        assert str(await opened.recv()).startswith("0{")
