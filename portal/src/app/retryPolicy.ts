import { asProblem } from '../api/problem';

const RETRIES_MAX = 2;

/** An answer that says "no" stays the same when it is asked again; one that did not come may come. */
export function retryPolicy(failures: number, error: unknown): boolean {
  const { code } = asProblem(error);
  return failures < RETRIES_MAX && (code === 0 || code === 429 || code >= 500);
}
