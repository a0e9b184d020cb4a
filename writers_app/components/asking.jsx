// Asks for background work on a text: which kind, on what, and its options as a form made from the kind's own schema.
import { useEffect, useId, useState } from "react";
import { useNavigate } from "react-router";
import { call, upload } from "$/public/scripts/requests.js";
import { CHANGES, FORMATS, LAYOUTS, MEDIA, PAPERS } from "$/public/external/writers_app/components/compile/formats.jsx";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const CHOICES = {
  ...FORMATS,
  ...LAYOUTS,
  ...PAPERS,
  ...MEDIA,
  ...CHANGES,
  summary: msg("A summary"),
  titles: msg("Ideas for titles"),
};

// A schema's property with its reference or its "null or…" resolved to what can be chosen.
function resolve(property, schema) {
  const options = property.anyOf?.filter((one) => one.type !== "null") ?? property.allOf;
  const inner = options?.length === 1 ? options[0] : property;
  const named = inner.$ref ? schema.$defs?.[inner.$ref.split("/").at(-1)] : inner;
  return { ...named, ...property, optional: property.anyOf?.some((one) => one.type === "null") ?? false };
}

// What a preset decides, and what only the page of presets asks for, are left to them.
const isAsked = (name, field, options) => isSimple(field) && !field.fine && name !== "preset" && !options.preset;

const isSimple = (field) => Boolean(field.enum) || ["boolean", "integer", "number", "string"].includes(field.type);

function Option({ name, field, value, onChange, t }) {
  const id = useId();
  const label = t(field.title ?? name);
  if (field.type === "boolean") {
    return (
      <label className="check">
        <input type="checkbox" checked={Boolean(value)} onChange={(event) => onChange(event.target.checked)} />
        <span>{label}{field.description && <span className="field-hint"> {t(field.description)}</span>}</span>
      </label>
    );
  }
  const shared = { id, className: "input", value: value ?? "", "aria-describedby": field.description ? `${id}-hint` : undefined };
  const isNumber = ["integer", "number"].includes(field.type);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {field.enum ? (
        <select {...shared} onChange={(event) => onChange(event.target.value || undefined)}>
          {field.optional && <option value="">{t("As recognised")}</option>}
          {field.enum.map((one) => <option key={one} value={one}>{t(CHOICES[one] ?? one)}</option>)}
        </select>
      ) : (
        <input {...shared} type={isNumber ? "number" : "text"} min={field.minimum} max={field.maximum} maxLength={field.maxLength} dir="auto"
          onChange={(event) => onChange(event.target.value === "" ? undefined : isNumber ? Number(event.target.value) : event.target.value)} />
      )}
      {field.description && <p className="field-hint" id={`${id}-hint`}>{t(field.description)}</p>}
    </div>
  );
}

