/* Lets React follow the editor without a render for every key. */

import { useEffect, useRef, useState } from "react";

function same(a, b) {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

/** What `read` returns (a flat object), read again at most once a frame, or after `delay` ms of rest. */
export function useEditorState(editor, read, delay = 0) {
  const reader = useRef(read);
  reader.current = read;
  const [value, setValue] = useState(() => read());
  useEffect(() => {
    let waiting = null;
    const look = () => {
      waiting = null;
      if (editor.isDestroyed) return;
      const next = reader.current();
      setValue((previous) => (same(previous, next) ? previous : next));
    };
    const schedule = () => {
      if (delay > 0) clearTimeout(waiting);
      else if (waiting !== null) return;
      waiting = setTimeout(look, delay || 24);
    };
    editor.on("transaction", schedule);
    look();
    return () => {
      editor.off("transaction", schedule);
      clearTimeout(waiting);
    };
  }, [editor, delay]);
  return value;
}
