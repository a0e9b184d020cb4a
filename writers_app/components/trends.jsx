// How the words and figures of a project run over time: a chart for each, and all points as a table.
import { useEffect, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { call } from "$/public/scripts/requests.js";
import { missing, round, show, showChange } from "$/public/external/writers_app/components/report/figures.js";
import { Sideways } from "$/public/external/writers_app/components/report/sideways.jsx";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const FIGURES = {
  en: ["sentence_length", "sentence_variation", "paragraph_length", "dialogue_share", "flesch_reading_ease", "mtld", "glue_share"],
  fa: ["sentence_length", "sentence_variation", "paragraph_length", "dialogue_share", "persian_ease", "mtld", "glue_share"],
};
const KINDS = ["echo", "adverb", "passive", "filter_word", "cliche", "long_sentence", "sticky_sentence"];
const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");

const timeOf = (at) => new Date(at.length === 10 ? `${at}T12:00:00` : at).valueOf();
const iso = (at) => new Date(timeOf(at)).toISOString();

// What can be drawn: each with its title, its unit and its points, oldest first; those without a value are left out.
function seriesOf(trends, metrics, t) {
  const points = (read) => trends.reports.map((report) => ({ at: report.at, value: read(report) })).filter((point) => !missing(point.value));
  const figures = FIGURES[trends.language] ?? FIGURES.en;
  return [
    ...figures.map((name) => ({ name, title: t(metrics[name].title), metric: metrics[name], unit: metrics[name].unit, points: points((report) => report.values[name]) })),
    ...KINDS.map((name) => ({ name, title: t(metrics[name].title), metric: metrics[name], unit: "rate", points: points((report) => report.rates[name] ?? 0) })),
  ].filter((series) => series.points.length);
}

// From where to where a chart goes: a fifth of the figure at least, so that a trifle does not look like a change.
function boundsOf(points) {
  const values = points.map((point) => point.value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const more = Math.max(0, 0.2 * most - (most - least)) / 2;
  const low = least >= 0 ? Math.max(0, least - more) : least - more;
  return most > 0 ? [low, most + more] : [low, low + 1];
}

function Line({ points, bounds: [low, high], wide = false }) {
  const times = points.map((point) => timeOf(point.at));
  const [first, last] = [times[0], times.at(-1)];
  const x = (time) => (last > first ? (100 * (time - first)) / (last - first) : 50);
  const y = (value) => (high > low ? 97 - (94 * (value - low)) / (high - low) : 50);
  const places = points.map((point, index) => [x(times[index]), y(point.value)]);
  return (
    <svg className={wide ? "trend wide mirrors" : "trend mirrors"} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={places.map((place) => place.join(",")).join(" ")} vectorEffect="non-scaling-stroke" />
      {places.length <= 60 && <path d={places.map(([left, top]) => `M${left} ${top}h0`).join("")} vectorEffect="non-scaling-stroke" />}
    </svg>
  );
}

function Chart({ title, metric, unit, points, words, wide = false }) {
  const { t, day, number } = words;
  const write = (value) => (unit === "rate" ? number(round(value)) : show(value, unit, words));
  const [first, last] = [points[0], points.at(-1)];
  const bounds = boundsOf(points);
  return (
    <figure className="chart">
      <figcaption>{metric ? <span title={t(metric.definition)}>{title}</span> : title}</figcaption>
      <p className="trend-now">
        <strong className="numeric">{write(last.value)}</strong>
        {unit === "rate" && <span className="text-faint">{t("in 1,000 words")}</span>}
        {points.length > 1 && (
          <span className="text-soft">{t("%(change)s since %(day)s", { change: showChange(last.value - first.value, unit, words), day: day(iso(first.at)) })}</span>
        )}
      </p>
      {points.length > 1 && (
        <>
          <div className="trend-frame">
            <Line points={points} bounds={bounds} wide={wide} />
            <p className="trend-range numeric" aria-hidden="true"><span>{write(bounds[1])}</span><span>{write(bounds[0])}</span></p>
          </div>
          <p className="axis ends"><span>{day(iso(first.at))}</span><span>{day(iso(last.at))}</span></p>
        </>
      )}
    </figure>
  );
}

function Points({ reports, series, words }) {
  const { t, moment, number } = words;
  const at = (one, report) => one.points.find((point) => point.at === report.at)?.value;
  const write = (one, value) => (missing(value) ? "–" : one.unit === "rate" ? number(round(value)) : show(value, one.unit, words));
  return (
    <details className="explained wide">
      <summary>{t("Every point as a table")}</summary>
      <Sideways label={t("Every point as a table")} words={words}>
        <table className="comparison">
          <thead>
            <tr><th scope="col">{t("Report of")}</th>{series.map((one) => <th key={one.name} scope="col">{one.title}</th>)}</tr>
          </thead>
          <tbody>
            {reports.toReversed().map((report) => (
              <tr key={report.at}>
                <th scope="row">{report.task_id ? <a href={`/tasks/${report.task_id}`}>{moment(report.at)}</a> : moment(report.at)}</th>
                {series.map((one) => <td key={one.name} className="numeric">{write(one, at(one, report))}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </details>
  );
}

function Reports({ trends, project, chosen, metrics, words }) {
  const { t } = words;
  const series = seriesOf(trends, metrics, t);
  const ask = `/tasks/new?kind=analyze&project=${project}${chosen ? `&document=${chosen}` : ""}`;
  if (!trends.reports.length) {
    return (
      <section className="empty">
        <h2>{t("No report yet")}</h2>
        <p className="text-soft">{t("Ask for a report now and again. Each one becomes a point here, and you see what your rewriting does.")}</p>
        <div className="actions">
          <a className="button primary" href={ask}>{t("Ask for a report")}</a>
          <a className="button plain" href="/tasks/repeating">{t("Let it come by itself")}</a>
        </div>
      </section>
    );
  }
  return (
    <section className="stack roomy">
      <div className="stack tight">
        <h2>{t("From report to report")}</h2>
        {trends.reports.length === 1 && <p className="text-soft">{t("There is one report so far. The next one draws a line.")}</p>}
        <div className="actions"><a className="button plain" href={ask}>{t("Ask for a report")}</a></div>
      </div>
      <div className="trend-grid">
        {series.map((one) => <Chart key={one.name} title={one.title} metric={one.metric} unit={one.unit} points={one.points} words={words} />)}
      </div>
      <Points reports={trends.reports} series={series} words={words} />
    </section>
  );
}

export function Trends({ metrics }) {
  const words = useWords();
  const { t } = words;
  const { project_id: project } = useParams();
  const [search, setSearch] = useSearchParams();
  const chosen = search.get("document") ?? "";
  const [documents, setDocuments] = useState([]);
  const [trends, setTrends] = useState(null);
  const [problem, setProblem] = useState(null);

  const fail = (error) => setProblem({ message: error.message || UNREACHABLE, values: error.values });
  useEffect(() => {
    if (project) call("GET", `/projects/${project}/documents`).then((page) => setDocuments(page.items.filter((one) => one.kind !== "folder")), fail);
  }, [project]);
  useEffect(() => {
    if (!project) return undefined;
    let current = true;
    const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
    const about = chosen ? `&document_id=${chosen}` : "";
    call("GET", `/projects/${project}/trends?zone=${zone}${about}`).then((found) => current && setTrends(found), (error) => current && fail(error));
    return () => {
      current = false;
    };
  }, [project, chosen]);

  if (problem) return <p className="callout danger" role="alert">{t(problem.message, problem.values)}</p>;
  if (!trends) return <div className="skeletons" role="status" aria-label={t("Loading")}><div className="skeleton title" /><div className="skeleton cover" /></div>;
  const days = trends.days.map((one) => ({ at: one.day, value: one.words }));
  return (
    <div className="trends">
      <div className="trend-subject">
        <a href={chosen ? `/projects/${project}/${chosen}` : `/projects/${project}`} dir="auto">{trends.title || t("Untitled")}</a>
        <label className="comparison-with">
          <span>{t("About")}</span>
          <select className="input" value={chosen} onChange={(event) => setSearch(event.target.value ? { document: event.target.value } : {}, { replace: true })}>
            <option value="">{t("the whole project")}</option>
            {documents.map((one) => <option key={one.id} value={one.id}>{one.title || t("Untitled")}</option>)}
          </select>
        </label>
      </div>
      {days.length > 0 ? <Chart wide title={t("Words, day by day")} unit="count" points={days} words={words} /> : <p className="text-soft">{t("Nothing is written yet. Its words will be told here day by day.")}</p>}
      <Reports trends={trends} project={project} chosen={chosen} metrics={metrics} words={words} />
    </div>
  );
}
