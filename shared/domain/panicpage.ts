// The page of a panic at one mirror: it empties what this origin keeps in the browser, goes on to the reader's next mirror, and
// at the last one says in plain words what remains. It names no service, for somebody may look over a shoulder, and leaves
// the mirror's front page in the address bar, which is the cover by then.
// The fragment of its address is the reader's language and, behind it, `!` where a mirror on the way did not answer.

interface Words {
  readonly doing: string;
  readonly done: string;
  readonly remains: string;
  /** A mirror did not answer; the link to it. */
  readonly silent: string;
  readonly there: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  fa: {
    doing: "در حال پاک کردن…",
    done: "پاک شد.",
    remains:
      "این‌ها می‌ماند و پاک کردنشان با خود شماست: تاریخچهٔ مرورگر، پرونده‌های دریافت‌شده، زبانه‌های باز، و گفت‌وگویی که پیوند در آن آمد. برای بازگشت پیوند تازه‌ای لازم است.",
    silent:
      "یکی از نشانی‌ها پاسخ نداد و شاید چیزی از آن در مرورگر مانده باشد. از تنظیمات مرورگر، «داده‌های سایت‌ها» را پاک کنید.",
    there: "باز هم به آنجا برو",
  },
  en: {
    doing: "Clearing…",
    done: "Cleared.",
    remains:
      "These stay, and only you can clear them: the browser's history, downloaded files, open tabs, and the chat the link came in. To come back you need a fresh link.",
    silent:
      "One of the addresses did not answer, and something of it may stay in the browser. Clear “site data” in the browser's settings.",
    there: "Go there all the same",
  },
  ar: {
    doing: "جارٍ المسح…",
    done: "تم المسح.",
    remains:
      "يبقى ما لا يمسحه غيرك: سجل المتصفح، والملفات المنزّلة، والتبويبات المفتوحة، والمحادثة التي جاء فيها الرابط. للعودة تحتاج إلى رابط جديد.",
    silent: "أحد العناوين لم يجب وقد يبقى منه شيء في المتصفح. امسح «بيانات المواقع» من إعدادات المتصفح.",
    there: "اذهب إليه مع ذلك",
  },
  zh: {
    doing: "正在清除…",
    done: "已清除。",
    remains:
      "以下内容仍会保留，只能由您自己清除：浏览器历史、下载的文件、打开的标签页，以及收到链接的聊天。再次访问需要新链接。",
    silent: "有一个地址没有响应，浏览器中可能还留有它的内容。请在浏览器设置中清除“网站数据”。",
    there: "仍然前往该地址",
  },
  ru: {
    doing: "Стираю…",
    done: "Стёрто.",
    remains:
      "Остаётся то, что стереть можете только вы: история браузера, загруженные файлы, открытые вкладки и чат, где была ссылка. Чтобы вернуться, нужна новая ссылка.",
    silent:
      "Один из адресов не ответил, и что-то от него могло остаться в браузере. Сотрите «данные сайтов» в настройках браузера.",
    there: "Всё равно перейти туда",
  },
};

const STYLE =
  ":root{color-scheme:light dark}body{max-width:32rem;margin:12vh auto;padding:0 1rem;font:1.1rem/1.7 system-ui}h1{font-size:1.4rem}";

// A relay is asked at once, while it still knows the reader: it alone can take cookies that no script sees. Where nothing
// answers the page waits, and has its words and the link to go on by. Where the relay cannot be had such cookies are crowded out:
// a browser keeps some 180 of a site and lets the oldest go, those of lower priority first.
const SCRIPT = `(async()=>{const m=document.currentScript.dataset,all=${JSON.stringify(WORDS)};
const [,said,late]=/^#?([a-z]{2})?(!?)/.exec(location.hash),lang=[said,...navigator.languages.map(l=>l.slice(0,2))].find(l=>l in all)||"en",words=all[lang];
const page=document.documentElement,[title,text,more]=document.querySelectorAll("h1,p");
page.lang=lang;page.dir=/fa|ar/.test(lang)?"rtl":"ltr";title.textContent=words.doing;
let silent=late;
const crowd=()=>{silent="!";for(const value of["=1","=;max-age=0"])for(let n=0;n<400;n++)document.cookie=n+value+";path=/;secure;priority=high"};
const asked=m.asks&&fetch(location.pathname+location.search,{redirect:"manual",cache:"no-store"}).then(({type})=>type=="opaqueredirect"||crowd(),crowd);
if(m.silent)crowd();
try{localStorage.clear();sessionStorage.clear()}catch{}
const each=(list,work)=>Promise.allSettled([...list].map(work));
await Promise.allSettled([
(async()=>each(await caches.keys(),name=>caches.delete(name)))(),
(async()=>each(await indexedDB.databases(),({name})=>new Promise(done=>{const asked=indexedDB.deleteDatabase(name);asked.onsuccess=asked.onerror=asked.onblocked=done})))(),
(async()=>each(await cookieStore.getAll(),({name})=>cookieStore.delete(name)))(),
(async()=>{const root=await navigator.storage.getDirectory(),names=[];for await(const name of root.keys())names.push(name);return each(names,name=>root.removeEntry(name,{recursive:true}))})(),
(async()=>each(await navigator.storageBuckets.keys(),name=>navigator.storageBuckets.delete(name)))(),
(async()=>each(await navigator.serviceWorker.getRegistrations(),one=>one.unregister()))()]);
text.textContent=words.remains;
if(m.next){const link=document.createElement("a");link.href=m.next+"#"+lang+"!";link.textContent=words.there;more.after(link)}
await asked;
if(m.next){if(await fetch(m.reach,{mode:"no-cors",cache:"no-store"}).then(()=>true,()=>false))return location.replace(m.next+"#"+lang+silent);silent="!"}
else history.replaceState(null,"","/");
document.title=title.textContent=words.done;if(silent)more.textContent=words.silent})()`;

export interface PanicPage {
  readonly markup: string;
  readonly policy: string;
}

/**
 * `next`: where to go on to, an address of checked parts; `reach`: what answers if it can be reached. The mirror is to be
 * asked to clear its cookies (`asks`), cannot be asked (`silent`), or has cleared them.
 */
export interface PanicPageWish {
  readonly next: string | undefined;
  readonly reach: string;
  readonly cookies: "asks" | "silent" | "cleared";
}

export async function panicPage({ next, reach, cookies }: PanicPageWish): Promise<PanicPage> {
  const data = `${next ? ` data-next="${next}" data-reach="${reach}"` : ""}${cookies === "cleared" ? "" : ` data-${cookies}="1"`}`;
  const connect = /^https?:/.test(reach) ? `'self' ${reach}` : "'self'";
  return {
    markup: `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="same-origin"><title>…</title><style>${STYLE}</style><body><main role="status"><h1>…</h1><p></p><p></p></main><script${data}>${SCRIPT}</script>`,
    policy: `default-src 'none'; script-src ${await hashOf(SCRIPT)}; style-src ${await hashOf(STYLE)}; connect-src ${connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
