"""How hard a text reads, by formulas with names; the report calls this with counts, not with text."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class TextCounts:
    """What the formulas need. `letters` are letters and digits within words; `long_words` have 3 syllables or more
    (English), or more than 6 letters (LIX)."""

    words: int
    sentences: int
    letters: int
    syllables: int = 0
    polysyllables: int = 0
    fog_words: int = 0
    long_words: int = 0


def flesch_reading_ease(counts: TextCounts) -> float:
    """206.835 - 1.015 words/sentence - 84.6 syllables/word. Flesch, "A New Readability Yardstick", Journal of Applied
    Psychology 32 (1948)."""
    return 206.835 - 1.015 * counts.words / counts.sentences - 84.6 * counts.syllables / counts.words


def flesch_kincaid_grade(counts: TextCounts) -> float:
    """0.39 words/sentence + 11.8 syllables/word - 15.59. Kincaid, Fishburne, Rogers, Chissom, Derivation of New
    Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75 (1975)."""
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def gunning_fog(counts: TextCounts) -> float:
    """0.4 (words/sentence + 100 complex words/words); complex: 3 syllables or more without the endings -es, -ed, -ing.
    Gunning, The Technique of Clear Writing (1952). Proper names are not told apart."""
    return 0.4 * (counts.words / counts.sentences + 100 * counts.fog_words / counts.words)


def coleman_liau(counts: TextCounts) -> float:
    """0.0588 L - 0.296 S - 15.8, with L letters and S sentences per 100 words. Coleman & Liau, "A Computer Readability
    Formula Designed for Machine Scoring", Journal of Applied Psychology 60 (1975)."""
    return 5.88 * counts.letters / counts.words - 29.6 * counts.sentences / counts.words - 15.8


def smog(counts: TextCounts) -> float:
    """1.0430 sqrt(30 polysyllables/sentences) + 3.1291. McLaughlin, "SMOG Grading: A New Readability Formula", Journal
    of Reading 12 (1969); meant for 30 sentences or more."""
    return 1.0430 * sqrt(30 * counts.polysyllables / counts.sentences) + 3.1291


def automated_readability(counts: TextCounts) -> float:
    """4.71 letters/word + 0.5 words/sentence - 21.43. Smith & Senter, Automated Readability Index, AMRL-TR-66-220
    (1967)."""
    return 4.71 * counts.letters / counts.words + 0.5 * counts.words / counts.sentences - 21.43


def lix(counts: TextCounts) -> float:
    """words/sentence + 100 long words/words; long: more than 6 letters. Björnsson, Läsbarhet (1968). It counts no
    syllables, so it can be used, with care, for any alphabet."""
    return counts.words / counts.sentences + 100 * counts.long_words / counts.words


def persian_ease(counts: TextCounts) -> float:
    """188.5 - 1.015 words/sentence - 27.7 letters/word. Our own, experimental.

    It has Flesch's form, since sentence length and word length carry most of every formula since 1948. Persian writes
    no short vowels, so letters stand for syllables. The weight of sentence length is Flesch's; the other two were set
    so that plain children's prose (7 words a sentence, 3.3 letters a word) comes out near 90 and newspaper prose (18
    and 4.0) near 60. No readers have been tested: compare your own texts with it, do not grade them by it.
    """
    return 188.5 - 1.015 * counts.words / counts.sentences - 27.7 * counts.letters / counts.words
