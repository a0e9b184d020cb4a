// Keeps the person signed in while a page is open, for days: renews the short-lived access cookie before it expires.
// All tabs share one renewal; one whose answer was lost on the way is repeated under the same key and is not mistaken
// for a thief's. Used by account.jsx, requests.js and whatever calls the REST API.
const REFRESH = "/api/v1/auth/refresh";
const STATUS = "/api/v1/auth/session";
const UNTIL = "writers.session.until";
const ATTEMPT = "writers.session.attempt";
const MARGIN = 120_000;
const LOOK_EVERY = 20_000;
const OPEN_PAGES = new Set(["/", "/login", "/register", "/reset"]);

// Without storage (a browser that forbids it) each page keeps its own account of the session.
const memory = new Map();
function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return memory.get(name) ?? null;
  }
}
function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    memory.set(name, value);
  }
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function attempt() {
  if (!read(ATTEMPT)) write(ATTEMPT, hex(crypto.getRandomValues(new Uint8Array(16))));
  return read(ATTEMPT);
}

function rememberSession(seconds) {
  write(UNTIL, String(Date.now() + seconds * 1000));
  write(ATTEMPT, null);
}

/** Nobody is signed in in this browser any more; other tabs notice. */
export function forgetSession() {
  write(UNTIL, null);
  write(ATTEMPT, null);
  try {
    sessionStorage.clear(); // what the server remembers of this tab belonged to the person who left
  } catch {
    // nothing was kept, then
  }
}

async function exchange() {
  const response = await fetch(REFRESH, { method: "POST", headers: { "Idempotency-Key": attempt() } });
  if (response.ok) rememberSession((await response.json()).expires_in);
  else if (response.status === 401) forgetSession();
  return response.ok;
}

const alone = (work) => (navigator.locks ? navigator.locks.request("writers-session", work) : work());
let renewing = null;

/** Renew the access cookie, unless another tab did so while this one waited. Resolves to whether it is good now. */
export function renewSession() {
  const before = read(UNTIL);
  renewing ??= alone(() => (read(UNTIL) !== before && read(UNTIL) ? true : exchange()))
    .catch(() => false)
    .finally(() => {
      renewing = null;
    });
  return renewing;
}

/** Asks whether somebody is signed in, where this browser does not know yet; cookies can't be read by scripts. */
async function learn() {
  const response = await fetch(STATUS).catch(() => null);
  const status = response?.ok ? await response.json() : null;
  if (status?.signed_in) rememberSession(status.expires_in);
}

/** Renew the access cookie if it is about to expire. */
export async function keepSession() {
  if (read(UNTIL) === null) {
    if (OPEN_PAGES.has(location.pathname)) return;
    await learn();
  }
  const until = read(UNTIL);
  if (until !== null && Number(until) - Date.now() < MARGIN) await renewSession();
}

/** Look after the session of an open page; the returned function ends that. */
export function watchSession() {
  const look = () => document.visibilityState === "visible" && keepSession();
  const timer = setInterval(keepSession, LOOK_EVERY);
  const leave = (event) => event.key === UNTIL && event.newValue === null && location.reload();
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  window.addEventListener("storage", leave);
  keepSession();
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("online", look);
    window.removeEventListener("storage", leave);
  };
}
