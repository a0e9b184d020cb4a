// What was found, marked, among the words around it; a whole sentence has none, and reports of old don't. Used by report.jsx and rewrite.jsx.
export const InContext = ({ finding: { before, text, after } }) => (before || after ? <>{before}<mark>{text}</mark>{after}</> : text);

/** Of words in a text of that language: Persian ones may begin with a Latin name, by which a browser would guess wrong. */
export const directionIn = (language) => (language === "fa" ? "rtl" : "auto");
