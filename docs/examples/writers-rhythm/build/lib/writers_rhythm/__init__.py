"""How the lengths of neighbouring sentences differ: prose that alternates reads livelier than prose that marches."""

from itertools import pairwise

from writers_app.analysis.registry import Remark, Result, Text, analysis
from writers_app.text.sentences import find_sentences
from writers_app.text.words import count_words

SAME_WITHIN = 1
MARCHING = 4


@analysis(
    name="rhythm",
    title="Sentence rhythm",
    description="The mean difference between the lengths of neighbouring sentences, and runs of equally long ones.",
)
def rhythm(text: Text) -> Result:
    differences: list[int] = []
    remarks: list[Remark] = []
    for document, paragraph in text.paragraphs():
        sentences = list(find_sentences(paragraph.text))
        steps = [abs(count_words(one.text) - count_words(other.text)) for one, other in pairwise(sentences)]
        differences += steps
        for first in range(len(steps) - MARCHING + 2):
            if all(step <= SAME_WITHIN for step in steps[first : first + MARCHING - 1]):
                last = sentences[first + MARCHING - 1]
                message = "Four sentences of nearly the same length in a row."
                remarks.append(Remark(document, paragraph, sentences[first].start, last.end, message))
                break
    mean = sum(differences) / len(differences) if differences else None
    return Result({"Mean difference in words": mean, "Marching paragraphs": len(remarks)}, remarks)
