/** The style sheet of the demo's apps: a look of their own, readable in light and dark, nothing fetched from elsewhere. */
export const STYLE = `:root{color-scheme:light dark;
--bg:#f6f5fb;--surface:#fff;--text:#1c1a2b;--muted:#565269;--line:#dcd8ea;--field:#716b88;--fill:#4338a8;--on-fill:#fff;--link:#4338a8;--band:#2b2372;--on-band:#fff;
--font:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media (prefers-color-scheme:dark){:root{--bg:#14121f;--surface:#1e1b2e;--text:#f0eefa;--muted:#b9b4cc;--line:#3a3551;--field:#8f89a8;--fill:#5a4fc4;--link:#b6aefa;--band:#0e0c18}}
*{box-sizing:border-box}
html{font:1rem/1.5 var(--font);background:var(--bg);color:var(--text)}
body{margin:0}
header{background:var(--band);color:var(--on-band);padding:1rem}
header p{margin:0 auto;max-width:44rem}
header .product{font-size:1.25rem;font-weight:650}
header .tagline{font-size:.875rem}
main{max-width:46rem;margin:0 auto;padding:2rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;font-weight:650;margin:0 0 1rem;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.125rem;margin:2rem 0 .75rem}
p{margin:0 0 1rem;max-width:65ch}
a{color:var(--link)}
dl{margin:0 0 1.5rem;background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:.5rem 1.5rem}
dl>div{display:grid;grid-template-columns:minmax(9rem,1fr) 2fr;gap:0 1rem;padding:.625rem 0}
dl>div+div{border-top:1px solid var(--line)}
dt{color:var(--muted)}
dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.row{display:flex;flex-wrap:wrap;gap:.75rem;margin:0 0 1rem}
.row form{margin:0}
.btn{display:inline-flex;align-items:center;min-height:3rem;padding:.5rem 1.25rem;border:1px solid var(--field);border-radius:.375rem;background:none;color:var(--text);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.btn.first{background:var(--fill);border-color:var(--fill);color:var(--on-fill)}
.btn:hover{box-shadow:inset 0 0 0 2px currentColor}
.btn:active{transform:translateY(1px)}
:focus-visible{outline:3px solid var(--text);outline-offset:2px}
pre{margin:0;padding:1rem;background:var(--surface);border:1px solid var(--line);border-radius:.75rem;font:.875rem/1.5 var(--mono);white-space:pre-wrap;overflow-wrap:anywhere}
.muted{color:var(--muted);font-size:.875rem}
@media (max-width:30rem){dl{padding:.5rem 1rem}dl>div{grid-template-columns:1fr}}
@media (forced-colors:active){.btn.first{border-width:2px}}
`;
