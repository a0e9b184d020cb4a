"""The stylesheet of a report that is one HTML file, in the colours and types of the interface; `page` sets it."""

from typing import Final

STYLESHEET: Final = """
:root { --paper: #fbfaf7; --ink: #1f1d1a; --soft: #55514a; --line: #e4e0d6; --strong: #0f766e; --mild: #a9cfc8;
  --cell: #efece4; --look: #f6e3b4; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --paper: #161513; --ink: #e8e4dc; --soft: #bdb7ab; --line: #33302b;
  --strong: #5eead4; --mild: #2b5c54; --cell: #24211e; --look: #5b4613; } }
* { box-sizing: border-box; }
body { background: var(--paper); color: var(--ink); font: 16px/1.6 Inter, Vazirmatn, system-ui, Tahoma, sans-serif;
  margin: 0 auto; max-width: 760px; padding: 40px 20px 80px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0; }
h2 { font-size: 20px; margin: 48px 0 8px; }
p { margin: 0 0 8px; }
.soft, figcaption p, .explained { color: var(--soft); font-size: 14px; }
.summary { font: 20px/1.65 Literata, Georgia, "Times New Roman", serif; margin: 32px 0; }
html[lang="fa"] .summary { font-family: "Noto Naskh Arabic", Vazirmatn, Tahoma, serif; line-height: 1.9; }
.key { border-top: 2px solid var(--strong); display: inline-block; margin-inline-end: 6px; vertical-align: middle;
  width: 16px; }
.key.area { border-top: 10px solid var(--mild); margin-inline-start: 16px; }
dl { border-block: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 16px 32px; padding-block: 16px; }
dt { color: var(--soft); font-size: 13px; }
dd { font-size: 20px; font-weight: 600; margin: 0; }
figure { break-inside: avoid; margin: 40px 0 0; }
figcaption { font-weight: 600; margin-bottom: 8px; }
figcaption p { font-weight: 400; }
svg { display: block; height: auto; overflow: visible; width: 100%; }
svg text { fill: var(--ink); font-size: 13px; }
svg text.soft { fill: var(--soft); font-size: 12px; }
.strong { fill: var(--strong); } .mild { fill: var(--mild); } .cell { fill: var(--cell); }
.line { fill: none; stroke: var(--strong); stroke-width: 2; }
.ends { display: flex; justify-content: space-between; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: 8px 8px 8px 0; text-align: start; vertical-align: top; }
html[dir="rtl"] th, html[dir="rtl"] td { padding: 8px 0 8px 8px; }
thead th { color: var(--soft); font-size: 13px; font-weight: 400; }
tbody th { font-weight: 400; }
td.number { font-weight: 600; white-space: nowrap; }
details { border-bottom: 1px solid var(--line); padding: 8px 0; }
summary { cursor: pointer; font-weight: 600; }
details li { font-size: 14px; margin: 10px 0; }
html[lang="fa"] ol { list-style-type: persian; }
.context { margin: 0; }
mark { background: var(--look); border-radius: 2px; color: inherit; }
/* The drawings shrink with the page; their words may not. */
@media screen and (max-width: 640px) { svg text { font-size: 19px; } svg text.soft { font-size: 19px; }
  svg text { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
  svg text.every-other { display: none; } }
@media print { :root { --paper: #fff; } body { max-width: none; padding: 0; }
  details::details-content { content-visibility: visible; height: auto; } }
"""
