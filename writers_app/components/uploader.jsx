// One big target for manuscripts: what was recognised, what will be made from it, and each file's way in.
import { useEffect, useId, useRef, useState } from "react";
import { call, upload } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const FORMATS = {
  docx: msg("Word document"),
  odt: msg("OpenDocument text"),
  epub: msg("EPUB book"),
  md: msg("Markdown"),
  markdown: msg("Markdown"),
  html: msg("Web page"),
  htm: msg("Web page"),
  rtf: msg("Rich text"),
  txt: msg("Plain text"),
  fountain: msg("Screenplay (Fountain)"),
  zip: msg("Zipped Scrivener project"),
};
const RECORDINGS = {
  mp3: msg("MP3 recording"),
  wav: msg("WAV recording"),
  m4a: msg("M4A recording"),
  ogg: msg("OGG recording"),
  flac: msg("FLAC recording"),
};
const acceptOf = (formats) => Object.keys(formats).map((name) => `.${name}`).join(",");
const PLAIN = new Set(["md", "markdown", "html", "htm", "txt", "fountain"]);
const LOOKS = 65536;
const POLL = 1000;
const EACH = "each";
const TOGETHER = "together";

const stemOf = (name) => name.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ").trim();
const extensionOf = (name) => (/\.([^.]+)$/.exec(name)?.[1] ?? "").toLowerCase();

function isUtf8(bytes) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

// A first look at the file in the browser; the server judges by the whole content.
async function recognise(file, transcribes) {
  const head = new Uint8Array(await file.slice(0, LOOKS).arrayBuffer());
  const text = new TextDecoder("utf-8").decode(head);
  const recording = transcribes && RECORDINGS[extensionOf(file.name)];
  const format = FORMATS[extensionOf(file.name)];
  const persian = (text.match(/[\u0600-\u06ff]/g) ?? []).length;
  const latin = (text.match(/[A-Za-z]/g) ?? []).length;
  if (file.size === 0) return { problem: msg("The file is empty.") };
  if (recording) return { format: recording, isRecording: true };
  if (text.startsWith("%PDF")) return { problem: msg("A PDF holds pages, not a text that can be edited. Bring the file it was made from.") };
  if (!format) return { problem: msg("This is not a format that Writers reads. Word, OpenDocument, EPUB, Markdown, HTML, RTF and plain text are.") };
  return { format, language: PLAIN.has(extensionOf(file.name)) && isUtf8(head) ? (persian > latin ? "fa" : "en") : null };
}

const ENDED = ["succeeded", "failed", "cancelled", "dead"];

