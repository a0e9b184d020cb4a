// The inspector: synopsis, status and target of the open text. What is changed is sent when a field is left or typing rests.
import { useEffect, useId, useRef } from "react";

import { useSteady } from "$/public/external/writers_app/components/binder/panes.jsx";
import { useWords } from "$/public/external/writers_app/components/words/words.js";

const REST = 900;

function useSending(document, onDescribe) {
  const form = useRef(null);
  const sent = useRef("");
  const timer = useRef(null);
  const values = () => Object.fromEntries(new FormData(form.current));
  useEffect(() => {
    if (form.current) sent.current = JSON.stringify(values());
  }, [document]);
  const send = () => {
    clearTimeout(timer.current);
    const now = JSON.stringify(values());
    if (now === sent.current) return;
    sent.current = now;
    onDescribe(document, values());
  };
  const later = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => form.current && send(), REST);
  };
  return { form, send, later };
}

function Field({ label, id, children }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

export function Inspector(given) {
  const words = useWords();
  const { document, synopsis, status, target, count, editable, onDescribe } = useSteady(given, "document");
  const { form, send, later } = useSending(document, onDescribe);
  const id = useId();
  if (!document) return <p className="text-soft">{words.t("Open a text to see its synopsis, status and target here.")}</p>;
  const statuses = { "": words.t("None"), idea: words.t("Idea"), draft: words.t("Draft"), revised: words.t("Revised"), final: words.t("Final") };
  return (
    <form ref={form} key={document} className="inspector-form" onInput={later} onBlur={send} onSubmit={(event) => (event.preventDefault(), send())}>
      <Field label={words.t("Synopsis")} id={`${id}-synopsis`}>
        <textarea id={`${id}-synopsis`} name="synopsis" className="input" dir="auto" maxLength={10_000} defaultValue={synopsis} readOnly={!editable} />
      </Field>
      <Field label={words.t("Status")} id={`${id}-status`}>
        <select id={`${id}-status`} name="status" className="input" defaultValue={status} disabled={!editable}>
          {Object.entries(statuses).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label={words.t("Words aimed at")} id={`${id}-target`}>
        <input id={`${id}-target`} name="target" type="number" min="0" max="10000000" className="input" dir="ltr" defaultValue={target || ""} readOnly={!editable} />
      </Field>
      {target > 0 && <p className="target-line numeric">{words.t("%(n)s of %(all)s words", { n: count, all: target })}</p>}
    </form>
  );
}
