import type { Cause, StatusBody } from './types';

/** A request that failed, in the words of the API. `code` 0 means that the server could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly causes: readonly Cause[] = [],
  ) {
    super(message);
  }

  static fromStatus(body: StatusBody, code: number): Problem {
    return new Problem(
      body.code ?? code,
      body.reason ?? 'Unknown',
      body.message ?? `The server answered with status ${code}.`,
      body.details?.causes ?? [],
    );
  }
}

/** Reads the failure out of an answer; a proxy in between may have answered with something else than a Status. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  const body = parseStatus(text);
  return Problem.fromStatus(body ?? {}, response.status);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (error instanceof TypeError) {
    return new Problem(0, 'Unreachable', 'The server cannot be reached. Is Paviour still running?');
  }
  return new Problem(0, 'Unexpected', error instanceof Error ? error.message : String(error));
}

function parseStatus(text: string): StatusBody | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isStatus(body) ? body : undefined;
  } catch {
    // Not JSON, so not in the words of the API: the code alone has to do.
    return undefined;
  }
}

function isStatus(body: unknown): body is StatusBody {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status';
}
