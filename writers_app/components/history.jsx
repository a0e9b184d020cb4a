// The earlier states of a text: a list, what changed since each, and bringing one back. The texts come by REST.
import { useCallback, useEffect, useRef, useState } from "react";
import { useParams } from "react-router";
import { call } from "$/public/scripts/requests.js";
import { Rewrite } from "$/public/external/writers_app/components/history/rewrite.jsx";
import { msg, useMinute, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const CAUSES = {
  imported: msg("Brought in with the text"),
  writing: msg("Kept while writing"),
  restore: msg("Before an earlier version came back"),
  sent: msg("Went to an editor"),
};
const CONTEXT = 2;

// Long stretches that did not change are folded to a line that says how many paragraphs they hold.
function fold(changes) {
  const near = changes.map((_, index) => changes.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((change) => change.kind !== "same"));
  const parts = [];
  changes.forEach((change, index) => {
    if (near[index]) parts.push(change);
    else if (parts.at(-1)?.kind === "folded") parts.at(-1).count += 1;
    else parts.push({ kind: "folded", count: 1 });
  });
  return parts;
}

function Changes({ changes }) {
  const { t, tn } = useWords();
  if (changes.every((change) => change.kind === "same")) return <p className="text-soft">{t("The two are the same.")}</p>;
  return (
    <div className="changes">
      {fold(changes).map((change, index) => {
        if (change.kind === "folded") return <p key={index} className="change-folded">{tn("%(n)s paragraph stays as it is", "%(n)s paragraphs stay as they are", change.count)}</p>;
        if (change.kind === "same") return <p key={index} dir="auto">{change.after}</p>;
        return (
          <div key={index}>
            {change.before && <p dir="auto"><del><span className="visually-hidden">{t("Was:")} </span>{change.before}</del></p>}
            {change.after && <p dir="auto"><ins><span className="visually-hidden">{t("Is now:")} </span>{change.after}</ins></p>}
          </div>
        );
      })}
    </div>
  );
}

// Which version the chosen one is set beside, and what of the two is shown.
function Choices({ revisions, chosen, other, onCompare, view, onView }) {
  const { t, moment } = useWords();
  const nameOf = (revision) => revision.name || moment(revision.created_at);
  return (
    <div className="comparison-choices">
      <label className="comparison-with">
        <span>{t("Beside")}</span>
        <select className="input" value={other} onChange={(event) => onCompare(event.target.value)}>
          <option value="">{t("the text as it stands now")}</option>
          {revisions.filter((revision) => revision.id !== chosen).map((revision) => <option key={revision.id} value={revision.id}>{nameOf(revision)}</option>)}
        </select>
      </label>
      <div className="segments" role="group" aria-label={t("What to show of the changes")}>
        <button type="button" aria-pressed={view === "text"} onClick={() => onView("text")}>{t("In the text")}</button>
        <button type="button" aria-pressed={view === "figures"} onClick={() => onView("figures")}>{t("In figures")}</button>
      </div>
    </div>
  );
}

function Version({ revision, chosen, onChoose }) {
  const { t, tn, when } = useWords();
  useMinute();
  return (
    <li>
      <button type="button" className="version" aria-pressed={chosen} onClick={() => onChoose(revision.id)}>
        <strong dir="auto">{revision.name || t(CAUSES[revision.cause] ?? CAUSES.writing)}</strong>
        <span className="text-soft">{when(revision.created_at)} · {tn("%(n)s word", "%(n)s words", revision.words)}</span>
        {revision.author && <span className="text-faint" dir="auto">{revision.author}</span>}
      </button>
    </li>
  );
}

export function History({ metrics }) {
  const words = useWords();
  const { t } = words;
  const { document_id: document } = useParams();
  const [card, setCard] = useState(null);
  const [revisions, setRevisions] = useState(null);
  const [following, setFollowing] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [other, setOther] = useState("");
  const [view, setView] = useState("text");
  const [changes, setChanges] = useState(null);
  const [rewrite, setRewrite] = useState(null);
  const latest = useRef(0); // an answer that another choice has overtaken is not shown
  const [told, setTold] = useState(null);
  const [problem, setProblem] = useState(null);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);

  const attempt = useCallback(async (work) => {
    setProblem(null);
    setBusy(true);
    try {
      await work();
    } catch (error) {
      if (error.status === 401) window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname)}`);
      else setProblem({ message: error.message || UNREACHABLE, values: error.values });
    } finally {
      setBusy(false);
    }
  }, []);

  const read = useCallback(async () => {
    setCard(await call("GET", `/documents/${document}`));
    const page = await call("GET", `/documents/${document}/revisions`);
    setRevisions(page.items);
    setFollowing(page.next);
  }, [document]);

  useEffect(() => { if (document) attempt(read); }, [document, read, attempt]);

  const clear = () => { setChanges(null); setRewrite(null); };
  const compare = (before, after, shown) => attempt(async () => {
    clear();
    if (!before) return;
    const asked = (latest.current += 1);
    const pair = `before=${before}${after ? `&after=${after}` : ""}`;
    const path = `/documents/${document}/comparison${shown === "figures" ? "/figures" : ""}?${pair}`;
    const found = await call("GET", path);
    if (asked !== latest.current) return;
    if (shown === "figures") setRewrite(found);
    else setChanges(found.items);
  });
  const choose = (id) => {
    const beside = other === id ? "" : other;
    setChosen(id);
    setOther(beside);
    compare(id, beside, view);
  };
  const compareWith = (id) => { setOther(id); compare(chosen, id, view); };
  const look = (shown) => { setView(shown); compare(chosen, other, shown); };
  const more = () => attempt(async () => {
    const page = await call("GET", `/documents/${document}/revisions?cursor=${encodeURIComponent(following)}`);
    setRevisions([...revisions, ...page.items]);
    setFollowing(page.next);
  });
  const keep = (event) => {
    event.preventDefault();
    attempt(async () => {
      await call("POST", `/documents/${document}/revisions`, { name });
      setName("");
      setTold(msg("Kept. You will find it in this list for as long as the text exists."));
      await read();
    });
  };
  const restore = () => attempt(async () => {
    await call("POST", `/revisions/${chosen}/restore`);
    setTold(msg("That version is back. What was there before is kept at the top of the list."));
    setChosen(null);
    clear();
    await read();
  });

  const address = ({ paragraph, note, utf16_start: from, utf16_end: to }) => `/projects/${card.project_id}/${card.id}?at=${paragraph}.${note}.${from}.${to}`;

  return (
    <div className="history stack">
      {card && <nav className="crumbs" aria-label={t("Where you are")}><a href={`/projects/${card.project_id}/${card.id}`} dir="auto">{card.title || t("Untitled")}</a></nav>}
      <p role="status" className={problem ? "field-error" : "text-soft"}>
        {problem ? t(problem.message, problem.values) : told ? t(told) : ""}
      </p>
      <div className="history-panes">
        <section aria-label={t("Versions")}>
          <form className="actions keep-version" onSubmit={keep}>
            <input className="input" dir="auto" required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} aria-label={t("A name for the text as it stands now")} placeholder={t("First draft")} />
            <button type="submit" className="button plain" disabled={busy || !name.trim()}>{t("Keep this version")}</button>
          </form>
          {revisions?.length === 0 && <p className="text-soft">{t("No version has been kept yet. One is kept every ten minutes while you write, and whenever you name one here.")}</p>}
          <ol role="list" className="versions">
            {revisions?.map((revision) => <Version key={revision.id} revision={revision} chosen={revision.id === chosen} onChoose={choose} />)}
          </ol>
          {following && <button type="button" className="button plain" disabled={busy} onClick={more}>{t("Show more")}</button>}
        </section>
        <section aria-label={t("What changed since")} aria-live="polite">
          {!chosen && revisions?.length > 0 && <p className="text-soft">{t("Choose a version to see what has changed since.")}</p>}
          {chosen && (
            <div className="actions">
              <button type="button" className="button primary" disabled={busy} onClick={restore}>{t("Bring this version back")}</button>
            </div>
          )}
          {chosen && <Choices revisions={revisions} chosen={chosen} other={other} onCompare={compareWith} view={view} onView={look} />}
          {changes && <Changes changes={changes} />}
          {rewrite && <Rewrite comparison={rewrite} metrics={metrics} address={other ? null : address} words={words} />}
        </section>
      </div>
    </div>
  );
}
