"""What can be wrong with a file or a document, as sentences for the writer; raised all over this package."""

from __future__ import annotations

from writers_app.errors import InvalidError, TooLargeError, UnsupportedFormatError, WritersError


class FormatError(WritersError):
    """Any reason why a file could not become a manuscript, or a manuscript a file."""

    status = 422
    title = "The file could not be read"


class UnreadableFileError(FormatError):
    """Empty, cut short, damaged, encrypted or hostile. `cause` is for the log and never holds manuscript text."""

    cause: str = ""


class UnsupportedFileError(FormatError, UnsupportedFormatError):
    status = 415
    title = "Format not supported"


class OversizedFileError(FormatError, TooLargeError):
    status = 413
    title = "The file is too large"


class StoppedError(FormatError):
    """Reading was stopped because its caller no longer wants it."""

    title = "Stopped"


class InvalidDocumentError(InvalidError):
    """A document's JSON is not of the shape in docs/document-model.md; the message names the path."""

    title = "The document is not valid"
