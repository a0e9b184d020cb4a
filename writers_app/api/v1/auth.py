"""Accounts by REST: registering, signing in and out, sessions, passwords. Called by pages and scripts."""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, BackgroundTasks, Depends, Header, Request, Response
from fastapi.security import OAuth2PasswordRequestForm

from writers_app.api.cookies import clear_session_cookies, set_device_cookie, set_session_cookies
from writers_app.api.deps import (
    Bearer,
    CurrentActor,
    NotFromForeignPage,
    RequestOrigin,
    require_our_page,
)
from writers_app.api.locales import known_locale
from writers_app.api.problems import problems
from writers_app.config import settings
from writers_app.db import reading, unit_of_work, utc_now
from writers_app.errors import ConflictError, NotSignedInError
from writers_app.i18n.locales import COOKIE
from writers_app.schemas.accounts import (
    AccountDeletion,
    Credentials,
    PasswordChange,
    Person,
    ProfileChange,
    Refreshed,
    RefreshRequest,
    Registration,
    Reset,
    ResetRequest,
    SessionCard,
    SessionStatus,
    TokenPair,
)
from writers_app.schemas.paging import Page
from writers_app.services import accounts, passwords, rates, resets, sessions
from writers_app.services.access import Actor
from writers_app.services.sessions import Origin, Refusal, Tokens, cookie_names
from writers_app.services.tokens import seconds_left

SHORTEST_KEY = 16
"""Of a name for an attempt; a shorter one could be guessed together with a stolen token."""

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/auth", tags=["accounts"])

REFRESH_REFUSED = "This sign-in has ended or its token was used before. Sign in again."
REFRESH_OVERTAKEN = "Another request renewed this sign-in at the same moment. Use the newer token."


@router.post("/register", status_code=201, dependencies=[NotFromForeignPage], responses=problems(403, 409, 422, 429))
async def register(new: Registration, request: Request, response: Response, origin: RequestOrigin) -> Person:
    """Make an account and sign in to it: the answer sets the session's cookies."""
    passwords.check_password_rules(new.password)
    await rates.allow_registration(origin.address)
    hashed = await passwords.hash_password(new.password)
    async with unit_of_work() as session:
        person = await accounts.register(
            session, name=new.name, email=new.email, password_hash=hashed, locale=known_locale(request)
        )
        tokens = await sessions.open_session(session, person.id, origin)
    _sign_in_browser(response, tokens, person.email)
    return person


@router.post("/login", dependencies=[NotFromForeignPage], responses=problems(401, 403, 422, 429))
async def login(claimed: Credentials, request: Request, response: Response, origin: RequestOrigin) -> Person:
    """Sign in by cookies."""
    tokens = await _prove_and_open(request, origin, claimed.email, claimed.password)
    async with reading() as session:
        person = await accounts.read_person(session, sessions.actor_of_tokens(tokens))
    _sign_in_browser(response, tokens, person.email)
    return person


@router.post("/token", dependencies=[NotFromForeignPage], responses=problems(401, 403, 422, 429))
async def issue_token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], request: Request, origin: RequestOrigin
) -> TokenPair:
    """Sign in by the OAuth2 password form (`username` is the e-mail), for clients that send a bearer token."""
    return _pair(await _prove_and_open(request, origin, form.username, form.password))