export function Asking() {
  const { t } = useWords();
  const navigate = useNavigate();
  const id = useId();
  const [kinds, setKinds] = useState(null);
  const [projects, setProjects] = useState([]);
  const [documents, setDocuments] = useState([]);
  const [presets, setPresets] = useState([]);
  const [chosen, setChosen] = useState({ kind: "", project: "", document: "" });
  const [options, setOptions] = useState({});
  const [file, setFile] = useState(null);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const asked = new URLSearchParams(location.search);
    Promise.all([call("GET", "/tasks/kinds"), call("GET", "/projects?limit=100")]).then(([offered, shelf]) => {
      const usable = offered.filter((kind) => kind.needs_text);
      setKinds(usable);
      setProjects(shelf.items);
      setChosen({
        kind: usable.find((kind) => kind.name === asked.get("kind"))?.name ?? usable[0]?.name ?? "",
        project: asked.get("project") ?? shelf.items[0]?.id ?? "",
        document: asked.get("document") ?? "",
      });
    }, setProblem);
  }, []);

  useEffect(() => {
    setDocuments([]);
    setPresets([]);
    setOptions(({ preset: _, ...kept }) => kept);
    if (!chosen.project) return;
    call("GET", `/projects/${chosen.project}/documents`).then((page) => setDocuments(page.items), setProblem);
    call("GET", `/projects/${chosen.project}/presets`).then((page) => setPresets(page.items), setProblem);
  }, [chosen.project]);

  const kind = kinds?.find((one) => one.name === chosen.kind);
  useEffect(() => {
    const properties = Object.entries(kind?.options.properties ?? {});
    setOptions(Object.fromEntries(properties.filter(([, one]) => one.default !== undefined && one.default !== null).map(([name, one]) => [name, one.default])));
  }, [kind]);

  async function ask(event) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const about = documents.find((one) => one.id === chosen.document) ?? projects.find((one) => one.id === chosen.project);
    const form = new FormData();
    form.append("kind", chosen.kind);
    form.append("title", about?.title ?? "");
    form.append("project_id", chosen.project);
    if (chosen.document && !kind.takes_file) form.append("document_id", chosen.document);
    form.append("options", JSON.stringify(options));
    if (kind.takes_file) form.append("file", file);
    try {
      const task = await upload("/tasks", form, { key: crypto.randomUUID(), onProgress: () => {}, signal: new AbortController().signal });
      navigate(`/tasks/${task.id}`);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }

  const said = problem && <p className="callout danger" role="alert">{t(problem.message || UNREACHABLE, problem.values)}</p>;
  if (!kinds) return said ?? <div className="skeletons" role="status" aria-label={t("Loading")}><div className="skeleton row" /><div className="skeleton row" /></div>;
  const fields = Object.entries(kind?.options.properties ?? {}).map(([name, one]) => [name, resolve(one, kind.options)]).filter(([name, field]) => isAsked(name, field, options));
  const takesPreset = Boolean(kind?.options.properties?.preset && chosen.project);
  return (
    <form className="stack asking" onSubmit={ask}>
      <fieldset className="choices">
        <legend className="field-label">{t("What do you want?")}</legend>
        {kinds.map((one) => (
          <label key={one.name} className="choice-card">
            <input type="radio" name="kind" checked={one.name === chosen.kind} onChange={() => setChosen({ ...chosen, kind: one.name })} />
            <span><strong>{t(one.title)}</strong>{one.description && <span className="text-soft"> {t(one.description)}</span>}</span>
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}-project`}>{t("Project")}</label>
        <select id={`${id}-project`} className="input" required value={chosen.project} onChange={(event) => setChosen({ ...chosen, project: event.target.value, document: "" })}>
          {projects.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
        </select>
      </div>
      {kind?.takes_file && (
        <div className="field">
          <label htmlFor={`${id}-file`}>{t("The file")}</label>
          <div>
            <input id={`${id}-file`} className="visually-hidden" type="file" required onChange={(event) => setFile(event.target.files[0] ?? null)} />
            <label htmlFor={`${id}-file`} className="button plain">{t("Choose a file")}</label>
          </div>
          {file && <p className="field-hint" dir="auto">{file.name}</p>}
        </div>
      )}
      {!kind?.takes_file && (
        <div className="field">
          <label htmlFor={`${id}-document`}>{t("Which part")}</label>
          <select id={`${id}-document`} className="input" value={chosen.document} onChange={(event) => setChosen({ ...chosen, document: event.target.value })}>
            <option value="">{t("The whole project")}</option>
            {documents.map((one) => <option key={one.id} value={one.id}>{one.title || t("Untitled")}</option>)}
          </select>
          <p className="field-hint"><a href={`/tasks/many?project=${chosen.project}`}>{t("Choose several documents")}</a></p>
        </div>
      )}
      {takesPreset && (
        <div className="field">
          <label htmlFor={`${id}-preset`}>{t("Preset")}</label>
          <select id={`${id}-preset`} className="input" value={options.preset ?? ""} aria-describedby={`${id}-preset-hint`} onChange={(event) => setOptions({ ...options, preset: event.target.value || undefined })}>
            <option value="">{t("As chosen below")}</option>
            {presets.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
          </select>
          <p className="field-hint" id={`${id}-preset-hint`}><a href={`/compile/${chosen.project}`}>{t("Make the book")}</a>: {t("presets, pages before the text, and a preview.")}</p>
        </div>
      )}
      {fields.map(([name, field]) => <Option key={`${chosen.kind}-${name}`} name={name} field={field} value={options[name]} t={t} onChange={(value) => setOptions({ ...options, [name]: value })} />)}
      {said}
      <div className="actions">
        <button type="submit" className="button primary large" disabled={busy || !chosen.project}>{t("Begin")}</button>
      </div>
    </form>
  );
}
