/* Sends pictures to POST /api/v1/files and puts them where the writer wanted them. Used by editor.jsx. */

const ACCEPTED = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
export const ACCEPT = ACCEPTED.join(",");

async function upload(address, projectId, file) {
  const form = new FormData();
  form.append("project_id", projectId);
  form.append("file", file, file.name);
  const response = await fetch(address, { method: "POST", body: form, credentials: "include" });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? "");
  return `/api/v1/files/${answer.id}`;
}

/** Resolves to the sentences of what could not be added. The place follows the text that is typed meanwhile. */
export async function insertImages({ editor, address, projectId, files, at, failure }) {
  const problems = [];
  let place = at ?? editor.state.selection.to;
  const follow = ({ transaction }) => {
    place = transaction.mapping.map(place);
  };
  editor.on("transaction", follow);
  for (const file of files) {
    try {
      const src = await upload(address, projectId, file);
      if (editor.isDestroyed) break;
      const alt = file.name.replace(/\.[^.]+$/, "");
      editor.chain().insertContentAt(place, { type: "image", attrs: { src, alt } }).run();
    } catch (error) {
      problems.push(error.message || failure);
    }
  }
  editor.off("transaction", follow);
  return problems;
}
