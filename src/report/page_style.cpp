// Colours are given to roles twice, for light and for dark; paper is light. Numbers on a cell of a heat map have the text colour of
// its level, at a contrast of at least 4.5 (properties/report measures it).
#include "report/html.hpp"

namespace attest::report {

const char* const page_style = R"(:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1b222a; --quiet: #56606b; --line: #d5dbe1; --panel: #f5f7f9;
  --grid: #e3e7ec; --law: #6b7580; --right: #0b62c4; --refuted: #b4420a; --open: #7a3fc0; --edge: #ffffff;
  --level-0: #eceff2; --level-1: #e4eef9; --level-2: #cbdff3; --level-3: #aecdea; --level-4: #8ab8df; --level-5: #65a0d2; --level-6: #2f74b5; --level-7: #1b5690; --level-8: #0c3868;
  --text-0: #3f4852; --text-1: #16202b; --text-2: #16202b; --text-3: #16202b; --text-4: #16202b; --text-5: #10161d; --text-6: #ffffff; --text-7: #ffffff; --text-8: #ffffff;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #11161c; --ink: #e4e9ee; --quiet: #a2adb8; --line: #333d48; --panel: #1a212a;
    --grid: #2a333d; --law: #98a3af; --right: #69b3ff; --refuted: #ff9a5c; --open: #c79bff; --edge: #11161c;
    --level-0: #232b35; --level-1: #16283d; --level-2: #183654; --level-3: #1b4870; --level-4: #1f5d90; --level-5: #2f74ad; --level-6: #6aa9dc; --level-7: #9ccaf0; --level-8: #d3e8fb;
    --text-0: #b9c3cd; --text-1: #e4e9ee; --text-2: #e4e9ee; --text-3: #f2f5f8; --text-4: #ffffff; --text-5: #ffffff; --text-6: #0c141d; --text-7: #0c141d; --text-8: #0c141d;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 104rem; padding: 1.5rem clamp(0.8rem, 3vw, 2.5rem) 3rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.6rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 0.2rem; padding-top: 0.9rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.3rem 0 0.3rem; }
p, ul { margin: 0.35rem 0; max-width: 85ch; }
ul { padding-left: 1.2rem; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; max-width: none; }
a { color: var(--right); }
.quiet { color: var(--quiet); }
.warning { border-left: 0.3rem solid var(--refuted); padding: 0.3rem 0.8rem; background: var(--panel); }
pre { margin: 0.5rem 0; padding: 0.6rem 0.8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 0.3rem; white-space: pre-wrap; overflow-wrap: anywhere; }
code, pre, td.exact { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.85rem; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem 1.6rem; align-items: flex-start; margin: 0.8rem 0; }
.plots > .scroll { flex: 1 1 30rem; }
figure { margin: 0; min-width: 0; max-width: 100%; }
figcaption { font-size: 0.9rem; font-weight: 600; margin-bottom: 0.3rem; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible { outline: 2px solid var(--right); outline-offset: 2px; }
svg { display: block; width: var(--width); max-width: none; height: auto; color: var(--ink); font-family: inherit; }
svg text { pointer-events: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 0.9rem; list-style: none; padding: 0; max-width: none; font-size: 0.85rem; }
.legend span { display: inline-block; width: 1.1em; height: 1.1em; margin-right: 0.35em; vertical-align: -0.2em; border: 1px solid var(--line); }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; margin: 0.6rem 0; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.3rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.9rem 0.25rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { white-space: nowrap; }
td { max-width: 34rem; overflow-wrap: break-word; }
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  figure, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  svg { width: min(var(--width), 100%); }
  nav { display: none; }
}
)";

}  // namespace attest::report
