// What is repeated by the clock: a report every week, an export every night. Shown, paused, made and deleted by REST.
import { useCallback, useEffect, useId, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { FORMATS } from "$/public/external/writers_app/components/compile/formats.jsx";
import { msg, useMinute, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const EVERY = { day: msg("Every day"), week: msg("Every week"), month: msg("Every month") };
const MONDAY = Date.UTC(2024, 0, 1);
const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
const allZones = () => [...new Set([zoneHere(), "UTC", ...(Intl.supportedValuesOf?.("timeZone") ?? [])])];

function useAttempt() {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const attempt = useCallback(async (work) => {
    setProblem(null);
    setBusy(true);
    try {
      await work();
    } catch (error) {
      setProblem({ message: error.message || UNREACHABLE, values: error.values });
    } finally {
      setBusy(false);
    }
  }, []);
  return { problem, busy, attempt };
}

const weekdayName = (number, locale) => new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(MONDAY + number * 86400000);
const clockName = (at, locale) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(Date.parse(`1970-01-01T${at}Z`));

function sentence(rule, { t, number, locale }) {
  const time = clockName(rule.at, locale);
  if (rule.every === "day") return t("Every day at %(time)s", { time });
  if (rule.every === "week") return t("Every %(day)s at %(time)s", { day: weekdayName(rule.weekday, locale), time });
  return t("On day %(day)s of every month at %(time)s", { day: number(rule.day), time });
}

function Schedule({ schedule, kinds, projects, onChange }) {
  const words = useWords();
  const { t, moment } = words;
  useMinute();
  const { problem, busy, attempt } = useAttempt();
  const path = `/schedules/${schedule.id}`;
  const change = (work) => attempt(async () => { await work(); await onChange(); });
  const kind = kinds.find((one) => one.name === schedule.kind);
  const project = projects.find((one) => one.id === schedule.project_id);
  return (
    <li className="row">
      <div className="row-body">
        <strong dir="auto">{schedule.title || t(kind?.title ?? schedule.kind)}</strong>
        <p className="row-facts">
          <span>{t(kind?.title ?? schedule.kind)}</span>
          {project && <bdi>{project.title}</bdi>}
          <span>{sentence(schedule.rule, words)}</span>
          <span dir="ltr">{schedule.rule.zone}</span>
        </p>
        <p className="text-soft">
          {schedule.paused_at ? t("Paused") : t("Next: %(time)s", { time: moment(schedule.next_at, schedule.rule.zone) })}
          {schedule.last_task_id && <> · <a href={`/tasks/${schedule.last_task_id}`}>{t("The last one")}</a></>}
        </p>
        {schedule.problem && <p className="field-error">{t(schedule.problem)}</p>}
        {problem && <p className="field-error" role="alert">{t(problem.message, problem.values)}</p>}
      </div>
      <div className="actions">
        <button type="button" className="button plain" disabled={busy} onClick={() => change(() => call("PATCH", path, { paused: !schedule.paused_at }))}>{schedule.paused_at ? t("Go on") : t("Pause")}</button>
        <button type="button" className="button danger" disabled={busy} onClick={() => window.confirm(t("Stop repeating this?")) && change(() => call("DELETE", path))}>{t("Remove")}</button>
      </div>
    </li>
  );
}

function Choice({ label, value, onChange, children }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>{children}</select>
    </div>
  );
}

function NewSchedule({ kinds, projects, onMade }) {
  const { t, locale } = useWords();
  const id = useId();
  const { problem, busy, attempt } = useAttempt();
  const [kind, setKind] = useState(kinds[0]?.name ?? "");
  const [project, setProject] = useState(projects[0]?.id ?? "");
  const [format, setFormat] = useState("docx");
  const [preset, setPreset] = useState("");
  const [presets, setPresets] = useState([]);
  useEffect(() => {
    setPreset("");
    setPresets([]);
    if (project) call("GET", `/projects/${project}/presets`).then((page) => setPresets(page.items), () => {});
  }, [project]);
  const [rule, setRule] = useState({ every: "day", at: "02:00", weekday: 0, day: 1, zone: zoneHere() });
  const change = (values) => setRule((before) => ({ ...before, ...values }));
  const [zones] = useState(allZones);
  const formats = kinds.find((one) => one.name === kind)?.options.properties?.format?.enum ?? [];
  const make = (event) => {
    event.preventDefault();
    attempt(async () => {
      const options = !formats.length ? {} : preset ? { preset } : { format };
      await call("POST", "/schedules", { rule, kind, project_id: project, options, title: projects.find((one) => one.id === project)?.title ?? "" });
      await onMade();
    });
  };
  return (
    <form className="stack making" onSubmit={make}>
      <Choice label={t("What")} value={kind} onChange={setKind}>{kinds.map((one) => <option key={one.name} value={one.name}>{t(one.title)}</option>)}</Choice>
      {formats.length > 0 && presets.length > 0 && (
        <Choice label={t("Preset")} value={preset} onChange={setPreset}>
          <option value="">{t("None: the whole book in one format")}</option>
          {presets.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
        </Choice>
      )}
      {formats.length > 0 && !preset && <Choice label={t("Format")} value={format} onChange={setFormat}>{formats.map((one) => <option key={one} value={one}>{t(FORMATS[one] ?? one)}</option>)}</Choice>}
      <Choice label={t("Project")} value={project} onChange={setProject}>{projects.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}</Choice>
      <Choice label={t("How often")} value={rule.every} onChange={(every) => change({ every })}>{Object.entries(EVERY).map(([name, label]) => <option key={name} value={name}>{t(label)}</option>)}</Choice>
      {rule.every === "week" && (
        <Choice label={t("Day of the week")} value={rule.weekday} onChange={(weekday) => change({ weekday: Number(weekday) })}>
          {[0, 1, 2, 3, 4, 5, 6].map((number) => <option key={number} value={number}>{weekdayName(number, locale)}</option>)}
        </Choice>
      )}
      {rule.every === "month" && (
        <div className="field">
          <label htmlFor={`${id}-day`}>{t("Day of the month")}</label>
          <input id={`${id}-day`} className="input" type="number" min={1} max={31} required value={rule.day} onChange={(event) => change({ day: Number(event.target.value) })} />
        </div>
      )}
      <div className="field">
        <label htmlFor={`${id}-at`}>{t("Time of day")}</label>
        <input id={`${id}-at`} className="input" type="time" required value={rule.at} onChange={(event) => change({ at: event.target.value })} />
      </div>
      <Choice label={t("Time zone")} value={rule.zone} onChange={(zone) => change({ zone })}>{zones.map((one) => <option key={one} value={one}>{one}</option>)}</Choice>
      {problem && <p className="field-error" role="alert">{t(problem.message, problem.values)}</p>}
      <div className="actions"><button type="submit" className="button primary" disabled={busy || !project}>{t("Repeat it")}</button></div>
    </form>
  );
}

export function Schedules() {
  const { t } = useWords();
  const { problem, attempt } = useAttempt();
  const [shown, setShown] = useState(null);
  const read = useCallback(async () => {
    const [schedules, kinds, projects] = await Promise.all([call("GET", "/schedules"), call("GET", "/tasks/kinds"), call("GET", "/projects?limit=100")]);
    setShown({ schedules: schedules.items, kinds: kinds.filter((kind) => kind.needs_text && !kind.takes_file), projects: projects.items });
  }, []);
  useEffect(() => { attempt(read); }, [attempt, read]);
  const said = problem && <p className="callout danger" role="alert">{t(problem.message, problem.values)}</p>;
  if (!shown) return said ?? <div className="skeletons" role="status" aria-label={t("Loading")}><div className="skeleton row" /><div className="skeleton row" /></div>;
  return (
    <div className="stack roomy">
      {said}
      {shown.schedules.length === 0 && <p className="text-soft">{t("Nothing is repeated yet. Let a report or an export come by itself, below.")}</p>}
      <ul role="list" className="rows">
        {shown.schedules.map((one) => <Schedule key={one.id} schedule={one} kinds={shown.kinds} projects={shown.projects} onChange={read} />)}
      </ul>
      <section>
        <h2 className="section-title">{t("Repeat something")}</h2>
        {shown.projects.length ? <NewSchedule kinds={shown.kinds} projects={shown.projects} onMade={read} /> : <p className="text-soft">{t("Make a project first; then its reports and exports can come by themselves.")}</p>}
      </section>
    </div>
  );
}
