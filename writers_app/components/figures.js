// How figures of an analysis are written: by their unit, and as a change. Used by report.jsx, rewrite.jsx and trends.jsx.
export const round = (value, places = 1) => Math.round(value * 10 ** places) / 10 ** places;

export const missing = (value) => value === null || value === undefined;

export function show(value, unit, words) {
  if (missing(value)) return words.t("Too little text");
  if (unit === "share") return words.percent(100 * value);
  if (unit === "minutes") return words.minutes(value);
  return words.number(round(value));
}

const SIGNED = { signDisplay: "exceptZero", maximumFractionDigits: 1 };

/** The difference with its sign; of shares in points of a hundred, as two percentages differ. */
export function showChange(difference, unit, words) {
  if (missing(difference)) return "–";
  if (unit === "share") return words.t("%(n)s points", { n: words.number(100 * difference, SIGNED) });
  return words.number(difference, SIGNED);
}

/** Whether the difference can be seen in what is shown. */
export function differs(change, unit) {
  if (missing(change.difference)) return missing(change.before) !== missing(change.after);
  return round(unit === "share" ? 100 * change.difference : change.difference) !== 0;
}