@router.post("/refresh", responses=problems(401, 403, 409, 422))
async def refresh(
    request: Request,
    response: Response,
    body: RefreshRequest | None = None,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> TokenPair | Refreshed:
    """Exchange the refresh token, from the cookie or from the body, for new tokens; the old one is then worth nothing,
    and using it again ends the session. To be able to repeat a request whose answer was lost, send an
    `Idempotency-Key` of at least 16 characters and repeat it with the same one.
    """
    asked_at = utc_now()
    if body is None:
        require_our_page(request)
    text = body.refresh_token if body else request.cookies.get(cookie_names(settings()).refresh, "")
    attempt = idempotency_key if len(idempotency_key) >= SHORTEST_KEY else ""
    async with unit_of_work() as session:
        outcome = await sessions.rotate(session, text, asked_at=asked_at, attempt=attempt)
    if outcome is Refusal.OVERTAKEN:
        raise ConflictError(REFRESH_OVERTAKEN)
    if isinstance(outcome, Refusal):
        raise NotSignedInError(REFRESH_REFUSED)
    if body:
        return _pair(outcome)
    set_session_cookies(response, outcome)
    return Refreshed(expires_in=outcome.access_seconds)


@router.post("/logout", status_code=204, responses=problems(403))
async def logout(request: Request, response: Response, bearer: Bearer = None) -> None:
    """End the session of the bearer token or of the cookies. Signing out twice is no error."""
    if bearer is None:
        require_our_page(request)
    names = cookie_names(settings())
    async with unit_of_work() as session:
        if bearer is not None:
            await sessions.end_presented(session, access=bearer)
            return
        await sessions.end_presented(
            session, access=request.cookies.get(names.access), refresh=request.cookies.get(names.refresh)
        )
    clear_session_cookies(response)


@router.get("/me", responses=problems(401))
async def read_me(actor: CurrentActor) -> Person:
    """The signed-in person."""
    async with reading() as session:
        return await accounts.read_person(session, actor)


@router.patch("/me", responses=problems(401, 403, 422))
async def change_me(actor: CurrentActor, change: ProfileChange) -> Person:
    """Change the name or some preferences."""
    async with unit_of_work() as session:
        return await accounts.change_profile(session, actor, change)


@router.get("/session")
async def read_session(request: Request) -> SessionStatus:
    """Whether this browser is signed in; for the page's script, which can't see the cookies. Never an error."""
    names = cookie_names(settings())
    access, refresh = request.cookies.get(names.access), request.cookies.get(names.refresh)
    async with reading() as session:
        actor = await sessions.resolve_actor(session, access=access, refresh=refresh)
    return SessionStatus(signed_in=actor is not None, expires_in=seconds_left(access or "") if actor else 0)


@router.get("/sessions", responses=problems(401))
async def list_my_sessions(actor: CurrentActor) -> Page[SessionCard]:
    """Where the person is signed in, latest used first."""
    async with reading() as session:
        return Page(items=await sessions.list_sessions(session, actor))


@router.delete("/sessions/{session_id}", status_code=204, responses=problems(401, 403, 404))
async def end_my_session(actor: CurrentActor, session_id: UUID) -> None:
    """Sign out one device or client; it notices within two seconds."""
    async with unit_of_work() as session:
        await sessions.revoke(session, actor, session_id)


@router.post("/password", status_code=204, responses=problems(401, 403, 422, 429))
async def change_password(actor: CurrentActor, change: PasswordChange, later: BackgroundTasks) -> None:
    """Choose a new password. Every other session of the person ends; this one stays."""
    await _check_own_password(actor, change.current_password)
    passwords.check_password_rules(change.new_password)
    hashed = await passwords.hash_password(change.new_password)
    async with unit_of_work() as session:
        await accounts.set_password(session, actor.user_id, hashed, keep=actor.session_id)
        warning = await resets.prepare_warning(session, actor.user_id)
    later.add_task(resets.send_mail, warning)


@router.post("/reset-request", status_code=202, dependencies=[NotFromForeignPage], responses=problems(403, 422, 429))
async def request_reset(asked: ResetRequest, request: Request, origin: RequestOrigin, later: BackgroundTasks) -> None:
    """Ask for a mail with a link by which a new password can be chosen. The answer is the same whether or not anybody
    has that e-mail: the work is done after it.
    """
    await rates.allow_reset_request(origin.address)
    later.add_task(_mail_reset_link, asked.email, request.cookies.get(COOKIE))


@router.post("/reset", status_code=204, dependencies=[NotFromForeignPage], responses=problems(403, 422, 429))
async def reset_password(reset: Reset, response: Response, later: BackgroundTasks) -> None:
    """Choose a new password by the token of such a link. Every session of the person ends."""
    async with reading() as session:
        await resets.check_token(session, reset.token)
    passwords.check_password_rules(reset.password)
    hashed = await passwords.hash_password(reset.password)
    async with unit_of_work() as session:
        warning = await resets.prepare_warning(session, await resets.redeem(session, reset.token, hashed))
    later.add_task(resets.send_mail, warning)
    clear_session_cookies(response)


@router.post("/me/deletion", status_code=204, responses=problems(401, 403, 422, 429))
async def delete_me(actor: CurrentActor, deletion: AccountDeletion, response: Response) -> None:
    """Delete the account for good: the person, the projects they own with every text in them (for their members too),
    their tasks and files. In other people's projects what they wrote stays.
    """
    await _check_own_password(actor, deletion.password)
    async with unit_of_work() as session:
        await accounts.delete_account(session, actor)
    clear_session_cookies(response)


async def _mail_reset_link(email: str, locale: str | None) -> None:
    folded = accounts.fold_email(email)
    if not await rates.reset_mail_is_due(folded):
        return
    async with unit_of_work() as session:
        mail = await resets.prepare_mail(session, folded, locale)
    if mail:
        await resets.send_mail(mail)


async def _check_own_password(actor: Actor, password: str) -> None:
    await rates.allow_password_check(actor)
    async with reading() as session:
        proof = await accounts.own_proof(session, actor)
    accounts.require_right_password(await passwords.password_matches(password, proof.password_hash))


async def _prove_and_open(request: Request, origin: Origin, email: str, password: str) -> Tokens:
    """Check the password outside any transaction, then open a session; the same work whether the e-mail is known."""
    folded = accounts.fold_email(email)
    await rates.allow_login(origin.address, folded, request.cookies.get(cookie_names(settings()).device))
    async with reading() as session:
        proof = await accounts.find_proof(session, folded)
    matches = await passwords.password_matches(password, proof.password_hash)
    if not matches or proof.user_id is None:
        log.warning("sign_in_refused", address=origin.address)
        await rates.note_failed_login(folded)
        raise NotSignedInError(accounts.WRONG_LOGIN)
    async with unit_of_work() as session:
        return await sessions.open_session(session, proof.user_id, origin)


def _sign_in_browser(response: Response, tokens: Tokens, email: str) -> None:
    set_session_cookies(response, tokens)
    set_device_cookie(response, email)


def _pair(tokens: Tokens) -> TokenPair:
    return TokenPair(access_token=tokens.access, refresh_token=tokens.refresh, expires_in=tokens.access_seconds)
