// The interface's languages in the browser: which one is chosen, its strings, numbers and dates.
// components/words.py writes expressions that call it; the catalogs are compiled in by WordsRoot.
import { createElement, Fragment, useEffect, useSyncExternalStore } from "react";

const COOKIE = "writers_locale";
const YEAR = 31536000;
const TAGS = { en: "en-GB", fa: "fa-IR-u-ca-persian-nu-arabext" };

const catalogs = { en: { strings: {}, pickForm: (n) => Number(n !== 1) } };
const listeners = new Set();
const speakers = {};

export function addCatalog(locale, catalog) {
  catalogs[locale] = catalog;
  delete speakers[locale];
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

function makeSpeaker(locale) {
  const tag = TAGS[locale];
  const { strings, pickForm } = catalogs[locale];
  const formats = new Map();
  const format = (Kind, options) => {
    const key = Kind.name + JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Kind(tag, options));
    return formats.get(key);
  };
  const number = (value, options = { maximumFractionDigits: 2 }) =>
    isNumber(value) ? format(Intl.NumberFormat, options).format(value) : "";
  const fill = (text, values) =>
    values
      ? text.replace(/%%|%\((\w+)\)[sd]/g, (place, name) => {
          if (place === "%%") return "%";
          const value = values[name];
          if (value?.msgid) return t(value.msgid, value.values);
          return isNumber(value) ? number(value) : String(value ?? "");
        })
      : text;
  const t = (msgid, values) => {
    const found = strings[msgid] ?? msgid;
    return fill(Array.isArray(found) ? found[0] : found, values);
  };
  const tn = (singular, plural, n, values) => {
    const forms = strings[singular] ?? [singular, plural];
    return fill(forms[Math.min(pickForm(n ?? 0), forms.length - 1)], { ...values, n: n ?? 0 });
  };
  const parse = (moment) => (moment ? new Date(moment) : null);
  const date = (moment, options) => {
    const at = parse(moment);
    return at && !Number.isNaN(at.valueOf()) ? format(Intl.DateTimeFormat, options).format(at) : "";
  };
  // On the clocks of this device, or of the zone that is named.
  const day = (moment, timeZone) => date(moment, { day: "numeric", month: "long", year: "numeric", timeZone });
  const clock = (moment, timeZone) => date(moment, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone });
  const moment = (value, timeZone) => (value ? `${day(value, timeZone)}${locale === "fa" ? "، " : ", "}${clock(value, timeZone)}` : "");
  const exactly = (value) => (value ? `${day(value)}${locale === "fa" ? "، " : ", "}${date(value, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false })}` : "");
  // Near moments as people say them, far ones as a date.
  const when = (value) => {
    const at = parse(value);
    if (!at || Number.isNaN(at.valueOf())) return "";
    const seconds = Math.round((Date.now() - at.valueOf()) / 1000);
    if (seconds < -60 || seconds >= 7 * 86400) return day(value);
    if (seconds < 60) return t("just now");
    if (seconds < 3600) return tn("%(n)s minute ago", "%(n)s minutes ago", Math.floor(seconds / 60));
    if (seconds < 86400) return tn("%(n)s hour ago", "%(n)s hours ago", Math.floor(seconds / 3600));
    return tn("%(n)s day ago", "%(n)s days ago", Math.floor(seconds / 86400));
  };
  const percent = (value) =>
    isNumber(value) ? format(Intl.NumberFormat, { style: "percent", maximumFractionDigits: 0 }).format(value / 100) : "";
  const size = (bytes) => {
    if (!isNumber(bytes)) return "";
    if (bytes < 1000) return tn("%(n)s byte", "%(n)s bytes", bytes);
    if (bytes < 1e6) return t("%(n)s KB", { n: Math.round(bytes / 1000) });
    return t("%(n)s MB", { n: Math.round(bytes / 1e5) / 10 });
  };
  const duration = (seconds) => {
    if (!isNumber(seconds)) return "";
    if (seconds < 60) return tn("%(n)s second", "%(n)s seconds", Math.max(1, Math.round(seconds)));
    if (seconds < 3600) return tn("%(n)s minute", "%(n)s minutes", Math.round(seconds / 60));
    return tn("%(n)s hour", "%(n)s hours", Math.round(seconds / 3600));
  };
  // How long something takes, from an hour on in hours and minutes.
  const minutes = (value) => {
    const hours = tn("%(n)s hour", "%(n)s hours", Math.floor(value / 60));
    const rest = tn("%(n)s minute", "%(n)s minutes", value % 60);
    if (value < 60) return rest;
    return value % 60 ? t("%(hours)s and %(minutes)s", { hours, minutes: rest }) : hours;
  };
  const dir = locale === "fa" ? "rtl" : "ltr";
  // Somebody's own words inside a sentence of ours: set apart so that their direction does not disturb it.
  const quote = (text) => `\u2068${text ?? ""}\u2069`;
  return { locale, dir, t, tn, number, percent, day, clock, moment, exactly, when, size, duration, minutes, quote };
}

const speakerOf = (locale) => (speakers[locale] ??= makeSpeaker(catalogs[locale] ? locale : "en"));

// The head script has already put the choice on <html> when this module is first read.
let current = typeof document === "undefined" ? "en" : document.documentElement.lang || "en";
const currentSpeaker = () => speakerOf(current);
const renderedSpeaker = () => speakerOf("en");

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chosen language: strings, numbers, dates, direction. Follows the choice without a reload. */
export const useWords = () => useSyncExternalStore(subscribe, currentSpeaker, renderedSpeaker);

/** Marks a string that is put into words later, so that the catalogs are known to need it. */
export const msg = (msgid) => msgid;

/** For code outside React. */
export const words = () => currentSpeaker();

const readMinute = () => Math.floor(Date.now() / 60000);

function everyMinute(listener) {
  const timer = setInterval(listener, 15000);
  return () => clearInterval(timer);
}

/** Changes once a minute: what shows "5 minutes ago" depends on it. */
export const useMinute = () => useSyncExternalStore(everyMinute, readMinute, () => 0);

export function chooseLocale(locale) {
  if (!catalogs[locale]) return;
  current = locale;
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${locale}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  document.documentElement.lang = locale;
  document.documentElement.dir = speakerOf(locale).dir;
  listeners.forEach((listener) => listener());
}

/** Lifts the blank that the head script left on the page when the chosen language is not the pre-rendered one. */
export function WordsRoot({ children }) {
  const { locale } = useWords();
  useEffect(() => {
    if (locale === currentSpeaker().locale) {
      requestAnimationFrame(() => document.documentElement.classList.remove("unsettled"));
    }
  }, [locale]);
  return createElement(Fragment, null, children);
}
