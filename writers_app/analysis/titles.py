"""Titles, and other words that stand beside names: `mentions.py` reads by them, `persons.py` joins by them."""

# ruff: noqa: SIM905 (a word list reads better as one string than as a column of quoted words)

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

from writers_app.analysis import persian_words


class Title(NamedTuple):
    """`stands_before` says what follows it: a surname (Mr. Darcy), a given name (Sir William), either (Miss Bennet,
    Miss Elizabeth), or what cannot be told (Aunt March, Aunt Jo). `is_lent` is one by which somebody may bear a
    husband's name, so that the name alone need not mean her. A title with no gender is a rank."""

    name: str
    gender: Literal["m", "f", ""]
    stands_before: Literal["surname", "given", "either", "anything"]
    is_lent: bool = False


@dataclass(frozen=True)
class Neighbours:
    """The words beside names, as they are written. Titles that are `dotted` may have a full stop after them.
    `particles` belong to the name that follows. `place_ends` stand after the name of a place, `place_starts` before
    one. `after` are titles that follow a name. Before an `objects` word it is not sure that two names are one:
    «سارا بهرام را دید» is about two people."""

    titles: Mapping[str, Title]
    dotted: frozenset[str]
    particles: frozenset[str]
    place_ends: frozenset[str]
    place_starts: frozenset[str]
    after: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """All of them."""
        ends = self.place_ends | self.place_starts | self.after | self.objects
        return frozenset(self.titles) | self.particles | self.initials | ends


_MEN: Final = "mr mister monsieur herr signor senor baron squire count"
_RANKS: Final = (
    "dr doctor prof professor capt captain col colonel gen general lt lieutenant sgt sergeant major inspector "
    "detective constable judge senator president rev reverend superintendent commander admiral"
)
_UNTOLD: Final = (
    "aunt aunty auntie uncle cousin grandma grandpa granny father mother brother sister king queen prince princess "
    "duke duchess emperor empress pope saint nurse"
)
_SHORT: Final = {
    "mister": "mr", "doctor": "dr", "professor": "prof", "captain": "capt", "colonel": "col", "general": "gen",
    "lieutenant": "lt", "sergeant": "sgt", "reverend": "rev", "aunty": "aunt", "auntie": "aunt",
}  # fmt: skip


def _short(word: str) -> str:
    return _SHORT.get(word, word)


_ENGLISH_TITLES: Final[dict[str, Title]] = {
    **{word: Title(_short(word), "m", "surname") for word in _MEN.split()},
    **{word: Title(_short(word), "", "surname") for word in _RANKS.split()},
    **{word: Title(_short(word), "", "anything") for word in _UNTOLD.split()},
    **{word: Title(word, "f", "surname", is_lent=True) for word in "mrs madame frau signora senora".split()},
    **{word: Title(word, "f", "either", is_lent=True) for word in "lady madam ms".split()},
    **{word: Title(word, "f", "either") for word in "miss mademoiselle".split()},
    **{word: Title(word, "m", "either") for word in "lord master".split()},
    "sir": Title("sir", "m", "given"),
    "dame": Title("dame", "f", "given"),
}
_ENGLISH_PARTICLES: Final = "de du di da del della von van der den ten ter".split()
_PLACE_ENDS: Final = """
    street road lane avenue square park hall house court place castle abbey grange hill hills heights station bridge
    gate gardens terrace crescent yard county city town village river lake valley island islands bay hotel inn church
    cathedral hospital college school university museum bank office company railway club theatre theater forest woods
    wood fields manor lodge cottage farm mansion tower palace prison
""".split()
_PLACE_STARTS: Final = "New North South East West Mount Lake Fort Port Cape San Santa Los".split()

_PERSIAN_TITLES: Final[dict[str, Title]] = {
    **{word: Title(word, "", "anything") for word in persian_words.TITLES},
    **{word: Title(word, "", "surname") for word in "دکتر مهندس استاد سرهنگ سروان".split()},
    "آقای": Title("آقای", "m", "surname"),
    "خانم": Title("خانم", "f", "either", is_lent=True),
}

NEIGHBOURS: Final = {
    "en": Neighbours(
        titles={word.capitalize(): title for word, title in _ENGLISH_TITLES.items()},
        dotted=frozenset("Mr Mrs Ms Dr Prof Capt Col Gen Lt Sgt Rev St".split()),
        particles=frozenset([*_ENGLISH_PARTICLES, *map(str.capitalize, _ENGLISH_PARTICLES), "St", "Saint"]),
        place_ends=frozenset(map(str.capitalize, _PLACE_ENDS)),
        place_starts=frozenset(_PLACE_STARTS),
        initials=frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ),
    "fa": Neighbours(
        titles=_PERSIAN_TITLES,
        dotted=frozenset(),
        particles=frozenset(),
        place_ends=frozenset(),
        place_starts=frozenset("خیابان کوچه میدان بلوار شهر روستای کوه رود پارک".split()),
        after=frozenset("خانم آقا خان جان بیگ".split()),
        objects=frozenset({"را"}),
    ),
}

_SURNAME_ENDINGS: Final = ("زاده", "پور", "نژاد", "نیا", "یان", "وند", "منش", "خواه", "فر")
_GIVEN_WITH_YEH: Final = frozenset("مجتبی مرتضی مصطفی".split())


def is_surname_in_persian(word: str) -> bool:
    """By its ending, as کریمی and حسن‌زاده; علی and مهدی are too short to tell."""
    return (word.endswith("ی") and len(word) > 4 and word not in _GIVEN_WITH_YEH) or (
        len(word) > 4 and word.endswith(_SURNAME_ENDINGS)
    )
