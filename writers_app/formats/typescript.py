"""What a standard manuscript (Shunn) says on its first page and at the head of the others; for Word and PDF."""

from __future__ import annotations

from writers_app.formats.blocks import clean_text, plain_text
from writers_app.formats.model import Manuscript
from writers_app.formats.options import WriteOptions
from writers_app.text.digits import write_persian_digits
from writers_app.text.words import count_words


def about_words(manuscript: Manuscript) -> str:
    """ "about 85,000 words", rounded as editors expect it."""
    count = sum(count_words(plain_text(document.content)) for _, document in manuscript.walk() if document.content)
    step = 100 if count < 17_500 else 500 if count < 40_000 else 1000
    rounded = f"{max(step, round(count / step) * step):,}"
    return f"حدود {write_persian_digits(rounded)} واژه" if manuscript.language == "fa" else f"about {rounded} words"


def contact_lines(manuscript: Manuscript, options: WriteOptions) -> list[str]:
    """Who writes: what the person gave as contact, else the name."""
    lines = options.contact.split("\n") if options.contact.strip() else [manuscript.author]
    return [clean_text(line) for line in lines]


def running_head(manuscript: Manuscript) -> str:
    """Surname / A WORD OR THREE OF THE TITLE /; the page's number follows."""
    surname, short = manuscript.author.split()[-1:], " ".join(manuscript.title.split()[:4]).upper()
    return clean_text("".join(f"{part} / " for part in (*surname, short) if part))
