"""Pure text analysis, no I/O: `analyse` gives a report on documents; the other modules are its parts."""

from writers_app.analysis.documents import AnalysedDocument
from writers_app.analysis.facts import MemoryCache, ParagraphCache
from writers_app.analysis.findings import Finding, Place
from writers_app.analysis.live import LIVE_KINDS, Check, Vocabulary, check_paragraphs, read_vocabulary
from writers_app.analysis.metric import Metric
from writers_app.analysis.metrics import METRICS
from writers_app.analysis.report import Report, analyse

__all__ = [
    "LIVE_KINDS",
    "METRICS",
    "AnalysedDocument",
    "Check",
    "Finding",
    "MemoryCache",
    "Metric",
    "ParagraphCache",
    "Place",
    "Report",
    "Vocabulary",
    "analyse",
    "check_paragraphs",
    "read_vocabulary",
]
