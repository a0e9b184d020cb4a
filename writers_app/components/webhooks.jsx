// Webhooks: which programs are told what, their secrets, and the log of what was sent. Everything comes by REST.
import { useCallback, useEffect, useId, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { msg, useMinute, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const EVENTS = [
  ["task.succeeded", msg("A task is finished")],
  ["task.failed", msg("A task did not work out")],
  ["task.dead", msg("A task was given up")],
  ["document.saved", msg("A text was saved")],
  ["project.exported", msg("A project was exported")],
  ["user.signed_in", msg("You signed in somewhere")],
];
const ADMIN_EVENTS = [
  ["user.registered", msg("Somebody registered")],
  ["system.alert", msg("The system needs attention")],
];
const STATES = { pending: msg("Waiting"), delivered: msg("Delivered"), failed: msg("Given up") };

function useAttempt() {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const attempt = useCallback(async (work) => {
    setProblem(null);
    setBusy(true);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem({ message: error.message || UNREACHABLE, values: error.values });
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { problem, busy, attempt };
}

function Problem({ problem }) {
  const { t } = useWords();
  return <p role="alert" className="field-error">{problem ? t(problem.message, problem.values) : ""}</p>;
}

function NewWebhook({ isAdmin, projects, onMade }) {
  const { t } = useWords();
  const id = useId();
  const { problem, busy, attempt } = useAttempt();
  const [url, setUrl] = useState("");
  const [project, setProject] = useState("");
  const [events, setEvents] = useState(["task.succeeded", "task.failed"]);
  const toggle = (name) => setEvents((now) => (now.includes(name) ? now.filter((one) => one !== name) : [...now, name]));
  const make = (event) => {
    event.preventDefault();
    attempt(async () => {
      onMade(await call("POST", "/webhooks", { url, events, project_id: project || null }));
      setUrl("");
    });
  };
  return (
    <form className="stack" onSubmit={make}>
      <div className="field">
        <label htmlFor={`${id}-url`}>{t("Address to send to")}</label>
        <input id={`${id}-url`} className="input" type="url" dir="ltr" required placeholder="https://example.org/hook" value={url} onChange={(event) => setUrl(event.target.value)} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-project`}>{t("For")}</label>
        <select id={`${id}-project`} className="input" value={project} onChange={(event) => setProject(event.target.value)}>
          <option value="">{t("All your projects")}</option>
          {projects.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
        </select>
      </div>
      <fieldset className="field">
        <legend>{t("Tell it when")}</legend>
        {[...EVENTS, ...(isAdmin ? ADMIN_EVENTS : [])].map(([name, label]) => (
          <label key={name} className="check">
            <input type="checkbox" checked={events.includes(name)} onChange={() => toggle(name)} />
            <span>{t(label)} <code dir="ltr">{name}</code></span>
          </label>
        ))}
      </fieldset>
      <Problem problem={problem} />
      <div className="actions"><button type="submit" className="button primary" disabled={busy || !events.length}>{t("Add the webhook")}</button></div>
    </form>
  );
}

function Secret({ secret, previousUntil }) {
  const { t, moment } = useWords();
  return (
    <div className="callout" role="status">
      <p>{t("This secret verifies what is sent. It is shown only now; keep it where the receiving program finds it.")}</p>
      <p><code dir="ltr" className="secret">{secret}</code></p>
      {previousUntil && <p className="text-soft">{t("The one before it goes on working until %(time)s.", { time: moment(previousUntil) })}</p>}
    </div>
  );
}

function Attempt({ attempt: made, body }) {
  const { t, moment, number } = useWords();
  return (
    <li>
      <p>
        {moment(made.at)} · {made.status ? t("Answer %(status)s", { status: String(made.status) }) : t("No answer")} · <span dir="ltr">{number(made.milliseconds)} ms</span>
      </p>
      {made.error && <p className="field-error">{t(made.error)}</p>}
      <details>
        <summary>{t("Request and response")}</summary>
        <pre dir="ltr">{Object.entries(made.request_headers).map(([name, value]) => `${name}: ${value}`).join("\n")}{"\n\n"}{body}</pre>
        {made.response && <pre dir="ltr">{made.response}</pre>}
      </details>
    </li>
  );
}

function Log({ webhook }) {
  const { t, when, moment } = useWords();
  useMinute();
  const { problem, busy, attempt } = useAttempt();
  const [messages, setMessages] = useState(null);
  const read = useCallback(async () => setMessages((await call("GET", `/webhooks/${webhook}/messages`)).items), [webhook]);
  useEffect(() => {
    attempt(read);
    const timer = setInterval(() => document.visibilityState === "visible" && read().catch(() => {}), 3000);
    return () => clearInterval(timer);
  }, [attempt, read]);
  const replay = (id) => attempt(async () => { await call("POST", `/webhooks/${webhook}/messages/${id}/replay`); await read(); });
  return (
    <div className="stack">
      <Problem problem={problem} />
      {messages?.length === 0 && <p className="text-soft">{t("Nothing has been sent yet. Send a test to see whether it arrives.")}</p>}
      <ol role="list" className="rows">
        {messages?.map((message) => (
          <li key={message.id} className="row">
            <div className="row-body">
              <p><code dir="ltr">{message.event}</code> · {t(STATES[message.state])} · {when(message.created_at)}</p>
              {message.state === "pending" && message.attempts > 0 && <p className="text-soft">{t("Will be sent again: %(time)s", { time: moment(message.due_at) })}</p>}
              <ol role="list">{message.log.map((one, index) => <Attempt key={index} attempt={one} body={message.body} />)}</ol>
            </div>
            {message.state !== "pending" && <button type="button" className="button plain" disabled={busy} onClick={() => replay(message.id)}>{t("Send again")}</button>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Webhook({ webhook, projects, onChange }) {
  const { t } = useWords();
  const { problem, busy, attempt } = useAttempt();
  const [secret, setSecret] = useState(null);
  const [open, setOpen] = useState(false);
  const path = `/webhooks/${webhook.id}`;
  const change = (work) => attempt(async () => { await work(); await onChange(); });
  const project = projects.find((one) => one.id === webhook.project_id);
  return (
    <li className="webhook stack">
      <div>
        <strong dir="ltr">{webhook.url}</strong>
        <p className="text-soft">{project ? <bdi>{project.title}</bdi> : t("All your projects")} · <span dir="ltr">{webhook.events.join(", ")}</span></p>
        {!webhook.enabled && <p className="field-error">{t("Switched off.")} {webhook.disabled_reason && t(webhook.disabled_reason)}</p>}
      </div>
      <div className="actions">
        <button type="button" className="button plain" disabled={busy || !webhook.enabled} onClick={() => attempt(async () => { await call("POST", `${path}/test`); setOpen(true); })}>{t("Send a test")}</button>
        <button type="button" className="button plain" aria-expanded={open} onClick={() => setOpen(!open)}>{t("Log")}</button>
        <button type="button" className="button plain" disabled={busy} onClick={() => attempt(async () => setSecret(await call("POST", `${path}/rotate`)))}>{t("New secret")}</button>
        <button type="button" className="button plain" disabled={busy} onClick={() => change(() => call("PATCH", path, { enabled: !webhook.enabled }))}>{webhook.enabled ? t("Switch off") : t("Switch on")}</button>
        <button type="button" className="button danger" disabled={busy} onClick={() => window.confirm(t("Remove this webhook and its log?")) && change(() => call("DELETE", path))}>{t("Remove")}</button>
      </div>
      <Problem problem={problem} />
      {secret && <Secret secret={secret.secret} previousUntil={secret.previous_until} />}
      {open && <Log webhook={webhook.id} />}
    </li>
  );
}

export function Webhooks() {
  const { t } = useWords();
  const { problem, attempt } = useAttempt();
  const [webhooks, setWebhooks] = useState(null);
  const [projects, setProjects] = useState([]);
  const [isAdmin, setIsAdmin] = useState(false);
  const [made, setMade] = useState(null);
  const read = useCallback(async () => setWebhooks((await call("GET", "/webhooks")).items), []);
  useEffect(() => {
    attempt(async () => {
      const [person, shelf] = await Promise.all([call("GET", "/auth/me"), call("GET", "/projects?limit=200")]);
      setIsAdmin(person.is_admin);
      setProjects(shelf.items);
      await read();
    });
  }, [attempt, read]);
  return (
    <div className="webhooks stack roomy">
      <Problem problem={problem} />
      {made && <Secret secret={made.secret} />}
      {webhooks?.length === 0 && <p className="text-soft">{t("No program is told anything yet. Add the address of one below.")}</p>}
      <ul role="list" className="rows">
        {webhooks?.map((webhook) => <Webhook key={webhook.id} webhook={webhook} projects={projects} onChange={read} />)}
      </ul>
      <section>
        <h2 className="section-title">{t("Add a webhook")}</h2>
        <NewWebhook isAdmin={isAdmin} projects={projects} onMade={(card) => { setMade(card); read(); }} />
      </section>
    </div>
  );
}
