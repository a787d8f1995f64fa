// The page's one style sheet and one script, as the policy's hashes name them.

export const style = `
:root{color-scheme:light dark;--ink:#1d2328;--soft:#5a656e;--paper:#f6f5f1;--card:#fff;--line:#dcdad2;--accent:#0f6b5c;--on-accent:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e9ecee;--soft:#a3adb5;--paper:#14181b;--card:#1d2327;--line:#343c42;--accent:#63c7b2;--on-accent:#08241f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.75 Vazirmatn,Vazir,"Segoe UI",Tahoma,system-ui,sans-serif}
:lang(en){line-height:1.6}
main{max-width:40rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.6rem;line-height:1.4;margin:.25rem 0 .5rem}
h2{font-size:1.1rem;line-height:1.5;margin:0 0 .25rem}
p{margin:0 0 .75rem}
.links{list-style:none;margin:1.25rem 0;padding:0;display:grid;gap:1rem}
.card{display:flex;flex-wrap:wrap;gap:1rem;justify-content:space-between;align-items:center;background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1rem}
.card>div{flex:1 1 14rem;min-width:0}
.host{color:var(--soft);overflow-wrap:anywhere;font-size:.95rem;text-align:start}
[dir=rtl] .host{text-align:right}
.actions{display:flex;flex-wrap:wrap;gap:.6rem;margin:.75rem 0 0}
.qr{flex:0 0 auto;width:13rem;height:13rem;border-radius:.5rem;margin-inline:auto}
button,.open{font:inherit;font-weight:600;border-radius:.6rem;padding:.55rem 1.3rem;min-height:2.9rem;border:1px solid var(--accent);cursor:pointer;text-decoration:none}
.open,form button{background:var(--accent);color:var(--on-accent)}
.copy{background:transparent;color:var(--accent);min-width:7rem}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
section{margin:1.75rem 0 0}
section ol{margin:0;padding-inline-start:1.4rem}
section:lang(fa) ol{list-style-type:persian}
section li{margin:.3rem 0}
details{margin:1.75rem 0 0;border-top:1px solid var(--line);padding-top:.75rem}
summary{cursor:pointer;color:var(--accent)}
form{margin:1.25rem 0}
label{display:block;font-weight:600;margin-bottom:.4rem}
input#code{font:1.15rem/1.4 ui-monospace,Menlo,Consolas,monospace;width:100%;padding:.7rem .8rem;border:1px solid var(--soft);border-radius:.6rem;background:var(--card);color:var(--ink)}
input#code::placeholder{color:var(--soft);opacity:.6}
.hint,footer,.switch{color:var(--soft);font-size:.95rem}
.hint{margin:.4rem 0 1rem}
footer{max-width:40rem;margin:0 auto;padding:0 1rem 2rem}
`;

export const script = `
for(const button of document.querySelectorAll(".copy")){
  if(!navigator.clipboard)break;
  button.hidden=false;
  const label=button.textContent;
  button.addEventListener("click",async()=>{
    try{await navigator.clipboard.writeText(button.dataset.url)}catch{return}
    button.textContent=button.dataset.done;
    setTimeout(()=>{button.textContent=label},2000);
  });
}
`;
