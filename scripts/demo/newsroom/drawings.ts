// Pictures and captions that are text.

export const svgPictures: Readonly<Record<string, string>> = {
  logo: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="30" fill="#9a3324"/><path d="M6 38c9-9 17-9 26 0s17 9 26 0v6c-9 9-17 9-26 0s-17-9-26 0z" fill="#fbf6ea"/><path d="M10 27c8-7 15-7 22 0s14 7 22 0" fill="none" stroke="#fbf6ea" stroke-width="4" stroke-linecap="round"/><circle cx="32" cy="15" r="5" fill="#f2c46d"/></svg>`,
  wave: `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="12" viewBox="0 0 48 12"><path d="M0 6c8-7 16-7 24 0s16 7 24 0" fill="none" stroke="#9a3324" stroke-width="2"/></svg>`,
  quote: `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40"><circle cx="20" cy="20" r="19" fill="#e8dcc3"/><path d="M11 24a5 5 0 1 1 5 4c4-2 6-7 5-13" fill="none" stroke="#9a3324" stroke-width="3"/></svg>`,
};

export const vttTracks: Readonly<Record<string, string>> = {
  "river.fa":
    "WEBVTT\n\n00:00.500 --> 00:05.000\nخورشید پشت تپه‌ها می‌رود.\n\n00:05.500 --> 00:11.500\nرودخانه بیدار می‌ماند.\n",
  "river.en":
    "WEBVTT\n\n00:00.500 --> 00:05.000\nThe sun goes behind the hills.\n\n00:05.500 --> 00:11.500\nThe river stays awake.\n",
};
