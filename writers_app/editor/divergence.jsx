/* When a text got another life on the server (restored, rebuilt) while changes were still unsent here: they become a
 * document of their own, never a merge. First on this device's disk, then in the binder. Used by opening.jsx. */

import * as Y from "yjs";

/** The letters in updates whose surroundings are gone; better than nothing, and never less than what was typed. */
function salvage(updates) {
  const written = updates.flatMap((update) => Y.decodeUpdate(update).structs);
  return written.map((struct) => struct.content?.str ?? "").join("");
}

function asDocument(text) {
  const paragraphs = text.split("\n").map((line) => ({ type: "paragraph", content: line ? [{ type: "text", text: line }] : [] }));
  return { type: "doc", content: paragraphs };
}

/** Moves unsent records over into a copy; `content` is the whole text as it stood here, if it was ever shown. */
export async function keepAsCopy(journal, { documentId, title, content, records }) {
  const text = content ?? asDocument(salvage(records.map((record) => record.update)));
  await journal.keepCopy({ document: documentId, title, content: text, at: new Date().toISOString() });
  await journal.forget(records.map((record) => record.key));
}

async function ask(path, method, body, headers = {}) {
  const response = await fetch(`/api/v1${path}`, {
    method,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response;
}

/** Puts a kept copy into the project's binder. Resolves to the new document's id. */
export async function publishCopy(projectId, copy) {
  const created = await (await ask(`/projects/${projectId}/documents`, "POST", { title: copy.title, kind: "scene" })).json();
  const content = `/documents/${created.id}/content`;
  const etag = (await ask(content, "GET")).headers.get("ETag");
  await ask(content, "POST", { format: "json", content: copy.content }, { "If-Match": etag });
  return created.id;
}
