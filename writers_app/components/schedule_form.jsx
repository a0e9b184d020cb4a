// What is repeated and when, as a form: for something new, or for a change of what is repeated already. Used by
// schedules.jsx; saved by REST, which says what is wrong with which field.
import { useEffect, useId, useRef, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { FORMATS } from "$/public/external/writers_app/components/compile/formats.jsx";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const EVERY = { day: msg("Every day"), week: msg("Every week"), month: msg("Every month") };
const WEEK = { en: [0, 1, 2, 3, 4, 5, 6], fa: [5, 6, 0, 1, 2, 3, 4] };
const MONDAY = Date.UTC(2024, 0, 1);

// Where the server's names of fields stand in the form.
const PLACES = {
  title: "title", kind: "kind", project_id: "project", document_id: "document",
  "options.preset": "preset", "options.format": "format", "options.round_trip": "format",
  "rule.every": "every", "rule.weekday": "weekday", "rule.day": "day", "rule.at": "at", "rule.zone": "zone",
};
// What is said of a field whose value did not fit, where the server has no sentence of its own for it.
const UNFIT = {
  title: msg("That name is too long, or holds what can't be stored."),
  day: msg("Choose a day from 1 to 31."),
  at: msg("Say at what time, in hours and minutes."),
  zone: msg("The server does not know this time zone. Choose another one."),
};
const OTHERWISE = msg("This can't be taken. Choose something else.");

const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
const allZones = (also) => [...new Set([also, zoneHere(), "UTC", ...(Intl.supportedValuesOf?.("timeZone") ?? [])])];
export const weekdayName = (number, locale) => new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(MONDAY + number * 86400000);

const formatsOf = (kind) => kind?.options.properties?.format?.enum ?? [];

function draftOf(schedule, kinds, projects) {
  if (!schedule) {
    const rule = { every: "day", at: "02:00", weekday: 0, day: "1", zone: zoneHere() };
    return { title: projects[0]?.title ?? "", kind: kinds[0]?.name ?? "", project: projects[0]?.id ?? "", document: "", preset: "", format: "docx", ...rule };
  }
  const { title, kind, options, project_id: project, document_id: document, rule } = schedule;
  return { title, kind, project: project ?? "", document: document ?? "", preset: options.preset ?? "", format: options.format ?? "docx", ...rule, day: String(rule.day) };
}

const ruleOf = ({ every, at, zone, weekday, day }) => ({ every, at, zone, weekday, day: every === "month" ? Number(day) : Number(day) || 1 });

// The options that the form asks for, over those that were set elsewhere and stay.
function optionsOf(draft, schedule, kinds) {
  const kept = schedule?.kind === draft.kind ? schedule.options : {};
  if (!formatsOf(kinds.find((one) => one.name === draft.kind)).length) return kept;
  if (draft.preset) return { ...kept, preset: draft.preset };
  return { ...kept, ...(kept.preset ? { preset: null } : {}), format: draft.format };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Only what was changed: what somebody changed elsewhere meanwhile stays, and what is due is not put off.
function changesOf(draft, schedule, kinds, projects) {
  const before = draftOf(schedule, kinds, projects);
  const options = optionsOf(draft, schedule, kinds);
  return {
    ...(draft.title.trim() === before.title ? {} : { title: draft.title.trim() }),
    ...(draft.kind === before.kind ? {} : { kind: draft.kind }),
    ...(draft.kind === before.kind && draft.preset === before.preset && draft.format === before.format ? {} : { options }),
    ...(draft.project === before.project ? {} : { project_id: draft.project }),
    ...(draft.document === before.document ? {} : { document_id: draft.document || null }),
    ...(same(ruleOf(draft), ruleOf(before)) ? {} : { rule: ruleOf(draft) }),
  };
}

function wrongIn(draft) {
  const day = Number(draft.day);
  return {
    ...(draft.at ? {} : { at: { message: UNFIT.at } }),
    ...(draft.every !== "month" || (Number.isInteger(day) && day >= 1 && day <= 31) ? {} : { day: { message: UNFIT.day } }),
  };
}

/** By field what the server refused; "" is the form as a whole. Sentences of ours have values, others are in English. */
function refusedBy(error) {
  const places = (error.errors ?? []).map(({ field }) => PLACES[field] ?? "");
  if (error.values) return { [places[0] ?? ""]: { message: error.message, values: error.values } };
  if (!places.length) return { "": { message: error.message || UNREACHABLE } };
  return Object.fromEntries(places.map((place) => [place, { message: UNFIT[place] ?? OTHERWISE }]));
}

function Field({ name, label, error, hint, children }) {
  const { t } = useWords();
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, name, className: "input", "aria-invalid": Boolean(error), "aria-describedby": described || undefined })}
      {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
      <p className="field-error" id={`${id}-error`} role="alert">{error && t(error.message, error.values)}</p>
    </div>
  );
}

