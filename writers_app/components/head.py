"""What stands in <head> of every page: the script that settles language, direction and layout before the first paint,
icons, colours for the browser's own frame. The composition root gives it to the app.
"""

import json

import reflex as rx

from writers_app.i18n.locales import COOKIE, DEFAULT_LOCALE, LOCALES, ZONE_COOKIE, direction

STYLESHEETS = [
    "styles/fonts.css",
    "styles/tokens.css",
    "styles/base.css",
    "styles/controls.css",
    "styles/frame.css",
    "styles/pages.css",
    "styles/tasks.css",
    "styles/report.css",
    "styles/palette.css",
    "styles/account.css",
    "styles/history.css",
    "styles/compile.css",
]

# Runs before anything is painted; keep it small and without dependencies.
SETTLE = """
(function () {
  var root = document.documentElement, known = %(directions)s, found;
  try {
    found = (document.cookie.match(/(?:^|; )%(cookie)s=(\\w+)/) || [])[1];
    if (!known[found]) {
      found = (navigator.languages || [navigator.language]).map(function (tag) { return tag.slice(0, 2); })
        .filter(function (tag) { return known[tag]; })[0];
    }
    if (localStorage.getItem("writers.rail") === "folded") root.dataset.rail = "folded";
    ["paper", "latin", "persian"].forEach(function (look) {
      if (localStorage.getItem("writers." + look)) root.dataset[look] = localStorage.getItem("writers." + look);
    });
    document.cookie = "%(zone)s=" + Intl.DateTimeFormat().resolvedOptions().timeZone + "; Path=/; SameSite=Lax";
  } catch (error) { /* storage is closed to us: the defaults hold */ }
  found = found || "%(default)s";
  root.lang = found;
  root.dir = known[found];
  if (found !== "%(default)s") root.classList.add("unsettled");
  var font = document.createElement("link");
  font.rel = "preload"; font.as = "font"; font.type = "font/woff2"; font.crossOrigin = "";
  font.href = found === "fa" ? "/fonts/vazirmatn-arabic-wght-normal.woff2" : "/fonts/inter-latin-wght-normal.woff2";
  document.head.append(font);
})();
"""


def head_components() -> list[rx.Component]:
    settle = SETTLE % {
        "directions": json.dumps({locale: direction(locale) for locale in LOCALES}),
        "cookie": COOKIE,
        "zone": ZONE_COOKIE,
        "default": DEFAULT_LOCALE,
    }
    return [
        rx.el.script(settle),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.link(rel="icon", href="/icons/writers.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icons/writers-180.png"),
    ]