export function Uploader({ projects, limitMb, transcribes, onStarted }) {
  const words = useWords();
  const { t, tn } = words;
  const [rows, setRows] = useState([]);
  const [target, setTarget] = useState(EACH);
  const [title, setTitle] = useState("");
  const [language, setLanguage] = useState(null);
  const [split, setSplit] = useState(true);
  const [times, setTimes] = useState(false);
  const [skipSilence, setSkipSilence] = useState(true);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const picker = useRef(null);
  const id = useId();
  const change = (key, values) => setRows((before) => before.map((row) => (row.key === key ? { ...row, ...values } : row)));
  const waiting = rows.filter((row) => row.state === "ready");
  const accept = acceptOf(transcribes ? { ...FORMATS, ...RECORDINGS } : FORMATS);

  async function add(files) {
    const fresh = [...files].map((file) => ({ key: crypto.randomUUID(), file, title: stemOf(file.name), state: "looking", percent: 0 }));
    setRows((before) => [...before, ...fresh]);
    for (const row of fresh) {
      const seen = row.file.size > limitMb * 1024 * 1024
        ? { problem: msg("The file is larger than %(megabytes)s MB, which is as much as this server takes. Make it smaller or split it."), values: { megabytes: limitMb } }
        : await recognise(row.file, transcribes);
      change(row.key, { ...seen, state: seen.problem ? "refused" : "ready" });
    }
  }

  async function send(row, projectId) {
    const stop = new AbortController();
    change(row.key, { state: "sending", percent: 0, stop });
    const form = new FormData();
    const options = { ...(row.isRecording ? { times, skip_silence: skipSilence } : { split }), ...(language ? { language } : {}) };
    form.append("kind", row.isRecording ? "transcribe" : "import");
    form.append("title", row.title || row.file.name);
    form.append("options", JSON.stringify(options));
    if (projectId) form.append("project_id", projectId);
    form.append("file", row.file);
    try {
      const task = await upload("/tasks", form, { key: row.key, onProgress: (percent) => change(row.key, { percent }), signal: stop.signal });
      change(row.key, { state: "working", task, stop: null });
      onStarted?.();
    } catch (error) {
      if (error.name === "AbortError") change(row.key, { state: "ready", percent: 0, stop: null });
      else change(row.key, { state: "refused", problem: error.message || msg("The upload broke off. Check the connection and send it again."), values: error.values, again: true });
    }
  }

  async function start() {
    setBusy(true);
    setProblem(null);
    try {
      let projectId = [EACH, TOGETHER].includes(target) ? null : target;
      if (target === TOGETHER) {
        const chosen = language ?? waiting.find((row) => row.language)?.language ?? words.locale;
        projectId = (await call("POST", "/projects", { title: title.trim() || waiting[0].title, language: chosen })).id;
      }
      for (const row of waiting) await send(row, projectId);
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  }

  const underWay = rows.filter((row) => row.task && !ENDED.includes(row.task.state));
  const watched = underWay.map((row) => row.task.id).join();
  useEffect(() => {
    if (!watched) return undefined;
    const timer = setInterval(() => {
      for (const row of underWay) call("GET", `/tasks/${row.task.id}`).then((task) => change(row.key, { task }), () => {});
    }, POLL);
    return () => clearInterval(timer);
  }, [watched]);

  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };

  return (
    <div className="uploader">
      <div className={`drop${over ? " over" : ""}${rows.length ? " slim" : ""}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <p className="drop-title">{t("Drop your manuscripts here")}</p>
        <p className="text-soft">{t("Word, OpenDocument, EPUB, Markdown, HTML, RTF, Scrivener (as a zip), Fountain or plain text, up to %(n)s MB each.", { n: limitMb })}</p>
        {transcribes && <p className="text-soft">{t("Recordings too (MP3, WAV, M4A, OGG or FLAC): what is said in them is written down.")}</p>}
        <button type="button" className={`button ${rows.length ? "plain" : "primary"} large`} onClick={() => picker.current.click()}>{t("Choose files")}</button>
        <input ref={picker} id={`${id}-picker`} type="file" multiple accept={accept} className="visually-hidden" tabIndex={-1} aria-label={t("Choose files")} onChange={(event) => { add(event.target.files); event.target.value = ""; }} />
      </div>

      {rows.length > 0 && (
        <ul role="list" className="arrivals" aria-label={t("Your files")}>
          {rows.map((row) => <Arrival key={row.key} row={row} words={words} change={change} onDrop={() => setRows((before) => before.filter((one) => one.key !== row.key))} />)}
        </ul>
      )}

      {waiting.length > 0 && (
        <form className="stack making" onSubmit={(event) => { event.preventDefault(); start(); }}>
          <h2>{t("What will be made")}</h2>
          <div className="field">
            <label htmlFor={`${id}-target`}>{t("Put it into")}</label>
            <select id={`${id}-target`} className="input" value={target} onChange={(event) => setTarget(event.target.value)}>
              <option value={EACH}>{waiting.length > 1 ? t("A new project for each file") : t("A new project")}</option>
              {waiting.length > 1 && <option value={TOGETHER}>{t("One new project for all of them")}</option>}
              {projects.map((project) => <option key={project.id} value={project.id}>{project.title}</option>)}
            </select>
          </div>
          {target === TOGETHER && (
            <div className="field">
              <label htmlFor={`${id}-title`}>{t("Title of the project")}</label>
              <input id={`${id}-title`} className="input" dir="auto" value={title} maxLength={300} placeholder={waiting[0].title} onChange={(event) => setTitle(event.target.value)} />
            </div>
          )}
          <div className="field">
            <label htmlFor={`${id}-language`}>{t("Language of the text")}</label>
            <select id={`${id}-language`} className="input" value={language ?? ""} onChange={(event) => setLanguage(event.target.value || null)}>
              <option value="">{t("As recognised")}</option>
              <option value="en" lang="en">English</option>
              <option value="fa" lang="fa">فارسی</option>
            </select>
          </div>
          {waiting.some((row) => !row.isRecording) && (
            <label className="check">
              <input type="checkbox" checked={split} onChange={(event) => setSplit(event.target.checked)} />
              <span>{t("Each top heading becomes a chapter of its own")}</span>
            </label>
          )}
          {waiting.some((row) => row.isRecording) && (
            <>
              <label className="check">
                <input type="checkbox" checked={times} onChange={(event) => setTimes(event.target.checked)} />
                <span>{t("Each paragraph begins with the time at which it was said")}</span>
              </label>
              <label className="check">
                <input type="checkbox" checked={skipSilence} onChange={(event) => setSkipSilence(event.target.checked)} />
                <span>{t("Listen only where somebody speaks")}</span>
              </label>
            </>
          )}
          {problem && <p className="field-error" role="alert">{t(problem.message || msg("The server can't be reached. Try again in a moment."), problem.values)}</p>}
          <div className="actions">
            <button type="submit" className="button primary large" disabled={busy}>{tn("Bring in %(n)s file", "Bring in %(n)s files", waiting.length)}</button>
          </div>
        </form>
      )}
    </div>
  );
}

function Arrival({ row, words, change, onDrop }) {
  const { t, tn, size } = words;
  const { task, state } = row;
  const percent = state === "sending" ? row.percent : task?.progress ?? 0;
  const made = task?.result?.counts;
  return (
    <li className="arrival">
      <div className="arrival-head">
        {state === "ready" ? (
          <input className="input arrival-title" dir="auto" aria-label={t("Title for %(name)s", { name: words.quote(row.file.name) })} value={row.title} maxLength={300} onChange={(event) => change(row.key, { title: event.target.value })} />
        ) : (
          <strong dir="auto">{row.title}</strong>
        )}
        {state === "sending" && <button type="button" className="button quiet" onClick={() => row.stop?.abort()}>{t("Cancel")}</button>}
        {["ready", "refused"].includes(state) && <button type="button" className="button quiet" onClick={onDrop}>{t("Remove")}</button>}
        {state === "refused" && row.again && <button type="button" className="button plain" onClick={() => change(row.key, { state: "ready", problem: null })}>{t("Try again")}</button>}
        {task?.state === "succeeded" && <a className="button plain" href={`/projects/${task.result.project_id}`}>{t("Open")}</a>}
        {task && task.state !== "succeeded" && <a className="button quiet" href={`/tasks/${task.id}`}>{t("Details")}</a>}
      </div>
      <p className="arrival-facts">
        {row.format && <span>{t(row.format)}</span>}
        <span>{size(row.file.size)}</span>
        {row.language && <span>{row.language === "fa" ? t("Persian") : t("English")}</span>}
        <span dir="auto">{row.file.name}</span>
      </p>
      {row.problem && <p className="field-error" role="alert">{t(row.problem, row.values)}</p>}
      {(state === "sending" || (task && !ENDED.includes(task.state))) && (
        <>
          <div className="progress" role="progressbar" aria-label={row.title} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(percent)}>
            <div className="progress-fill" style={{ inlineSize: `${percent}%` }} />
          </div>
          <p className="text-soft" role="status">
            {state === "sending" ? t("Sending, %(share)s", { share: words.percent(percent) }) : task.state === "queued" ? t("Waiting for its turn") : t(task.step || msg("Working"))}
          </p>
        </>
      )}
      {made && (
        <p role="status">
          {tn("%(n)s document", "%(n)s documents", made.documents)} · {tn("%(n)s word", "%(n)s words", made.words)} · {tn("%(n)s picture", "%(n)s pictures", made.images)}
        </p>
      )}
      {task && ["failed", "dead"].includes(task.state) && <p className="field-error" role="alert">{t(task.error?.msgid || task.error?.detail, task.error?.values)}</p>}
    </li>
  );
}
