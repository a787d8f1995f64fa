// Pictures, fonts' relatives, video with its ranges, HLS, and what a canvas may read of them.

import { row, rows, type Topic } from "./row.ts";

export const MEDIA: Topic = {
  name: "media",
  rows: [
    ...rows(["primary", "cdn"] as const, (name) => ({
      title: `a picture of the ${name} by its absolute address`,
      run: async (lab, name) => {
        const image = document.createElement("img");
        image.src = `${lab[name]}/file/bread.jpg`;
        await lab.loaded(image);
        return [image.naturalWidth, image.src, image.currentSrc, image.getAttribute("src"), image.complete];
      },
    })),
    row({
      title: "a picture in markup is asked of the cdn as it is at home",
      markup: `<img src="{cdn}/hit/{id}?as=png">`,
      run: async (lab, _given, view) => {
        const [echo] = await lab.seenIn(view);
        return lab.pick(
          echo,
          "host",
          "referer",
          "sec-fetch-dest",
          "sec-fetch-mode",
          "sec-fetch-site",
          "origin",
          "accept",
        );
      },
    }),
    row({
      title: "a picture set by a script is asked of the cdn as it is at home",
      run: async (lab) => {
        const hit = lab.hit("png");
        new Image().src = lab.cdn + hit.path;
        const [echo] = await hit.seen();
        return lab.pick(
          echo,
          "host",
          "referer",
          "sec-fetch-dest",
          "sec-fetch-mode",
          "sec-fetch-site",
          "origin",
          "accept",
        );
      },
    }),
    row({
      title: "srcset in markup picks one candidate of the cdn",
      markup: `<img srcset="{cdn}/hit/{id}?as=png&w=1 1x, {cdn}/hit/{id}?as=png&w=9 9x" src="/never.png">`,
      run: async (lab, _given, view) => {
        const seen = await lab.seenIn(view);
        return [seen.map(({ url }: { url: string }) => url), view.document.images[0]?.currentSrc];
      },
    }),
    row({
      title: "srcset and sizes set by a script",
      run: async (lab) => {
        const hit = lab.hit("png");
        const image = lab.element<HTMLImageElement>("img", {});
        image.sizes = "100px";
        image.srcset = `${lab.cdn}${hit.path}&w=100 100w, ${lab.cdn}${hit.path}&w=2000 2000w`;
        const seen = await hit.seen();
        return [seen.map(({ url }) => url), image.srcset];
      },
    }),
    row({
      title: "<picture> takes the source that fits",
      run: async (lab) => {
        const hit = lab.hit("png");
        const picture = lab.element("picture", {});
        picture.innerHTML = `<source media="(min-width: 1px)" type="image/png" srcset="${lab.cdn}${hit.path}"><img src="/never.png">`;
        return (await hit.seen()).map(({ headers }) => headers.host);
      },
    }),
    row({
      title: "an SVG picture and its own pictures",
      run: async (lab) => {
        const image = lab.element<HTMLImageElement>("img", { src: lab.cdn + lab.hit("svg").path });
        return [await lab.loaded(image), image.naturalWidth];
      },
    }),
    row({
      title: "inline SVG: image, use and a link to the cdn",
      run: async (lab) => {
        const [image, use] = [lab.hit("png"), lab.hit("svg")];
        lab.element("div", {}).innerHTML =
          `<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image href="${lab.cdn}${image.path}"/><image xlink:href="${lab.cdn}${image.path}&x"/><use href="${use.path}#a"/></svg>`;
        return [(await image.seen({ times: 2 })).length, (await use.seen()).length];
      },
    }),
    row({
      title: "inline SVG in markup",
      markup: `<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image href="{cdn}/hit/{id}?as=png"/><image xlink:href="{cdn}/hit/{id}?as=png&x"/></svg>`,
      run: async (lab, _given, view) => (await lab.seenIn(view, { times: 2 })).length,
    }),
    row({
      title: "a picture that is missing is an error, and one of no host too",
      run: async (lab) => [
        await lab.loaded(lab.element("img", { src: "/nowhere.png" })),
        await lab.loaded(lab.element("img", { src: "http://127.0.0.9:9/x.png" })),
      ],
    }),
    row({
      title: "a lazy picture in view is fetched, decode() waits for it",
      run: async (lab) => {
        const image = lab.element<HTMLImageElement>("img", { loading: "lazy", src: `${lab.cdn}/file/stamp.png?lazy` });
        await image.decode();
        return image.naturalWidth > 0;
      },
    }),
    row({
      title: "a canvas may read a picture of the primary",
      run: async (lab) => {
        const image = lab.element<HTMLImageElement>("img", { src: "/file/stamp.png?canvas" });
        await lab.loaded(image);
        const canvas = document.createElement("canvas");
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        return lab.outcome(() => canvas.toDataURL().length > 100);
      },
    }),
    row({
      title: "a canvas may not read a picture of the cdn without CORS",
      run: async (lab) => {
        const image = lab.element<HTMLImageElement>("img", { src: lab.cdn + lab.hit("png").path });
        await lab.loaded(image);
        const canvas = document.createElement("canvas");
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        return lab.outcome(() => canvas.toDataURL().length > 10);
      },
    }),
    row({
      title: "a canvas may read a picture of the cdn with CORS",
      run: async (lab) => {
        const image = new Image();
        image.crossOrigin = "anonymous";
        image.src = `${lab.cdn}/file/stamp.png?cors`;
        await lab.loaded(image);
        const canvas = document.createElement("canvas");
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        return lab.outcome(() => canvas.toDataURL().length > 100);
      },
    }),
    row({
      title: "createImageBitmap of fetched bytes",
      run: async (lab) => {
        const bitmap = await createImageBitmap(await (await fetch(`${lab.cdn}/file/bread.jpg`)).blob());
        return [bitmap.width, bitmap.height];
      },
    }),
    ...rows(["primary", "cdn"] as const, (name) => ({
      title: `a video of the ${name} plays and seeks by Range`,
      run: async (lab, name) => {
        const video = lab.element<HTMLVideoElement>("video", { muted: true, preload: "auto" });
        video.src = `${lab[name]}/file/river.webm?${name}`;
        await lab.once(video, "loadedmetadata");
        const seeked = lab.once(video, "seeked");
        video.currentTime = video.duration / 2;
        await seeked;
        return [
          Math.round(video.duration),
          video.videoWidth,
          Math.abs(video.currentTime - video.duration / 2) < 0.1,
          video.seekable.length,
          video.currentSrc,
          video.error,
        ];
      },
    })),
    row({
      title: "a video's sources are tried in turn",
      run: async (lab) => {
        const video = document.createElement("video");
        video.muted = true;
        video.innerHTML = `<source src="/never.mp4" type="video/x-none"><source src="${lab.cdn}/file/river.webm" type="video/webm">`;
        lab.after(() => video.remove());
        document.body.append(video);
        await lab.once(video, "loadedmetadata");
        return video.currentSrc;
      },
    }),
    row({
      title: "a video in markup with poster, source and track",
      markup: `<video muted preload="auto" poster="{cdn}/hit/{id}?as=png" crossorigin><source src="{cdn}/file/river.webm" type="video/webm"><track default src="{primary}/hit/{id}?as=vtt" kind="subtitles"></video>`,
      run: async (lab, _given, view) => {
        const video = view.document.querySelector("video");
        if (video && video.readyState < 1) await lab.once(video, "loadedmetadata");
        await lab.until(() => video?.textTracks[0]?.cues?.length);
        const seen = await lab.seenIn(view, { times: 2 });
        return [
          video?.videoWidth,
          seen.map(({ url, headers }) => [url, headers.host]).sort(),
          (video?.textTracks[0]?.cues?.[0] as VTTCue)?.text,
        ];
      },
    }),
    row({
      title: "a track set by a script",
      run: async (lab) => {
        const hit = lab.hit("vtt");
        const video = lab.element<HTMLVideoElement>("video", { src: "/file/river.webm", muted: true });
        const track = document.createElement("track");
        track.default = true;
        track.src = lab.primary + hit.path;
        video.append(track);
        await lab.until(() => track.track.cues?.length);
        return (await hit.seen()).length;
      },
    }),
    row({
      title: "poster set by a script",
      run: async (lab) => {
        const hit = lab.hit("png");
        const video = lab.element<HTMLVideoElement>("video", {});
        video.poster = lab.cdn + hit.path;
        return [(await hit.seen()).length > 0, video.poster];
      },
    }),
    row({
      title: "audio of the cdn plays",
      run: async (lab) => {
        const audio = new Audio(`${lab.cdn}/hls/0.mp3`);
        audio.muted = true;
        await lab.once(audio, "canplay");
        await audio.play();
        audio.pause();
        return [audio.duration > 0.9, audio.error];
      },
    }),
    row({
      title: "Web Audio decodes bytes of the cdn",
      run: async (lab) => {
        const bytes = await (await fetch(`${lab.cdn}/hls/0.mp3`)).arrayBuffer();
        const decoded = await new OfflineAudioContext(1, 44_100, 44_100).decodeAudioData(bytes);
        return [decoded.numberOfChannels, decoded.duration > 0.9];
      },
    }),
    row({
      title: "Media Source plays what was fetched",
      run: async (lab) => {
        const source = new MediaSource();
        const video = lab.element<HTMLVideoElement>("video", { muted: true, src: URL.createObjectURL(source) });
        await lab.once(source, "sourceopen");
        const buffer = source.addSourceBuffer('video/webm; codecs="vp9"');
        const bytes = await (await fetch(`${lab.cdn}/file/river.webm`)).arrayBuffer();
        const { type } = await (() => {
          const updated = lab.once(buffer, "updateend", "error");
          buffer.appendBuffer(bytes);
          return updated;
        })();
        return [type, video.readyState > 0];
      },
    }),
    ...rows(["master.m3u8", "media.m3u8", "near.m3u8"], (playlist) => ({
      title: `hls.js plays ${playlist}`,
      run: async (lab, playlist) => {
        await lab.loaded(lab.element("script", { src: "/file/hls.js" }));
        const { Hls } = self as unknown as {
          Hls: new () => {
            loadSource(url: string): void;
            attachMedia(media: HTMLMediaElement): void;
            on(type: string, listen: (_: string, data: { fatal?: boolean; details: string }) => void): void;
            destroy(): void;
          };
        };
        const hls = new Hls();
        lab.after(() => hls.destroy());
        const audio = lab.element<HTMLAudioElement>("audio", { muted: true });
        const failures: string[] = [];
        hls.on("hlsError", (_, { fatal, details }) => fatal && failures.push(details));
        hls.loadSource(playlist === "near.m3u8" ? `/hls/${playlist}` : `${lab.primary}/hls/${playlist}`);
        hls.attachMedia(audio);
        await lab.until(() => failures.length > 0 || (audio.buffered.length > 0 && audio.buffered.end(0) > 2.5));
        return [failures, Math.round(audio.duration)];
      },
    })),
    row({
      title: "the text of a playlist names its segments so that they are found",
      run: async () => {
        const answer = await fetch("/hls/media.m3u8");
        const text = await answer.text();
        const addresses = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
        const seen = [];
        for (const address of addresses) seen.push((await fetch(new URL(address, answer.url))).status);
        return seen;
      },
    }),
    row({
      title: "an icon and a manifest in markup do no harm",
      markup: `<link rel="icon" href="{cdn}/hit/{id}?as=png"><link rel="manifest" href="/say/eyJib2R5Ijoie30ifQ/m.json"><link rel="apple-touch-icon" href="{cdn}/x.png">`,
      run: (_lab, _given, view) => [...view.document.querySelectorAll("link")].map(({ rel, href }) => [rel, href]),
    }),
    row({
      title: "a web manifest's addresses",
      run: async (lab) => {
        const body = JSON.stringify({
          name: "ن",
          start_url: `${lab.primary}/start`,
          icons: [{ src: `${lab.cdn}/i.png` }, { src: "rel.png" }],
        });
        const path = lab.say({ body, headers: { "content-type": "application/manifest+json" } });
        const manifest = await (await fetch(path)).json();
        return [
          manifest.name,
          new URL(manifest.start_url, location.href).href,
          new URL(manifest.icons[0].src, location.href).href,
          manifest.icons[1].src,
        ];
      },
    }),
  ],
};
