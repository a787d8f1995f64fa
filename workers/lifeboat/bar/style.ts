// How the bar looks. A sheet made by script needs no leave of a page's policy; what the page says of our element's own box
// would win over `:host`, so that is said with weight.

export const STYLE = `:host{all:initial!important;position:fixed!important;inset-block-end:0!important;inset-inline-start:0!important;
z-index:2147483647!important;max-width:100vw!important;color-scheme:light dark!important}
:host([hidden]){display:none!important}@media print{:host{display:none!important}}
section{box-sizing:border-box;max-width:26rem;margin:.5rem;padding:.25rem;border:1px solid #8888;border-radius:.75rem;background:Canvas;color:CanvasText;
font:15px/1.5 system-ui,sans-serif;box-shadow:0 2px 12px #0004;max-height:80vh;overflow:auto}
div{display:flex;flex-wrap:wrap;gap:.25rem;align-items:center}p{margin:.5rem}[hidden]{display:none}
button,select{font:inherit;color:inherit;background:none;border:1px solid #8886;border-radius:.5rem;padding:.35em .7em;min-height:2.75em;cursor:pointer}
select{background:Canvas}button.go{border-color:#c33;color:light-dark(#a11,#f99)}
button:focus-visible,select:focus-visible{outline:2px solid Highlight;outline-offset:-2px}p[role]{font-weight:600}`;
