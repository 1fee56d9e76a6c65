import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { sendJson, sendStatus } from './answers';

export const TOKEN = 'paviour-admin-token';

const COOKIE = 'paviour-session';

/** Sign-in by token or one-time link, a cookie, and the proof against forged requests. */
export class Sessions {
  private readonly csrfBySession = new Map<string, string>();
  private readonly links = new Set<string>();

  newLink(): string {
    const code = randomUUID();
    this.links.add(code);
    return code;
  }

  /** Ends all sessions, as an administrator may. */
  forgetAll(): void {
    this.csrfBySession.clear();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      this.signIn((await json(request)) as { token?: string; link?: string }, response);
      return;
    }
    const id = sessionOf(request);
    const csrf = this.csrfBySession.get(id);
    if (csrf === undefined) {
      sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
    } else if (request.method === 'DELETE') {
      if (this.admits(request, response)) {
        this.csrfBySession.delete(id);
        response.writeHead(204).end();
      }
    } else {
      sendJson(response, 200, body(csrf));
    }
  }

  /** Whether the request may go on; answers it where it may not. */
  admits(request: IncomingMessage, response: ServerResponse): boolean {
    const csrf = this.csrfBySession.get(sessionOf(request));
    if (csrf === undefined) {
      sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
      return false;
    }
    if (request.method !== 'GET' && request.headers['x-paviour-csrf'] !== csrf) {
      sendStatus(response, 403, 'Forbidden', 'the request does not come from the portal');
      return false;
    }
    return true;
  }

  private signIn(proof: { token?: string; link?: string }, response: ServerResponse): void {
    const isKnown = proof.token === TOKEN || (proof.link !== undefined && this.links.delete(proof.link));
    if (!isKnown) {
      const what = proof.link === undefined ? 'The token is not known.' : 'The link is not valid, or was used before.';
      sendStatus(response, 401, 'Unauthorized', what);
      return;
    }
    const id = randomUUID();
    const csrf = randomUUID();
    this.csrfBySession.set(id, csrf);
    response.setHeader('Set-Cookie', `${COOKIE}=${id}; HttpOnly; SameSite=Strict; Path=/`);
    sendJson(response, 200, body(csrf));
  }
}

function body(csrf: string) {
  return { user: 'admin', groups: ['platform-admins'], csrf };
}

function sessionOf(request: IncomingMessage): string {
  return new RegExp(`${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
}
