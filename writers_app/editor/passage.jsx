/* The figures of what is selected, asked for by a button under the page. Used by footer.jsx. */

import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";
import { listBlocks, readBlock } from "./checks.jsx";
import { Floating } from "./popover.jsx";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");

function readSelection(editor) {
  const { doc, selection } = editor.state;
  return listBlocks(doc.cut(selection.from, selection.to)).flatMap(({ node }) => readBlock(node)).map(({ text, kind }) => ({ text, kind }));
}

function write({ value, unit }, words) {
  if (value === null) return words.t("Too little text");
  return unit === "share" ? words.percent(100 * value) : words.number(Math.round(10 * value) / 10);
}

/** Takes the focus, so that Escape closes the panel and readers of the screen come to it. */
function Panel({ children }) {
  const box = useRef(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => box.current.focus()); // what holds it is shown after this effect
    return () => cancelAnimationFrame(frame);
  }, []);
  return <div ref={box} tabIndex={-1}>{children}</div>;
}

function Figures({ found, words }) {
  return (
    <dl className="passage-figures numeric">
      {found.figures.map((figure) => (
        <div key={figure.name}><dt title={words.t(figure.definition)}>{words.t(figure.title)}</dt><dd>{write(figure, words)}</dd></div>
      ))}
      {found.findings.map((one) => (
        <div key={one.kind}><dt>{words.t(one.title)}</dt><dd>{words.number(one.count)}</dd></div>
      ))}
    </dl>
  );
}

/** The panel opens when its figures have come: where it fits depends on how large it is. */
export function PassageFigures({ editor, documentId }) {
  const words = useWords();
  const [shown, setShown] = useState(null);
  const [busy, setBusy] = useState(false);
  const close = useCallback(() => {
    setShown(null);
    if (!editor.isDestroyed) editor.commands.focus(null, { scrollIntoView: false });
  }, [editor]);
  const open = async (event) => {
    const at = event.currentTarget.getBoundingClientRect();
    setBusy(true);
    try {
      setShown({ at, found: await call("POST", `/documents/${documentId}/figures`, { paragraphs: readSelection(editor) }) });
    } catch (error) {
      setShown({ at, problem: words.t(error.message || UNREACHABLE, error.values) });
    } finally {
      setBusy(false);
    }
  };
  const label = words.t("Figures of the selection");
  return (
    <>
      <button type="button" className="passage-button" aria-haspopup="dialog" aria-expanded={shown !== null} aria-busy={busy} onMouseDown={(event) => event.preventDefault()} onClick={open}>{label}</button>
      <Floating at={shown?.at} onClose={close} className="passage" role="dialog" aria-label={label}>
        <Panel>
          {shown?.problem && <p role="alert" className="field-error">{shown.problem}</p>}
          {shown?.found && <Figures found={shown.found} words={words} />}
        </Panel>
      </Floating>
    </>
  );
}
