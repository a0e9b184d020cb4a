// Many at once: which files, what is done with each; and on the task's page, how its parts are doing.
import { useCallback, useEffect, useId, useState } from "react";
import { useNavigate } from "react-router";
import { call, upload } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const STATES = {
  queued: msg("Waiting"),
  running: msg("Running"),
  succeeded: msg("Finished"),
  failed: msg("Failed"),
  cancelled: msg("Cancelled"),
  dead: msg("Set aside"),
};
const TONES = { succeeded: "good", failed: "bad", dead: "bad" };
const ENDED = ["succeeded", "failed", "cancelled", "dead"];

export function NewBatch() {
  const { t, tn, percent, size } = useWords();
  const navigate = useNavigate();
  const id = useId();
  const [files, setFiles] = useState([]);
  const [formats, setFormats] = useState([]);
  const [analyse, setAnalyse] = useState(false);
  const [format, setFormat] = useState("");
  const [title, setTitle] = useState("");
  const [sent, setSent] = useState(null);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    call("GET", "/tasks/kinds").then((kinds) => setFormats(kinds.find((kind) => kind.name === "export")?.options.properties.format.enum ?? []), setProblem);
  }, []);

  async function begin(event) {
    event.preventDefault();
    setProblem(null);
    setSent(0);
    const steps = [{ kind: "import" }, ...(analyse ? [{ kind: "analyze" }] : []), ...(format ? [{ kind: "export", options: { format } }] : [])];
    const form = new FormData();
    form.append("kind", "batch");
    form.append("title", title.trim() || (files.length === 1 ? files[0].name : tn("%(n)s file", "%(n)s files", files.length)));
    form.append("options", JSON.stringify({ steps }));
    for (const file of files) form.append("file", file);
    try {
      const task = await upload("/tasks", form, { key: crypto.randomUUID(), onProgress: setSent, signal: new AbortController().signal });
      navigate(`/tasks/${task.id}`);
    } catch (error) {
      setProblem({ message: error.message || UNREACHABLE, values: error.values });
      setSent(null);
    }
  }

  return (
    <form className="stack" onSubmit={begin}>
      <div className="field">
        <label htmlFor={`${id}-files`}>{t("Manuscripts, or a zip of them")}</label>
        <div>
          <input id={`${id}-files`} className="visually-hidden" type="file" multiple required onChange={(event) => setFiles([...event.target.files])} />
          <label htmlFor={`${id}-files`} className="button plain">{t("Choose files")}</label>
        </div>
        {files.length > 0 && <p className="field-hint">{tn("%(n)s file", "%(n)s files", files.length)} · {size(files.reduce((sum, file) => sum + file.size, 0))}</p>}
      </div>
      <div className="field">
        <label htmlFor={`${id}-title`}>{t("Name")}</label>
        <input id={`${id}-title`} className="input" dir="auto" maxLength={300} value={title} onChange={(event) => setTitle(event.target.value)} />
      </div>
      <p>{t("Each file becomes a project of its own.")}</p>
      <label className="check">
        <input type="checkbox" checked={analyse} onChange={(event) => setAnalyse(event.target.checked)} />
        <span>{t("Then make a report on each")}</span>
      </label>
      <div className="field">
        <label htmlFor={`${id}-format`}>{t("Then export each")}</label>
        <select id={`${id}-format`} className="input" value={format} onChange={(event) => setFormat(event.target.value)}>
          <option value="">{t("No export")}</option>
          {formats.map((one) => <option key={one} value={one}>{one}</option>)}
        </select>
      </div>
      {problem && <p className="field-error" role="alert">{t(problem.message || UNREACHABLE, problem.values)}</p>}
      {sent !== null && <p role="status" className="text-soft">{t("Sending, %(share)s", { share: percent(sent) })}</p>}
      <div className="actions">
        <button type="submit" className="button primary large" disabled={!files.length || sent !== null}>{t("Begin")}</button>
      </div>
    </form>
  );
}

function Part({ part, kinds }) {
  const { t, percent } = useWords();
  const kind = kinds.find((one) => one.name === part.kind);
  return (
    <li className="row">
      <div className="row-body">
        <a href={`/tasks/${part.id}`} className="row-title" dir="auto">{part.title}</a>
        <p className="row-facts">
          <span>{t(kind?.title ?? part.kind)}</span>
          {part.state === "running" && <span>{part.step ? t(part.step) : t("Working")} · {percent(part.progress)}</span>}
        </p>
        {part.error && <p className="field-error">{t(part.error.msgid || part.error.detail, part.error.values)}</p>}
      </div>
      <span className={`badge ${TONES[part.state] ?? ""}`}>{t(STATES[part.state])}</span>
      <div className="actions">
        {part.files.filter((file) => file.purpose === "result" && file.media_type !== "application/json").map((file) => (
          <a key={file.id} className="button plain" href={file.url} download={file.name}>{t("Download")}</a>
        ))}
      </div>
    </li>
  );
}

// The parts of one task in the order in which they are done, read again while any is under way.
export function Parts({ task }) {
  const { t } = useWords();
  const [parts, setParts] = useState(null);
  const [kinds, setKinds] = useState([]);
  const read = useCallback(async () => {
    let found = [];
    let cursor = "";
    do {
      const page = await call("GET", `/tasks?parent_id=${task}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      found = [...found, ...page.items];
      cursor = page.next ?? "";
    } while (cursor);
    setParts(found.reverse());
    return found;
  }, [task]);
  useEffect(() => {
    let timer;
    let gone = false;
    call("GET", "/tasks/kinds").then(setKinds, () => {});
    const look = () => read().catch(() => [{ state: "running" }]).then((found) => {
      if (!gone) timer = setTimeout(look, found.length && found.every((part) => ENDED.includes(part.state)) ? 5000 : 1000);
    });
    look();
    return () => { gone = true; clearTimeout(timer); };
  }, [read]);
  if (!parts?.length) return null;
  const anyFile = parts.some((part) => part.files.some((file) => file.purpose === "result"));
  return (
    <section className="stack">
      <div className="page-head">
        <h2 className="section-title">{t("Its parts")}</h2>
        {anyFile && <a className="button plain" href={`/api/v1/tasks/${task}/archive`} download>{t("Download all as a zip")}</a>}
      </div>
      <ol role="list" className="rows">{parts.map((part) => <Part key={part.id} part={part} kinds={kinds} />)}</ol>
    </section>
  );
}
