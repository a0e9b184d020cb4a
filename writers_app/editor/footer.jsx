/* Under the page: words, characters and reading time, of the document or of what is selected. Used by editor.jsx. */

import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { countDocument, countSelection, readingMinutes } from "./counts.jsx";
import { PassageFigures } from "./passage.jsx";
import { useEditorState } from "./react.jsx";

const REST = 300; // ms without a key before anything is counted

function tally(editor) {
  const { doc, selection } = editor.state;
  const { words, characters } = countDocument(doc);
  if (selection.empty) return { words, characters, chosenWords: null, chosenCharacters: null };
  const chosen = countSelection(doc, selection.from, selection.to);
  return { words, characters, chosenWords: chosen.words, chosenCharacters: chosen.characters };
}

export function Footer({ editor, documentId, pace }) {
  const words = useWords();
  const counts = useEditorState(editor, () => tally(editor), REST);
  const selected = counts.chosenWords !== null;
  const shownWords = selected ? counts.chosenWords : counts.words;
  const minutes = readingMinutes(shownWords, pace);
  const wordText = selected
    ? words.t("%(n)s of %(all)s words", { n: counts.chosenWords, all: counts.words })
    : words.tn("%(n)s word", "%(n)s words", counts.words);
  const characters = selected ? counts.chosenCharacters : counts.characters;
  return (
    <footer className="editor-foot numeric" aria-label={words.t("Counts")}>
      <span data-count="words">{wordText}</span>
      <span data-count="characters">{words.tn("%(n)s character", "%(n)s characters", characters)}</span>
      <span data-count="minutes">{words.t("%(time)s to read", { time: words.minutes(minutes) })}</span>
      {selected && <PassageFigures editor={editor} documentId={documentId} />}
    </footer>
  );
}
