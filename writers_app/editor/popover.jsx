/* A menu or small form in the browser's top layer, beside what opened it. Used by the toolbar and its neighbours. */

import { useEffect, useId, useRef, useState } from "react";

const GAP = 4;

function place(panel, { top, bottom, left, right }) {
  const rightToLeft = getComputedStyle(panel).direction === "rtl";
  const { width, height } = panel.getBoundingClientRect();
  const view = window.visualViewport ?? { width: innerWidth, height: innerHeight, offsetTop: 0 };
  const wanted = rightToLeft ? right - width : left;
  const fitsBelow = bottom + GAP + height <= view.offsetTop + view.height;
  panel.style.left = `${Math.max(GAP, Math.min(wanted, innerWidth - width - GAP))}px`;
  panel.style.top = `${fitsBelow ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`;
}

/** Shown while `at` (a rectangle) is given; light dismissal and Escape call `onClose`. */
export function Floating({ at, onClose, className, children, manual = false, ...rest }) {
  const panel = useRef(null);
  useEffect(() => {
    const element = panel.current;
    if (!at) return undefined;
    if (!element.matches(":popover-open")) element.showPopover();
    place(element, at);
    const toggled = (event) => event.newState === "closed" && onClose();
    element.addEventListener("toggle", toggled);
    return () => element.removeEventListener("toggle", toggled);
  }, [at, onClose]);
  if (!at) return null;
  return (
    <div ref={panel} popover={manual ? "manual" : "auto"} className={`floating ${className ?? ""}`} {...rest}>
      {children}
    </div>
  );
}

function moveFocus(event, list) {
  const items = [...list.querySelectorAll('[role^="menuitem"]:not(:disabled)')];
  const current = items.indexOf(document.activeElement);
  const target = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: items.length - 1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  items[(target + items.length) % items.length]?.focus();
}

/** A button with a menu of actions; `button` gets the props of the button. */
export function MenuButton({ label, button, children, className, menuClassName, ...props }) {
  const [at, setAt] = useState(null);
  const opener = useRef(null);
  const list = useRef(null);
  const id = useId();
  useEffect(() => {
    if (at) list.current?.querySelector('[aria-checked="true"], [role^="menuitem"]')?.focus();
  }, [at]);
  const close = () => {
    if (list.current?.contains(document.activeElement)) opener.current?.focus();
    setAt(null);
  };
  return (
    <>
      <button
        type="button"
        ref={opener}
        className={className}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        aria-label={label}
        title={label}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => setAt(at ? null : opener.current.getBoundingClientRect())}
        {...props}
      >
        {button}
      </button>
      <Floating at={at} onClose={close} className={menuClassName}>
        <div role="menu" id={id} aria-label={label} ref={list} className="floating-list" onKeyDown={(event) => moveFocus(event, list.current)} onClick={() => setAt(null)}>
          {children}
        </div>
      </Floating>
    </>
  );
}
