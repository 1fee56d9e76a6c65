export const LOG_LINES_MAX = 5_000;

// Colours and cursor movements of terminals (ECMA-48, control sequences).
// eslint-disable-next-line no-control-regex
const CONTROL = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f]/g;

/** The log with more lines at its end, without what only a terminal understands; the oldest lines go first. */
export function appendLines(lines: readonly string[], more: readonly string[]): string[] {
  return [...lines, ...more.map((line) => line.replace(CONTROL, ''))].slice(-LOG_LINES_MAX);
}
