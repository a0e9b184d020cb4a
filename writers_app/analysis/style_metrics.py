"""The metrics of structure, style and consistency, explained."""

from typing import Final

from writers_app.analysis.metric import OWN_DEFINITION, Metric

_LISTS: Final = "Writers' own word lists."

STRUCTURE_METRICS: Final = (
    Metric(
        "pace",
        "Pacing",
        "words",
        "How sentence length and dialogue run along the book, in about forty stretches of equal length. Short "
        "sentences and much dialogue read fast.",
        "mean sentence length and share of dialogue of each stretch",
        OWN_DEFINITION,
    ),
    Metric(
        "chapter_balance",
        "Chapter balance",
        "score",
        "How far the documents differ in length: 0 when all are equally long, 1 when their spread is their mean.",
        "standard deviation of the lengths ÷ mean length",
        "Coefficient of variation.",
    ),
    Metric(
        "scene_edges",
        "Openings and closings",
        "words",
        "How long the first and the last paragraph of each scene are, and whether they are dialogue.",
        "words in the paragraph; dialogue when more than half of them are spoken",
        OWN_DEFINITION,
    ),
    Metric(
        "characters_by_scene",
        "Who appears where",
        "count",
        "How often each person or place is mentioned in each scene. English names are words with a capital inside "
        "sentences; Persian names are found before verbs that people do and after titles. What somebody is called "
        "counts together (Holmes, Mr. Holmes, Sherlock Holmes) where the book leaves no doubt who is meant; in doubt "
        "each form has a row of its own, and so has a surname that several people share.",
        "mentions in the scene: names side by side are one, with their title; a title and a surname belong to the full "
        "name that bears this title, if its given name hardly stands alone; a name alone belongs to whom four in five "
        "of its fuller uses mean",
        OWN_DEFINITION,
    ),
)

STYLE_METRICS: Final = (
    Metric(
        "mtld",
        "Lexical diversity (MTLD)",
        "score",
        "How many words one reads, on average, before the vocabulary begins to repeat itself. Unlike the share of "
        "different words it does not fall as a text grows. Novels are often at 80 to 120.",
        "mean length of stretches whose different words ÷ words stays above 0.72, read forwards and backwards",
        "McCarthy and Jarvis, MTLD, vocd-D, and HD-D, Behavior Research Methods 42 (2010). "
        "For several documents, their mean weighted by words.",
    ),
    Metric(
        "type_token_ratio",
        "Different words",
        "share",
        "The share of different words. It falls as a text grows, so compare texts of one length only.",
        "different words ÷ words",
        "Type-token ratio.",
    ),
    Metric(
        "glue_share",
        "Glue words",
        "share",
        "The share of words that hold sentences together and say little themselves: articles, prepositions, pronouns, "
        "auxiliaries.",
        "glue words ÷ words",
        _LISTS,
    ),
    Metric(
        "opening_variety",
        "Sentence openings",
        "share",
        "How varied the first words of sentences are; it falls as a text grows.",
        "different first words ÷ sentences",
        OWN_DEFINITION,
    ),
    Metric(
        "past_share",
        "Told in the past",
        "share",
        "The share of the past tense in the narration, among the verbs that show their tense by their form. "
        "Near 100 % or near 0 % is steady; much between may be drift, or a story told in two times.",
        "past verbs ÷ (past verbs + present verbs), outside dialogue",
        _LISTS,
    ),
    Metric(
        "first_person_share",
        "Told in the first person",
        "share",
        "The share of “I” and “we” in the narration, among the words of the first and the third person.",
        "words of the first person ÷ (words of the first and of the third person), outside dialogue",
        _LISTS,
    ),
    Metric(
        "overused_words",
        "Overused words",
        "count",
        "Words used at more than twice the rate expected in fiction, at least four times. "
        "The expected rates are rounded estimates.",
        "uses × 10,000 ÷ words, beside the expected rate",
        "Writers' own reference list.",
    ),
    Metric(
        "long_sentence",
        "Long sentences",
        "finding",
        "Sentences of more than 40 words in English, 45 in Persian.",
        "words in the sentence",
        OWN_DEFINITION,
    ),
    Metric(
        "sticky_sentence",
        "Sticky sentences",
        "finding",
        "Sentences of ten words or more in which glue words make up more than 75 % in English, 62 % in Persian.",
        "glue words ÷ words of the sentence",
        _LISTS,
    ),
    Metric(
        "repeated_opening",
        "Repeated openings",
        "finding",
        "Three sentences or more in a row, within a paragraph, that begin with the same word.",
        "sentences in the row",
        OWN_DEFINITION,
    ),
    Metric(
        "adverb",
        "Adverbs",
        "finding",
        "English: words in -ly that are adverbs of manner or degree, not those that say when, whether or how nearly. "
        "Persian: words with tanwin and intensifiers, likewise.",
        "each use",
        _LISTS,
    ),
    Metric(
        "passive",
        "Passive voice",
        "finding",
        "English: a form of “be” and a past participle that does not chiefly name a state. "
        "Persian: a participle in ه with a form of شدن, and توسط.",
        "each use",
        _LISTS,
    ),
    Metric(
        "filter_word",
        "Filter words",
        "finding",
        "Verbs such as “saw”, “felt” or “noticed” whose subject is the observer. They put the observer between the "
        "reader and what is observed.",
        "each use outside dialogue",
        _LISTS,
    ),
    Metric("cliche", "Clichés", "finding", "Phrases that readers have met often.", "each use", _LISTS),
    Metric(
        "doubled_word",
        "Doubled words",
        "finding",
        "A little word that stands twice on end, as a slip or a change half made leaves it: “the the”. Only words that "
        "nobody doubles on purpose are looked at.",
        "each pair with nothing but space between, within a sentence",
        _LISTS,
    ),
    Metric(
        "said_tag",
        "Speech tags",
        "finding",
        "Verbs of speech beside a quotation that draw the eye from what is said: “exclaimed”, “hissed”.",
        "each use within three words of a quotation",
        _LISTS,
    ),
    Metric(
        "tense_drift",
        "Tense drift",
        "finding",
        "Paragraphs told in the other tense than the document, where three quarters of its verbs outside dialogue keep "
        "to one. Only verbs that show their tense by their form are counted.",
        "at least 3 verbs of the other tense, and fewer of the document's own",
        OWN_DEFINITION,
    ),
    Metric(
        "person_drift",
        "Person drift",
        "finding",
        "Paragraphs that say “I” or “we” outside dialogue in a document told in the third person.",
        "at least 3 words of the first person, and fewer of the third",
        OWN_DEFINITION,
    ),
)

