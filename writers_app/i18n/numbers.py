"""Numbers as the reader writes them: digits, separators and percent sign. The browser does the same through Intl."""

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
PERSIAN_NUMBER = PERSIAN_DIGITS | str.maketrans({",": "٬", ".": "٫"})


def format_number(value: int | float, locale: str, *, decimals: int | None = None) -> str:
    """1234.5 is 1,234.5 in English and ۱٬۲۳۴٫۵ in Persian. `decimals`: how many; None keeps at most two that matter."""
    if decimals is None:
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:,.{decimals}f}"
    return text.translate(PERSIAN_NUMBER) if locale == "fa" else text


def format_percent(share: float, locale: str) -> str:
    """A share of 1 in whole percent: 0.42 is 42% and ۴۲٪."""
    text = format_number(round(share * 100), locale)
    return f"{text}٪" if locale == "fa" else f"{text}%"
