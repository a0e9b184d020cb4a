// The panes of a project: binder, page, inspector. Their widths and whether they are open are remembered in this browser.
import "./project.css";

import ListTree from "lucide-react/dist/esm/icons/list-tree.mjs";
import PanelRight from "lucide-react/dist/esm/icons/panel-right.mjs";
import { useEffect, useRef, useSyncExternalStore } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";

const PHONE = "(width < 768px)";
const LIMITS = { binder: [180, 480], inspector: [220, 520] };
const DEFAULTS = { binder: { open: true, width: 260 }, inspector: { open: false, width: 300 } };
const STEP = 16;

const listeners = new Set();
let panes = null;
let sheet = null; // on a phone at most one pane is open, over the page

const onPhone = () => window.matchMedia(PHONE).matches;

function read() {
  panes ??= { ...DEFAULTS, ...JSON.parse(localStorage.getItem("writers.panes") ?? "{}") };
  return panes;
}

function tell() {
  listeners.forEach((listener) => listener());
}

function change(pane, what) {
  panes = { ...read(), [pane]: { ...read()[pane], ...what } };
  localStorage.setItem("writers.panes", JSON.stringify(panes));
  tell();
}

function subscribe(listener) {
  const phone = window.matchMedia(PHONE);
  listeners.add(listener);
  phone.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    phone.removeEventListener("change", listener);
  };
}

const usePanes = () => useSyncExternalStore(subscribe, read, () => DEFAULTS);
const useSheet = () => useSyncExternalStore(subscribe, () => (onPhone() ? (sheet ?? "none") : null), () => null);

export function closeSheet() {
  sheet = null;
  tell();
}

function toggle(pane) {
  if (!onPhone()) return change(pane, { open: !read()[pane].open });
  sheet = sheet === pane ? null : pane;
  return tell();
}

function isOpen(pane, all, overlaid) {
  return overlaid === null ? all[pane].open : overlaid === pane;
}

export function PaneToggle({ pane }) {
  const words = useWords();
  const open = isOpen(pane, usePanes(), useSheet());
  const label = pane === "binder" ? words.t("Binder") : words.t("Inspector");
  const Icon = pane === "binder" ? ListTree : PanelRight;
  return (
    <button type="button" className={`tool pane-toggle for-${pane}`} aria-label={label} title={label} aria-expanded={open} aria-controls={`pane-${pane}`} onClick={() => toggle(pane)}>
      <Icon size={18} strokeWidth={1.75} className="mirrors" aria-hidden="true" />
    </button>
  );
}

/**
 * The last props that named something, while the same address is open. The page's state on the server may be gone for a
 * moment (a restart, a lost connection); what one is working in must not go with it.
 */
export function useSteady(props, key) {
  const kept = useRef(null);
  if (props[key]) kept.current = { props, path: location.pathname };
  return props[key] || kept.current?.path !== location.pathname ? props : kept.current.props;
}

/** Drags and arrow keys change a width; `grows` is +1 when the pane lies on the side where lines begin. */
function Handle({ pane, width, grows }) {
  const words = useWords();
  const [least, most] = LIMITS[pane];
  const resize = (wanted) => change(pane, { width: Math.round(Math.max(least, Math.min(most, wanted))) });
  const sign = (element) => grows * (getComputedStyle(element).direction === "rtl" ? -1 : 1);
  const onPointerDown = (event) => {
    const handle = event.currentTarget;
    const start = { x: event.clientX, width };
    const way = sign(handle);
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (moved) => resize(start.width + way * (moved.clientX - start.x));
    handle.onpointerup = () => (handle.onpointermove = null);
  };
  const onKeyDown = (event) => {
    const step = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    resize(width + step * sign(event.currentTarget));
  };
  const label = pane === "binder" ? words.t("Width of the binder") : words.t("Width of the inspector");
  return <div className="pane-handle" role="separator" tabIndex={0} aria-orientation="vertical" aria-label={label} aria-valuemin={least} aria-valuemax={most} aria-valuenow={width} onPointerDown={onPointerDown} onKeyDown={onKeyDown} />;
}

/** On a phone a pane is a sheet over the page: Escape and the veil close it, and focus goes in and comes back. */
function useSheetManners(overlaid) {
  const before = useRef(null);
  useEffect(() => {
    if (overlaid === null || overlaid === "none") {
      before.current?.focus?.();
      before.current = null;
      return undefined;
    }
    before.current = document.activeElement;
    document.querySelector(`#pane-${overlaid} :is(button, input, textarea, [tabindex="0"])`)?.focus();
    const leave = (event) => event.key === "Escape" && closeSheet();
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [overlaid]);
}

export function Panes({ children }) {
  const words = useWords();
  const all = usePanes();
  const overlaid = useSheet();
  useSheetManners(overlaid);
  const [binder, page, inspector] = children;
  const binderOpen = isOpen("binder", all, overlaid);
  const inspectorOpen = isOpen("inspector", all, overlaid);
  const covered = overlaid !== null && overlaid !== "none";
  return (
    <div className="panes" style={{ "--binder-width": `${all.binder.width}px`, "--inspector-width": `${all.inspector.width}px` }}>
      {covered && <div className="pane-veil" onClick={closeSheet} />}
      <aside id="pane-binder" className="pane binder" aria-label={words.t("Binder")} hidden={!binderOpen}>
        {binder}
      </aside>
      {binderOpen && !covered && <Handle pane="binder" width={all.binder.width} grows={1} />}
      <div className="pane page" inert={covered}>
        {page}
      </div>
      {inspectorOpen && !covered && <Handle pane="inspector" width={all.inspector.width} grows={-1} />}
      <aside id="pane-inspector" className="pane inspector" aria-label={words.t("Inspector")} hidden={!inspectorOpen}>
        {inspector}
      </aside>
    </div>
  );
}
