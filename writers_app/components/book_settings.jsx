// The settings of a book as a form: only what the chosen format knows is asked for. Used by compile.jsx.
import { useId } from "react";
import { CHANGES, FORMATS, LAYOUTS, MEDIA, PAPERS } from "$/public/external/writers_app/components/compile/formats.jsx";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const CHAPTERS = { texts: msg("The texts; folders are parts"), folders: msg("The folders; texts in them are scenes") };
const NUMBERING = { none: msg("No numbers"), digits: msg("1. Title"), chapters: msg("Chapter 1: Title") };
const BREAKS = { "": msg("As the layout has it"), stars: "* * *", hash: "#", dots: "• • •", space: msg("An empty line") };

// Other formats have no place for suggestions: what is undecided stands in them as if accepted.
const SETTLED = { keep: CHANGES.accept, reject: CHANGES.reject };

const SIZES = [9, 10, 11, 12, 13, 14, 16, 18];

const among = (...names) => (settings) => names.includes(settings.format);
const paged = among("pdf", "docx", "odt");

function Choice({ label, options, value, onChange, hint, wide }) {
  const { t } = useWords();
  const id = useId();
  return (
    <div className={wide ? "field wide" : "field"}>
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value ?? ""} aria-describedby={hint ? `${id}-hint` : undefined} onChange={(event) => onChange(event.target.value || null)}>
        {Object.entries(options).map(([name, shown]) => <option key={name} value={name}>{t(shown)}</option>)}
      </select>
      {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

function Check({ label, checked, onChange }) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

function Lines({ label, value, onChange, rows = 2, most = 4000 }) {
  const id = useId();
  return (
    <div className="field wide">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="input" rows={rows} maxLength={most} dir="auto" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

function depthOf(document, byId) {
  let depth = 0;
  for (let at = byId.get(document.parent_id); at; at = byId.get(at.parent_id)) depth += 1;
  return depth;
}

function isBelow(document, byId, leftOut) {
  for (let at = byId.get(document.parent_id); at; at = byId.get(at.parent_id)) if (leftOut.has(at.id)) return true;
  return false;
}

// What stays out is remembered, so that a chapter written later is in.
function Texts({ documents, leftOut, onChange }) {
  const { t, tn } = useWords();
  const byId = new Map(documents.map((one) => [one.id, one]));
  const out = new Set(leftOut);
  const away = documents.filter((one) => out.has(one.id)).length;
  const toggle = (id, taken) => onChange(taken ? leftOut.filter((one) => one !== id) : [...leftOut, id]);
  return (
    <details className="texts">
      <summary>{away ? tn("Which texts: all but %(n)s", "Which texts: all but %(n)s", away) : t("Which texts: all of them")}</summary>
      <ul role="list">
        {documents.map((one) => {
          const below = isBelow(one, byId, out);
          return (
            <li key={one.id} style={{ paddingInlineStart: `${depthOf(one, byId) * 1.25}rem` }}>
              <label className="check">
                <input type="checkbox" checked={!below && !out.has(one.id)} disabled={below} onChange={(event) => toggle(one.id, event.target.checked)} />
                <bdi>{one.title || t("Untitled")}</bdi>
              </label>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

export function BookSettings({ title, settings, documents, readOnly, onTitle, onChange }) {
  const { t, number } = useWords();
  const id = useId();
  const set = (name) => (value) => onChange({ [name]: value });
  const is = (test) => test(settings);
  const choice = (name, label, options, more) => <Choice label={label} options={options} value={settings[name]} onChange={set(name)} {...more} />;
  const check = (name, label) => <Check label={label} checked={settings[name]} onChange={set(name)} />;
  const isTypescript = settings.layout === "manuscript" && is(among("docx", "pdf"));
  return (
    <fieldset className="book-settings" disabled={readOnly}>
      <legend className="visually-hidden">{t("Settings of the book")}</legend>
      <section className="settings-group">
        <div className="field wide">
          <label htmlFor={`${id}-title`}>{t("Name of the preset")}</label>
          <input id={`${id}-title`} className="input" dir="auto" required maxLength={120} value={title} onChange={(event) => onTitle(event.target.value)} />
        </div>
        {choice("format", t("Format"), FORMATS)}
        {is(among("docx", "pdf")) && choice("layout", t("Layout"), LAYOUTS)}
        {is(paged) && choice("paper", t("Paper"), PAPERS)}
        {is(among("pdf")) && !isTypescript && choice("medium", t("For"), MEDIA)}
      </section>
      <section className="settings-group">
        <h2 className="section-title wide">{t("Chapters")}</h2>
        {choice("chapters", t("Chapters are"), CHAPTERS, { wide: true })}
        {choice("numbering", t("Numbers of chapters"), NUMBERING)}
        {choice("scene_break", t("Between scenes"), BREAKS)}
        {settings.numbering !== "none" && <p className="field-hint wide">{t("A prologue, or what has its number in the title, stays as it is.")}</p>}
        <div className="checks wide">
          {settings.numbering !== "none" && check("chapter_titles", t("Titles beside the numbers"))}
          {is(paged) && check("new_page_per_chapter", t("Chapters begin on a new page"))}
        </div>
      </section>
      <section className="settings-group">
        <h2 className="section-title wide">{t("Before the text")}</h2>
        <div className="field wide">
          <label htmlFor={`${id}-author`}>{t("Author, as it stands on the book")}</label>
          <input id={`${id}-author`} className="input" dir="auto" maxLength={200} value={settings.author} placeholder={t("As it is told about the book")} onChange={(event) => onChange({ author: event.target.value })} />
        </div>
        <div className="checks wide">
          {check("title_page", t("Title page"))}
          {is(among("pdf", "epub")) && !isTypescript && check("contents", t("Table of contents"))}
        </div>
        {isTypescript && <Lines label={t("Name, address and mail, one line each")} rows={3} most={600} value={settings.contact} onChange={set("contact")} />}
        <Lines label={t("Copyright page")} value={settings.copyright} onChange={set("copyright")} />
        <Lines label={t("Dedication")} rows={1} value={settings.dedication} onChange={set("dedication")} />
        <Lines label={t("Epigraph")} value={settings.epigraph} onChange={set("epigraph")} />
      </section>
      <section className="settings-group">
        <h2 className="section-title wide">{t("In the text")}</h2>
        {choice("changes", t("Suggestions"), is(among("docx", "odt", "html", "md")) ? CHANGES : SETTLED)}
        {is(paged) && !isTypescript && (
          <Choice label={t("Size of the letters")} value={settings.font_size} onChange={(size) => onChange({ font_size: size && Number(size) })}
            options={{ "": msg("As the paper has it"), ...Object.fromEntries(SIZES.map((size) => [size, t("%(n)s pt", { n: number(size) })])) }} />
        )}
        <div className="checks wide">
          {is(paged) && !isTypescript && check("page_numbers", t("Page numbers"))}
          {is(among("pdf")) && !isTypescript && check("hyphenate", t("Divide words at the ends of lines"))}
          {is(among("docx", "odt", "html", "md")) && check("include_comments", t("With comments"))}
          {check("include_notes", t("With notes"))}
          {is(among("docx")) && check("round_trip", t("To be returned by an editor"))}
        </div>
        <div className="wide"><Texts documents={documents} leftOut={settings.left_out} onChange={set("left_out")} /></div>
      </section>
    </fieldset>
  );
}
