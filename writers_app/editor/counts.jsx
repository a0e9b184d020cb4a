/* Words, characters and reading time by the server's own rule, for the document and the selection. Used by footer.jsx. */

let rules = null;
const tallies = new WeakMap(); // by node: an edited paragraph is a new node, and only it is counted again

/** The patterns come from writers_app/text/words.py, so that browser and server can't disagree. */
export function setRules({ wordPattern, characterPattern }) {
  rules = { words: new RegExp(wordPattern, "gu"), characters: new RegExp(characterPattern, "gu") };
}

function countMatches(pattern, text) {
  let count = 0;
  pattern.lastIndex = 0;
  while (pattern.exec(text) !== null) count += 1;
  return count;
}

export function countText(text) {
  return { words: countMatches(rules.words, text), characters: countMatches(rules.characters, text) };
}

function add(sum, tally) {
  sum.words += tally.words;
  sum.characters += tally.characters;
}

/** A footnote's text is counted apart, so that it never grows together with the words around its number. */
function countTextblock(block, from = 0, to = block.content.size) {
  const sum = { words: 0, characters: 0 };
  let text = "";
  block.forEach((child, offset) => {
    const start = Math.max(from - offset, 0);
    const end = Math.min(to - offset, child.nodeSize);
    if (start >= end) return;
    if (child.isText && child.marks.some((mark) => mark.type.name === "deletion")) return; // as good as gone
    if (child.isText) text += child.text.slice(start, end);
    else if (child.inlineContent) add(sum, countTextblock(child, Math.max(start - 1, 0), Math.min(end - 1, child.content.size)));
    else text += "\n";
  });
  add(sum, countText(text));
  return sum;
}

function countNode(node) {
  const known = tallies.get(node);
  if (known) return known;
  const sum = { words: 0, characters: 0 };
  if (node.inlineContent) add(sum, countTextblock(node));
  else node.forEach((child) => add(sum, countNode(child)));
  tallies.set(node, sum);
  return sum;
}

export function countDocument(doc) {
  const sum = { words: 0, characters: 0 };
  doc.forEach((child) => add(sum, countNode(child)));
  return sum;
}

export function countSelection(doc, from, to) {
  const sum = { words: 0, characters: 0 };
  doc.nodesBetween(from, to, (node, pos) => {
    if (pos >= from && pos + node.nodeSize <= to) {
      add(sum, countNode(node));
      return false;
    }
    if (!node.inlineContent) return true;
    const start = Math.max(from - pos - 1, 0);
    add(sum, countTextblock(node, start, Math.min(to - pos - 1, node.content.size)));
    return false;
  });
  return sum;
}

export function readingMinutes(words, pace) {
  return Math.ceil(words / pace);
}
