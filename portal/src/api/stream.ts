/** Longest line that is read from a stream; a longer one ends it, so that no answer can fill the memory. */
export const LINE_CHARS_MAX = 8 * 1024 * 1024;

/** Splits a stream of bytes into lines, handed on in the batches in which the network delivered them. */
export async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      if (rest.length > LINE_CHARS_MAX) {
        throw new Error(`A line of the stream is longer than ${LINE_CHARS_MAX} characters.`);
      }
      if (parts.length > 0) {
        yield parts;
      }
    }
    if (rest !== '') {
      yield [rest];
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Reads newline-separated JSON. Stops quietly once the signal is aborted. */
export async function* batches<T>(stream: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<T[]> {
  for await (const batch of lines(stream)) {
    if (signal.aborted) {
      return;
    }
    yield batch.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
  }
}
