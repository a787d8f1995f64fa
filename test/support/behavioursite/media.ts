// Files of the behaviour site: pictures, fonts and a video of the newsroom, hls.js, and a silent HLS stream. The stream's
// segments are MP3 frames written here (ISO 11172-3: a frame whose side information is zero is silence), because every
// Chromium plays them and no encoder is needed.

import { readFile } from "node:fs/promises";
import { sendRanged } from "../../../scripts/demo/newsroom/range.ts";
import type { Handler } from "./visit.ts";

const PLACES: Readonly<Record<string, readonly [type: string, place: string]>> = {
  "river.webm": ["video/webm", "scripts/demo/newsroom/assets/river.webm"],
  "stamp.png": ["image/png", "scripts/demo/newsroom/assets/stamp.png"],
  "bread.jpg": ["image/jpeg", "scripts/demo/newsroom/assets/bread-600.jpg"],
  "naskh.woff2": ["font/woff2", "scripts/demo/newsroom/assets/naskh-regular.woff2"],
  "serif.woff2": ["font/woff2", "scripts/demo/newsroom/assets/serif-display-bold.woff2"],
  "hls.js": ["text/javascript", "node_modules/hls.js/dist/hls.min.js"],
};
const CHANGED_AT = new Date("2026-01-02T03:04:05Z");
const SEGMENTS = 3;
/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono: 417 bytes and 1152 samples a frame. */
const FRAME_BYTES = 417;
const FRAMES_A_SEGMENT = 39;
const SEGMENT_SECONDS = (FRAMES_A_SEGMENT * 1152) / 44_100;

export const answerFile: Handler = async ({ request, response, url }) => {
  const name = url.pathname.split("/")[2] ?? "";
  const known = PLACES[name];
  if (known === undefined) return void response.writeHead(404).end();
  const bytes = await readFile(new URL(`../../../${known[1]}`, import.meta.url));
  await sendRanged(request, response, {
    sizeBytes: bytes.length,
    type: known[0],
    etag: `"${name}"`,
    changedAt: CHANGED_AT,
    headers: { "access-control-allow-origin": "*", "access-control-expose-headers": "content-range, etag" },
    read: (start, end) => [bytes.subarray(start, end + 1)],
  });
};

/** `/hls/master.m3u8` names the media playlist by an absolute address of the cdn, where the segments are. */
export const answerHls: Handler = ({ response, url, origins }) => {
  const name = url.pathname.split("/")[2] ?? "";
  const playlist = { "content-type": "application/vnd.apple.mpegurl", "access-control-allow-origin": "*" };
  if (name === "master.m3u8") {
    const master = `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS="mp4a.40.34"\n${origins.cdn}/hls/media.m3u8\n`;
    return void response.writeHead(200, playlist).end(master);
  }
  if (name.endsWith(".m3u8")) {
    const near = name === "near.m3u8";
    const lines = Array.from({ length: SEGMENTS }, (_, at) => {
      const address = near || at === 1 ? `${at}.mp3` : `${origins.cdn}/hls/${at}.mp3`;
      return `#EXTINF:${SEGMENT_SECONDS.toFixed(5)},\n${address}`;
    });
    const head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE:VOD";
    return void response.writeHead(200, playlist).end(`${head}\n${lines.join("\n")}\n#EXT-X-ENDLIST\n`);
  }
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  const segment = Buffer.concat(Array.from({ length: FRAMES_A_SEGMENT }, () => frame));
  response.writeHead(200, { "content-type": "audio/mpeg", "access-control-allow-origin": "*" }).end(segment);
};
