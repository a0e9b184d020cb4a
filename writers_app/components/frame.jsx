// The moving parts of the frame: title, rail, dialogs, menus and the pulse that re-reads a page while it is looked at.
import { useCallback, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";

/** Keeps the browser tab's title in the chosen language. */
export function PageTitle({ title }) {
  useEffect(() => {
    document.title = title ? `${title} · Writers` : "Writers";
  }, [title]);
  return null;
}

const watchers = new Set();
const watchRail = (watcher) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
const railIsFolded = () => document.documentElement.dataset.rail === "folded";

/** Folds the side rail to icons, or unfolds it; remembered on this device. */
export function toggleRail() {
  const folded = !railIsFolded();
  document.documentElement.dataset.rail = folded ? "folded" : "open";
  localStorage.setItem("writers.rail", folded ? "folded" : "open");
  watchers.forEach((watcher) => watcher());
}

export function RailToggle({ foldLabel, unfoldLabel, children }) {
  const folded = useSyncExternalStore(watchRail, railIsFolded, () => false);
  const label = folded ? unfoldLabel : foldLabel;
  return (
    <button type="button" className="rail-item" aria-expanded={!folded} aria-label={label} title={label} onClick={toggleRail}>
      {children}
      <span className="rail-text">{label}</span>
    </button>
  );
}

/** A dialog in the browser's own top layer: it traps focus, closes on Escape and gives focus back. */
export function Modal({ open, onClose, label, closeLabel, className = "", children }) {
  const dialog = useRef(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (open && !element.open) {
      element.showModal();
      element.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    }
    if (!open && element.open) element.close();
  }, [open]);
  const closeOnBackdrop = (event) => {
    if (event.target === dialog.current) dialog.current.close();
  };
  return (
    <dialog ref={dialog} className={`dialog ${className}`} aria-labelledby={heading} onClose={() => open && onClose?.()} onMouseDown={closeOnBackdrop}>
      {open && (
        <div className="dialog-body">
          <header className="dialog-head">
            <h2 id={heading}>{label}</h2>
            <button type="button" className="button quiet icon-only" aria-label={closeLabel} onClick={() => dialog.current.close()}>
              <span aria-hidden="true">×</span>
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}

/** A button that opens a list of actions; arrows move, Escape closes, and focus returns to the button. */
export function Menu({ label, trigger, className = "button quiet", side = "below", children }) {
  const [open, setOpen] = useState(false);
  const holder = useRef(null);
  const list = useRef(null);
  const id = useId();
  const items = () => [...list.current.querySelectorAll('[role^="menuitem"]:not([aria-disabled="true"])')];
  const close = useCallback((refocus) => {
    setOpen(false);
    if (refocus) holder.current?.querySelector("button")?.focus();
  }, []);
  useEffect(() => {
    if (!open) return undefined;
    items()[0]?.focus();
    const outside = (event) => !holder.current?.contains(event.target) && close(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open, close]);
  const move = (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      all[(steps[event.key] + all.length) % all.length]?.focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close(true);
    } else if (event.key === "Tab") {
      close(false);
    }
  };
  return (
    <div className="menu-holder" ref={holder}>
      <button type="button" className={className} aria-haspopup="menu" aria-expanded={open} aria-controls={open ? id : undefined} aria-label={label} title={label} onClick={() => setOpen(!open)}>
        {trigger}
      </button>
      {open && (
        <div id={id} role="menu" aria-label={label} className={`menu ${side}`} ref={list} onKeyDown={move} onClick={() => close(true)}>
          {children}
        </div>
      )}
    </div>
  );
}

/** Calls `onPulse` at once, now and then while the page is visible, and when it is looked at again or back online. */
export function Pulse({ interval, onPulse }) {
  const call = useRef(onPulse);
  call.current = onPulse;
  useEffect(() => {
    call.current?.();
  }, []);
  useEffect(() => {
    const beat = () => document.visibilityState === "visible" && call.current?.();
    const timer = setInterval(beat, interval);
    document.addEventListener("visibilitychange", beat);
    window.addEventListener("online", beat);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", beat);
      window.removeEventListener("online", beat);
    };
  }, [interval]);
  return null;
}

export const reloadPage = () => window.location.reload();
