// Calls of our own REST API from the browser, by the session's cookies; an access token that has expired meanwhile is
// renewed once and the call repeated.
import { renewSession } from "$/public/scripts/session.js";

const API = "/api/v1";

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? "");
    this.status = status;
    this.message = problem?.msgid ?? problem?.detail ?? "";
    this.values = problem?.values;
    this.errors = problem?.errors;
  }
}

async function readProblem(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

export async function call(method, path, body) {
  const send = () =>
    fetch(API + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch(() => {
      throw new Refusal(0, null); // not reached; the browser's own words for that are no reader's
    });
  let response = await send();
  if (response.status === 401) {
    await renewSession();
    response = await send();
  }
  if (!response.ok) throw new Refusal(response.status, await readProblem(response));
  return response.status === 204 ? null : response.json();
}

function post(path, form, key, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", API + path);
    request.responseType = "json";
    request.setRequestHeader("Idempotency-Key", key);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress((100 * event.loaded) / event.total);
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(new Refusal(request.status, request.response));
    request.onerror = () => reject(new Refusal(0, null));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

/** Sends a form with a file, telling how far it is (0–100); the same key never makes two tasks. */
export async function upload(path, form, { key, onProgress, signal }) {
  try {
    return await post(path, form, key, onProgress, signal);
  } catch (error) {
    if (error.status !== 401) throw error;
    await renewSession();
    return post(path, form, key, onProgress, signal);
  }
}
