"""Pure text analysis, no I/O: `analyse` gives a report on documents; the other modules are its parts."""

from writers_app.analysis.documents import AnalysedDocument
from writers_app.analysis.facts import MemoryCache, ParagraphCache
from writers_app.analysis.findings import Finding, Place
from writers_app.analysis.metric import Metric
from writers_app.analysis.metrics import METRICS
from writers_app.analysis.report import Report, analyse, find_live

__all__ = [
    "METRICS",
    "AnalysedDocument",
    "Finding",
    "MemoryCache",
    "Metric",
    "ParagraphCache",
    "Place",
    "Report",
    "analyse",
    "find_live",
]
