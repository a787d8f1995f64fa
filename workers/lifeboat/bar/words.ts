// What the bar says, in plain words. `#` is the host of the service that is mirrored.

export interface Words {
  readonly name: string;
  readonly mirror: string;
  readonly seen: string;
  readonly password: string;
  readonly more: string;
  readonly hide: string;
  /** To the mirror's own page. */
  readonly desk: string;
  readonly clear: string;
  readonly remains: string;
}

const fa: Words = {
  name: "فارسی",
  mirror: "آینهٔ #",
  seen: "این صفحه آینه‌ای از # است. گردانندهٔ آینه می‌تواند آنچه را می‌خوانید و می‌نویسید ببیند.",
  password: "اینجا آینه است، نه خود #. گردانندهٔ آینه می‌تواند رمزی را که می‌نویسید ببیند.",
  more: "دربارهٔ این آینه",
  hide: "پنهان کن",
  desk: "هم‌رسانی، گزارش مشکل، وضعیت…",
  clear: "پاک کردن این آینه",
  remains:
    "کوکی‌ها و هرچه این آینه و آینه‌های دیگرتان در مرورگر نگه داشته‌اند پاک می‌شود و برای بازگشت پیوند تازه‌ای لازم است. تاریخچهٔ مرورگر، پرونده‌های دریافت‌شده، زبانه‌های باز و گفت‌وگویی که پیوند در آن آمد می‌ماند؛ آن‌ها را خودتان پاک کنید.",
};

const en: Words = {
  name: "English",
  mirror: "Mirror of #",
  seen: "This page is a mirror of #. Whoever runs the mirror can see what you read and type.",
  password: "This is a mirror, not # itself. Whoever runs it can see the password you type.",
  more: "About this mirror",
  hide: "Hide",
  desk: "Share, report a problem, state…",
  clear: "Clear this mirror",
  remains:
    "Cookies and all that this mirror and your other ones keep in the browser go; to come back you need a fresh link. The browser's history, downloads, open tabs and the chat the link came in stay: clear those yourself.",
};

const ar: Words = {
  name: "العربية",
  mirror: "مرآة #",
  seen: "هذه الصفحة مرآة لموقع #. من يدير المرآة يستطيع أن يرى ما تقرؤه وما تكتبه.",
  password: "هذه مرآة وليست # نفسه. من يديرها يستطيع أن يرى كلمة السر التي تكتبها.",
  more: "عن هذه المرآة",
  hide: "إخفاء",
  desk: "مشاركة، إبلاغ عن مشكلة، الحالة…",
  clear: "مسح هذه المرآة",
  remains:
    "تُمسح ملفات الارتباط وكل ما تحفظه هذه المرآة ومراياك الأخرى في المتصفح، وتحتاج إلى رابط جديد للعودة. يبقى سجل المتصفح والتنزيلات والتبويبات المفتوحة والمحادثة التي جاء فيها الرابط: امسحها بنفسك.",
};

const zh: Words = {
  name: "中文",
  mirror: "# 的镜像",
  seen: "此页面是 # 的镜像。镜像的运营者能看到您阅读和输入的内容。",
  password: "这是镜像，不是 # 本身。镜像的运营者能看到您输入的密码。",
  more: "关于此镜像",
  hide: "隐藏",
  desk: "分享、报告问题、状态…",
  clear: "清除此镜像",
  remains:
    "此镜像和您的其他镜像保存在浏览器中的 Cookie 及一切内容都会清除；再次访问需要新链接。浏览器历史、下载的文件、打开的标签页，以及收到链接的聊天仍会保留，请自行清除。",
};

const ru: Words = {
  name: "Русский",
  mirror: "Зеркало #",
  seen: "Эта страница — зеркало #. Тот, кто держит зеркало, видит, что вы читаете и пишете.",
  password: "Это зеркало, а не сам #. Тот, кто его держит, увидит пароль, который вы введёте.",
  more: "Об этом зеркале",
  hide: "Скрыть",
  desk: "Поделиться, сообщить о неполадке, состояние…",
  clear: "Стереть это зеркало",
  remains:
    "Cookie и всё, что это зеркало и другие ваши зеркала хранят в браузере, будет стёрто; чтобы вернуться, нужна новая ссылка. История браузера, загрузки, открытые вкладки и чат, где была ссылка, останутся: сотрите их сами.",
};

export const WORDS: Readonly<Record<string, Words>> = { fa, en, ar, zh, ru };

/** The reader's choice, else the first of the browser's languages that is here; else English. */
export function languageFor(languages: readonly string[]): string {
  return languages.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in WORDS) ?? "en";
}
