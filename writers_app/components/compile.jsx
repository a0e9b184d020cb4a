// How a project's book is made: its presets, their settings, and the first pages as they would come out. All by REST.
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { call, upload } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";
import { BookSettings } from "$/public/external/writers_app/components/compile/book_settings.jsx";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const PAUSE = 600;

// What a person who has no preset yet can begin from; the rest is as the server has it by default.
const BEGINNINGS = [
  { title: msg("Paperback"), lead: msg("A PDF for the printer: trim size, running heads, chapters on right-hand pages."), settings: { format: "pdf", paper: "5x8" }, persian: { paper: "roqi" } },
  { title: msg("Manuscript for an editor"), lead: msg("Standard manuscript format in Word: double-spaced, with your name at the head."), settings: { format: "docx", layout: "manuscript", paper: "letter" }, persian: { paper: "a4" } },
  { title: msg("E-book"), lead: msg("An EPUB for reading devices, with its contents and notes that pop up."), settings: { format: "epub" }, persian: {} },
  { title: msg("To read on a screen"), lead: msg("A PDF without blank pages, for those who read along."), settings: { format: "pdf", paper: "a5", medium: "screen" }, persian: {} },
];

function useAttempt() {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const attempt = useCallback(async (work) => {
    setProblem(null);
    setBusy(true);
    try {
      return await work();
    } catch (error) {
      setProblem({ message: error.message || UNREACHABLE, values: error.values });
      return null;
    } finally {
      setBusy(false);
    }
  }, []);
  return { problem, busy, attempt };
}

