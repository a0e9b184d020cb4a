/* Opens a manuscript: what this device still has to send, the Y.Doc, and its link. Opens it anew when it gets another
 * life on the server. Used by editor.jsx. */

import { useEffect, useRef, useState } from "react";
import * as Y from "yjs";

import { words } from "$/public/external/writers_app/components/words/words.js";
import { keepAsCopy, publishCopy } from "./divergence.jsx";
import { openJournal } from "./journal.jsx";
import { ManuscriptLink } from "./sync.jsx";

const copyTitle = (title) => words().t("%(title)s (my copy)", { title });

/** Only records of the newest epoch belong together; older ones were left by a life of the text that is over. */
async function readPending(journal, documentId, title) {
  const records = await journal.pendingOf(documentId);
  const epoch = records.length > 0 ? Math.max(...records.map((record) => record.epoch)) : null;
  const older = records.filter((record) => record.epoch !== epoch);
  if (older.length > 0) await keepAsCopy(journal, { documentId, title: copyTitle(title), content: null, records: older });
  return { epoch, records: records.filter((record) => record.epoch === epoch) };
}

async function publishCopies(journal, documentId, projectId) {
  const published = [];
  for (const copy of await journal.copiesOf(documentId)) {
    published.push({ id: await publishCopy(projectId, copy), title: copy.title });
    await journal.forgetCopy(copy.key);
  }
  return published;
}

async function open({ userId, documentId, title, onDiverged }) {
  const journal = await openJournal(userId).catch(() => null);
  const { epoch, records } = journal ? await readPending(journal, documentId, title) : { epoch: null, records: [] };
  const doc = new Y.Doc();
  for (const record of records) Y.applyUpdate(doc, record.update, "journal");
  const url = `${location.origin.replace(/^http/, "ws")}/sync/${documentId}`;
  const link = new ManuscriptLink({ url, documentId, doc, journal, epoch, adopted: records, onDiverged });
  return { journal, doc, link, editor: null };
}

async function keepDiverged({ journal, link, editor }, documentId, title) {
  if (journal === null || !link.hasUnsent) return;
  const keys = new Set(await link.unsentKeys());
  const records = (await journal.pendingOf(documentId)).filter((record) => keys.has(record.key));
  await keepAsCopy(journal, { documentId, title: copyTitle(title), content: editor?.getJSON() ?? null, records });
}

/** The open manuscript ({doc, link, journal}) or null while it opens, and the copies that were put into the binder. */
export function useManuscript({ userId, documentId, projectId, title }) {
  const [life, setLife] = useState(0);
  const [manuscript, setManuscript] = useState(null);
  const [copies, setCopies] = useState([]);
  const named = useRef(title);
  named.current = title;

  useEffect(() => {
    if (!userId || !documentId) return undefined;
    let gone = false;
    let opened = null;
    const onDiverged = async () => {
      await keepDiverged(opened, documentId, named.current);
      if (!gone) setLife((lives) => lives + 1);
    };
    open({ userId, documentId, title: named.current, onDiverged }).then(async (result) => {
      opened = result;
      if (gone) return result.link.destroy();
      setManuscript(result);
      if (result.journal === null) return undefined;
      const published = await publishCopies(result.journal, documentId, projectId).catch(() => []);
      if (!gone && published.length > 0) setCopies(published);
      return undefined;
    });
    return () => {
      gone = true;
      setManuscript(null);
      opened?.link.destroy();
    };
  }, [userId, documentId, projectId, life]);

  return { manuscript, copies };
}
