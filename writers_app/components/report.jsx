// A report on a text, as a page to read: what it says in words first, then charts, figures and findings.
import { useEffect, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { round, show } from "$/public/external/writers_app/components/report/figures.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const SHOWN = 20;
const MOST_NAMES = 16;
const MOST_COLUMNS = 60;
const HEADLINE = ["words", "sentences", "paragraphs", "scenes", "reading_time"];
const EASE = { en: "flesch_reading_ease", fa: "persian_ease" };
const EASE_BANDS = [
  [80, msg("easy to read")],
  [60, msg("plain, as most novels are")],
  [40, msg("fairly demanding")],
  [-Infinity, msg("demanding")],
];

async function fetchReport(taskId) {
  const [task, report] = await Promise.all([call("GET", `/tasks/${taskId}`), call("GET", `/tasks/${taskId}/result`)]);
  const about = task.document_id ? `document_id=${task.document_id}` : `project_id=${task.project_id}`;
  const others = await call("GET", `/tasks?kind=analyze&state=succeeded&limit=50&${about}`);
  const earlier = others.items.find((one) => one.created_at < task.created_at && one.document_id === task.document_id);
  return { report, task, earlier: earlier?.result?.values ?? null };
}

function Summary({ report, earlier, words }) {
  const { t, tn, number } = words;
  const { values, sentence_lengths: lengths, findings } = report;
  const said = [];
  said.push(t("The text has %(words)s and takes about %(minutes)s to read.", {
    words: tn("%(n)s word", "%(n)s words", values.words),
    minutes: tn("%(n)s minute", "%(n)s minutes", values.reading_time),
  }));
  if (lengths.mean) {
    said.push(t("Your sentences average %(mean)s words; half of them have %(median)s or fewer, and the longest has %(longest)s.", {
      mean: round(lengths.mean), median: round(lengths.median), longest: lengths.longest,
    }));
  }
  const change = earlier?.sentence_length ? lengths.mean - earlier.sentence_length : 0;
  if (Math.abs(change) >= 0.5) {
    const before = { before: round(earlier.sentence_length) };
    said.push(change > 0 ? t("That is longer than in your last report (%(before)s).", before) : t("That is shorter than in your last report (%(before)s).", before));
  }
  if (values.dialogue_share > 0.005) said.push(t("%(share)s of the words are spoken by somebody.", { share: words.percent(100 * values.dialogue_share) }));
  const ease = values[EASE[report.language]];
  if (ease !== null && ease !== undefined) {
    said.push(t("It is %(band)s (%(score)s out of 100).", { band: t(EASE_BANDS.find(([least]) => ease >= least)[1]), score: number(Math.round(ease)) }));
  }
  const told = report.narration ?? {};
  if (Math.abs((told.past_share ?? 0.5) - 0.5) > 0.2 && Math.abs((told.first_person_share ?? 0.5) - 0.5) > 0.2) {
    const tense = told.past_share > 0.5 ? t("in the past") : t("in the present");
    const person = told.first_person_share > 0.5 ? t("in the first person") : t("in the third person");
    said.push(t("It is told %(tense)s, %(person)s.", { tense, person }));
  }
  const echoes = report.finding_counts?.echo ?? findings.filter((finding) => finding.kind === "echo").length;
  if (echoes) said.push(tn("One word comes back soon after it was used.", "%(n)s words come back soon after they were used.", echoes));
  return <p className="report-summary">{said.join(" ")}</p>;
}

// How the pace runs along the book: a line for the length of sentences over an area for the share of dialogue.
function Pace({ points, words }) {
  const { t, number, percent } = words;
  if (points.length < 4) return null;
  const longest = Math.max(...points.map((point) => point.sentence_length), 1);
  const place = (value, most) => 100 - (92 * value) / most;
  const line = points.map((point) => `${100 * point.at},${place(point.sentence_length, longest)}`).join(" ");
  const area = `0,100 ${points.map((point) => `${100 * point.at},${place(point.dialogue_share, 1)}`).join(" ")} 100,100`;
  const widest = points.reduce((most, point) => (point.sentence_length > most.sentence_length ? point : most));
  const liveliest = points.reduce((most, point) => (point.dialogue_share > most.dialogue_share ? point : most));
  return (
    <figure className="chart">
      <figcaption>{t("How the pace runs along the book")}</figcaption>
      <p className="text-soft">
        {t("The longest sentences (%(mean)s words) stand about %(place)s of the way in; most is spoken (%(share)s) at %(spoken)s.", {
          mean: number(round(widest.sentence_length)), place: percent(100 * widest.at), share: percent(100 * liveliest.dialogue_share), spoken: percent(100 * liveliest.at),
        })}
      </p>
      <svg className="pace mirrors" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        <polygon points={area} />
        <polyline points={line} vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="axis ends"><span>{t("beginning")}</span><span>{t("end")}</span></p>
      <p className="legend"><span className="swatch line" /> {t("words in a sentence")} <span className="swatch area" /> {t("share of dialogue")}</p>
    </figure>
  );
}

// Who appears where: names by scenes, neighbouring scenes together when there are too many to draw.
function Characters({ names, counts, words }) {
  const { t, tn, number } = words;
  const scenes = counts[0]?.length ?? 0;
  if (names.length < 2 || scenes < 2) return null;
  const step = Math.ceil(scenes / MOST_COLUMNS);
  const columns = Array.from({ length: Math.ceil(scenes / step) }, (_, index) => index);
  const rows = names.slice(0, MOST_NAMES).map((name, row) => ({
    name,
    cells: columns.map((column) => counts[row].slice(column * step, (column + 1) * step).reduce((sum, count) => sum + count, 0)),
  }));
  const most = Math.max(...rows.flatMap((row) => row.cells), 1);
  const place = (column) => (step === 1 ? t("Scene %(n)s", { n: column + 1 }) : t("Scenes %(first)s to %(last)s", { first: number(column * step + 1), last: number(Math.min(scenes, (column + 1) * step)) }));
  return (
    <figure className="chart">
      <figcaption>{t("Who appears where")}</figcaption>
      <div className="heat-holder" tabIndex={0} role="group" aria-label={t("Who appears where")}>
        <table className="heat">
          <thead><tr><td />{columns.map((column) => <th key={column} scope="col"><span className="visually-hidden">{place(column)}</span></th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row" dir="auto">{row.name}</th>
                {row.cells.map((count, column) => (
                  <td key={column} style={{ "--heat": count / most }} title={`${place(column)}: ${tn("%(n)s time", "%(n)s times", count)}`}>
                    <span className="visually-hidden">{number(count)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="axis">{t("scenes, in the order of the book")}</p>
    </figure>
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

function SentenceChart({ bins, words }) {
  const { t, tn, number } = words;
  const most = Math.max(...bins.map((bin) => bin.count), 1);
  const range = (bin) => (bin.most === null ? `${number(bin.least)}+` : `${number(bin.least)}–${number(bin.most)}`);
  return (
    <figure className="chart">
      <figcaption>{t("How long your sentences are")}</figcaption>
      <ol className="columns" role="list">
        {bins.map((bin) => (
          <li key={bin.least} style={{ "--share": bin.count / most }}>
            <span className="column-count numeric" aria-hidden="true">{bin.count ? number(bin.count) : ""}</span>
            <span className="column" aria-hidden="true" />
            <span className="column-label numeric" aria-hidden="true">{range(bin)}</span>
            <span className="visually-hidden">{t("%(range)s words: %(sentences)s", { range: range(bin), sentences: tn("%(n)s sentence", "%(n)s sentences", bin.count) })}</span>
          </li>
        ))}
      </ol>
      <p className="axis">{t("words in a sentence")}</p>
    </figure>
  );
}

function Bars({ title, note, rows, words, wordy = false }) {
  const [all, setAll] = useState(false);
  const most = Math.max(...rows.map((row) => row.value), 1);
  const shown = all ? rows : rows.slice(0, 12);
  if (!rows.length) return null;
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      {note && <p className="text-soft">{note}</p>}
      <ol className={wordy ? "bars wordy" : "bars"} role="list">
        {shown.map((row) => (
          <li key={row.key}>
            <span className="bar-label" dir="auto" title={row.hint}>{row.href ? <a href={row.href}>{row.label}</a> : row.label}</span>
            <span className="bar-track" aria-hidden="true"><span style={{ inlineSize: `${(100 * row.value) / most}%` }} /></span>
            <span className="numeric bar-value">{words.number(row.value)}</span>
          </li>
        ))}
      </ol>
      {rows.length > shown.length && <button type="button" className="button quiet" onClick={() => setAll(true)}>{words.t("Show all %(n)s", { n: rows.length })}</button>}
    </figure>
  );
}

function Figures({ report, metrics, words }) {
  const { t } = words;
  const names = Object.keys(report.values).filter((name) => metrics[name] && !HEADLINE.includes(name) && metrics[name].unit !== "finding");
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
              <p>{t(metric.definition)}</p>
              <p className="text-soft"><b>{t("How it is worked out")}</b> {t(metric.formula)}</p>
              <p className="text-soft"><b>{t("Source")}</b> {t(metric.source)}</p>
            </details>
          );
        })}
      </div>
    </section>
  );
}

function Findings({ kind, findings, count, metric, address, titles, words }) {
  const { t } = words;
  const [shown, setShown] = useState(SHOWN);
  return (
    <details className="findings">
      <summary>
        <h3>{t(metric?.title ?? kind)}</h3>
        <span className="badge">{words.number(count)}</span>
      </summary>
      {metric && <p className="text-soft">{t(metric.definition)}</p>}
      <ol role="list">
        {findings.slice(0, shown).map((finding, index) => (
          <li key={index}>
            <a href={address(finding)} dir="auto">{finding.text}</a>
            <span>{t(finding.message, finding.values)}</span>
            <span className="text-faint" dir="auto">{titles.get(finding.document) || t("Untitled")}</span>
          </li>
        ))}
      </ol>
      {findings.length > shown && <button type="button" className="button quiet" onClick={() => setShown(shown + 100)}>{t("Show more")}</button>}
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
  const kinds = [...new Set(report.findings.map((finding) => finding.kind))];
  return (
    <section className="report">
      <Summary report={report} earlier={earlier} words={words} />
      <Headline report={report} metrics={metrics} words={words} />
      {report.sentence_lengths.histogram.length > 0 && <SentenceChart bins={report.sentence_lengths.histogram} words={words} />}
      <div className="charts">
        <Bars title={t("The words you use most")} note={t("Little words are left out; forms of a word count together.")} words={words}
          rows={report.words.map((use) => ({ key: use.word, label: use.word, value: use.count, hint: use.forms.join(" ") }))} />
        <Bars wordy title={t("Phrases that come back")} words={words} rows={report.phrases.map((use) => ({ key: use.phrase, label: use.phrase, value: use.count }))} />
      </div>
      {report.structure && <Pace points={report.structure.pace} words={words} />}
      {report.characters && <Characters names={report.characters.names} counts={report.characters.counts} words={words} />}
      {report.overused?.length > 0 && (
        <Bars title={t("Words that you use more than others do")} note={t("How many uses more than one would expect in a text of this length.")} words={words}
          rows={[...report.overused].sort((one, other) => other.surplus - one.surplus).map((use) => ({ key: use.word, label: use.word, value: use.surplus }))} />
      )}
      {report.documents.length > 1 && (
        <Bars wordy title={t("How long your chapters are")} note={t("In words.")} words={words}
          rows={report.documents.map((one) => ({ key: one.id, label: one.title || t("Untitled"), value: one.words, href: place(one.id) }))} />
      )}
      <Figures report={report} metrics={metrics} words={words} />
      {kinds.length > 0 && (
        <section className="stack">
          <h2>{t("Places to look at")}</h2>
          <p className="text-soft">{t("None of these is an error. Each leads to its place in the text.")}</p>
          {kinds.map((kind) => (
            <Findings key={kind} kind={kind} metric={metrics[kind]} words={words} address={address} titles={titles} count={report.finding_counts?.[kind] ?? 0} findings={report.findings.filter((finding) => finding.kind === kind)} />
          ))}
        </section>
      )}
      <div className="actions">
        <a className="button plain" href={`/api/v1/tasks/${taskId}/result`} download="report.json">{t("Download as JSON")}</a>
        <button type="button" className="button plain" onClick={() => window.print()}>{t("Print")}</button>
      </div>
    </section>
  );
}
