// `npm run simulate -- NAME`: each simulation is a folder here, loaded when it is asked for.
const SIMULATIONS: Readonly<Record<string, () => Promise<(given: readonly string[]) => Promise<number>>>> = {
  chaos: async () => (await import("./chaos/chaos.ts")).simulateChaos,
  detection: async () => (await import("./detection/detection.ts")).simulateDetection,
  scale: async () => (await import("./scale/scale.ts")).simulateScale,
};

async function main([name = "", ...given]: readonly string[]): Promise<number> {
  const load = SIMULATIONS[name];
  if (load === undefined) {
    console.error(`simulate: which one? ${Object.keys(SIMULATIONS).join(", ")}. Each has --help.`);
    return 1;
  }
  return (await load())(given);
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    console.error(`simulate: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  })
  .then((code) => process.exit(code));
