"""Seeded manuscripts in English and Persian, as TipTap documents; the benchmarks read them, nothing else does.

Words follow Zipf's law over a vocabulary of real function and content words with a tail of made-up ones, so that a
manuscript of 100,000 words has some ten thousand different ones, as novels do. Sentences, dialogue, scene breaks and
headings are set as a novelist sets them, with the faults an analysis looks for strewn in.
"""

# ruff: noqa: E501, SIM905 (a word list reads better as one string than as a column of quoted words)

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

_ENGLISH_FUNCTION = (
    "the and of to a in he was that it his her she with had as for you at but not on be they him is have from were "
    "all by this which so said there what an one or we if when their them would no me could out up into then do who "
    "my been like will now some your very just about than its over time other more down before little only how"
)
_ENGLISH_CONTENT = (
    "house window door hand eye face night morning street river garden table letter mother father child friend voice "
    "light water road city tree stone winter summer room chair bread book word story silence shadow colour color grey "
    "gray honour look looked walk walked turn turned open opened close closed seem seemed feel felt hear heard know "
    "knew think thought see saw slowly suddenly quietly really finally old young cold warm dark bright small large "
    "broken written taken walking singing waiting running beautiful remember yesterday together important question"
)
_PERSIAN_FUNCTION = (
    "و در به از که این آن را با برای تا هم یا اما اگر چون نیز هر همه هیچ یک دو بر بی نه من تو او ما شما خود چه چرا کجا "
    "وقتی دیگر بعد پیش است بود نبود شد می‌شود باشد کرد می‌کند کرده دارد داشت باید شاید گفت خیلی هنوز فقط حالا روی زیر"
)
_PERSIAN_CONTENT = (
    "خانه خانهٔ پنجره در دست چشم صورت شب صبح خیابان رودخانه باغ میز نامه مادر پدر کودک دوست صدا نور آب راه شهر درخت سنگ "
    "زمستان تابستان اتاق صندلی نان کتاب کتاب‌های واژه داستان سکوت سایه رنگ نگاه رفت آمد می‌رود می‌آمد نشست ایستاد دید "
    "شنید دانست می‌دانست فکر آرام ناگهان آهسته واقعاً سرانجام پیر جوان سرد گرم تاریک روشن کوچک بزرگ شکسته نوشته زیبا دیروز"
)
_LANGUAGES = {
    "en": (
        _ENGLISH_FUNCTION.split(),
        _ENGLISH_CONTENT.split(),
        ["Sara", "Daniel", "Mrs. Holt", "Edmund", "Sarah"],
        ("ba be bi co cha de do fa fe ga hi ja ka la le mi mo na ne pa ra re ro sa se ta te to va wi".split()),
        ("", "", "", "", "", "s", "s", "ed", "ed", "ing", "ing", "er", "ness") * 3 + ("ly",),
    ),
    "fa": (
        _PERSIAN_FUNCTION.split(),
        _PERSIAN_CONTENT.split(),
        ["سارا", "دانیال", "خانم کریمی", "بهرام", "علي"],
        ("با بی چا دا در فا گا هی جا کا لا می نا پا را رو سا شا تا تو وا زی ما بر مو".split()),
        ("", "", "‌ها", "‌های", "ی", "تر", "‌ام", "ان"),
    ),
}


class _Writer:
    def __init__(self, language: str, seed: int) -> None:
        self.random = random.Random(f"{language}-{seed}")
        self.persian = language == "fa"
        function, content, self.names, syllables, endings = _LANGUAGES[language]
        made = ["".join(self.random.choices(syllables, k=self.random.choice((2, 3, 3)))) for _ in range(2500)]
        words = function + content + [word + self.random.choice(endings) for word in made for _ in range(3)]
        self.words = list(dict.fromkeys(words))
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def sentence(self) -> str:
        length = max(2, round(self.random.gammavariate(2.2, 6.0)))
        words = self.random.choices(self.words, cum_weights=self.weights, k=length)
        if self.random.random() < 0.3:
            words[0] = self.random.choice(self.names)
        if length > 8:
            words[length // 2] += "،" if self.persian else ","
        end = self.random.choice("...........…!" + ("؟" if self.persian else "?"))
        return words[0][0].upper() + words[0][1:] + "".join(f" {word}" for word in words[1:]) + end

    def speech(self) -> str:
        if self.persian:
            return f"{self.random.choice(self.names)} گفت: «{self.sentence()}»"
        return f"“{self.sentence()[:-1]},” {self.random.choice(self.names)} said {self.random.choice(self.words)}."

    def paragraph(self) -> str:
        if self.random.random() < 0.35:
            return self.speech()
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 8)))


def write_paragraphs(words: int, language: str, seed: int = 1) -> Iterator[str]:
    """Paragraphs until there are at least so many words, counted by spaces."""
    writer = _Writer(language, seed)
    while words > 0:
        text = writer.paragraph()
        words -= text.count(" ") + 1
        yield text


def write_manuscript(words: int, language: str, seed: int = 1) -> list[dict[str, Any]]:
    """Chapters of some 5,000 words, each a TipTap document with a heading and a scene break every 30 paragraphs."""
    chapters: list[dict[str, Any]] = []
    blocks: list[dict[str, Any]] = []
    written = 0
    for number, text in enumerate(write_paragraphs(words, language, seed), start=1):
        if not blocks:
            title = f"{'فصل' if language == 'fa' else 'Chapter'} {len(chapters) + 1}"
            blocks.append(_block("heading", title, {"level": 1}))
            chapters.append({"type": "doc", "content": blocks})
        blocks.append(_block("paragraph", text, {}))
        if number % 30 == 0:
            blocks.append({"type": "horizontalRule"})
        written += text.count(" ") + 1
        if written >= 5000:
            blocks, written = [], 0
    return chapters


def _block(name: str, text: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"type": name, "attrs": attributes, "content": [{"type": "text", "text": text}]}
