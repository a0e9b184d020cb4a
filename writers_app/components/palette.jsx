// The command palette (Ctrl/⌘ K), the list of shortcuts (?), and the search page: every document and every action by key.
import { useContext, useEffect, useId, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { ColorModeContext } from "$/utils/context-registry";
import { keyNames, useCommandKeys, useCommands, useOffer } from "$/public/scripts/commands.js";
import { call } from "$/public/scripts/requests.js";
import { chooseLocale, msg, useWords } from "$/public/external/writers_app/components/words/words.js";
import { Modal, toggleRail } from "$/public/external/writers_app/components/frame/frame.jsx";

const PAUSE = 150;
const MOST_FOUND = 8;
const PLACES = [
  [msg("Projects"), "/dashboard", "G P"],
  [msg("Tasks"), "/tasks", "G T"],
  [msg("Search"), "/search", "G S"],
  [msg("Bring a manuscript"), "/upload", "G U"],
  [msg("Account"), "/account", "G A"],
];

const fold = (text) => text.toLowerCase().replace(/[\u200c\s]+/g, " ").replace(/ي/g, "ی").replace(/ك/g, "ک");
const address = (hit) => `/projects/${hit.project_id}/${hit.document_id}`;

function Keys({ keys }) {
  return <span className="keys" dir="ltr">{keyNames(keys).map((key, index) => <kbd key={index}>{key}</kbd>)}</span>;
}

// What the server finds for a query, a moment after typing has paused; an older answer never covers a newer one.
function useFound(query, limit) {
  const [found, setFound] = useState({ query: "", hits: [], asked: false });
  useEffect(() => {
    const wanted = query.trim();
    if (!wanted) {
      setFound({ query: "", hits: [], asked: false });
      return undefined;
    }
    let current = true;
    const timer = setTimeout(() => {
      call("GET", `/search?limit=${limit}&q=${encodeURIComponent(wanted)}`).then(
        (page) => current && setFound({ query: wanted, hits: page.items, asked: true }),
        (problem) => current && setFound({ query: wanted, hits: [], asked: true, problem }),
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, limit]);
  return found;
}

function useProjects(open) {
  const [projects, setProjects] = useState([]);
  useEffect(() => {
    if (open) call("GET", "/projects?limit=50").then((page) => setProjects(page.items), () => {});
  }, [open]);
  return projects;
}

/** Offers what can be done everywhere, and draws the palette and the list of shortcuts when asked for. */
export function Palette() {
  const navigate = useNavigate();
  const { setColorMode } = useContext(ColorModeContext);
  const [shown, setShown] = useState(null);
  const offered = useMemo(
    () => [
      { id: "palette", label: msg("Find a text or an action"), group: msg("Anywhere"), keys: "Mod+K", run: () => setShown("palette"), hidden: true },
      { id: "shortcuts", label: msg("Show all shortcuts"), group: msg("Anywhere"), keys: "?", run: () => setShown("shortcuts") },
      ...PLACES.map(([label, href, keys]) => ({ id: href, label, group: msg("Go to"), keys, run: () => navigate(href) })),
      { id: "new", label: msg("New project"), group: msg("Anywhere"), keys: "G N", run: () => navigate("/dashboard?new=project") },
      { id: "rail", label: msg("Fold or unfold the side rail"), group: msg("Anywhere"), keys: "Mod+\\", run: toggleRail },
      { id: "light", label: msg("Light"), group: msg("Appearance"), run: () => setColorMode("light") },
      { id: "dark", label: msg("Dark"), group: msg("Appearance"), run: () => setColorMode("dark") },
      { id: "system", label: msg("As the device"), group: msg("Appearance"), run: () => setColorMode("system") },
      { id: "en", label: msg("English"), group: msg("Language"), run: () => chooseLocale("en") },
      { id: "fa", label: msg("Persian"), group: msg("Language"), run: () => chooseLocale("fa") },
    ],
    [navigate, setColorMode],
  );
  useOffer(offered);
  useCommandKeys();
  const { t } = useWords();
  const close = () => setShown(null);
  return (
    <>
      <PaletteDialog open={shown === "palette"} onClose={close} />
      <Modal open={shown === "shortcuts"} onClose={close} label={t("Shortcuts")} closeLabel={t("Close")} className="wide">
        <Shortcuts />
      </Modal>
    </>
  );
}

function Shortcuts() {
  const { t } = useWords();
  const commands = useCommands().filter((command) => command.keys);
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <div className="shortcuts">
      {groups.map((group) => (
        <section key={group}>
          <h3>{t(group)}</h3>
          <dl>
            {commands.filter((command) => command.group === group).map((command) => (
              <div key={command.id}>
                <dt>{t(command.label)}</dt>
                <dd><Keys keys={command.keys} /></dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function PaletteDialog({ open, onClose }) {
  const dialog = useRef(null);
  const { t } = useWords();
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
    if (!open && dialog.current.open) dialog.current.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="dialog palette" aria-label={t("Find a text or an action")} onClose={() => open && onClose()} onMouseDown={(event) => event.target === dialog.current && dialog.current.close()}>
      {open && <PaletteBody onDone={() => dialog.current.close()} />}
    </dialog>
  );
}

function PaletteBody({ onDone }) {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const commands = useCommands();
  const projects = useProjects(true);
  const found = useFound(query, MOST_FOUND);
  const list = useRef(null);
  const id = useId();

  const wanted = fold(query.trim());
  const matches = (text) => wanted.split(" ").every((part) => fold(text).includes(part));
  const sections = [
    { title: t("Texts"), items: found.hits.map((hit) => ({ key: hit.document_id, label: hit.title || t("Untitled"), note: hit.project_title, run: () => navigate(address(hit)) })) },
    { title: t("Projects"), items: projects.filter((one) => matches(one.title)).slice(0, wanted ? 8 : 4).map((one) => ({ key: one.id, label: one.title, run: () => navigate(`/projects/${one.id}`) })) },
    { title: t("Actions"), items: commands.filter((one) => one.run && !one.hidden && matches(`${t(one.label)} ${one.label} ${t(one.group)}`)).map((one) => ({ key: one.id, label: t(one.label), note: t(one.group), keys: one.keys, run: one.run })) },
  ].filter((section) => section.items.length > 0);
  const flat = sections.flatMap((section) => section.items);
  const at = Math.min(chosen, Math.max(0, flat.length - 1));

  useEffect(() => setChosen(0), [query]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const choose = (item) => {
    onDone();
    item.run();
  };
  const move = (event) => {
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    if (event.key in steps && flat.length) {
      event.preventDefault();
      setChosen((steps[event.key] + flat.length) % flat.length);
    } else if (event.key === "Enter" && flat[at] && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(flat[at]);
    }
  };
  return (
    <div className="palette-body">
      <input className="palette-input" autoFocus dir="auto" role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-activedescendant={flat[at] ? `${id}-${at}` : undefined} aria-autocomplete="list" aria-label={t("Find a text or an action")} placeholder={t("Find a text or an action")} value={query} onChange={(event) => setQuery(event.target.value)} onKeyDown={move} />
      <div id={`${id}-list`} role="listbox" aria-label={t("Found")} className="palette-list" ref={list}>
        {sections.map((section) => (
          <div key={section.title} role="group" aria-label={section.title}>
            <p className="menu-heading" aria-hidden="true">{section.title}</p>
            {section.items.map((item) => {
              const index = flat.indexOf(item);
              return (
                <div key={item.key} id={`${id}-${index}`} role="option" aria-selected={index === at} className="palette-item" onPointerMove={() => setChosen(index)} onClick={() => choose(item)}>
                  <span dir="auto">{item.label}</span>
                  {item.note && <span className="text-faint" dir="auto">{item.note}</span>}
                  {item.keys && <span className="palette-keys"><Keys keys={item.keys} /></span>}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {flat.length === 0 && <p className="palette-none text-soft" role="status">{t("Nothing of that name. Try fewer letters.")}</p>}
      <p className="palette-foot text-faint"><Keys keys="↑ ↓" /> {t("choose")} <Keys keys="Enter" /> {t("open")} <Keys keys="Esc" /> {t("close")}</p>
    </div>
  );
}

// Marks the words of the query in an excerpt; folding keeps lengths except for half-spaces, which count as spaces.
function Marked({ text, query }) {
  const terms = fold(query).split(" ").filter(Boolean);
  const folded = [...text].map((letter) => (fold(letter) || " "));
  const joined = folded.join("");
  if (joined.length !== [...text].length) return text;
  const letters = [...text];
  const marked = new Set();
  for (const term of terms) {
    for (let start = joined.indexOf(term); start >= 0; start = joined.indexOf(term, start + 1)) {
      for (let index = start; index < start + term.length; index += 1) marked.add(index);
    }
  }
  const parts = [];
  letters.forEach((letter, index) => {
    const last = parts.at(-1);
    if (last && last.marked === marked.has(index)) last.text += letter;
    else parts.push({ text: letter, marked: marked.has(index) });
  });
  return parts.map((part, index) => (part.marked ? <mark key={index}>{part.text}</mark> : part.text));
}

export function SearchPage() {
  const words = useWords();
  const { t, tn } = words;
  const [query, setQuery] = useState(() => (typeof location === "undefined" ? "" : new URLSearchParams(location.search).get("q") ?? ""));
  const found = useFound(query, 50);
  const change = (text) => {
    setQuery(text);
    history.replaceState(history.state, "", text ? `/search?q=${encodeURIComponent(text)}` : "/search");
  };
  return (
    <div className="stack search-page">
      <input type="search" className="input search-input" autoFocus dir="auto" aria-label={t("Search your texts")} placeholder={t("Search your texts")} value={query} onChange={(event) => change(event.target.value)} />
      <p role="status" className="text-soft">
        {!found.asked && t("Every word has to occur. Half-spaces, ي and ی, and the digits of either language make no difference.")}
        {found.problem && t(found.problem.message || msg("The server can't be reached. Try again in a moment."), found.problem.values)}
        {found.asked && !found.problem && (found.hits.length ? tn("%(n)s text", "%(n)s texts", found.hits.length) : t("No text holds all of these words."))}
      </p>
      <ol role="list" className="hits">
        {found.hits.map((hit) => (
          <li key={hit.document_id}>
            <a href={address(hit)}>
              <strong dir="auto">{hit.title || t("Untitled")}</strong>
              <span className="text-faint" dir="auto">{hit.project_title}</span>
              <p dir={hit.language === "fa" ? "rtl" : "ltr"} lang={hit.language}><Marked text={hit.excerpt} query={found.query} /></p>
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}
