// What the formats of a book's file, and what is chosen for them, are called. Used by asking.jsx, book_settings.jsx,
// batches.jsx and schedules.jsx.
import { msg } from "$/public/external/writers_app/components/words/words.js";

export const FORMATS = {
  docx: msg("Word document"),
  odt: msg("OpenDocument text"),
  epub: msg("EPUB book"),
  pdf: "PDF",
  md: msg("Markdown"),
  html: msg("Web page"),
  txt: msg("Plain text"),
  fountain: msg("Screenplay (Fountain)"),
};

export const LAYOUTS = { book: msg("A book"), manuscript: msg("Standard manuscript (Shunn)") };
export const PAPERS = {
  a4: "A4", letter: msg("US letter"), a5: "A5", b5: "B5", "5x8": msg("5 × 8 in"), "5.5x8.5": msg("5.5 × 8.5 in"), "6x9": msg("6 × 9 in"),
  roqi: msg("Roqi (14 × 21 cm)"), vaziri: msg("Vaziri (17 × 24 cm)"),
};
export const MEDIA = { print: msg("The printer"), screen: msg("The screen") };
export const CHANGES = { keep: msg("Left as suggestions"), accept: msg("All accepted"), reject: msg("All rejected") };
