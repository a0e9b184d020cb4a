// The charts of a report, each with what it shows and how that was worked out. Used by report.jsx.
import { useState } from "react";
import { round } from "$/public/external/writers_app/components/report/figures.js";
import { Sideways } from "$/public/external/writers_app/components/report/sideways.jsx";

const MOST_NAMES = 16;
const MOST_COLUMNS = 60;
const MOST_ROWS = 12;

export function Explanation({ metric, words }) {
  const { t } = words;
  return (
    <>
      <p>{t(metric.definition)}</p>
      <p className="text-soft"><b>{t("How it is worked out")}</b> {t(metric.formula)}</p>
      <p className="text-soft"><b>{t("Source")}</b> {t(metric.source)}</p>
    </>
  );
}

export function Explained({ metric, words }) {
  return (
    <details className="explained">
      <summary>{words.t("What is this?")}</summary>
      <Explanation metric={metric} words={words} />
    </details>
  );
}

/** How many sentences or paragraphs are how long; `say` puts a number of them into words. */
export function Lengths({ title, axis, bins, say, metric, words }) {
  const { t, number } = words;
  if (!bins?.length) return null;
  const most = Math.max(...bins.map((bin) => bin.count), 1);
  const range = (bin) => (bin.most === null ? `${number(bin.least)}+` : `${number(bin.least)}–${number(bin.most)}`);
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <ol className="columns" role="list">
        {bins.map((bin) => (
          <li key={bin.least} style={{ "--share": bin.count / most }}>
            <span className="column-count numeric" aria-hidden="true">{bin.count ? number(bin.count) : ""}</span>
            <span className="column" aria-hidden="true" />
            <span className="column-label numeric" aria-hidden="true">{range(bin)}</span>
            <span className="visually-hidden">{t("%(range)s words: %(sentences)s", { range: range(bin), sentences: say(bin.count) })}</span>
          </li>
        ))}
      </ol>
      <p className="axis">{axis}</p>
      <Explained metric={metric} words={words} />
    </figure>
  );
}

export function Bars({ title, note, rows, metric, words, wordy = false }) {
  const [all, setAll] = useState(false);
  const most = Math.max(...rows.map((row) => row.value), 1);
  const shown = all ? rows : rows.slice(0, MOST_ROWS);
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
      <Explained metric={metric} words={words} />
    </figure>
  );
}

// How the pace runs along the book: a line for the length of sentences over an area for the share of dialogue.
export function Pace({ points, metric, words }) {
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
      <Explained metric={metric} words={words} />
    </figure>
  );
}

// Which forms of a name count together; reports of old don't say.
function Forms({ rows, words }) {
  const { t, number } = words;
  const joined = rows.filter((row) => row.forms.length > 1);
  if (!joined.length) return null;
  return (
    <details className="explained">
      <summary>{t("Names that count together")}</summary>
      <dl className="forms">
        {joined.map((row) => (
          <div key={row.name}>
            <dt dir="auto">{row.name}</dt>
            {row.forms.map(([form, uses]) => <dd key={form}><bdi>{form}</bdi> <span className="numeric text-faint">{number(uses)}</span></dd>)}
          </div>
        ))}
      </dl>
    </details>
  );
}

// Who appears where: people by scenes, neighbouring scenes together when there are too many to draw.
export function Characters({ characters, metric, words }) {
  const { names, counts, forms } = characters;
  const { t, tn, number } = words;
  const scenes = counts[0]?.length ?? 0;
  if (names.length < 2 || scenes < 2) return null;
  const step = Math.ceil(scenes / MOST_COLUMNS);
  const columns = Array.from({ length: Math.ceil(scenes / step) }, (_, index) => index);
  const rows = names.slice(0, MOST_NAMES).map((name, row) => ({
    name,
    forms: Object.entries(forms?.[row] ?? {}),
    cells: columns.map((column) => counts[row].slice(column * step, (column + 1) * step).reduce((sum, count) => sum + count, 0)),
  }));
  const most = Math.max(...rows.flatMap((row) => row.cells), 1);
  const place = (column) => (step === 1 ? t("Scene %(n)s", { n: column + 1 }) : t("Scenes %(first)s to %(last)s", { first: number(column * step + 1), last: number(Math.min(scenes, (column + 1) * step)) }));
  return (
    <figure className="chart">
      <figcaption>{t("Who appears where")}</figcaption>
      <Sideways className="heat-holder" label={t("Who appears where")} words={words}>
        <table className="heat">
          <thead><tr><td />{columns.map((column) => <th key={column} scope="col"><span className="visually-hidden">{place(column)}</span></th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row" dir="auto" title={row.forms.map(([form]) => form).join(" · ") || row.name}>{row.name}</th>
                {row.cells.map((count, column) => (
                  <td key={column} style={{ "--heat": count / most }} title={`${place(column)}: ${tn("%(n)s time", "%(n)s times", count)}`}>
                    <span className="visually-hidden">{number(count)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      <p className="axis">{t("scenes, in the order of the book")}</p>
      <Forms rows={rows} words={words} />
      <Explained metric={metric} words={words} />
    </figure>
  );
}

function Edge({ length, spoken, words }) {
  const shown = words.tn("%(n)s word", "%(n)s words", length);
  return spoken ? words.t("%(words)s, dialogue", { words: shown }) : shown;
}

/** How long each scene is, and how it opens and closes; `address` leads to its first paragraph. */
export function Scenes({ scenes, titles, address, metric, words }) {
  const { t, number, percent } = words;
  const [all, setAll] = useState(false);
  if (scenes.length < 2) return null;
  const most = Math.max(...scenes.map((scene) => scene.words), 1);
  const shown = all ? scenes : scenes.slice(0, MOST_ROWS);
  const name = (scene) => `${titles.get(scene.document) || t("Untitled")} · ${number(scene.number)}`;
  return (
    <figure className="chart">
      <figcaption>{t("How scenes open and close")}</figcaption>
      <Sideways label={t("How scenes open and close")} words={words}>
        <table className="comparison scenes">
          <thead>
            <tr><th scope="col">{t("Scene")}</th><th scope="col">{t("Words")}</th><th scope="col">{t("First paragraph")}</th><th scope="col">{t("Last paragraph")}</th><th scope="col">{t("Sentence length")}</th><th scope="col">{t("Dialogue")}</th></tr>
          </thead>
          <tbody>
            {shown.map((scene) => (
              <tr key={`${scene.document}.${scene.number}`}>
                <th scope="row"><a href={address(scene)} dir="auto">{name(scene)}</a></th>
                <td className="numeric"><span className="inline-bar" aria-hidden="true" style={{ "--share": scene.words / most }} />{number(scene.words)}</td>
                <td><Edge length={scene.opening} spoken={scene.opens_with_dialogue} words={words} /></td>
                <td><Edge length={scene.closing} spoken={scene.closes_with_dialogue} words={words} /></td>
                <td className="numeric">{number(round(scene.sentence_length))}</td>
                <td className="numeric">{percent(100 * scene.dialogue_share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      {scenes.length > shown.length && <button type="button" className="button quiet" onClick={() => setAll(true)}>{t("Show all %(n)s", { n: scenes.length })}</button>}
      <Explained metric={metric} words={words} />
    </figure>
  );
}
