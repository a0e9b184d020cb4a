// What the formats of a book's file are called. Used by asking.jsx and book_settings.jsx.
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
