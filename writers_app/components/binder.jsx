// The binder: the tree of a project's documents. Mouse and keyboard do the same things; events carry ids only.
import ChevronRight from "lucide-react/dist/esm/icons/chevron-right.mjs";
import Ellipsis from "lucide-react/dist/esm/icons/ellipsis.mjs";
import FileText from "lucide-react/dist/esm/icons/file-text.mjs";
import Folder from "lucide-react/dist/esm/icons/folder.mjs";
import Plus from "lucide-react/dist/esm/icons/plus.mjs";
import StickyNote from "lucide-react/dist/esm/icons/sticky-note.mjs";
import Trash from "lucide-react/dist/esm/icons/trash-2.mjs";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";

import { useOffer } from "$/public/scripts/commands.js";
import { Menu } from "$/public/external/writers_app/components/frame/frame.jsx";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";
import { closeSheet, useSteady } from "$/public/external/writers_app/components/binder/panes.jsx";
import { dropTo, rowsOf, stepTo } from "$/public/external/writers_app/components/binder/tree.js";

const ICONS = { folder: Folder, scene: FileText, note: StickyNote };
const keptAs = (project) => `writers.folded.${project}`;

function useFolded(project) {
  const [folded, setFolded] = useState(() => new Set());
  useEffect(() => {
    setFolded(new Set(JSON.parse(localStorage.getItem(keptAs(project)) ?? "[]")));
  }, [project]);
  const fold = useCallback(
    (id, closed) =>
      setFolded((before) => {
        const next = new Set(before);
        if (closed) next.add(id);
        else next.delete(id);
        localStorage.setItem(keptAs(project), JSON.stringify([...next]));
        return next;
      }),
    [project],
  );
  return [folded, fold];
}

function nameKind(words, kind) {
  return { folder: words.t("Folder"), scene: words.t("Scene"), note: words.t("Note") }[kind];
}

function untitled(words, row) {
  return row.title || (row.kind === "folder" ? words.t("Untitled folder") : words.t("Untitled"));
}

/** Names a row in place: Enter and leaving keep, Escape does not. */
function NameField({ row, onDone }) {
  const words = useWords();
  const field = useRef(null);
  const done = useRef(false);
  useEffect(() => {
    field.current.focus();
    field.current.select();
  }, []);
  const finish = (keep, refocus) => {
    if (done.current) return;
    done.current = true;
    onDone(keep ? field.current.value.trim() : null, refocus);
  };
  const onKeyDown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") finish(true, true);
    if (event.key === "Escape") finish(false, true);
  };
  return <input ref={field} className="binder-name" dir="auto" maxLength={300} defaultValue={row.title} aria-label={words.t("Title")} onKeyDown={onKeyDown} onBlur={() => finish(true, false)} onClick={(event) => event.stopPropagation()} />;
}

function RowMenu({ row, act }) {
  const words = useWords();
  const item = (label, onClick, className = "") => (
    <button type="button" role="menuitem" tabIndex={-1} className={className} onClick={onClick}>
      {label}
    </button>
  );
  return (
    <span className="binder-menu" onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
      <Menu label={words.t("More about %(title)s", { title: words.quote(untitled(words, row)) })} trigger={<Ellipsis size={16} aria-hidden="true" />} className="tool small">
        {item(words.t("Rename"), () => act.name(row.id))}
        {row.kind === "folder" && item(words.t("New scene in it"), () => act.make("scene", row.id))}
        {row.kind === "folder" && item(words.t("New note in it"), () => act.make("note", row.id))}
        {item(words.t("Move up"), () => act.step(row.id, "up"))}
        {item(words.t("Move down"), () => act.step(row.id, "down"))}
        {item(words.t("Move into the folder above"), () => act.step(row.id, "in"))}
        {item(words.t("Move out of its folder"), () => act.step(row.id, "out"))}
        {item(words.t("Move to the trash"), () => act.trash(row.id), "danger")}
      </Menu>
    </span>
  );
}

function placeOf(event, row) {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  const share = (event.clientY - top) / height;
  if (row.kind === "folder" && share > 0.25 && share < 0.75) return "inside";
  return share < 0.5 ? "before" : "after";
}

