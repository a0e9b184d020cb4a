// What a rewrite did to a text: in words first, then figures, words and findings beside each other. Used by history.jsx.
import { differs, round, show, showChange } from "$/public/external/writers_app/components/report/figures.js";
import { directionIn, InContext } from "$/public/external/writers_app/components/report/findings.jsx";
import { Sideways } from "$/public/external/writers_app/components/report/sideways.jsx";

const MOST_WORDS = 12;

function Summary({ comparison, figures, words }) {
  const { t, tn, number } = words;
  const said = [];
  const length = figures.get("words");
  const now = tn("%(n)s word", "%(n)s words", length.after);
  const by = number(Math.abs(length.difference));
  if (length.difference > 0) said.push(t("The text has %(words)s, %(by)s more than before.", { words: now, by }));
  else if (length.difference < 0) said.push(t("The text has %(words)s, %(by)s fewer than before.", { words: now, by }));
  else said.push(t("The text has %(words)s, as many as before.", { words: now }));
  const { kept, added, removed } = comparison.paragraphs;
  said.push(tn("%(n)s paragraph stayed as it was,", "%(n)s paragraphs stayed as they were,", kept));
  said.push(t("with %(added)s new or rewritten and %(removed)s of the old ones gone.", { added, removed }));
  const sentence = figures.get("sentence_length");
  if (sentence && differs(sentence)) {
    const values = { after: round(sentence.after ?? 0), before: round(sentence.before ?? 0) };
    if (sentence.difference > 0) said.push(t("Sentences grew from %(before)s to %(after)s words on average.", values));
    if (sentence.difference < 0) said.push(t("Sentences shrank from %(before)s to %(after)s words on average.", values));
  }
  return <p className="report-summary">{said.join(" ")}</p>;
}

function Figures({ figures, metrics, words }) {
  const { t, tn } = words;
  const known = figures.filter((change) => metrics[change.name]);
  const changed = known.filter((change) => differs(change, metrics[change.name].unit));
  const same = known.length - changed.length;
  return (
    <section className="stack tight">
      <h3>{t("Figures before and after")}</h3>
      {changed.length > 0 && (
        <Sideways label={t("Figures before and after")} words={words}>
          <table className="comparison">
            <thead>
              <tr><th scope="col">{t("Figure")}</th><th scope="col">{t("Before")}</th><th scope="col">{t("After")}</th><th scope="col">{t("Difference")}</th></tr>
            </thead>
            <tbody>
              {changed.map((change) => {
                const { title, definition, unit } = metrics[change.name];
                return (
                  <tr key={change.name}>
                    <th scope="row" title={t(definition)}>{t(title)}</th>
                    <td className="numeric">{show(change.before, unit, words)}</td>
                    <td className="numeric">{show(change.after, unit, words)}</td>
                    <td className="numeric"><strong>{showChange(change.difference, unit, words)}</strong></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Sideways>
      )}
      {same > 0 && <p className="text-soft">{tn("%(n)s figure is as it was.", "%(n)s figures are as they were.", same)}</p>}
    </section>
  );
}

function WordList({ title, changes, words }) {
  if (!changes.length) return null;
  return (
    <div className="stack tight">
      <h3>{title}</h3>
      <ul role="list" className="word-changes">
        {changes.slice(0, MOST_WORDS).map((change) => (
          <li key={change.word}>
            <bdi>{change.word}</bdi> <span className="numeric text-faint">{words.t("%(before)s → %(after)s", change)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Remarks({ title, findings, dir, address, words }) {
  if (!findings.length) return null;
  return (
    <>
      <h4>{title}</h4>
      <ol role="list">
        {findings.map((finding, index) => (
          <li key={index}>
            {address ? <a className="in-context" href={address(finding)} dir={dir}><InContext finding={finding} /></a> : <span className="in-context" dir={dir}><InContext finding={finding} /></span>}
            <span>{words.t(finding.message, finding.values)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Kinds({ comparison, metrics, address, words }) {
  const { t } = words;
  const changed = comparison.findings.filter((one) => one.added || one.resolved);
  if (!changed.length) return null;
  const of = (findings, kind) => findings.filter((finding) => finding.kind === kind);
  return (
    <section className="stack tight">
      <h3>{t("Places to look at, gone and new")}</h3>
      {changed.map((one) => (
        <details key={one.kind} className="findings">
          <summary>
            <span>{t(metrics[one.kind]?.title ?? one.kind)}</span>
            <span className="badge">{t("%(resolved)s gone, %(added)s new", one)}</span>
          </summary>
          <Remarks title={t("Gone")} findings={of(comparison.resolved, one.kind)} dir={directionIn(comparison.language)} words={words} />
          <Remarks title={t("New")} findings={of(comparison.added, one.kind)} dir={directionIn(comparison.language)} address={address} words={words} />
        </details>
      ))}
    </section>
  );
}

/** `address` leads to the place of a finding in the newer text, where that is the one that stands now. */
export function Rewrite({ comparison, metrics, address, words }) {
  const figures = new Map(comparison.figures.map((change) => [change.name, change]));
  const came = comparison.words.filter((change) => change.weight > 0);
  const went = comparison.words.filter((change) => change.weight < 0);
  return (
    <div className="rewrite">
      <Summary comparison={comparison} figures={figures} words={words} />
      <Figures figures={comparison.figures} metrics={metrics} words={words} />
      {comparison.words.length > 0 && (
        <section className="charts">
          <WordList title={words.t("Used more than before")} changes={came} words={words} />
          <WordList title={words.t("Used less than before")} changes={went} words={words} />
        </section>
      )}
      <Kinds comparison={comparison} metrics={metrics} address={address} words={words} />
    </div>
  );
}
