// Calls that change one script take turns; calls about other scripts do not wait for them.

export type TakeTurn = <T>(key: string, task: () => Promise<T>) => Promise<T>;

export function createTurns(): TakeTurn {
  const tails = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const turn = (tails.get(key) ?? Promise.resolve()).then(task);
    const tail = turn.catch(() => undefined).then(() => void (tails.get(key) === tail && tails.delete(key)));
    tails.set(key, tail);
    return turn;
  };
}
