import type { ServerResponse } from 'node:http';
import type { Cause } from '../../src/api/types';

export function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  causes: readonly Cause[] = [],
): void {
  sendJson(response, code, statusBody(code, reason, message, causes));
}

export function statusBody(code: number, reason: string, message: string, causes: readonly Cause[] = []) {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details: { causes }, code };
}
