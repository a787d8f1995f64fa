// A stream with something in front of it. Read and handed on by hand: the runtime pipes none of its own streams into another.

export function behind(
  first: Uint8Array,
  reader: Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">,
): ReadableStream<Uint8Array> {
  let next: Uint8Array | undefined = first;
  return new ReadableStream({
    async pull(controller) {
      const read = next ? { done: false, value: next } : await reader.read();
      next = undefined;
      if (read.done || read.value === undefined) controller.close();
      else controller.enqueue(read.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
