// What is repeated by the clock: a report every week, an export every night. Shown, changed, paused, made and deleted by
// REST.
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { FORMATS } from "$/public/external/writers_app/components/compile/formats.jsx";
import { msg, useMinute, useWords } from "$/public/external/writers_app/components/words/words.js";
import { ScheduleForm, weekdayName } from "$/public/external/writers_app/components/schedules/schedule_form.jsx";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");

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

const clockName = (at, locale) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(Date.parse(`1970-01-01T${at}Z`));

function sentence(rule, { t, number, locale }) {
  const time = clockName(rule.at, locale);
  if (rule.every === "day") return t("Every day at %(time)s", { time });
  if (rule.every === "week") return t("Every %(day)s at %(time)s", { day: weekdayName(rule.weekday, locale), time });
  return t("On day %(day)s of every month at %(time)s", { day: number(rule.day), time });
}

const isOffered = (kind) => kind.needs_text && !kind.takes_file;
const kindOf = (schedule, { kinds }, t) => t(kinds.find((one) => one.name === schedule.kind)?.title ?? schedule.kind);
const titleOf = (schedule, shown, t) => schedule.title || kindOf(schedule, shown, t);

function Facts({ schedule, shown }) {
  const words = useWords();
  const { t } = words;
  const { format, preset } = schedule.options;
  const project = shown.projects.find((one) => one.id === schedule.project_id);
  const document = shown.documents.find((one) => one.id === schedule.document_id);
  return (
    <p className="row-facts">
      {schedule.title && <span>{kindOf(schedule, shown, t)}</span>}
      {format && !preset && <span>{t(FORMATS[format] ?? format)}</span>}
      {preset && <bdi>{shown.presets.find((one) => one.id === preset)?.title ?? t("A preset that is gone")}</bdi>}
      {project && <bdi>{project.title}</bdi>}
      {document && <bdi>{document.title || t("Untitled")}</bdi>}
      <span>{sentence(schedule.rule, words)}</span>
      <span dir="ltr">{schedule.rule.zone}</span>
    </p>
  );
}

function Schedule({ schedule, shown, onEdit, onChange, focused }) {
  const { t, moment } = useWords();
  const id = useId();
  useMinute();
  const { problem, busy, attempt } = useAttempt();
  const edit = useRef(null);
  useEffect(() => { if (focused) edit.current?.focus(); }, [focused]);
  const path = `/schedules/${schedule.id}`;
  const change = (work) => attempt(async () => { await work(); await onChange(); });
  const shared = { type: "button", disabled: busy, "aria-describedby": id };
  return (
    <li className="row">
      <div className="row-body">
        <strong id={id} dir="auto">{titleOf(schedule, shown, t)}</strong>
        <Facts schedule={schedule} shown={shown} />
        <p className="text-soft">
          <span role="status">{schedule.paused_at ? t("Paused") : t("Next: %(time)s", { time: moment(schedule.next_at, schedule.rule.zone) })}</span>
          {schedule.last_task_id && <> · <a href={`/tasks/${schedule.last_task_id}`}>{t("The last one")}</a></>}
        </p>
        {schedule.problem && <p className="field-error">{t(schedule.problem_said?.msgid ?? schedule.problem, schedule.problem_said?.values)}</p>}
        {problem && <p className="field-error" role="alert">{t(problem.message, problem.values)}</p>}
      </div>
      <div className="actions">
        <button {...shared} ref={edit} className="button plain" onClick={onEdit}>{t("Edit")}</button>
        <button {...shared} className="button plain" onClick={() => change(() => call("PATCH", path, { paused: !schedule.paused_at }))}>{schedule.paused_at ? t("Go on") : t("Pause")}</button>
        <button {...shared} className="button quiet" onClick={() => window.confirm(t("Stop repeating this?")) && change(() => call("DELETE", path))}>{t("Remove")}</button>
      </div>
    </li>
  );
}

function Changing({ schedule, shown, unkept, onSaved, onCancel }) {
  const { t, quote } = useWords();
  const id = useId();
  return (
    <li className="row-open stack">
      <h2 id={id} className="section-title">{t("Edit %(title)s", { title: quote(titleOf(schedule, shown, t)) })}</h2>
      <ScheduleForm schedule={schedule} kinds={shown.kinds.filter(isOffered)} projects={shown.projects} unkept={unkept} labelledBy={id} onSaved={onSaved} onCancel={onCancel} />
    </li>
  );
}

// Projects that are not on the first page of the shelf, and the documents and presets that schedules name; what can't be
// opened is left out.
async function readNamed(schedules, shelf) {
  const settled = async (asked) => (await Promise.allSettled(asked)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const ids = (chosen) => [...new Set(chosen.map((one) => one.project_id).filter(Boolean))];
  const unknown = ids(schedules).filter((id) => !shelf.some((one) => one.id === id));
  const inside = async (name, chosen) => (await settled(ids(chosen).map((id) => call("GET", `/projects/${id}/${name}`)))).flatMap((page) => page.items);
  const [more, documents, presets] = await Promise.all([
    settled(unknown.map((id) => call("GET", `/projects/${id}`))),
    inside("documents", schedules.filter((one) => one.document_id)),
    inside("presets", schedules.filter((one) => one.options.preset)),
  ]);
  return { projects: [...shelf, ...more], documents, presets };
}

export function Schedules() {
  const { t } = useWords();
  const { problem, attempt } = useAttempt();
  const [shown, setShown] = useState(null);
  const [editing, setEditing] = useState(null);
  const [left, setLeft] = useState(null);
  const unkept = useRef(false);
  const read = useCallback(async () => {
    const [schedules, kinds, shelf] = await Promise.all([call("GET", "/schedules"), call("GET", "/tasks/kinds"), call("GET", "/projects?limit=100")]);
    setShown({ schedules: schedules.items, kinds, ...(await readNamed(schedules.items, shelf.items)) });
  }, []);
  useEffect(() => { attempt(read); }, [attempt, read]);
  const close = () => { setLeft(editing); setEditing(null); };
  const leave = (work) => (!unkept.current || window.confirm(t("Leave the changes that are not kept?"))) && work();
  const said = problem && <p className="callout danger" role="alert">{t(problem.message, problem.values)}</p>;
  if (!shown) return said ?? <div className="skeletons" role="status" aria-label={t("Loading")}><div className="skeleton row" /><div className="skeleton row" /></div>;
  const { schedules, kinds, projects } = shown;
  return (
    <div className="stack roomy">
      {said}
      {schedules.length === 0 && <p className="text-soft">{t("Nothing is repeated yet. Let a report or an export come by itself, below.")}</p>}
      <ul role="list" className="rows">
        {schedules.map((one) => (one.id === editing
          ? <Changing key={one.id} schedule={one} shown={shown} unkept={unkept} onSaved={async () => { await read(); close(); }} onCancel={() => leave(close)} />
          : <Schedule key={one.id} schedule={one} shown={shown} focused={left === one.id && !editing} onEdit={() => leave(() => setEditing(one.id))} onChange={read} />))}
      </ul>
      <section hidden={editing !== null}>
        <h2 className="section-title">{t("Repeat something")}</h2>
        {projects.length ? <ScheduleForm kinds={kinds.filter(isOffered)} projects={projects} onSaved={read} /> : <p className="text-soft">{t("Make a project first; then its reports and exports can come by themselves.")}</p>}
      </section>
    </div>
  );
}
