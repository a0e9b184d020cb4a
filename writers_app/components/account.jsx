// The forms of an account. What is typed stays in the fields and goes to the REST API directly: no password ever passes
// through a page's state. Used by components/account.py.
import { createContext, Fragment, useContext, useEffect, useId, useRef, useState } from "react";
import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { forgetSession, keepSession, watchSession } from "$/public/scripts/session.js";

const API = "/api/v1/auth";
const UNREACHABLE = "The server can't be reached. Check the connection and try again.";
const Errors = createContext({});

async function send(method, path, body) {
  if (path.startsWith("/me") || path === "/password") await keepSession();
  try {
    return await fetch(API + path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return null;
  }
}

/** What is wrong, by field; "" is the form as a whole. Each is a msgid with its values. */
async function readProblem(response, fieldOfStatus) {
  if (response === null) return { "": { msgid: UNREACHABLE } };
  const problem = await response.json().catch(() => ({}));
  if (problem.errors?.length) {
    return Object.fromEntries(problem.errors.map(({ field, message }) => [field, { msgid: message }]));
  }
  const field = fieldOfStatus?.[response.status] ?? "";
  return { [field]: { msgid: problem.msgid ?? problem.detail ?? UNREACHABLE, values: problem.values } };
}

/** Where to go next: an address of our own, never another site's. */
function destination(fallback) {
  const wish = new URLSearchParams(location.search).get("next") ?? "";
  const safe = /^\/(?![/\\])/.test(wish) && new URL(wish, location.origin).origin === location.origin;
  return safe ? wish : fallback;
}

/** A person's choices come along to a new device; what was chosen on this one stays. */
function applyPreferences({ locale, theme, paper, latin_font: latin, persian_font: persian }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (locale && !/(?:^|; )writers_locale=/.test(document.cookie)) {
    document.cookie = `writers_locale=${locale}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  }
  const wishes = { theme, "writers.paper": paper, "writers.latin": latin, "writers.persian": persian };
  for (const [name, value] of Object.entries(wishes)) {
    if (value && !localStorage.getItem(name)) localStorage.setItem(name, value);
  }
}

async function enter(response, next) {
  const person = await response.json();
  forgetSession(); // what this browser knew of an earlier one
  try {
    applyPreferences(person.preferences);
  } catch {
    // a browser without storage: the defaults hold
  }
  location.assign(destination(next)); // anew: an open socket would keep the cookies it began with
}

function leave() {
  forgetSession();
  location.assign("/");
}

function wrongIn(input) {
  const { valueMissing, typeMismatch, tooShort } = input.validity;
  const short = tooShort || (input.minLength > 0 && input.value && [...input.value].length < input.minLength);
  if (valueMissing || (input.required && !input.value.trim())) return { msgid: input.dataset.missing };
  if (typeMismatch) return { msgid: input.dataset.mistyped };
  return short ? { msgid: input.dataset.short } : null;
}

const gather = (form) =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, name.includes("password") ? value : value.trim()]));

/**
 * Sends its fields as JSON. `outcome`: "enter" (signed in), "leave" (the account is gone), or "say" (shows `done`).
 * `fieldOfStatus` says which field an answer without one is about; `tokenInAddress` adds what follows # as `token`;
 * `username` tells password managers whose password it is.
 */
export function AccountForm({ path, method = "POST", outcome, next = "/dashboard", done, fieldOfStatus, tokenInAddress, username, children }) {
  const words = useWords();
  const form = useRef(null);
  const [errors, setErrors] = useState({});
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(null);
  const focusFirst = (found) => {
    const name = Object.keys(found).find(Boolean);
    form.current?.elements.namedItem(name ?? "")?.focus();
  };
  const report = (found) => {
    setErrors(found);
    focusFirst(found);
  };
  const check = (input) => setErrors(({ [input.name]: _, ...rest }) => {
    const wrong = wrongIn(input);
    return wrong ? { ...rest, [input.name]: wrong } : rest;
  });
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const inputs = [...form.current.elements].filter((element) => element.name);
    const found = Object.fromEntries(inputs.map((input) => [input.name, wrongIn(input)]).filter(([, wrong]) => wrong));
    report(found);
    if (Object.keys(found).length) return;
    setBusy(true);
    const body = gather(form.current);
    const response = await send(method, path, tokenInAddress ? { ...body, token: location.hash.slice(1) } : body);
    if (!response?.ok) {
      report(await readProblem(response, fieldOfStatus));
      setBusy(false);
    } else if (outcome === "enter") await enter(response, next);
    else if (outcome === "leave") leave();
    else {
      form.current.reset();
      setBusy(false);
      setSent(body);
    }
  };
  if (sent && done) return <div className="callout" role="status" tabIndex={-1} ref={(element) => element?.focus()}>{done}</div>;
  return (
    <Errors.Provider value={{ errors, check, busy }}>
      <form ref={form} className="stack" onSubmit={submit} noValidate aria-busy={busy}>
        {errors[""] && <p className="callout danger" role="alert">{words.t(errors[""].msgid, errors[""].values)}</p>}
        {username && <input type="text" autoComplete="username" value={username} readOnly hidden />}
        {children}
      </form>
    </Errors.Provider>
  );
}

function Caps({ on }) {
  const words = useWords();
  return <p className="field-hint caps" role="status">{on ? words.t("Caps Lock is on.") : ""}</p>;
}

/** A field with its error beside it. A password can be shown, and says when Caps Lock is on. */
export function AccountField({ name, label, kind = "text", hint, missing, mistyped, short, shortest, autoComplete, value }) {
  const words = useWords();
  const { errors, check } = useContext(Errors);
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const id = useId();
  const secret = kind === "password";
  const error = errors[name];
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const watchCaps = (event) => secret && event.getModifierState && setCaps(event.getModifierState("CapsLock"));
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className={secret ? "with-button" : undefined}>
        <input
          id={id}
          name={name}
          className="input"
          type={secret && shown ? "text" : kind}
          dir={kind === "email" || secret ? "ltr" : "auto"}
          autoComplete={autoComplete}
          autoCapitalize={kind === "text" ? "words" : "none"}
          spellCheck={false}
          required={Boolean(missing)}
          minLength={shortest}
          maxLength={secret ? 1000 : kind === "email" ? 320 : 200}
          defaultValue={value}
          data-missing={missing}
          data-mistyped={mistyped}
          data-short={short}
          aria-invalid={Boolean(error)}
          aria-describedby={described || undefined}
          onBlur={(event) => event.target.value && check(event.target)}
          onInput={(event) => error && check(event.target)}
          onKeyDown={watchCaps}
          onKeyUp={watchCaps}
        />
        {secret && (
          <button type="button" className="button quiet" aria-pressed={shown} aria-controls={id} onClick={() => setShown(!shown)}>
            {words.t(shown ? "Hide" : "Show")}
          </button>
        )}
      </div>
      {secret && <Caps on={caps} />}
      {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
      <p className="field-error" id={`${id}-error`} role="alert">{error && words.t(error.msgid, error.values)}</p>
    </div>
  );
}

/** The one primary action of a form; says what it is doing while it waits. */
export function SubmitButton({ label, busyLabel, tone = "primary" }) {
  const { busy } = useContext(Errors);
  return <button type="submit" className={`button ${tone}`} aria-disabled={busy}>{busy ? busyLabel : label}</button>;
}

/** Ends the session on the server, then forgets it here. Offline it stays, and says so. */
export function SignOut({ label }) {
  const words = useWords();
  const [failed, setFailed] = useState(false);
  const signOut = async () => {
    const response = await send("POST", "/logout", {});
    if (response?.ok) leave();
    else setFailed(true);
  };
  return (
    <>
      <button type="button" className="button plain" onClick={signOut}>{label}</button>
      <p className="field-error" role="alert">{failed && words.t(UNREACHABLE)}</p>
    </>
  );
}

/** Shows the one child when the address carries a token after #, else the other. */
export function TokenSwitch({ withToken, without }) {
  const [has, setHas] = useState(false);
  useEffect(() => {
    const look = () => setHas(location.hash.length > 1 && location.hash !== "#content"); // that one skips to the content
    look();
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  return <Fragment key={String(has)}>{has ? withToken : without}</Fragment>; // keyed: neither form takes over the other's state
}

/** Keeps a choice of how the page looks on this device too, so that it holds before the first paint. */
export function chooseLook(name, value) {
  document.documentElement.dataset[name] = value;
  localStorage.setItem(`writers.${name}`, value);
}

/** Stands in every page and keeps the person signed in. */
export function SessionKeeper() {
  useEffect(watchSession, []);
  return null;
}
