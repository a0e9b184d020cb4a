"""How long a text takes to read; the editor's status line, dashboards and reports ask it.

English: 238 words a minute, the mean for silent reading of non-fiction in Brysbaert, "How many words do we read per
minute? A review and meta-analysis of reading rate", Journal of Memory and Language 109 (2019).
Persian: 200 is our own estimate, there being no study of that size. Written Persian packs clitics and affixes into
one word (می‌خواهمش is three English words), and languages that do so are read at fewer words in the same time; the mean
over the seventeen languages of Trauzettel-Klosinski & Dietz, "Standardized Assessment of Reading Performance: The New
International Reading Speed Texts IReST", IOVS 53 (2012) is 184.
"""

from typing import Final

WORDS_PER_MINUTE: Final[dict[str, int]] = {"en": 238, "fa": 200}


def reading_minutes(words: int, language: str) -> int:
    """Whole minutes, rounded up; no words take no time. Unknown languages read as English."""
    pace = WORDS_PER_MINUTE.get(language.split("-")[0], WORDS_PER_MINUTE["en"])
    return -(-words // pace)