function useDragging(nodes, move) {
  const [drag, setDrag] = useState(null);
  const end = () => setDrag(null);
  return (row) => ({
    "data-drop": drag?.over === row.id ? drag.where : undefined,
    "data-dragged": drag?.id === row.id || undefined,
    onDragStart: (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.title);
      setDrag({ id: row.id, over: null, where: null });
    },
    onDragOver: (event) => {
      if (!drag) return;
      const where = placeOf(event, row);
      if (!dropTo(nodes, drag.id, row, where)) return;
      event.preventDefault();
      if (drag.over !== row.id || drag.where !== where) setDrag({ ...drag, over: row.id, where });
    },
    onDrop: (event) => {
      event.preventDefault();
      if (drag) move(drag.id, dropTo(nodes, drag.id, row, placeOf(event, row)));
      end();
    },
    onDragEnd: end,
  });
}

function Row({ row, isCurrent, isStop, isNaming, isFolded, editable, act, dragging }) {
  const words = useWords();
  const Icon = ICONS[row.kind];
  const title = untitled(words, row);
  return (
    <li
      role="treeitem"
      id={`row-${row.id}`}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.of}
      aria-selected={isCurrent}
      aria-expanded={row.hasChildren ? !isFolded : undefined}
      aria-label={words.t("%(title)s, %(kind)s", { title, kind: nameKind(words, row.kind) })}
      tabIndex={isStop ? 0 : -1}
      className="binder-row"
      style={{ "--level": row.level }}
      draggable={editable && !isNaming}
      onClick={() => act.open(row)}
      onDoubleClick={() => editable && act.name(row.id)}
      onFocus={(event) => event.target === event.currentTarget && act.stop(row.id)}
      {...(editable ? dragging(row) : {})}
    >
      <span className="binder-chevron" onClick={(event) => (event.stopPropagation(), act.fold(row.id, !isFolded))}>
        {row.hasChildren && <ChevronRight size={14} className="mirrors" aria-hidden="true" />}
      </span>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="binder-icon" />
      {isNaming ? (
        <NameField row={row} onDone={(name, refocus) => act.named(row, name, refocus)} />
      ) : (
        <span className={row.title ? "binder-title" : "binder-title is-untitled"} dir="auto">
          {title}
        </span>
      )}
      {row.status && <span className={`status-dot ${row.status}`} title={words.t(row.status)} />}
      {row.total > 0 && !isNaming && <span className="binder-words numeric">{words.number(row.total)}</span>}
      {editable && !isNaming && <RowMenu row={row} act={act} />}
    </li>
  );
}

