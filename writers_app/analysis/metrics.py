"""The registry of metrics: what each figure and finding means, how it is worked out, and after whom.

Pages answer "what is this?" from it. Every text is a msgid; the Persian is in ``locale_fa.json`` beside this file,
which also holds the messages of findings.
"""

from typing import Final

from writers_app.analysis.copyediting_metrics import COPYEDITING_METRICS
from writers_app.analysis.count_metrics import COUNT_METRICS
from writers_app.analysis.metric import Metric
from writers_app.analysis.style_metrics import CONSISTENCY_METRICS, STRUCTURE_METRICS, STYLE_METRICS

METRICS: Final[dict[str, Metric]] = {
    metric.name: metric
    for metric in (*COUNT_METRICS, *STRUCTURE_METRICS, *STYLE_METRICS, *CONSISTENCY_METRICS, *COPYEDITING_METRICS)
}
