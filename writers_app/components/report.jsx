// A report on a text, as a page to read: what it says in words first, then charts, figures and findings.
import { useEffect, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { Bars, Characters, Explanation, Lengths, Pace, Scenes } from "$/public/external/writers_app/components/report/charts.jsx";
import { round, show } from "$/public/external/writers_app/components/report/figures.js";
import { directionIn, InContext } from "$/public/external/writers_app/components/report/findings.jsx";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const SHOWN = 20;
const FETCHED = 100; // findings of each kind at first; a whole book may have tens of thousands
const HEADLINE = ["words", "sentences", "paragraphs", "scenes", "reading_time"];

async function fetchReport(taskId) {
  const [task, report] = await Promise.all([call("GET", `/tasks/${taskId}`), call("GET", `/tasks/${taskId}/report?format=json&findings=${FETCHED}`)]);
  const about = task.document_id ? `document_id=${task.document_id}` : `project_id=${task.project_id}`;
  const others = await call("GET", `/tasks?kind=analyze&state=succeeded&limit=50&${about}`);
  const earlier = others.items.find((one) => one.created_at < task.created_at && one.document_id === task.document_id);
  return { report, task, earlier: earlier?.result?.values ?? null };
}

// A saying of the report, put into words; writers_app/analysis/summary.py has the forms.
function put(saying, words) {
  if (saying === null || typeof saying !== "object") return saying;
  if ("percent" in saying) return words.percent(saying.percent);
  if ("one" in saying) return words.tn(saying.one, saying.many, saying.n);
  return words.t(saying.message, Object.fromEntries(Object.entries(saying.values).map(([name, value]) => [name, put(value, words)])));
}

function Summary({ report, earlier, words }) {
  const { t } = words;
  const said = report.summary.map((saying) => put(saying, words));
  const change = earlier?.sentence_length ? report.sentence_lengths.mean - earlier.sentence_length : 0;
  if (Math.abs(change) >= 0.5) {
    const before = { before: round(earlier.sentence_length) };
    said.push(change > 0 ? t("Sentences are longer than in your last report (%(before)s).", before) : t("Sentences are shorter than in your last report (%(before)s).", before));
  }
  return <p className="report-summary">{said.join(" ")}</p>;
}

// How even the lengths of chapters are, by their coefficient of variation.
function balanceOf(balance, words) {
  const { t, number } = words;
  const score = number(round(balance, 2));
  if (balance < 0.25) return t("Even: their balance is %(score)s.", { score });
  if (balance < 0.6) return t("Somewhat uneven: their balance is %(score)s.", { score });
  return t("Very uneven: their balance is %(score)s.", { score });
}

const DOWNLOADS = [
  ["format=html", msg("Web page")],
  ["format=csv&table=figures", msg("Table of figures")],
  ["format=csv&table=findings", msg("Table of places to look at")],
  ["format=csv&table=scenes", msg("Table of scenes")],
  ["format=csv&table=names", msg("Table of names")],
  ["format=csv&table=words", msg("Table of words")],
  ["format=json", msg("JSON")],
];

function Downloads({ taskId, words }) {
  const { t, locale } = words;
  return (
    <section className="stack tight report-downloads">
      <h2>{t("Take it along")}</h2>
      <p className="text-soft">{t("Each file holds everything that was found, in the language you read now. Tables open in any spreadsheet.")}</p>
      <div className="actions">
        {DOWNLOADS.map(([query, name]) => <a key={query} className="button plain" href={`/api/v1/tasks/${taskId}/report?${query}&language=${locale}`} download>{t(name)}</a>)}
        <button type="button" className="button plain" onClick={() => window.print()}>{t("Print")}</button>
      </div>
    </section>
  );
}

function Headline({ report, metrics, words }) {
  return (
    <dl className="headline">
      {HEADLINE.map((name) => (
        <div key={name}>
          <dt>{words.t(metrics[name].title)}</dt>
          <dd className="numeric">{show(report.values[name], metrics[name].unit, words)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Figures({ report, metrics, words }) {
  const { t } = words;
  const names = Object.keys(report.values).filter((name) => metrics[name] && metrics[name].unit !== "finding");
  return (
    <section className="stack">
      <h2>{t("Figures, and what they mean")}</h2>
      <div className="figures">
        {names.map((name) => {
          const metric = metrics[name];
          return (
            <details key={name} className="figure">
              <summary>
                <span>{t(metric.title)}{metric.experimental && <span className="badge look">{t("experimental")}</span>}</span>
                <strong className="numeric">{show(report.values[name], metric.unit, words)}</strong>
              </summary>
              <Explanation metric={metric} words={words} />
            </details>
          );
        })}
      </div>
    </section>
  );
}

function Findings({ kind, findings, count, metric, dir, address, titles, onMore, words }) {
  const { t } = words;
  const [shown, setShown] = useState(SHOWN);
  const showMore = async () => {
    if (shown + 100 > findings.length && findings.length < count) await onMore();
    setShown(shown + 100);
  };
  return (
    <details className="findings">
      <summary>
        <h3>{t(metric?.title ?? kind)}</h3>
        <span className="badge">{words.number(count)}</span>
      </summary>
      {metric && <Explanation metric={metric} words={words} />}
      <ol role="list">
        {findings.slice(0, shown).map((finding, index) => (
          <li key={index}>
            <a className="in-context" href={address(finding)} dir={dir}><InContext finding={finding} /></a>
            <span>{t(finding.message, finding.values)}</span>
            <span className="text-faint" dir="auto">{titles.get(finding.document) || t("Untitled")}</span>
          </li>
        ))}
      </ol>
      {count > shown && <button type="button" className="button quiet" onClick={showMore}>{t("Show more")}</button>}
    </details>
  );
}

export function Report({ taskId, metrics }) {
  const words = useWords();
  const { t, tn } = words;
  const [loaded, setLoaded] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    let current = true;
    fetchReport(taskId).then((found) => current && setLoaded(found), (error) => current && setProblem(error));
    return () => {
      current = false;
    };
  }, [taskId]);
  if (problem) return <p className="callout danger" role="alert">{t(problem.message || msg("The server can't be reached. Try again in a moment."), problem.values)}</p>;
  if (!loaded) return <div className="skeletons" role="status" aria-label={t("Loading")}><div className="skeleton title" /><div className="skeleton cover" /></div>;
  const { report, task, earlier } = loaded;
  const titles = new Map(report.documents.map((one) => [one.id, one.title]));
  const place = (id) => `/projects/${task.project_id}/${id}`;
  const address = (finding) => `${place(finding.document)}?at=${finding.paragraph}.${finding.note}.${finding.utf16_start}.${finding.utf16_end}`;
  const fetchAll = () => call("GET", `/tasks/${taskId}/result`).then((whole) => setLoaded({ ...loaded, report: whole }), setProblem);
  const kinds = [...new Set(report.findings.map((finding) => finding.kind))];
  return (
    <section className="report">
      <div className="stack tight">
        <Summary report={report} earlier={earlier} words={words} />
        <p><a href={`/trends/${task.project_id}${task.document_id ? `?document=${task.document_id}` : ""}`}>{t("See how it runs over time")}</a></p>
      </div>
      <Headline report={report} metrics={metrics} words={words} />
      <div className="charts">
        <Lengths title={t("How long your sentences are")} axis={t("words in a sentence")} bins={report.sentence_lengths.histogram} metric={metrics.sentence_length} words={words}
          say={(n) => tn("%(n)s sentence", "%(n)s sentences", n)} />
        <Lengths title={t("How long your paragraphs are")} axis={t("words in a paragraph")} bins={report.paragraph_lengths?.histogram} metric={metrics.paragraph_length} words={words}
          say={(n) => tn("%(n)s paragraph", "%(n)s paragraphs", n)} />
      </div>
      <div className="charts">
        <Bars title={t("The words you use most")} note={t("Little words are left out; forms of a word count together.")} metric={metrics.most_used_words} words={words}
          rows={report.words.map((use) => ({ key: use.word, label: use.word, value: use.count, hint: use.forms.join(" ") }))} />
        <Bars wordy title={t("Phrases that come back")} metric={metrics.most_used_phrases} words={words} rows={report.phrases.map((use) => ({ key: use.phrase, label: use.phrase, value: use.count }))} />
      </div>
      <Pace points={report.structure.pace} metric={metrics.pace} words={words} />
      <Characters characters={report.characters} metric={metrics.characters_by_scene} words={words} />
      <Bars title={t("Words that you use more than others do")} note={t("How many uses more than one would expect in a text of this length.")} metric={metrics.overused_words} words={words}
        rows={[...report.overused].sort((one, other) => other.surplus - one.surplus).map((use) => ({ key: use.word, label: use.word, value: use.surplus }))} />
      {report.documents.length > 1 && (
        <Bars wordy title={t("How long your chapters are")} note={`${t("In words.")} ${balanceOf(report.structure.balance ?? 0, words)}`} metric={metrics.chapter_balance} words={words}
          rows={report.documents.map((one) => ({ key: one.id, label: one.title || t("Untitled"), value: one.words, href: place(one.id) }))} />
      )}
      <Scenes scenes={report.structure.scenes} titles={titles} metric={metrics.scene_edges} words={words} address={(scene) => `${place(scene.document)}?at=${scene.paragraph}.0.0.0`} />
      <Figures report={report} metrics={metrics} words={words} />
      {kinds.length > 0 && (
        <section className="stack">
          <h2>{t("Places to look at")}</h2>
          <p className="text-soft">{t("None of these is an error. Each leads to its place in the text.")}</p>
          {kinds.map((kind) => (
            <Findings key={kind} kind={kind} metric={metrics[kind]} dir={directionIn(report.language)} words={words} address={address} titles={titles} onMore={fetchAll} count={report.finding_counts[kind]} findings={report.findings.filter((finding) => finding.kind === kind)} />
          ))}
        </section>
      )}
      <Downloads taskId={taskId} words={words} />
    </section>
  );
}
