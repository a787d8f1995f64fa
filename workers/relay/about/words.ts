// What the mirror's own page says, in plain words. `#` is the host of the service that is mirrored, `@` a number.

import type { Problem } from "../../../shared/domain/readerwish.ts";

export interface Words {
  readonly name: string;
  readonly title: string;
  readonly seen: string;
  readonly allowed: string;
  readonly back: string;
  readonly state: string;
  /** The address bar must show this name. */
  readonly address: string;
  /** What the lifeboat says, and where there is none. */
  readonly listed: string;
  readonly unlisted: string;
  readonly home: string;
  readonly away: string;
  readonly none: string;
  readonly share: string;
  readonly sharing: string;
  readonly make: string;
  readonly made: string;
  readonly left: string;
  readonly noShare: string;
  readonly problem: string;
  readonly problems: Readonly<Record<Problem, string>>;
  readonly telling: string;
  readonly tell: string;
  readonly told: string;
  readonly untold: string;
  /** Leads to the pages that this browser keeps, and to turning that on. */
  readonly saved: string;
  readonly clear: string;
  /** Before it: what goes and what stays. */
  readonly remains: string;
  readonly settings: string;
  readonly reports: string;
  readonly hidden: string;
}

const fa: Words = {
  name: "فارسی",
  title: "آینهٔ #",
  seen: "این آینه‌ای از # است. گردانندهٔ آینه می‌تواند آنچه را می‌خوانید و می‌نویسید ببیند.",
  allowed: "با اجازهٔ صاحبان # برپاست.",
  back: "بازگشت به #",
  state: "آیا آینهٔ خودمان است؟",
  address: "نشانی بالای صفحه باید این باشد:",
  listed: "نشانی در فهرست امضاشدهٔ آینه‌های شما هست. آینه‌های دیگرتان: @",
  unlisted: "این نشانی دیگر در فهرست امضاشدهٔ آینه‌های شما نیست. پیوند تازه‌ای بگیرید.",
  home: "خود این آینه پاسخ می‌دهد.",
  away: "این نشانی اینجا بسته است؛ آینهٔ دیگری به‌جای آن پاسخ می‌دهد.",
  none: "در این مرورگر قایق نجاتی نیست: اگر این آینه بسته شود، پیوند دیگری لازم است.",
  share: "برای یک نفر دیگر",
  sharing:
    "نشانی بالای صفحه را نفرستید: به دیگران سایت دیگری نشان می‌دهد. اینجا پیوندی برای یک نفر ساخته می‌شود. فقط به کسی بدهید که به او اطمینان دارید؛ هر که آن را داشته باشد این آینه را می‌شناسد.",
  make: "ساختن پیوند",
  made: "این پیوند برای یک نفر است. آن را بفرستید یا بگذارید دوربین گوشی‌اش آن را بخواند.",
  left: "هنوز می‌توانید بسازید: @",
  noShare: "اکنون پیوندی ساخته نشد. هر خواننده چند پیوند دارد، و کسی که خودش این‌گونه آمده پیوندی ندارد.",
  problem: "گزارش مشکل",
  problems: {
    broken: "صفحه به‌هم‌ریخته است",
    missing: "عکس، صدا یا ویدئو نمی‌آید",
    slow: "بسیار کند است",
    login: "ورود یا فرم کار نمی‌کند",
    suspect: "چیزی مشکوک است",
    other: "چیز دیگری",
  },
  telling: "فقط همین یک جمله و نام آینه به گردانندهٔ آینه می‌رسد؛ نه اینکه کیستید و نه اینکه کدام صفحه بود.",
  tell: "فرستادن",
  told: "رسید. سپاس.",
  untold: "گزارش نرسید. کمی بعد دوباره بفرستید.",
  saved: "صفحه‌های ذخیره‌شده",
  clear: "پاک کردن این آینه",
  remains:
    "کوکی‌ها و هرچه این آینه و آینه‌های دیگرتان در مرورگر نگه داشته‌اند پاک می‌شود و برای بازگشت پیوند تازه‌ای لازم است. تاریخچهٔ مرورگر، پرونده‌های دریافت‌شده، زبانه‌های باز و گفت‌وگویی که پیوند در آن آمد می‌ماند؛ آن‌ها را خودتان پاک کنید.",
  settings: "تنظیم‌ها",
  reports: "اگر آینه‌ای بسته شد، مرورگرم ناشناس خبر بدهد",
  hidden: "نوار پنهان‌شده با نوشتن ‎#mirror-bar‎ در پایان نشانی بازمی‌گردد.",
};

