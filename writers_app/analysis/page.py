"""A report as one self-contained HTML file, in the reader's language and direction. Services call `write_page` with the
JSON of a report, as it is stored.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from writers_app.analysis.charts import draw_bars, draw_columns, draw_heat, draw_pace
from writers_app.analysis.metric import Metric, Unit
from writers_app.analysis.metrics import METRICS
from writers_app.analysis.page_style import STYLESHEET
from writers_app.analysis.summary import put_into_words, say_minutes
from writers_app.i18n import direction, msg, translate, translate_plural
from writers_app.i18n.numbers import format_number, format_percent

_HEADLINE: Final = ("words", "sentences", "paragraphs", "scenes", "reading_time")
_MOST_ROWS: Final = 20
_MOST_NAMES: Final = 16
_MOST_CELLS: Final = 60


def write_page(report: Mapping[str, Any], title: str, made: str, locale: str) -> str:
    """`title` says what the report is about, `made` when it was made, as the reader writes dates."""
    parts = _Parts(report, locale)
    heading = f'<h1 dir="auto">{escape(title)}</h1>\n<p class="soft">{escape(made)}</p>'
    body = "\n".join([heading, *parts.summary(), *parts.charts(), *parts.figures(), *parts.findings()])
    return (
        f'<!DOCTYPE html>\n<html lang="{locale}" dir="{direction(locale)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLESHEET}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    report: Mapping[str, Any]
    locale: str

    @property
    def rtl(self) -> bool:
        return direction(self.locale) == "rtl"

    def t(self, message: str, **values: Any) -> str:
        return escape(translate(message, self.locale, **values), quote=False)

    def number(self, value: float) -> str:
        return format_number(round(value, 1), self.locale)

    def show(self, value: float | None, unit: Unit) -> str:
        if value is None:
            return translate("Too little text", self.locale)
        if unit == "share":
            return format_percent(value, self.locale)
        if unit == "minutes":
            return str(put_into_words(say_minutes(int(value)), self.locale))
        return self.number(value)

    def summary(self) -> Iterator[str]:
        said = " ".join(put_into_words(saying, self.locale) for saying in self.report.get("summary", ()))
        yield f'<p class="summary">{escape(said)}</p>'
        values = self.report["values"]
        figures = [(METRICS[name], values[name]) for name in _HEADLINE]
        shown = [f"<div><dt>{self.t(m.title)}</dt><dd>{escape(self.show(v, m.unit))}</dd></div>" for m, v in figures]
        yield f"<dl>{''.join(shown)}</dl>"

    def charts(self) -> Iterator[str]:
        yield from self._lengths("sentence_lengths", translate("How long your sentences are", self.locale))
        yield from self._lengths("paragraph_lengths", translate("How long your paragraphs are", self.locale))
        structure = self.report["structure"]
        if len(structure["pace"]) > 3:
            title = translate("How the pace runs along the book", self.locale)
            ends = f'<p class="soft ends"><span>{self.t("beginning")}</span><span>{self.t("end")}</span></p>'
            key = (
                f'<p class="soft"><span class="key"></span>{self.t("words in a sentence")}'
                f'<span class="key area"></span>{self.t("share of dialogue")}</p>'
            )
            yield self._figure(title, draw_pace(structure["pace"], title, rtl=self.rtl) + ends + key, METRICS["pace"])
        yield from self._documents()
        yield from self._scenes()
        yield from self._characters()
        words = [(use["word"], use["count"]) for use in self.report["words"]]
        yield from self._bars(translate("The words you use most", self.locale), words, "most_used_words")
        phrases = [(use["phrase"], use["count"]) for use in self.report["phrases"]]
        yield from self._bars(translate("Phrases that come back", self.locale), phrases, "most_used_phrases")
        overused = sorted(((use["word"], use["surplus"]) for use in self.report["overused"]), key=lambda row: -row[1])
        title = translate("Words that you use more than others do", self.locale)
        yield from self._bars(title, overused, "overused_words")

    def _lengths(self, name: str, title: str) -> Iterator[str]:
        bins = self.report.get(name, {}).get("histogram", ())
        if bins:
            rows = [(self._range(bin_), bin_["count"]) for bin_ in bins]
            yield self._figure(title, draw_columns(rows, title, self.number, rtl=self.rtl))

    def _range(self, bin_: Mapping[str, Any]) -> str:
        least = self.number(bin_["least"])
        return f"{least}+" if bin_["most"] is None else f"{least}–{self.number(bin_['most'])}"

    def _documents(self) -> Iterator[str]:
        rows = [(one["title"] or translate("Untitled", self.locale), one["words"]) for one in self.report["documents"]]
        if len(rows) > 1:
            title = translate("How long your chapters are", self.locale)
            chart = draw_bars(rows, title, self.number, rtl=self.rtl)
            yield self._figure(title, chart, METRICS["chapter_balance"])

    def _scenes(self) -> Iterator[str]:
        scenes = self.report["structure"]["scenes"]
        if len(scenes) < 2:
            return
        titles = {one["id"]: one["title"] for one in self.report["documents"]}
        head = (msg("Scene"), msg("Words"), msg("First paragraph"), msg("Last paragraph"))
        rows = "".join(
            f"<tr><th dir='auto'>{escape(titles.get(scene['document'], ''))} · {self.number(scene['number'])}</th>"
            f"<td>{self.number(scene['words'])}</td><td>{self._edge(scene, 'opening', 'opens_with_dialogue')}</td>"
            f"<td>{self._edge(scene, 'closing', 'closes_with_dialogue')}</td></tr>"
            for scene in scenes
        )
        cells = "".join(f"<th>{self.t(name)}</th>" for name in head)
        table = f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"
        yield self._figure(translate("How scenes open and close", self.locale), table, METRICS["scene_edges"])

    def _edge(self, scene: Mapping[str, Any], length: str, spoken: str) -> str:
        words = translate_plural("%(n)s word", "%(n)s words", scene[length], self.locale)
        return self.t("%(words)s, dialogue", words=words) if scene[spoken] else escape(words)

    def _characters(self) -> Iterator[str]:
        characters = self.report["characters"]
        names, counts, forms = characters["names"], characters["counts"], characters.get("forms", ())
        if len(names) < 2 or len(counts[0]) < 2:
            return
        step = -(-len(counts[0]) // _MOST_CELLS)
        rows = [(name, _gather(row, step)) for name, row in zip(names, counts, strict=True)][:_MOST_NAMES]
        title = translate("Who appears where", self.locale)
        note = f'<p class="soft">{self.t("scenes, in the order of the book")}</p>'
        chart = draw_heat(rows, title, rtl=self.rtl) + note + self._forms(names[:_MOST_NAMES], forms)
        yield self._figure(title, chart, METRICS["characters_by_scene"])

    def _forms(self, names: Sequence[str], forms: Iterable[Mapping[str, int]]) -> str:
        """Which forms of a name count together."""
        lines = [
            f'<p class="soft"><b><bdi>{escape(name)}</bdi></b> '
            f"{' · '.join(f'<bdi>{escape(form)}</bdi> {self.number(uses)}' for form, uses in own.items())}</p>"
            for name, own in zip(names, forms, strict=False)
            if len(own) > 1
        ]
        title = self.t(msg("Names that count together"))
        return f"<details><summary>{title}</summary>{''.join(lines)}</details>" if lines else ""

    def _bars(self, title: str, rows: Sequence[tuple[str, float]], metric: str) -> Iterator[str]:
        if rows:
            yield self._figure(title, draw_bars(rows[:_MOST_ROWS], title, self.number, rtl=self.rtl), METRICS[metric])

    def _figure(self, title: str, chart: str, metric: Metric | None = None) -> str:
        explained = f"<p>{self.t(metric.definition)}</p>" if metric else ""
        return f"<figure><figcaption>{escape(title)}{explained}</figcaption>{chart}</figure>"

    def figures(self) -> Iterator[str]:
        yield f"<h2>{self.t('Figures, and what they mean')}</h2><table><tbody>"
        for name, value in self.report["values"].items():
            if name in METRICS:
                metric = METRICS[name]
                shown = escape(self.show(value, metric.unit))
                yield (
                    f'<tr><th>{self.t(metric.title)}<p class="explained">{self._explain(metric)}</p></th>'
                    f'<td class="number">{shown}</td></tr>'
                )
        yield "</tbody></table>"

    def _explain(self, metric: Metric) -> str:
        return (
            f"{self.t(metric.definition)}<br><b>{self.t('How it is worked out')}</b> {self.t(metric.formula)}"
            f"<br><b>{self.t('Source')}</b> {self.t(metric.source)}"
        )

    def findings(self) -> Iterator[str]:
        titles = {document["id"]: document["title"] for document in self.report["documents"]}
        kinds: dict[str, list[Mapping[str, Any]]] = {}
        for finding in self.report["findings"]:
            kinds.setdefault(finding["kind"], []).append(finding)
        if kinds:
            yield f"<h2>{self.t('Places to look at')}</h2>"
        for kind, found in kinds.items():
            metric = METRICS.get(kind)
            title = self.t(metric.title) if metric else escape(kind)
            yield f"<details><summary>{title} ({self.number(len(found))})</summary>"
            if metric:
                yield f'<p class="explained">{self._explain(metric)}</p>'
            yield f"<ol>{''.join(self._findings(found, titles))}</ol></details>"

    def _findings(self, found: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> Iterator[str]:
        # Persian may begin with a Latin name, by which a browser would guess wrong.
        side = "rtl" if self.report["language"] == "fa" else "auto"
        for finding in found:
            remark = self.t(finding["message"], **finding["values"])
            yield (
                f'<li><p class="context" dir="{side}">{_context(finding)}</p>{remark} '
                f'<span class="soft" dir="auto">{escape(titles.get(finding["document"], ""))}</span></li>'
            )


def _context(finding: Mapping[str, Any]) -> str:
    """What was found, marked, among the words around it; a whole sentence has none, and reports of old don't."""
    before, text, after = (escape(finding.get(part, "")) for part in ("before", "text", "after"))
    return f"{before}<mark>{text}</mark>{after}" if before or after else text


def _gather(counts: Sequence[int], step: int) -> list[int]:
    """Neighbours together, so many at a time."""
    return [sum(counts[start : start + step]) for start in range(0, len(counts), step)]
