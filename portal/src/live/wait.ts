/** Waits, or returns at once when the signal is aborted. */
export type Wait = (millis: number, signal: AbortSignal) => Promise<void>;

export const wait: Wait = (millis, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, millis);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
