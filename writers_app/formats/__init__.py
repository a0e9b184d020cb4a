"""Pure readers and writers of manuscript formats: bytes or paths in, the document model out, and back.

Services and the worker's tasks call this package; it knows no database, network or settings. The document shape is
docs/document-model.md. Everything below is imported from its module (nothing heavy is loaded by this file).

    from writers_app.formats.model import About, Manuscript, ManuscriptDocument, Resource, Comment, Loss, JSON
        Frozen dataclasses. `Manuscript.documents` is a tree; `ManuscriptDocument.content` is TipTap JSON or None (a
        folder); image `src`s are `resource:NAME` into `Manuscript.resources`. `str(loss)` is an English sentence;
        `loss.message` is its msgid and `loss.values` fills its %(name)s places.

    from writers_app.formats.errors import FormatError, UnreadableFileError, UnsupportedFileError, InvalidDocumentError
        All are WritersError: `str(error)` is the sentence to show.

    from writers_app.formats.detection import Format, detect
        detect(path, filename) -> Format                    # by content, not by name; raises FormatError
        Format: DOCX ODT EPUB MARKDOWN HTML RTF TEXT FOUNTAIN SCRIVENER (read), and PDF (written only)
        Format.X.value is "docx", "md", …; Format.X.media_type; Format.X.extension (".docx")

    from writers_app.formats.child import read_in_child     # what tasks call: hostile files open in a child process
        read_in_child(path, filename, limits=None, *, should_stop=None) -> Manuscript
        Raises FormatError with one sentence for the writer; `should_stop() -> bool` is asked ten times a second
        (StoppedError when true); any exception in the caller ends the child as well.
        from writers_app.formats.limits import Limits       # memory_bytes, cpu_seconds, wall_seconds, unpacked_bytes, …

    from writers_app.formats.reading import read
        read(path, filename, limits=None) -> Manuscript # in this process; for trusted files and for tests

    from writers_app.formats.outline import split_by_headings
        split_by_headings(manuscript) -> Manuscript         # each top heading becomes a document and leaves the content

    from writers_app.formats.writing import WriteOptions, write
        write(manuscript, Format.DOCX, options=None, images=None) -> bytes
        `images(src) -> Resource | None` resolves stored images; without it only `resource:NAME` is found.

        WriteOptions: changes keep|accept|reject, include_comments, include_notes, title_page, new_page_per_chapter,
        page_numbers, paper, margins, medium print|screen, contents, cover, font…, layout book|manuscript (Shunn),
        contact, round_trip, chapters texts|folders, numbering, scene_break, copyright, dedication, epigraph. DOCX ODT
        EPUB PDF MARKDOWN HTML TEXT FOUNTAIN are written; EPUB, PDF and FOUNTAIN show accepted changes.

    A book that goes to an editor as Word and comes back:
        write(manuscript, Format.DOCX, WriteOptions(round_trip=True))
        from writers_app.formats.child import read_returned_in_child    # the file that came back
        from writers_app.formats.returns import merge_returned
        merge_returned(manuscript, returned, current=texts, editor="Name", name="r1") -> ReturnedBook
        `manuscript` as it went out, `current` by id the texts as they stand now. ReturnedBook: documents, missing,
        remarks. Each ReturnedDocument holds the id (as given in ManuscriptDocument.id), the content as it stands now
        with suggestions and comment marks on it, new comments, the number of suggestions, a changed title if any.

    from writers_app.formats.validation import validate_document, sanitise_href, sanitise_src
        validate_document(json) -> None                     # raises InvalidDocumentError naming the path
        sanitise_href(href) -> str | None;  sanitise_src(src) -> str | None

    from writers_app.formats.documents import to_html, to_markdown, to_text, from_html, from_markdown, from_text
        to_html(json) -> str; to_markdown(json) -> str; to_text(json) -> str    # one document, for REST
        from_html(text) -> json; from_markdown(text) -> json; from_text(text) -> json

A manuscript's `direction` goes with its content: store `manuscript.language` on the project it becomes.

Pipeline of a reader: detection → limits (container) → the format's own package → builder (blocks, marks) → model.
"""
