// The first Ctrl-C (or SIGTERM) asks for an orderly end, the second ends the process.

const KILLED = 130;

export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(KILLED);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
