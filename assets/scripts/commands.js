// What can be done from the keyboard here and now. Parts of a page register their commands while they are on it; the
// command palette and the list of shortcuts show them, and their keys work.
import { useEffect, useSyncExternalStore } from "react";

let commands = [];
const listeners = new Set();

function announce(next) {
  commands = next;
  listeners.forEach((listener) => listener());
}

const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const NONE = [];

/** All commands: {id, label (a msgid), group (a msgid), keys, run, typing}. */
export const useCommands = () => useSyncExternalStore(subscribe, () => commands, () => NONE);

/**
 * Offer commands while the component is mounted. `keys` is like "Mod+K" or "G P" (one after the other); Mod is ⌘ on a
 * Mac and Ctrl elsewhere. A command without `run` is only listed: whoever offers it listens to its keys itself.
 */
export function useOffer(offered) {
  useEffect(() => {
    announce([...commands, ...offered]);
    return () => announce(commands.filter((command) => !offered.includes(command)));
  }, [offered]);
}

export const onMac = () => typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const NAMES = { Mod: ["Ctrl", "⌘"], Alt: ["Alt", "⌥"], Shift: ["Shift", "⇧"] };

/** The keys as this machine's keyboard has them, in the order in which they are pressed. */
export const keyNames = (keys) =>
  keys.split(" ").map((chord) => chord.split(/\+(?=.)/).map((key) => NAMES[key]?.[onMac() ? 1 : 0] ?? key).join(onMac() ? "" : "+"));

const typesText = (element) =>
  element?.closest?.("input, textarea, select, [contenteditable]:not([contenteditable='false'])") !== null && element !== document.body;

// By the place of the key, so that a Persian layout works too; marks like "?" by what they type.
function chordOf(event) {
  const letter = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1];
  const mod = event.metaKey || event.ctrlKey;
  const named = event.key === "?" || event.key === "؟" ? "?" : letter ?? event.key;
  const parts = [mod && "Mod", event.altKey && "Alt", event.shiftKey && named !== "?" && "Shift", named];
  return parts.filter(Boolean).join("+");
}

const PATIENCE = 1200;

/** Listens for the keys of all commands, wherever the focus is. */
export function useCommandKeys() {
  useEffect(() => {
    let begun = "";
    let timer = null;
    const listen = (event) => {
      if (event.defaultPrevented || event.isComposing || ["Control", "Meta", "Shift", "Alt"].includes(event.key)) return;
      const chord = chordOf(event);
      const pressed = begun ? `${begun} ${chord}` : chord;
      begun = "";
      clearTimeout(timer);
      const plain = !chord.startsWith("Mod+") && !chord.startsWith("Alt+");
      if (plain && (typesText(event.target) || document.querySelector("dialog[open]"))) return;
      const found = commands.findLast((command) => command.keys === pressed && command.run);
      if (found) {
        event.preventDefault();
        found.run();
      } else if (commands.some((command) => command.keys?.startsWith(`${pressed} `))) {
        begun = pressed;
        timer = setTimeout(() => {
          begun = "";
        }, PATIENCE);
      }
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
