"""The metrics that count and grade: sizes, readability, frequencies and echoes, explained."""

from typing import Final

from writers_app.analysis.metric import OWN_DEFINITION, Metric

COUNT_METRICS: Final = (
    Metric(
        "words",
        "Words",
        "count",
        "Runs of letters and digits; apostrophes, hyphens and half-spaces stay inside a word, addresses are one word. "
        "Headings and footnotes count, deleted text that still awaits review does not.",
        "The number of words.",
        "Unicode Standard Annex 29, word boundaries, simplified; the editor counts by the same rule.",
    ),
    Metric(
        "characters",
        "Characters",
        "count",
        "Letters, digits, marks and spaces that can be seen; line breaks, half-spaces and vowel signs are not counted.",
        "The number of visible code points.",
        OWN_DEFINITION,
    ),
    Metric(
        "sentences",
        "Sentences",
        "count",
        "Stretches that end in a full stop, question mark, exclamation mark or ellipsis, or with their line. "
        "Abbreviations, initials and speech tags after a quotation do not end one. Headings and code are left out.",
        "The number of sentences that have a word.",
        OWN_DEFINITION,
    ),
    Metric(
        "paragraphs",
        "Paragraphs",
        "count",
        "Paragraphs with at least one word, in lists, quotations and tables too. Headings are left out.",
        "The number of paragraphs.",
        OWN_DEFINITION,
    ),
    Metric(
        "scenes",
        "Scenes",
        "count",
        "Stretches of text between scene breaks, counted anew in each document. Stretches without a word do not count.",
        "The number of scenes.",
        OWN_DEFINITION,
    ),
    Metric(
        "reading_time",
        "Reading time",
        "minutes",
        "How long an adult reads silently, in whole minutes, rounded up.",
        "words ÷ 238 in English, words ÷ 200 in Persian",
        "Brysbaert, How many words do we read per minute?, Journal of Memory and Language 109 (2019). "
        "The Persian pace is our own estimate.",
    ),
    Metric(
        "sentence_length",
        "Sentence length",
        "words",
        "The mean number of words in a sentence. The distribution beside it shows how many sentences are how long.",
        "words in sentences ÷ sentences",
        OWN_DEFINITION,
    ),
    Metric(
        "sentence_variation",
        "Sentence variation",
        "words",
        "How far sentence lengths lie from their mean. A low figure reads evenly, a high one has long and short "
        "sentences.",
        "√(Σ(length − mean)² ÷ sentences)",
        "Standard deviation of the population.",
    ),
    Metric(
        "paragraph_length",
        "Paragraph length",
        "words",
        "The mean number of words in a paragraph.",
        "words in paragraphs ÷ paragraphs",
        OWN_DEFINITION,
    ),
    Metric(
        "dialogue_share",
        "Dialogue",
        "share",
        "The share of words that are spoken: within quotation marks, or in a paragraph that opens with a dash.",
        "words in speech ÷ words in paragraphs",
        OWN_DEFINITION,
    ),
    Metric(
        "flesch_reading_ease",
        "Flesch reading ease",
        "score",
        "From about 0 (hard) to 100 (easy): 60 to 70 is plain English, novels are often at 70 to 90.",
        "206.835 − 1.015 × words ÷ sentences − 84.6 × syllables ÷ words",
        "Flesch, A New Readability Yardstick, Journal of Applied Psychology 32 (1948). "
        "Syllables are counted from spelling.",
        ("en",),
    ),
    Metric(
        "flesch_kincaid_grade",
        "Flesch–Kincaid grade",
        "grade",
        "The year of an American school in which the text can be read.",
        "0.39 × words ÷ sentences + 11.8 × syllables ÷ words − 15.59",
        "Kincaid, Fishburne, Rogers and Chissom, Research Branch Report 8-75 (1975).",
        ("en",),
    ),
    Metric(
        "gunning_fog",
        "Gunning fog",
        "grade",
        "Years of schooling needed, from sentence length and the share of words with three syllables or more "
        "(not counting the endings -es, -ed and -ing).",
        "0.4 × (words ÷ sentences + 100 × complex words ÷ words)",
        "Gunning, The Technique of Clear Writing (1952). Names are not told apart from other words.",
        ("en",),
    ),
    Metric(
        "coleman_liau",
        "Coleman–Liau",
        "grade",
        "A school year from letters and sentences alone, without syllables.",
        "5.88 × letters ÷ words − 29.6 × sentences ÷ words − 15.8",
        "Coleman and Liau, A Computer Readability Formula Designed for Machine Scoring, "
        "Journal of Applied Psychology 60 (1975).",
        ("en",),
    ),
    Metric(
        "smog",
        "SMOG",
        "grade",
        "Years of schooling needed to understand a text fully, from words with three syllables or more. "
        "It is meant for 30 sentences or more.",
        "1.0430 × √(30 × words of 3 syllables or more ÷ sentences) + 3.1291",
        "McLaughlin, SMOG Grading: A New Readability Formula, Journal of Reading 12 (1969).",
        ("en",),
    ),
    Metric(
        "automated_readability",
        "Automated readability index",
        "grade",
        "A school year from letters per word and words per sentence.",
        "4.71 × letters ÷ words + 0.5 × words ÷ sentences − 21.43",
        "Smith and Senter, Automated Readability Index, AMRL-TR-66-220 (1967).",
        ("en",),
    ),
    Metric(
        "lix",
        "LIX",
        "score",
        "Below 30 is very easy, 40 is fiction, above 60 is very hard; made for Swedish, used for many alphabets.",
        "words ÷ sentences + 100 × words of more than 6 letters ÷ words",
        "Björnsson, Läsbarhet (1968).",
    ),
    Metric(
        "persian_ease",
        "Persian reading ease",
        "score",
        "Experimental. From about 0 (hard) to 100 (easy). It has Flesch's form, with letters for syllables because "
        "Persian writes no short vowels. It has not been tried on readers: compare your own texts with it.",
        "188.5 − 1.015 × words ÷ sentences − 27.7 × letters ÷ words",
        "Writers' own. The weight of sentence length is Flesch's; the others put plain children's prose near 90 and "
        "newspaper prose near 60.",
        ("fa",),
        experimental=True,
    ),
    Metric(
        "most_used_words",
        "Most used words",
        "count",
        "Words that carry meaning, all their forms together, by how often they occur. Function words are left out.",
        "occurrences, and occurrences × 1000 ÷ words",
        "Writers' own lists of function words, and a light reduction of forms to one word.",
    ),
    Metric(
        "most_used_phrases",
        "Most used phrases",
        "count",
        "Runs of two to five words that come back within sentences and begin and end with a word that carries meaning.",
        "occurrences, at least 2 (3 in texts of more than 5,000 words)",
        OWN_DEFINITION,
    ),
    Metric(
        "echo",
        "Echoes",
        "finding",
        "A word that comes back within 40 words, in any of its forms. Function words, names, and words that make up "
        "more than one in 150 of the text, are left out.",
        "distance to the earlier use ≤ 40 words",
        OWN_DEFINITION,
    ),
)
