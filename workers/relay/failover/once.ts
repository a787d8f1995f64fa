// What changes something at the service is asked for once: a recording of it, played again at this isolate, meets the cover.

const IDS_LIMIT = 5000;

/** True the first time for an id. */
export function createOnce(): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return false;
    const oldest = seen.size < IDS_LIMIT ? undefined : seen.values().next().value;
    if (oldest !== undefined) seen.delete(oldest);
    seen.add(id);
    return true;
  };
}
