"""The family of errors a person can meet. Raised in services and below, rendered once per edge."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class WritersError(Exception):
    """Says in `message` what happened and what to do; `status` is the HTTP status that fits.

    `message` is a msgid of the catalogs, with `values` for its %(name)s places, so that each edge can show it in the
    reader's language. `title` names the class of problem in a few words (RFC 9457).
    """

    status = 400
    title = "That did not work"
    headers: Mapping[str, str] = {}
    field: str = ""
    """The part of the request that it is about, with dots, where that is known; a form shows the sentence there."""

    def __init__(self, message: str, /, **values: str | int) -> None:
        super().__init__(message % values if values else message)
        self.msgid = message
        self.values = values

    @property
    def message(self) -> str:
        return str(self)


@contextmanager
def concerning(field: str) -> Iterator[None]:
    """What goes wrong in here is about this field of the request, or about one inside it."""
    try:
        yield
    except WritersError as error:
        error.field = f"{field}.{error.field}" if error.field else field
        raise


class InvalidError(WritersError):
    status = 422
    title = "Something in the request is not valid"


class NotSignedInError(WritersError):
    status = 401
    title = "Not signed in"
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}


class ForbiddenError(WritersError):
    status = 403
    title = "Not allowed"


class NotFoundError(WritersError):
    """Also for things that exist and belong to somebody else."""

    status = 404
    title = "Not found"


class ConflictError(WritersError):
    status = 409
    title = "Changed meanwhile"


class PreconditionError(WritersError):
    status = 412
    title = "Changed meanwhile"


class PreconditionMissingError(WritersError):
    status = 428
    title = "State not named"


class TooLargeError(WritersError):
    status = 413
    title = "Too large"


class UnsupportedFormatError(WritersError):
    status = 415
    title = "Format not supported"


class RangeError(WritersError):
    status = 416
    title = "Range not satisfiable"


class TooManyRequestsError(WritersError):
    status = 429
    title = "Too many attempts"

    def __init__(self, message: str, /, *, retry_after: int, **values: str | int) -> None:
        super().__init__(message, seconds=retry_after, **values)
        self.headers = {"Retry-After": str(retry_after)}


class UnavailableError(WritersError):
    """Passes by itself: a full disk, a database that is restarting."""

    status = 503
    title = "Not available just now"
    retry_after: float = 0.0
    """Seconds before which asking again is of no use, where that is known."""


class SettingsError(WritersError):
    status = 500
    title = "Settings are not complete"
