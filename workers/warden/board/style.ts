// The page's one style sheet. Colours never speak alone: every state has a sign and a word as well.

export const STYLE = `
:root{color-scheme:light dark;--ink:#1d2328;--soft:#59646d;--paper:#f6f5f1;--card:#fff;--line:#dcdad2;--good:#0f7a54;--doubt:#a35b00;--bad:#b3261e;--idle:#6b747c;--fill:#cfe5dd}
@media(prefers-color-scheme:dark){:root{--ink:#e9ecee;--soft:#a3adb5;--paper:#14181b;--card:#1d2327;--line:#343c42;--good:#5ecb9d;--doubt:#f0b060;--bad:#ff8a80;--idle:#8f99a1;--fill:#245a47}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 Vazirmatn,Vazir,"Segoe UI",Tahoma,system-ui,sans-serif}
:lang(fa){line-height:1.8}
main,header{max-width:72rem;margin:0 auto;padding:0 1rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;padding-top:1.25rem}
h1{font-size:1.5rem;margin:0}
header p{color:var(--soft);margin:0;flex:1 1 12rem}
h2{font-size:1.1rem;margin:0 0 .5rem}
h3{font-size:.95rem;margin:1rem 0 .25rem;color:var(--soft)}
section{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1rem;margin:1rem 0}
.hint{color:var(--soft);margin:0 0 .75rem;font-size:.95rem}
a{color:inherit}
form{display:inline}
button{font:inherit;background:none;border:1px solid var(--line);border-radius:.5rem;color:inherit;padding:.2rem .8rem;min-height:2.4rem;cursor:pointer}
:focus-visible{outline:3px solid var(--good);outline-offset:2px}
.weather{border-color:var(--bad);border-width:2px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.75rem;list-style:none;margin:0;padding:0}
.tiles li{border-inline-start:.3rem solid var(--idle);padding-inline-start:.7rem}
.tiles b{display:block;font-size:1.7rem;line-height:1.2}
.live{border-color:var(--good)!important}.suspect{border-color:var(--doubt)!important}.burned{border-color:var(--bad)!important}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:start;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:middle}
th[scope=row]{font-weight:500;position:sticky;inset-inline-start:0;background:var(--card);overflow-wrap:anywhere;min-width:10rem}
td.sign{white-space:nowrap}
.good{color:var(--good)}.doubt{color:var(--doubt)}.bad{color:var(--bad)}.idle{color:var(--idle)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.host{unicode-bidi:isolate;direction:ltr;display:inline-block}
ol.story{list-style:none;margin:0;padding:0;max-height:26rem;overflow-y:auto}
ol.story li{display:grid;grid-template-columns:minmax(9rem,auto) minmax(10rem,auto) 1fr;gap:.1rem 1rem;padding:.25rem 0;border-bottom:1px solid var(--line);font-size:.95rem}
ol.story time{color:var(--soft)}
ol.story span:last-child{overflow-wrap:anywhere}
.bar{height:.7rem;border-radius:.35rem;background:var(--line);overflow:hidden;margin:.25rem 0 .75rem}
.bar i{display:block;height:100%;background:var(--good)}
.bar i.high{background:var(--bad)}
svg.lives{display:block;width:100%;min-width:12rem;height:2rem}
[dir=rtl] svg.lives{transform:scaleX(-1)}
svg .axis{stroke:var(--line);stroke-width:1}
svg .burned{stroke:var(--bad);stroke-width:2;fill:none}
svg .alive{stroke:var(--good);stroke-width:2;fill:var(--fill)}
svg .retired{stroke:var(--idle);stroke-width:2;fill:none}
.ticks{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;color:var(--soft);font-size:.9rem;margin:.5rem 0 0;padding:0;list-style:none}
.key svg{width:1rem;height:1rem;vertical-align:middle}
@media(max-width:40rem){ol.story li{grid-template-columns:1fr 1fr}ol.story span:last-child{grid-column:1/-1}}
`;