function takeKey(event, { rows, row, act, folded, editable }) {
  const rightToLeft = getComputedStyle(event.currentTarget).direction === "rtl";
  const inward = rightToLeft ? "ArrowLeft" : "ArrowRight";
  const outward = rightToLeft ? "ArrowRight" : "ArrowLeft";
  const at = rows.indexOf(row);
  const go = (index) => act.focus(rows[Math.max(0, Math.min(index, rows.length - 1))]?.id);
  if (event.altKey && editable) {
    const step = { ArrowUp: "up", ArrowDown: "down", [inward]: "in", [outward]: "out" }[event.key];
    if (!step) return false;
    act.step(row.id, step);
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const isOpen = row.hasChildren && !folded.has(row.id);
  const keys = {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    [inward]: () => (row.hasChildren && !isOpen ? act.fold(row.id, false) : isOpen && go(at + 1)),
    [outward]: () => (isOpen ? act.fold(row.id, true) : row.parent && act.focus(row.parent)),
    Enter: () => act.open(row),
    " ": () => act.open(row),
    F2: () => editable && act.name(row.id),
    Delete: () => editable && act.trash(row.id),
  };
  if (!keys[event.key]) return false;
  keys[event.key]();
  return true;
}

function useNaming(fresh) {
  const [naming, setNaming] = useState("");
  useEffect(() => {
    if (fresh) setNaming(fresh);
  }, [fresh]);
  return [naming, setNaming];
}

/** The keyboard's place in the tree; it comes back to a row that was moved by a key. */
function useStop(rows, current, tree) {
  const [stop, setStop] = useState("");
  const wanted = useRef("");
  useEffect(() => {
    if (!wanted.current) return;
    tree.current?.querySelector(`[id="row-${wanted.current}"]`)?.focus();
    wanted.current = "";
  });
  const focus = (id) => {
    wanted.current = id ?? "";
    setStop(id ?? "");
    tree.current?.querySelector(`[id="row-${id}"]`)?.focus();
  };
  const known = (id) => rows.some((row) => row.id === id);
  const shown = known(stop) ? stop : known(current) ? current : rows[0]?.id;
  return { stop: shown, setStop, focus, keep: (id) => (wanted.current = id) };
}

// What can be asked of the project by key and in the command palette.
function useProjectCommands(project, current) {
  const navigate = useNavigate();
  const offered = useMemo(() => {
    if (!project) return [];
    const to = (href) => () => navigate(href);
    const all = [
      { id: "compile", label: msg("Make the book"), group: msg("This project"), keys: "G B", run: to(`/compile/${project}`) },
      { id: "report", label: msg("Ask for a report"), group: msg("This project"), keys: "G R", run: to(`/tasks/new?kind=analyze&project=${project}`) },
      { id: "trends", label: msg("Trends"), group: msg("This project"), keys: "G O", run: to(`/trends/${project}`) },
    ];
    return current ? [...all, { id: "history", label: msg("Earlier versions of this text"), group: msg("This text"), keys: "G H", run: to(`/history/${current}`) }] : all;
  }, [navigate, project, current]);
  useOffer(offered);
}

export function Binder(given) {
  const { nodes, trash, project, current, fresh, editable, onMake, onRename, onMove, onTrash, onRestore, title, children } = useSteady(given, "project");
  const words = useWords();
  const navigate = useNavigate();
  useProjectCommands(project, current);
  const tree = useRef(null);
  const [folded, fold] = useFolded(project);
  const rows = useMemo(() => rowsOf(nodes, folded), [nodes, folded]);
  const [naming, setNaming] = useNaming(fresh);
  const place = useStop(rows, current, tree);
  const move = (id, to) => to && onMove(id, to.parent, to.after);
  const dragging = useDragging(nodes, move);
  const act = {
    fold,
    focus: place.focus,
    stop: place.setStop,
    make: (kind, parent) => (fold(parent, false), onMake(kind, parent)),
    name: setNaming,
    trash: onTrash,
    open: (row) => {
      if (row.kind === "folder") return fold(row.id, !folded.has(row.id));
      closeSheet();
      return navigate(row.href);
    },
    step: (id, step) => {
      const to = stepTo(nodes, id, step);
      if (to?.parent) fold(to.parent, false);
      place.keep(id);
      move(id, to);
    },
    named: (row, name, refocus) => {
      setNaming("");
      if (refocus) place.keep(row.id);
      if (name !== null && name !== row.title) onRename(row.id, name);
    },
  };
  const onKeyDown = (event) => {
    const row = rows.find((one) => `row-${one.id}` === event.target.id);
    if (row && takeKey(event, { rows, row, act, folded, editable })) event.preventDefault();
  };
  return (
    <>
      <div className="binder-head">
        <h2 dir="auto" title={title}>
          {title}
        </h2>
        {children}
      </div>
      {editable && (
        <div className="binder-make" role="group" aria-label={words.t("New")}>
          {["scene", "folder", "note"].map((kind) => (
            <button key={kind} type="button" className="button quiet small" onClick={() => onMake(kind, "")}>
              <Plus size={14} aria-hidden="true" />
              {nameKind(words, kind)}
            </button>
          ))}
        </div>
      )}
      <ul role="tree" aria-label={words.t("Binder")} className="binder-tree" ref={tree} onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            act={act}
            editable={editable}
            dragging={dragging}
            isCurrent={row.id === current}
            isStop={row.id === place.stop}
            isNaming={row.id === naming && editable}
            isFolded={folded.has(row.id)}
          />
        ))}
      </ul>
      {trash.length > 0 && <TrashList trash={trash} editable={editable} onRestore={onRestore} />}
    </>
  );
}

function TrashList({ trash, editable, onRestore }) {
  const words = useWords();
  return (
    <details className="binder-trash">
      <summary>
        <Trash size={16} strokeWidth={1.75} aria-hidden="true" />
        {words.t("Trash")}
        <span className="numeric text-faint">{words.number(trash.length)}</span>
      </summary>
      <ul role="list">
        {trash.map((row) => (
          <li key={row.id}>
            <span className="binder-title" dir="auto">
              {untitled(words, row)}
            </span>
            {editable && (
              <button type="button" className="button quiet small" aria-label={words.t("Restore %(title)s", { title: words.quote(untitled(words, row)) })} onClick={() => onRestore(row.id)}>
                {words.t("Restore")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
