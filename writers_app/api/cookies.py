"""Sets and clears the cookies of a session. Called by the auth endpoints."""

from fastapi import Response

from writers_app.config import settings
from writers_app.services.rates import device_token
from writers_app.services.sessions import Tokens, cookie_names

DEVICE_SECONDS = 400 * 86_400  # the longest that browsers keep a cookie


def set_session_cookies(response: Response, tokens: Tokens) -> None:
    names = cookie_names(settings())
    _set(response, names.access, tokens.access, tokens.access_seconds)
    _set(response, names.refresh, tokens.refresh, tokens.refresh_seconds)


def set_device_cookie(response: Response, email: str) -> None:
    """Lets this device's owner sign in while strangers guess at the account."""
    _set(response, cookie_names(settings()).device, device_token(email), DEVICE_SECONDS)


def clear_session_cookies(response: Response) -> None:
    names = cookie_names(settings())
    for name in (names.access, names.refresh):
        _set(response, name, "", 0)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=settings().secure_cookies, httponly=True, samesite="lax"
    )
