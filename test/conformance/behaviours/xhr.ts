// XMLHttpRequest and beacons: their events, upload progress, kinds of answers, both origins.

import { row, rows, type Topic } from "./row.ts";

export const XHR: Topic = {
  name: "xhr",
  rows: [
    row({
      title: "the events of a request come in order",
      run: async (lab) => {
        const seen: string[] = [];
        const request = new XMLHttpRequest();
        request.onreadystatechange = () => seen.push(`state ${request.readyState}`);
        for (const type of ["loadstart", "load", "loadend", "error", "abort"])
          request.addEventListener(type, () => seen.push(type));
        request.open("GET", "/echo");
        request.send();
        await lab.once(request, "loadend");
        return seen.filter((one, at) => one !== seen[at - 1]);
      },
    }),
    row({
      title: "an upload reports its progress to the last byte",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        const kinds = new Set<string>();
        let [last, total] = [0, 0];
        for (const type of ["loadstart", "progress", "load", "loadend"])
          request.upload.addEventListener(type, () => kinds.add(type));
        request.upload.addEventListener("progress", (event) => {
          [last, total] = [event.loaded, event.total];
        });
        request.open("POST", "/echo");
        request.send(new Uint8Array(1 << 20));
        await lab.once(request, "loadend");
        return { kinds: [...kinds], last, total };
      },
    }),
    row({
      title: "a multipart upload reports progress and arrives whole",
      run: async (lab) => {
        const form = new FormData();
        form.append("caption", "رود");
        form.append("files", new File([new Uint8Array(300_000).fill(7)], "رود.bin", { type: "application/x-river" }));
        form.append("files", new File(["two"], "two.txt"));
        const request = new XMLHttpRequest();
        let progressed = 0;
        request.upload.onprogress = (event) => {
          progressed = event.loaded / event.total;
        };
        request.open("POST", "/echo");
        request.responseType = "json";
        request.send(form);
        await lab.once(request, "loadend");
        return { progressed, fields: request.response.body.fields };
      },
    }),
    ...rows(["text", "json", "arraybuffer", "blob", "document"] as const, (type) => ({
      title: `responseType ${type}`,
      run: async (lab, type) => {
        const body = type === "json" ? '{"a":1}' : "<!doctype html><title>t</title><p>ی";
        const request = new XMLHttpRequest();
        request.open(
          "GET",
          lab.say({
            body,
            headers: { "content-type": type === "json" ? "application/json" : "text/html; charset=utf-8" },
          }),
        );
        request.responseType = type;
        request.send();
        await lab.once(request, "loadend");
        const { response } = request;
        if (response instanceof ArrayBuffer) return response.byteLength;
        if (response instanceof Blob) return [response.size, response.type];
        return response instanceof Document ? response.documentElement.outerHTML : response;
      },
    })),
    row({
      title: "responseXML of an XML answer",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        request.open(
          "GET",
          lab.say({
            body: `<?xml version="1.0"?><a href="${lab.cdn}/x"><b/></a>`,
            headers: { "content-type": "application/xml" },
          }),
        );
        request.send();
        await lab.once(request, "loadend");
        return request.responseXML?.documentElement.outerHTML;
      },
    }),
    row({
      title: "a page fetched as text is the service's text",
      run: async (lab) => {
        const body = `<a href="${lab.primary}/x">x</a><p data-u="${lab.cdn}/y">`;
        const request = new XMLHttpRequest();
        request.open("GET", lab.say({ body }));
        request.send();
        await lab.once(request, "loadend");
        return request.responseText;
      },
      differs: {
        reason: "addresses in markup are mapped on the way, whoever asks",
        value: '<a href="/x">x</a><p data-u="{cdn}/y">',
      },
    }),
    row({
      title: "responseURL is the service's address after a redirect",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        request.open("GET", lab.say({ status: 302, headers: { location: `${lab.primary}/echo?after#x` } }));
        request.send();
        await lab.once(request, "loadend");
        return [request.status, request.responseURL];
      },
    }),
    row({
      title: "responseURL of the cdn",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        request.open("GET", `${lab.cdn}/echo?cors`);
        request.send();
        await lab.once(request, "loadend");
        return request.responseURL;
      },
    }),
    row({
      title: "withCredentials sends the cdn its cookies",
      run: async (lab) => {
        await fetch(
          lab.cdn + lab.say({ headers: { "set-cookie": "xhrcdn=1; SameSite=None; Secure; Path=/" }, cors: true }),
          { credentials: "include" },
        );
        const seen = [];
        for (const withCredentials of [false, true]) {
          const request = new XMLHttpRequest();
          request.open("GET", `${lab.cdn}/echo?cors`);
          request.withCredentials = withCredentials;
          request.responseType = "json";
          request.send();
          await lab.once(request, "loadend");
          seen.push((request.response?.headers.cookie ?? "").includes("xhrcdn=1"));
        }
        return seen;
      },
    }),
    row({
      title: "getAllResponseHeaders and getResponseHeader",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        request.open("GET", lab.say({ body: "x", headers: { "x-a": "1", "x-b": ["2", "3"] } }));
        request.send();
        await lab.once(request, "loadend");
        const lines = request
          .getAllResponseHeaders()
          .split("\r\n")
          // Two of a mirror's own: no look-ups ahead, and the mark that its lifeboat looks for.
          .filter((line) => line.startsWith("x-") && !/^x-(?:dns|request-id)/.test(line));
        return [lines, request.getResponseHeader("X-B"), request.getResponseHeader("set-cookie")];
      },
    }),
    row({
      title: "overrideMimeType decides the charset",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        request.open("GET", lab.say({ hex: "d3e1c7e3", headers: { "content-type": "text/plain" } }));
        request.overrideMimeType("text/plain; charset=windows-1256");
        request.send();
        await lab.once(request, "loadend");
        return request.responseText;
      },
    }),
    row({
      title: "timeout, abort and a broken connection end in their own events",
      run: async (lab) => {
        const ended = (request: XMLHttpRequest) =>
          lab.once(request, "timeout", "abort", "error", "load").then(({ type }) => type);
        const slow = new XMLHttpRequest();
        slow.open("GET", "/seen/never?wait=1000");
        slow.timeout = 60;
        slow.send();
        const lateness = ended(slow);
        const aborted = new XMLHttpRequest();
        aborted.open("GET", "/seen/never?wait=1000");
        aborted.send();
        const abortion = ended(aborted);
        aborted.abort();
        const broken = new XMLHttpRequest();
        broken.open("GET", lab.say({ cut: true, body: "x".repeat(4000), headers: { "content-type": "text/plain" } }));
        broken.send();
        const breakage = ended(broken);
        return [await lateness, await abortion, await breakage];
      },
    }),
    row({
      title: "a refused CORS request ends in an error with status 0",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        request.open("GET", `${lab.cdn}/echo`);
        request.send();
        await lab.once(request, "loadend");
        return [request.status, request.responseText];
      },
    }),
    row({
      title: "a synchronous request to the primary",
      run: (lab) => {
        const request = new XMLHttpRequest();
        request.open("POST", "/echo?sync", false);
        request.setRequestHeader("x-lab", "1");
        request.setRequestHeader("x-lab", "2");
        request.send("s");
        const echo = JSON.parse(request.responseText);
        return { ...lab.pick(echo, "x-lab"), body: echo.body.text, url: echo.url };
      },
    }),
    row({
      title: "a synchronous request to the cdn",
      run: (lab) => {
        const request = new XMLHttpRequest();
        request.open("GET", `${lab.cdn}/echo?cors`, false);
        request.send();
        return JSON.parse(request.responseText).headers.host;
      },
    }),
    row({
      title: "user and password given to open()",
      run: async (lab) => {
        const request = new XMLHttpRequest();
        request.open("GET", "/account/basic", true, "ali", "hezar");
        request.send();
        await lab.once(request, "loadend");
        return [request.status, request.responseText];
      },
    }),
    ...rows(["text", "Blob", "FormData", "URLSearchParams"], (kind) => ({
      title: `sendBeacon of ${kind} reaches both origins`,
      run: async (lab, kind) => {
        const form = new FormData();
        form.set("a", "1");
        const bodies: Record<string, BodyInit> = {
          text: "beacon",
          Blob: new Blob(["b"], { type: "text/plain" }),
          FormData: form,
          URLSearchParams: new URLSearchParams("a=1"),
        };
        const seen = [];
        for (const origin of ["", lab.cdn]) {
          const hit = lab.hit("text", "&cors");
          const queued = navigator.sendBeacon(origin + hit.path, bodies[kind]);
          const [echo] = await hit.seen();
          seen.push({
            queued,
            method: echo?.method,
            fields: echo?.body.fields ?? echo?.body.text,
            ...lab.pick(echo, "origin", "host"),
            type: echo?.headers["content-type"]?.split(";")[0],
          });
        }
        return seen;
      },
    })),
  ],
};