const en: Words = {
  name: "English",
  title: "Mirror of #",
  seen: "This is a mirror of #. Whoever runs the mirror can see what you read and type.",
  allowed: "It stands with the leave of the owners of #.",
  back: "Back to #",
  state: "Is it one of ours?",
  address: "The address above must be this one:",
  listed: "The address is on the signed list of your mirrors. Others you have: @",
  unlisted: "This address is no longer on the signed list of your mirrors. Ask for a fresh link.",
  home: "This mirror itself answers.",
  away: "This address is blocked here; another mirror answers in its place.",
  none: "No lifeboat stands in this browser: if this mirror is blocked you need another link.",
  share: "For one more person",
  sharing:
    "Do not send the address above: it shows others a different site. Here a link for one person is made. Give it only to somebody you trust; whoever has it knows this mirror.",
  make: "Make a link",
  made: "This link is for one person. Send it, or let the camera of their phone read it.",
  left: "You can still make: @",
  noShare: "No link was made now. Each reader has a few, and who came by such a link has none.",
  problem: "Report a problem",
  problems: {
    broken: "The page looks broken",
    missing: "Pictures, sound or video do not come",
    slow: "It is very slow",
    login: "Signing in or a form does not work",
    suspect: "Something is suspicious",
    other: "Something else",
  },
  telling: "Only this one phrase and the mirror's name reach whoever runs it; not who you are, nor which page it was.",
  tell: "Send",
  told: "It arrived. Thank you.",
  untold: "The report did not arrive. Send it again later.",
  saved: "Saved pages",
  clear: "Clear this mirror",
  remains:
    "Cookies and all that this mirror and your other ones keep in the browser go; to come back you need a fresh link. The browser's history, downloads, open tabs and the chat the link came in stay: clear those yourself.",
  settings: "Settings",
  reports: "When a mirror is blocked, let my browser say so, without saying who I am",
  hidden: "A hidden bar comes back when #mirror-bar is written at the end of the address.",
};

const ar: Words = {
  name: "العربية",
  title: "مرآة #",
  seen: "هذه مرآة لموقع #. من يدير المرآة يستطيع أن يرى ما تقرؤه وما تكتبه.",
  allowed: "وهي قائمة بإذن أصحاب #.",
  back: "العودة إلى #",
  state: "هل هي من مرايانا؟",
  address: "يجب أن يكون العنوان في الأعلى هذا:",
  listed: "العنوان في القائمة الموقّعة لمراياك. مراياك الأخرى: @",
  unlisted: "لم يعد هذا العنوان في القائمة الموقّعة لمراياك. اطلب رابطًا جديدًا.",
  home: "هذه المرآة نفسها تجيب.",
  away: "هذا العنوان محجوب هنا؛ مرآة أخرى تجيب بدلًا منه.",
  none: "لا قارب نجاة في هذا المتصفح: إن حُجبت هذه المرآة احتجت إلى رابط آخر.",
  share: "لشخص آخر",
  sharing:
    "لا ترسل العنوان الظاهر في الأعلى: فهو يُري غيرك موقعًا آخر. هنا يُصنع رابط لشخص واحد. لا تعطه إلا لمن تثق به؛ فمن يملكه يعرف هذه المرآة.",
  make: "اصنع رابطًا",
  made: "هذا الرابط لشخص واحد. أرسله، أو دع كاميرا هاتفه تقرؤه.",
  left: "يمكنك أن تصنع بعد: @",
  noShare: "لم يُصنع رابط الآن. لكل قارئ بضعة روابط، ومن جاء برابط كهذا ليس له شيء منها.",
  problem: "أبلغ عن مشكلة",
  problems: {
    broken: "الصفحة مضطربة",
    missing: "لا تظهر صور أو صوت أو فيديو",
    slow: "بطيئة جدًا",
    login: "تسجيل الدخول أو نموذج لا يعمل",
    suspect: "شيء يثير الشك",
    other: "شيء آخر",
  },
  telling: "لا يصل إلى من يدير المرآة سوى هذه العبارة واسم المرآة؛ لا من أنت ولا أي صفحة كانت.",
  tell: "أرسل",
  told: "وصل. شكرًا.",
  untold: "لم يصل البلاغ. أرسله لاحقًا.",
  saved: "الصفحات المحفوظة",
  clear: "مسح هذه المرآة",
  remains:
    "تُمسح ملفات الارتباط وكل ما تحفظه هذه المرآة ومراياك الأخرى في المتصفح، وتحتاج إلى رابط جديد للعودة. يبقى سجل المتصفح والتنزيلات والتبويبات المفتوحة والمحادثة التي جاء فيها الرابط: امسحها بنفسك.",
  settings: "الإعدادات",
  reports: "إذا حُجبت مرآة فليُخبر متصفحي بذلك دون أن يقول من أنا",
  hidden: "يعود الشريط المخفي بكتابة ‎#mirror-bar‎ في آخر العنوان.",
};