// The pages follow the settings a moment after they rest; an answer that has been overtaken is dropped.
function usePreview(project, settings) {
  const [shown, setShown] = useState(null);
  const [problem, setProblem] = useState(null);
  const [waiting, setWaiting] = useState(false);
  const asked = settings && JSON.stringify(settings);
  useEffect(() => {
    if (!asked) return undefined;
    let current = true;
    setWaiting(true);
    const timer = setTimeout(async () => {
      try {
        const pages = await call("POST", `/projects/${project}/preview`, JSON.parse(asked));
        if (current) {
          setShown(pages);
          setProblem(null);
        }
      } catch (error) {
        if (current) setProblem({ message: error.message || UNREACHABLE, values: error.values });
      } finally {
        if (current) setWaiting(false);
      }
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [project, asked]);
  return { shown, problem, waiting };
}

function Preview({ project, settings }) {
  const { t, number } = useWords();
  const id = useId();
  const { shown, problem, waiting } = usePreview(project.id, settings);
  const [large, setLarge] = useState(null);
  return (
    <section className="preview" aria-labelledby={id} aria-busy={waiting}>
      <header className="preview-head">
        <h2 id={id} className="section-title">{t("The first pages")}</h2>
        <p role="status" className="text-faint">{waiting ? t("Setting the pages…") : ""}</p>
      </header>
      {problem && <p className="callout danger" role="alert">{t(problem.message, problem.values)}</p>}
      {!shown && !problem && <div className="skeletons preview-pages"><div className="skeleton page" /><div className="skeleton page" /></div>}
      {shown?.text && <pre className="preview-text" dir="auto" tabIndex={0} aria-labelledby={id}>{shown.text}</pre>}
      {shown?.pages.length > 0 && (
        <ol role="list" className="preview-pages" dir={project.direction}>
          {shown.pages.map((page, index) => (
            <li key={index} className={large === index ? "large" : undefined}>
              <button type="button" aria-pressed={large === index} onClick={() => setLarge(large === index ? null : index)}>
                <img src={`data:image/png;base64,${page}`} alt={t("Page %(n)s", { n: number(index + 1) })} />
              </button>
            </li>
          ))}
        </ol>
      )}
      <p className="field-hint">{t("The contents list only what is shown here. Word and reading devices may break lines and pages elsewhere.")}</p>
    </section>
  );
}

function Beginnings({ first, busy, onBegin }) {
  const { t } = useWords();
  return (
    <section className="stack">
      {first && <p className="text-soft">{t("A preset remembers how this book is made: for which reader, on which paper, with which pages before the text. Begin with one of these; everything can be changed.")}</p>}
      <ul role="list" className="beginnings">
        {BEGINNINGS.map((one) => (
          <li key={one.title}>
            <button type="button" className="beginning" disabled={busy} onClick={() => onBegin(one)}>
              <strong>{t(one.title)}</strong>
              <span className="text-soft">{t(one.lead)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Shelf({ presets, chosen, mayWrite, beginning, onChoose, onNew }) {
  const { t } = useWords();
  return (
    <nav className="segments preset-shelf" aria-label={t("Presets")}>
      {presets.map((one) => (
        <button key={one.id} type="button" aria-pressed={!beginning && one.id === chosen} onClick={() => onChoose(one)}>
          <bdi>{one.title}</bdi>
          <span className="text-faint" dir="ltr">{one.settings.format}</span>
        </button>
      ))}
      {mayWrite && <button type="button" aria-pressed={beginning} onClick={onNew}>{t("New preset")}</button>}
    </nav>
  );
}

const sameAs = (preset, draft) => preset && preset.title === draft.title && JSON.stringify(preset.settings) === JSON.stringify(draft.settings);

function Preset({ project, preset, documents, mayWrite, unkept, onChanged, onRemoved }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { problem, busy, attempt } = useAttempt();
  const [draft, setDraft] = useState({ title: preset.title, settings: preset.settings });
  const [told, setTold] = useState("");
  const path = `/projects/${project.id}/presets/${preset.id}`;
  const isSaved = sameAs(preset, draft);
  useEffect(() => {
    unkept.current = mayWrite && !isSaved;
    const stay = (event) => unkept.current && event.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => {
      unkept.current = false;
      window.removeEventListener("beforeunload", stay);
    };
  }, [unkept, mayWrite, isSaved]);
  const change = (values) => {
    setTold("");
    setDraft((before) => ({ ...before, settings: { ...before.settings, ...values } }));
  };
  const save = async () => {
    await onChanged(await call("PATCH", path, draft));
    setTold(msg("Kept."));
  };
  const make = () => attempt(async () => {
    if (mayWrite && !isSaved) await save();
    const form = new FormData();
    form.append("kind", "export");
    form.append("title", project.title);
    form.append("project_id", project.id);
    form.append("options", JSON.stringify(mayWrite ? { preset: preset.id } : draft.settings));
    const task = await upload("/tasks", form, { key: crypto.randomUUID(), onProgress: () => {}, signal: new AbortController().signal });
    navigate(`/tasks/${task.id}`);
  });
  const remove = () => window.confirm(t("Remove this preset?")) && attempt(async () => {
    await call("DELETE", path);
    await onRemoved();
  });
  return (
    <div className="compile-panes">
      <form className="stack" onSubmit={(event) => { event.preventDefault(); attempt(save); }}>
        <BookSettings title={draft.title} settings={draft.settings} documents={documents} readOnly={!mayWrite} onTitle={(title) => { setTold(""); setDraft((before) => ({ ...before, title })); }} onChange={change} />
        {problem && <p className="callout danger" role="alert">{t(problem.message, problem.values)}</p>}
        <div className="actions compile-actions">
          <button type="button" className="button primary" disabled={busy || !draft.title.trim()} onClick={make}>{t("Make the file")}</button>
          {mayWrite && <button type="submit" className="button plain" disabled={busy || isSaved || !draft.title.trim()}>{t("Keep the changes")}</button>}
          {mayWrite && <button type="button" className="button quiet" disabled={busy} onClick={remove}>{t("Remove")}</button>}
          <p role="status" className="text-soft">{told ? t(told) : isSaved ? "" : t("Changed, not kept yet")}</p>
        </div>
      </form>
      <Preview project={project} settings={draft.settings} />
    </div>
  );
}

export function Compile() {
  const { t } = useWords();
  const { project_id: projectId } = useParams();
  const { problem, busy, attempt } = useAttempt();
  const [shown, setShown] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [beginning, setBeginning] = useState(false);
  const unkept = useRef(false);
  const leave = (work) => (!unkept.current || window.confirm(t("Leave the changes that are not kept?"))) && work();

  const read = useCallback(async () => {
    const base = `/projects/${projectId}`;
    const [project, presets, documents] = await Promise.all([call("GET", base), call("GET", `${base}/presets`), call("GET", `${base}/documents`)]);
    setShown({ project, presets: presets.items, documents: documents.items });
    setChosen((before) => presets.items.find((one) => one.id === before)?.id ?? presets.items[0]?.id ?? null);
  }, [projectId]);
  useEffect(() => { if (projectId) attempt(read); }, [projectId, attempt, read]);

  const said = problem && <p className="callout danger" role="alert">{t(problem.message, problem.values)}</p>;
  if (!shown) return said ?? <div className="skeletons" role="status" aria-label={t("Loading")}><div className="skeleton row" /><div className="skeleton row" /></div>;
  const { project, presets, documents } = shown;
  const mayWrite = project.role !== "reader";
  const preset = presets.find((one) => one.id === chosen);
  const begin = (one) => attempt(async () => {
    const settings = { ...one.settings, ...(project.language === "fa" ? one.persian : {}) };
    const made = await call("POST", `/projects/${project.id}/presets`, { title: t(one.title), settings });
    setChosen(made.id);
    setBeginning(false);
    await read();
  });
  const asks = mayWrite && (beginning || !preset);
  return (
    <div className="stack compile">
      <nav className="crumbs" aria-label={t("Where you are")}><a href={`/projects/${project.id}`} dir="auto">{project.title}</a></nav>
      {said}
      {presets.length > 0 && <Shelf presets={presets} chosen={chosen} mayWrite={mayWrite} beginning={beginning} onChoose={(one) => leave(() => { setChosen(one.id); setBeginning(false); })} onNew={() => leave(() => setBeginning(true))} />}
      {asks && <Beginnings first={presets.length === 0} busy={busy} onBegin={begin} />}
      {!asks && !preset && <p className="text-soft">{t("Nobody has made a preset for this book yet. Its writers can; you can export it as it is.")}</p>}
      {!asks && preset && <Preset key={preset.id} project={project} preset={preset} documents={documents} mayWrite={mayWrite} unkept={unkept} onChanged={read} onRemoved={read} />}
    </div>
  );
}

