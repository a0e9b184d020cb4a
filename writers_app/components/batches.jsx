// Many at once: which files or texts, what is done with each; and on the task's page, how its parts are doing.
import { useCallback, useEffect, useId, useState } from "react";
import { useNavigate } from "react-router";
import { call, upload } from "$/public/scripts/requests.js";
import { FORMATS } from "$/public/external/writers_app/components/compile/formats.jsx";
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

// A project's tree in reading order, each row with its level and the texts that it is or holds.
function rowsOf(documents) {
  const rows = [];
  const walk = (parent, level) => documents.filter((one) => one.parent_id === parent).flatMap((one) => {
    const row = { ...one, level, texts: [] };
    rows.push(row);
    row.texts = [...(one.kind === "folder" ? [] : [one.id]), ...walk(one.id, level + 1)];
    return row.texts;
  });
  walk(null, 0);
  return rows;
}

function Checklist({ rows, chosen, onChange }) {
  const { t, tn } = useWords();
  const all = rows.flatMap((row) => (row.kind === "folder" ? [] : [row.id]));
  const toggle = (texts, on) => onChange(all.filter((one) => (texts.includes(one) ? on : chosen.includes(one))));
  return (
    <fieldset className="choices">
      <legend className="field-label">{t("Which documents")}</legend>
      <div className="actions">
        <button type="button" className="button plain" onClick={() => onChange(all)}>{t("All")}</button>
        <button type="button" className="button plain" onClick={() => onChange([])}>{t("None")}</button>
        <span className="text-soft" role="status">{tn("%(n)s document", "%(n)s documents", chosen.length)}</span>
      </div>
      <ul role="list" className="checklist">
        {rows.map((row) => (
          <li key={row.id} style={{ "--level": row.level }}>
            <label className="check">
              <input type="checkbox" disabled={!row.texts.length} checked={row.texts.length > 0 && row.texts.every((one) => chosen.includes(one))}
                onChange={(event) => toggle(row.texts, event.target.checked)} />
              <span dir="auto">{row.title || t("Untitled")}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

// What goes through the steps when it is not files: texts of one project. Tells its caller which, in reading order.
function ProjectTexts({ asked, onChange, onProblem }) {
  const { t } = useWords();
  const id = useId();
  const [projects, setProjects] = useState([]);
  const [project, setProject] = useState(asked ?? "");
  const [rows, setRows] = useState([]);
  const [chosen, setChosen] = useState([]);

  const choose = useCallback((texts) => {
    setChosen(texts);
    onChange({ project, texts });
  }, [project, onChange]);

  useEffect(() => {
    call("GET", "/projects?limit=100").then((shelf) => {
      setProjects(shelf.items);
      setProject((known) => known || (shelf.items[0]?.id ?? ""));
    }, onProblem);
  }, [onProblem]);

  useEffect(() => {
    setRows([]);
    choose([]);
    if (project) call("GET", `/projects/${project}/documents`).then((page) => setRows(rowsOf(page.items)), onProblem);
  }, [project, choose, onProblem]);

  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-project`}>{t("Project")}</label>
        <select id={`${id}-project`} className="input" value={project} onChange={(event) => setProject(event.target.value)}>
          {projects.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
        </select>
      </div>
      <Checklist rows={rows} chosen={chosen} onChange={choose} />
    </>
  );
}

// What systems strew into folders is not handed over with them.
const isMeant = (file) => !file.name.startsWith(".") && !["Thumbs.db", "desktop.ini"].includes(file.name);

function Files({ files, onChange }) {
  const { t, tn, size } = useWords();
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-files`}>{t("Manuscripts, or a zip of them")}</label>
        <div>
          <input id={`${id}-files`} className="visually-hidden" type="file" multiple onChange={(event) => onChange([...event.target.files])} />
          <label htmlFor={`${id}-files`} className="button plain">{t("Choose files")}</label>{" "}
          <input id={`${id}-folder`} className="visually-hidden" type="file" webkitdirectory="" onChange={(event) => onChange([...event.target.files].filter(isMeant))} />
          <label htmlFor={`${id}-folder`} className="button plain">{t("Choose a folder")}</label>
        </div>
        {files.length > 0 && <p className="field-hint">{tn("%(n)s file", "%(n)s files", files.length)} · {size(files.reduce((sum, file) => sum + file.size, 0))}</p>}
      </div>
      <p>{t("Each file becomes a project of its own.")}</p>
    </>
  );
}

const NO_TEXTS = { project: "", texts: [] };

export function NewBatch() {
  const { t, tn, percent } = useWords();
  const navigate = useNavigate();
  const id = useId();
  const [asked] = useState(() => new URLSearchParams(location.search).get("project"));
  const [fromProject, setFromProject] = useState(Boolean(asked));
  const [files, setFiles] = useState([]);
  const [chosen, setChosen] = useState(NO_TEXTS);
  const [formats, setFormats] = useState([]);
  const [analyse, setAnalyse] = useState(Boolean(asked));
  const [format, setFormat] = useState("");
  const [title, setTitle] = useState("");
  const [sent, setSent] = useState(null);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    call("GET", "/tasks/kinds").then((kinds) => setFormats(kinds.find((kind) => kind.name === "export")?.options.properties.format.enum ?? []), setProblem);
  }, []);

  const steps = [...(fromProject ? [] : [{ kind: "import" }]), ...(analyse ? [{ kind: "analyze" }] : []), ...(format ? [{ kind: "export", options: { format } }] : [])];
  const many = fromProject ? tn("%(n)s document", "%(n)s documents", chosen.texts.length) : tn("%(n)s file", "%(n)s files", files.length);
  const isReady = steps.length > 0 && (fromProject ? chosen.texts : files).length > 0;

  async function begin(event) {
    event.preventDefault();
    setProblem(null);
    setSent(0);
    const form = new FormData();
    form.append("kind", "batch");
    form.append("title", title.trim() || (!fromProject && files.length === 1 ? files[0].name : many));
    form.append("options", JSON.stringify(fromProject ? { steps, document_ids: chosen.texts } : { steps }));
    if (fromProject) form.append("project_id", chosen.project);
    else for (const file of files) form.append("file", file);
    try {
      const task = await upload("/tasks", form, { key: crypto.randomUUID(), onProgress: setSent, signal: new AbortController().signal });
      navigate(`/tasks/${task.id}`);
    } catch (error) {
      setProblem({ message: error.message || UNREACHABLE, values: error.values });
      setSent(null);
    }
  }

  return (
    <form className="stack making" onSubmit={begin}>
      <fieldset className="choices">
        <legend className="field-label">{t("What goes through the steps")}</legend>
        <label className="check">
          <input type="radio" name={`${id}-from`} checked={!fromProject} onChange={() => setFromProject(false)} />
          <span>{t("Files from this device")}</span>
        </label>
        <label className="check">
          <input type="radio" name={`${id}-from`} checked={fromProject} onChange={() => setFromProject(true)} />
          <span>{t("Documents of a project")}</span>
        </label>
      </fieldset>
      {fromProject ? <ProjectTexts asked={asked} onChange={setChosen} onProblem={setProblem} /> : <Files files={files} onChange={setFiles} />}
      <div className="field">
        <label htmlFor={`${id}-title`}>{t("Name")}</label>
        <input id={`${id}-title`} className="input" dir="auto" maxLength={300} value={title} onChange={(event) => setTitle(event.target.value)} />
      </div>
      <label className="check">
        <input type="checkbox" checked={analyse} onChange={(event) => setAnalyse(event.target.checked)} />
        <span>{fromProject ? t("Make a report on each") : t("Then make a report on each")}</span>
      </label>
      <div className="field">
        <label htmlFor={`${id}-format`}>{fromProject ? t("Export each") : t("Then export each")}</label>
        <select id={`${id}-format`} className="input" value={format} onChange={(event) => setFormat(event.target.value)}>
          <option value="">{t("No export")}</option>
          {formats.map((one) => <option key={one} value={one}>{t(FORMATS[one] ?? one)}</option>)}
        </select>
      </div>
      {problem && <p className="field-error" role="alert">{t(problem.message || UNREACHABLE, problem.values)}</p>}
      {sent !== null && <p role="status" className="text-soft">{t("Sending, %(share)s", { share: percent(sent) })}</p>}
      <div className="actions">
        <button type="submit" className="button primary large" disabled={!isReady || sent !== null}>{t("Begin")}</button>
      </div>
    </form>
  );
}

const isStopped = (part) => part.state === "failed" || part.state === "dead";

// How one file or document is doing: what stopped it, or what is being done with it, or its last step.
function standing(steps) {
  return steps.find(isStopped) ?? steps.find((step) => step.state === "running") ?? steps.find((step) => step.state !== "succeeded") ?? steps.at(-1);
}

function Part({ steps, kinds }) {
  const { t, percent } = useWords();
  const shown = standing(steps);
  const nameOf = (step) => t(kinds.find((one) => one.name === step.kind)?.title ?? step.kind);
  const stateOf = (step) => (step.state === "cancelled" && steps.some(isStopped) ? t("Not begun") : t(STATES[step.state]));
  return (
    <li className="row">
      <div className="row-body">
        <a href={`/tasks/${shown.id}`} className="row-title" dir="auto">{steps[0].title || nameOf(steps[0])}</a>
        {steps.map((step) => (
          <p key={step.id} className="row-facts">
            <a href={`/tasks/${step.id}`}>{nameOf(step)}</a>
            {steps.length > 1 && <span>{stateOf(step)}</span>}
            {step.state === "running" && <span>{step.step ? t(step.step) : t("Working")} · {percent(step.progress)}</span>}
          </p>
        ))}
        {shown.error && <p className="field-error">{t(shown.error.msgid || shown.error.detail, shown.error.values)}</p>}
      </div>
      <span className={`badge ${TONES[shown.state] ?? ""}`}>{t(STATES[shown.state])}</span>
      <div className="actions">
        {steps.flatMap((step) => step.files).filter((file) => file.purpose === "result" && file.media_type !== "application/json").map((file) => (
          <a key={file.id} className="button plain" href={file.url} download={file.name}>{t("Download")}</a>
        ))}
      </div>
    </li>
  );
}

// Parts come step after step, one file or document after the other.
const chunk = (parts, length) => Array.from({ length: Math.ceil(parts.length / length) }, (_, at) => parts.slice(at * length, (at + 1) * length));

// The parts of one task in the order in which they are done, read again while any is under way.
export function Parts({ task, steps }) {
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
      <ol role="list" className="rows">{chunk(parts, Math.max(1, steps)).map((each) => <Part key={each[0].id} steps={each} kinds={kinds} />)}</ol>
    </section>
  );
}
