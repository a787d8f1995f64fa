// What the lifeboat says when no mirror answers. Short, for people who know nothing of proxies; no name of a service stands
// here, for somebody may look over a shoulder.

export interface Words {
  readonly title: string;
  /** Nothing answers; it is tried again by itself. */
  readonly nowhere: string;
  /** `#`: seconds. */
  readonly wait: string;
  readonly again: string;
  /** What else helps. */
  readonly help: string;
  /** Of a list code: its field, the button, what came of it. */
  readonly code: string;
  readonly use: string;
  readonly wrong: string;
  readonly nothing: string;
  /** Of what the reader has saved: this page's copy (`#`: its age), all of them (`#`: how many), that there could be some. */
  readonly copy: string;
  readonly copies: string;
  readonly offer: string;
  readonly back: string;
  /** A form: it did not leave; it may have arrived; it is too large for another way. */
  readonly unsent: string;
  readonly unknown: string;
  readonly large: string;
}

const fa: Words = {
  title: "این صفحه باز نمی‌شود",
  nowhere:
    "هیچ‌یک از نشانی‌هایی که این مرورگر می‌شناسد پاسخ نمی‌دهد. شاید مسدود شده باشند، یا اینترنت قطع یا بسیار کند است.",
  wait: "تلاش دوباره تا # ثانیهٔ دیگر",
  again: "همین حالا دوباره",
  help: "اگر ادامه یافت، از کسی که پیوند را به شما داد پیوند تازه‌ای بگیرید. اگر اینترنت سراسر قطع است، هیچ نشانی‌ای کمک نمی‌کند.",
  code: "کدی دریافت کرده‌اید؟ اینجا بچسبانید",
  use: "به کار ببر",
  wrong: "این کد درست نیست یا زمانش گذشته است. همهٔ آن را کپی کنید، از آغاز تا پایان.",
  nothing: "کد درست است، ولی نشانی تازه‌ای آنجا نیست. بعداً دوباره امتحان می‌شود.",
  copy: "باز کردن نسخهٔ ذخیره‌شده، #",
  copies: "صفحه‌های ذخیره‌شده: #",
  offer: "صفحه‌هایی که می‌خوانید می‌توانند برای چنین وقتی بمانند",
  back: "بازگشت",
  unsent: "آنچه نوشتید فرستاده نشد. بازگردید و دوباره بفرستید.",
  unknown: "معلوم نیست آنچه نوشتید رسیده باشد. پیش از فرستادن دوباره، نگاه کنید که آنجا نباشد.",
  large: "این پرونده برای راه دیگر بزرگ است و فرستاده نشد. بعداً دوباره تلاش کنید.",
};

const en: Words = {
  title: "This page does not open",
  nowhere:
    "None of the addresses this browser knows answers. They may be blocked, or the internet is down or very slow.",
  wait: "Trying again in # seconds",
  again: "Try now",
  help: "If this goes on, ask whoever gave you the link for a fresh one. If the whole internet is cut off, no address helps.",
  code: "Were you given a code? Paste it here",
  use: "Use it",
  wrong: "This code is not right, or too old. Copy all of it, from its first sign to its last.",
  nothing: "The code is right, but there is no new address there yet. It will be tried again.",
  copy: "Open the copy saved #",
  copies: "Saved pages: #",
  offer: "Pages you read can be saved for such a time",
  back: "Back",
  unsent: "What you wrote was not sent. Go back and send it again.",
  unknown: "It is not known whether what you wrote arrived. Before you send it again, look whether it is there.",
  large: "This file is too large for another way and was not sent. Try again later.",
};

const ar: Words = {
  title: "هذه الصفحة لا تفتح",
  nowhere: "لا يجيب أيّ من العناوين التي يعرفها هذا المتصفح. ربما حُجبت، أو الإنترنت مقطوع أو بطيء جدًا.",
  wait: "محاولة جديدة بعد # ثانية",
  again: "حاول الآن",
  help: "إن استمر ذلك فاطلب رابطًا جديدًا ممن أعطاك الرابط. وإن كان الإنترنت كله مقطوعًا فلا ينفع أيّ عنوان.",
  code: "هل أُعطيت رمزًا؟ الصقه هنا",
  use: "استخدمه",
  wrong: "هذا الرمز غير صحيح أو انتهت مدته. انسخه كاملًا من أوله إلى آخره.",
  nothing: "الرمز صحيح، لكن لا عنوان جديدًا هناك بعد. ستُعاد المحاولة.",
  copy: "افتح النسخة المحفوظة #",
  copies: "الصفحات المحفوظة: #",
  offer: "يمكن حفظ الصفحات التي تقرؤها لمثل هذا الوقت",
  back: "رجوع",
  unsent: "ما كتبته لم يُرسَل. ارجع وأرسله من جديد.",
  unknown: "لا يُعرف هل وصل ما كتبته. قبل أن ترسله ثانيةً انظر هل هو هناك.",
  large: "هذا الملف أكبر من أن يُرسَل بطريق آخر ولم يُرسَل. حاول لاحقًا.",
};

const zh: Words = {
  title: "此页面无法打开",
  nowhere: "此浏览器所知的地址均无响应。可能已被封锁，或网络中断、过慢。",
  wait: "# 秒后重试",
  again: "立即重试",
  help: "若一直如此，请向给您链接的人索取新链接。若整个互联网被切断，任何地址都无济于事。",
  code: "收到过代码吗？请粘贴在此",
  use: "使用",
  wrong: "此代码不正确或已过期。请从头到尾完整复制。",
  nothing: "代码正确，但那里还没有新地址。稍后会再试。",
  copy: "打开#保存的副本",
  copies: "已保存的页面：#",
  offer: "您阅读的页面可以保存下来，以备此时之用",
  back: "返回",
  unsent: "您填写的内容没有发出。请返回并重新发送。",
  unknown: "无法确定您填写的内容是否送达。再次发送前，请先查看是否已存在。",
  large: "此文件过大，无法通过其他途径发送，尚未发出。请稍后再试。",
};

const ru: Words = {
  title: "Страница не открывается",
  nowhere:
    "Ни один из адресов, известных этому браузеру, не отвечает. Возможно, они заблокированы, или интернет отключён либо очень медленный.",
  wait: "Новая попытка через # с",
  again: "Попробовать сейчас",
  help: "Если так продолжится, попросите новую ссылку у того, кто дал вам эту. Если отключён весь интернет, не поможет ни один адрес.",
  code: "Вам дали код? Вставьте его сюда",
  use: "Применить",
  wrong: "Код неверен или устарел. Скопируйте его целиком, от первого знака до последнего.",
  nothing: "Код верен, но нового адреса там пока нет. Попытка повторится.",
  copy: "Открыть копию, сохранённую #",
  copies: "Сохранённые страницы: #",
  offer: "Прочитанные страницы можно сохранять на такой случай",
  back: "Назад",
  unsent: "То, что вы написали, не отправлено. Вернитесь и отправьте снова.",
  unknown: "Неизвестно, дошло ли то, что вы написали. Прежде чем отправлять снова, посмотрите, нет ли его там.",
  large: "Этот файл слишком велик для другого пути и не отправлен. Попробуйте позже.",
};

export const WORDS = { fa, en, ar, zh, ru };
