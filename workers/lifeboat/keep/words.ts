// What saved copies say: on the page where the reader turns them on and opens them, and on every copy. No name of a service
// stands here.

export interface Words {
  readonly title: string;
  /** Off: what it is, and who could read it. */
  readonly offer: string;
  readonly turnOn: string;
  /** On. */
  readonly isOn: string;
  readonly turnOff: string;
  readonly none: string;
  readonly forget: string;
  /** On a copy; `#`: how old it is. */
  readonly mark: string;
  readonly again: string;
}

const fa: Words = {
  title: "صفحه‌های ذخیره‌شده",
  offer:
    "صفحه‌هایی که می‌خوانید می‌توانند رمزشده روی همین دستگاه بمانند تا وقتی هیچ نشانی‌ای پاسخ نمی‌دهد خوانده شوند. هر کس این مرورگر را به دست بگیرد نیز می‌تواند آن‌ها را باز کند.",
  turnOn: "صفحه‌هایی که می‌خوانم ذخیره شود",
  isOn: "صفحه‌هایی که می‌خوانید روی همین دستگاه ذخیره می‌شوند: حداکثر ۵۰ صفحه و ۳۰ روز. هر کس این مرورگر را به دست بگیرد می‌تواند آن‌ها را باز کند.",
  turnOff: "خاموش کن و همه را پاک کن",
  none: "هنوز چیزی ذخیره نشده است.",
  forget: "پاک کن",
  mark: "نسخهٔ ذخیره‌شده، #. چیزی در آن تازه نیست.",
  again: "تلاش دوباره",
};

const en: Words = {
  title: "Saved pages",
  offer:
    "Pages you read can stay on this device, encrypted, to be read when no address answers. Whoever uses this browser can open them too.",
  turnOn: "Save the pages I read",
  isOn: "Pages you read are saved on this device: at most 50, for at most 30 days. Whoever uses this browser can open them.",
  turnOff: "Stop and erase all",
  none: "Nothing is saved yet.",
  forget: "Erase",
  mark: "Saved copy, #. Nothing on it is new.",
  again: "Try again",
};

const ar: Words = {
  title: "الصفحات المحفوظة",
  offer:
    "يمكن أن تبقى الصفحات التي تقرؤها مشفّرة على هذا الجهاز لتُقرأ حين لا يجيب أيّ عنوان. كل من يستخدم هذا المتصفح يستطيع فتحها أيضًا.",
  turnOn: "احفظ الصفحات التي أقرؤها",
  isOn: "تُحفظ الصفحات التي تقرؤها على هذا الجهاز: ٥٠ صفحة و٣٠ يومًا على الأكثر. كل من يستخدم هذا المتصفح يستطيع فتحها.",
  turnOff: "أوقف وامسح الكل",
  none: "لم يُحفظ شيء بعد.",
  forget: "امسح",
  mark: "نسخة محفوظة، #. لا جديد فيها.",
  again: "حاول من جديد",
};

const zh: Words = {
  title: "已保存的页面",
  offer: "您阅读的页面可以加密保存在此设备上，以便所有地址都无响应时阅读。使用此浏览器的人也能打开它们。",
  turnOn: "保存我阅读的页面",
  isOn: "您阅读的页面会保存在此设备上：最多 50 页，最多 30 天。使用此浏览器的人都能打开它们。",
  turnOff: "停止并全部清除",
  none: "尚未保存任何内容。",
  forget: "清除",
  mark: "已保存的副本，#。其中没有新内容。",
  again: "重试",
};

const ru: Words = {
  title: "Сохранённые страницы",
  offer:
    "Прочитанные страницы могут храниться на этом устройстве в зашифрованном виде, чтобы читать их, когда не отвечает ни один адрес. Открыть их сможет и любой, кто пользуется этим браузером.",
  turnOn: "Сохранять страницы, которые я читаю",
  isOn: "Страницы, которые вы читаете, сохраняются на этом устройстве: не больше 50 и не дольше 30 дней. Открыть их может любой, кто пользуется этим браузером.",
  turnOff: "Выключить и стереть всё",
  none: "Пока ничего не сохранено.",
  forget: "Стереть",
  mark: "Сохранённая копия, #. Нового на ней нет.",
  again: "Попробовать снова",
};

export const WORDS = { fa, en, ar, zh, ru };
