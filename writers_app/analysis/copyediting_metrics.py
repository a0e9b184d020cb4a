"""The kinds of copy-editing, explained."""

from typing import Final

from writers_app.analysis.metric import Metric

_ACADEMY: Final = "Academy of Persian Language and Literature, Dastur-e Khatt-e Farsi (2022)."
_HOUSE_STYLE: Final = "The house style of the project."
_PLACE: Final = "each place; addresses, code and the words of the house style are left alone"

COPYEDITING_METRICS: Final = (
    Metric(
        "arabic_letter",
        "Arabic letters",
        "finding",
        "ي, ى and ك come from Arabic keyboards. They look alike or nearly so, but search and sorting take them for "
        "other letters than ی and ک.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "kashida",
        "Kashidas",
        "finding",
        "A kashida in a word stretches it for the eye and breaks it for search.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "half_space",
        "Half-spaces",
        "finding",
        "Prefixes, plurals, comparatives and enclitics stand at a half-space from their word: می‌روم, کتاب‌ها, "
        "بزرگ‌تر, رفته‌اند.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "stray_half_space",
        "Stray half-spaces",
        "finding",
        "A half-space beside a space, a mark or another half-space cannot be seen and does nothing.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "plural",
        "Plurals",
        "finding",
        "Some houses write کتاب‌های, others کتابهای. Either is right; both in one book are not.",
        _PLACE,
        _HOUSE_STYLE,
        ("fa",),
    ),
    Metric(
        "quotes",
        "Persian quotation marks",
        "finding",
        "Persian quotations stand between « and ». Quotations in other languages keep their marks.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "digits",
        "Figures",
        "finding",
        "Figures in a Persian text have Persian digits, or Latin ones if the house style says so; decimal and "
        "thousands separators follow.",
        _PLACE,
        _HOUSE_STYLE,
        ("fa",),
    ),
    Metric(
        "punctuation",
        "Persian marks",
        "finding",
        "Persian has its own comma ، semicolon ؛ question mark ؟ and per cent sign ٪, and an ellipsis is one sign.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "spacing",
        "Spaces around marks",
        "finding",
        "A mark stands close to the word before it and a space away from the next; between words there is one space.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "he_ye",
        "Ezafe after a silent ه",
        "finding",
        "خانهٔ ما or خانه‌ی ما: the Academy prefers the first, many novels the second.",
        _PLACE,
        _ACADEMY,
        ("fa",),
    ),
    Metric(
        "english_quotes",
        "Quotation marks and apostrophes",
        "finding",
        "Curved as in print, or straight as on a typewriter, as the house style says.",
        _PLACE,
        _HOUSE_STYLE,
        ("en",),
    ),
    Metric(
        "spelling",
        "British and American spelling",
        "finding",
        "Words that are spelled otherwise on the other side of the Atlantic. Names keep their spelling, and British "
        "English may have -ise or -ize.",
        _PLACE,
        _HOUSE_STYLE,
        ("en",),
    ),
    Metric(
        "dashes",
        "Dashes within sentences",
        "finding",
        "word—word, word — word or word – word, as the house style says. A dash that opens a line of dialogue stays.",
        _PLACE,
        _HOUSE_STYLE,
    ),
)