const zh: Words = {
  name: "中文",
  title: "# 的镜像",
  seen: "这是 # 的镜像。镜像的运营者能看到您阅读和输入的内容。",
  allowed: "此镜像经 # 的所有者许可。",
  back: "返回 #",
  state: "是我们的镜像吗？",
  address: "上方地址栏应为：",
  listed: "此地址在您的签名镜像名单上。您还有其他镜像：@",
  unlisted: "此地址已不在您的签名镜像名单上。请索取新链接。",
  home: "由此镜像自身应答。",
  away: "此地址在这里被封锁；由另一镜像代为应答。",
  none: "此浏览器中没有救生艇：若此镜像被封锁，您需要另一个链接。",
  share: "给另一个人",
  sharing:
    "请勿发送上方的地址：别人打开会看到另一个网站。这里会生成一个供一人使用的链接。只给您信任的人；持有者会知道此镜像。",
  make: "生成链接",
  made: "此链接供一人使用。请发送给对方，或让对方用手机相机扫描。",
  left: "还可生成：@",
  noShare: "现在没有生成链接。每位读者有几个名额，经由此类链接而来的人没有名额。",
  problem: "报告问题",
  problems: {
    broken: "页面显示错乱",
    missing: "图片、声音或视频不显示",
    slow: "非常慢",
    login: "登录或表单不可用",
    suspect: "有可疑之处",
    other: "其他",
  },
  telling: "镜像的运营者只会收到这一句话和镜像名称；不会知道您是谁，也不会知道是哪个页面。",
  tell: "发送",
  told: "已收到，谢谢。",
  untold: "报告未送达，请稍后再发。",
  saved: "已保存的页面",
  clear: "清除此镜像",
  remains:
    "此镜像和您的其他镜像保存在浏览器中的 Cookie 及一切内容都会清除；再次访问需要新链接。浏览器历史、下载的文件、打开的标签页，以及收到链接的聊天仍会保留，请自行清除。",
  settings: "设置",
  reports: "镜像被封锁时，让我的浏览器匿名告知",
  hidden: "在地址末尾写上 #mirror-bar，隐藏的栏会重新出现。",
};

const ru: Words = {
  name: "Русский",
  title: "Зеркало #",
  seen: "Это зеркало #. Тот, кто держит зеркало, видит, что вы читаете и пишете.",
  allowed: "Оно стоит с согласия владельцев #.",
  back: "Назад к #",
  state: "Наше ли оно?",
  address: "Адрес наверху должен быть таким:",
  listed: "Адрес есть в подписанном списке ваших зеркал. Других у вас: @",
  unlisted: "Этого адреса больше нет в подписанном списке ваших зеркал. Попросите новую ссылку.",
  home: "Отвечает само это зеркало.",
  away: "Этот адрес здесь заблокирован; вместо него отвечает другое зеркало.",
  none: "В этом браузере нет спасательной шлюпки: если зеркало заблокируют, понадобится другая ссылка.",
  share: "Для ещё одного человека",
  sharing:
    "Не посылайте адрес, который наверху: другим он покажет другой сайт. Здесь делается ссылка для одного человека. Дайте её только тому, кому доверяете: у кого она есть, тот знает это зеркало.",
  make: "Сделать ссылку",
  made: "Эта ссылка для одного человека. Пошлите её или дайте прочесть камерой телефона.",
  left: "Ещё можно сделать: @",
  noShare: "Сейчас ссылка не сделана. У каждого читателя их несколько, а у пришедших по такой ссылке их нет.",
  problem: "Сообщить о неполадке",
  problems: {
    broken: "Страница выглядит сломанной",
    missing: "Не идут картинки, звук или видео",
    slow: "Очень медленно",
    login: "Не работает вход или форма",
    suspect: "Что-то подозрительно",
    other: "Другое",
  },
  telling: "Тому, кто держит зеркало, придёт только эта фраза и имя зеркала; ни кто вы, ни какая это была страница.",
  tell: "Отправить",
  told: "Дошло. Спасибо.",
  untold: "Сообщение не дошло. Отправьте позже.",
  saved: "Сохранённые страницы",
  clear: "Стереть это зеркало",
  remains:
    "Cookie и всё, что это зеркало и другие ваши зеркала хранят в браузере, будет стёрто; чтобы вернуться, нужна новая ссылка. История браузера, загрузки, открытые вкладки и чат, где была ссылка, останутся: сотрите их сами.",
  settings: "Настройки",
  reports: "Когда зеркало блокируют, пусть мой браузер скажет об этом, не называя меня",
  hidden: "Скрытая панель вернётся, если в конце адреса написать #mirror-bar.",
};

export const WORDS: Readonly<Record<string, Words>> = { fa, en, ar, zh, ru };

/** The one asked for, else the first of the browser's that is here; else English. */
export function languageOf(wish: string, acceptLanguage: string): string {
  const languages = [wish, ...acceptLanguage.split(",")].map((one) => one.trim().slice(0, 2).toLowerCase());
  return languages.find((one) => Object.hasOwn(WORDS, one)) ?? "en";
}