CONSISTENCY_METRICS: Final = (
    Metric(
        "name_variant",
        "Name variants",
        "finding",
        "Two spellings of what may be one name: one letter more, less, changed or swapped, or letters such as ي and ی. "
        "A plural (the Bennets) is none, nor are two names that differ by a consonant and are both used often.",
        "each use of the rarer spelling",
        "Damerau, A technique for computer detection and correction of spelling errors, "
        "Communications of the ACM 7 (1964).",
    ),
    Metric(
        "spelling_variant",
        "Spelling variants",
        "finding",
        "One word spelled in two ways, such as colour and color, or realise and realize.",
        "each use of the rarer spelling",
        _LISTS,
    ),
    Metric(
        "hyphenation",
        "Hyphens and half-spaces",
        "finding",
        "One word written with and without a hyphen, or in Persian with and without a half-space.",
        "each use of the rarer form",
        OWN_DEFINITION,
    ),
    Metric(
        "number_style",
        "Small numbers",
        "finding",
        "Numbers from two to ten in figures, where at least three times as many are written out.",
        "each figure",
        OWN_DEFINITION,
    ),
    Metric(
        "digit_style",
        "Digits",
        "finding",
        "Persian, Latin and Arabic digits in one text.",
        "each figure of the rarer kinds",
        OWN_DEFINITION,
        ("fa",),
    ),
    Metric(
        "quote_style",
        "Quotation marks",
        "finding",
        "Curved, straight and angular quotation marks in one text.",
        "each mark of the rarer kinds",
        OWN_DEFINITION,
    ),
    Metric(
        "dash_style",
        "Dashes",
        "finding",
        "Long, middle and doubled dashes, with and without spaces, in one text.",
        "each dash of the rarer kinds",
        OWN_DEFINITION,
    ),
    Metric(
        "apostrophe_style",
        "Apostrophes",
        "finding",
        "Curved and straight apostrophes in one text.",
        "each apostrophe of the rarer kind",
        OWN_DEFINITION,
        ("en",),
    ),
    Metric(
        "ellipsis_style",
        "Ellipses",
        "finding",
        "The ellipsis sign and three full stops in one text.",
        "each ellipsis of the rarer kind",
        OWN_DEFINITION,
    ),
)