function Choice({ value, onChange, children, ...field }) {
  return <Field {...field}>{(shared) => <select {...shared} value={value} onChange={(event) => onChange(event.target.value)}>{children}</select>}</Field>;
}

// What the list does not hold is shown as what it is, instead of as its first entry.
const Missing = ({ value, list, label }) => (value && list && !list.some((one) => one.id === value) ? <option value={value}>{label}</option> : null);

// The presets and documents of a project; null while they are on their way, none when it can't be looked into.
function useInside(project) {
  const [inside, setInside] = useState({ presets: null, documents: null });
  useEffect(() => {
    let current = true;
    setInside({ presets: null, documents: null });
    if (!project) return undefined;
    for (const name of ["presets", "documents"]) {
      const take = (items) => current && setInside((before) => ({ ...before, [name]: items }));
      call("GET", `/projects/${project}/${name}`).then((page) => take(page.items), () => take([]));
    }
    return () => { current = false; };
  }, [project]);
  return inside;
}

function What({ draft, errors, kinds, projects, change }) {
  const { t } = useWords();
  const { presets, documents } = useInside(draft.project);
  const formats = formatsOf(kinds.find((one) => one.name === draft.kind));
  const titleOf = (id) => projects.find((one) => one.id === id)?.title;
  const move = (project) => change({ project, document: "", preset: "", ...(draft.title === titleOf(draft.project) ? { title: titleOf(project) } : {}) });
  return (
    <>
      <Choice name="kind" label={t("What")} error={errors.kind} value={draft.kind} onChange={(kind) => change({ kind })}>{kinds.map((one) => <option key={one.name} value={one.name}>{t(one.title)}</option>)}</Choice>
      {formats.length > 0 && (presets?.length > 0 || draft.preset) && (
        <Choice name="preset" label={t("Preset")} error={errors.preset} value={draft.preset} onChange={(preset) => change({ preset })}>
          <option value="">{t("None: the whole book in one format")}</option>
          <Missing value={draft.preset} list={presets ?? []} label={presets ? t("A preset that is gone") : "…"} />
          {presets?.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
        </Choice>
      )}
      {formats.length > 0 && !draft.preset && (
        <Choice name="format" label={t("Format")} error={errors.format} value={draft.format} onChange={(format) => change({ format })}>{formats.map((one) => <option key={one} value={one}>{t(FORMATS[one] ?? one)}</option>)}</Choice>
      )}
      <Choice name="project" label={t("Project")} error={errors.project} value={draft.project} onChange={move}>
        <Missing value={draft.project} list={projects} label={t("A project that you can't open")} />
        {projects.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
      </Choice>
      <Choice name="document" label={t("Which part")} error={errors.document} value={draft.document} onChange={(document) => change({ document })}>
        <option value="">{t("The whole project")}</option>
        <Missing value={draft.document} list={documents ?? []} label={documents ? t("A text that is not there now") : "…"} />
        {documents?.map((one) => <option key={one.id} value={one.id}>{one.title || t("Untitled")}</option>)}
      </Choice>
    </>
  );
}

function When({ draft, errors, change }) {
  const { t, locale } = useWords();
  const [zones] = useState(() => allZones(draft.zone));
  return (
    <>
      <Choice name="every" label={t("How often")} error={errors.every} value={draft.every} onChange={(every) => change({ every })}>{Object.entries(EVERY).map(([name, label]) => <option key={name} value={name}>{t(label)}</option>)}</Choice>
      {draft.every === "week" && (
        <Choice name="weekday" label={t("Day of the week")} error={errors.weekday} value={draft.weekday} onChange={(weekday) => change({ weekday: Number(weekday) })}>
          {(WEEK[locale] ?? WEEK.en).map((number) => <option key={number} value={number}>{weekdayName(number, locale)}</option>)}
        </Choice>
      )}
      {draft.every === "month" && (
        <Field name="day" label={t("Day of the month")} error={errors.day} hint={t("In a shorter month it is the last day.")}>
          {(shared) => <input {...shared} type="number" inputMode="numeric" min={1} max={31} required value={draft.day} onChange={(event) => change({ day: event.target.value })} />}
        </Field>
      )}
      <Field name="at" label={t("Time of day")} error={errors.at}>
        {(shared) => <input {...shared} type="time" required value={draft.at} onChange={(event) => change({ at: event.target.value })} />}
      </Field>
      <Choice name="zone" label={t("Time zone")} error={errors.zone} value={draft.zone} onChange={(zone) => change({ zone })}>{zones.map((one) => <option key={one} value={one}>{one}</option>)}</Choice>
    </>
  );
}

// Asks before the page is left with changes that are not kept.
function useUnkept(unkept, isChanged) {
  useEffect(() => {
    if (!unkept) return undefined;
    unkept.current = isChanged;
    const stay = (event) => unkept.current && event.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => {
      unkept.current = false;
      window.removeEventListener("beforeunload", stay);
    };
  }, [unkept, isChanged]);
}

/** `schedule`: the one that is changed, none for something new. `onSaved` is told what the server answered. */
export function ScheduleForm({ schedule, kinds, projects, unkept, labelledBy, onSaved, onCancel }) {
  const { t } = useWords();
  const form = useRef(null);
  const [draft, setDraft] = useState(() => draftOf(schedule, kinds, projects));
  const [errors, setErrors] = useState({});
  const [refusals, setRefusals] = useState(0);
  const [busy, setBusy] = useState(false);
  const changes = schedule && changesOf(draft, schedule, kinds, projects);
  const isOurs = kinds.some((one) => one.name === draft.kind);
  useUnkept(unkept, Boolean(changes && Object.keys(changes).length));
  useEffect(() => { if (schedule?.id) form.current?.elements.namedItem("title")?.focus(); }, [schedule?.id]);
  // Once each time that saving was refused, and not when one of several errors is being put right.
  useEffect(() => { form.current?.querySelector('[aria-invalid="true"]')?.focus(); }, [refusals]);
  const refuse = (found) => {
    setErrors(found);
    if (Object.keys(found).length) setRefusals((before) => before + 1);
  };
  const change = (values) => {
    setDraft((before) => ({ ...before, ...values }));
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([name]) => name && !(name in values))));
  };
  const send = () => {
    if (schedule) return Object.keys(changes).length ? call("PATCH", `/schedules/${schedule.id}`, changes) : schedule;
    const { title, kind, project, document } = draft;
    return call("POST", "/schedules", { rule: ruleOf(draft), kind, title: title.trim(), project_id: project, document_id: document || null, options: optionsOf(draft, null, kinds) });
  };
  const save = async (event) => {
    event.preventDefault();
    const wrong = wrongIn(draft);
    refuse(wrong);
    if (busy || Object.keys(wrong).length) return;
    setBusy(true);
    try {
      await onSaved(await send());
    } catch (error) {
      refuse(refusedBy(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} className="stack making" onSubmit={save} noValidate aria-labelledby={labelledBy} aria-busy={busy}>
      <Field name="title" label={t("Name")} error={errors.title}>
        {(shared) => <input {...shared} dir="auto" maxLength={300} value={draft.title} onChange={(event) => change({ title: event.target.value })} />}
      </Field>
      {isOurs && <What draft={draft} errors={errors} kinds={kinds} projects={projects} change={change} />}
      {!isOurs && <p className="field-hint">{t("A program has set what this does. Here you change what it is called and when it comes.")}</p>}
      <When draft={draft} errors={errors} change={change} />
      {errors[""] && <p className="callout danger" role="alert">{t(errors[""].message, errors[""].values)}</p>}
      <div className="actions">
        <button type="submit" className="button primary" aria-disabled={busy} disabled={isOurs && !draft.project}>{schedule ? t("Save") : t("Repeat it")}</button>
        {onCancel && <button type="button" className="button plain" onClick={onCancel}>{t("Cancel")}</button>}
      </div>
    </form>
  );
}
