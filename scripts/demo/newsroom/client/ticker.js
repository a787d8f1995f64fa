// The live line under the masthead: server-sent events from the own origin.

export function runTicker(line, data) {
  if (!line) return;
  const shown = line.querySelector("#ticker");
  const source = new EventSource("/live/ticker");
  source.addEventListener("tick", (event) => {
    const tick = JSON.parse(event.data);
    line.hidden = false;
    line.dataset.id = event.lastEventId;
    shown.textContent = tick[data.language];
  });
  addEventListener("pagehide", () => source.close());
}
