import { Problem, problemOf, asProblem } from './problem';
import { withQuery } from './paths';
import { batches, lines } from './stream';
import type { ResourceList, Session, Settings, WatchEvent } from './types';

const CSRF_HEADER = 'X-Paviour-CSRF';

/** Everything that the portal asks of the server. Failures are thrown as {@link Problem}. */
export class Client {
  /** Proves to the server that a write comes from this page; lives in memory only. */
  private csrf = '';

  constructor(
    private readonly send: typeof fetch,
    /** Called when the server no longer knows the session. */
    private readonly onSignedOut: () => void,
  ) {}

  settings(signal?: AbortSignal): Promise<Settings> {
    return this.json<Settings>('/api/settings', init(signal));
  }

  /** The session of this browser, or null where there is none. */
  async session(signal?: AbortSignal): Promise<Session | null> {
    try {
      return this.remember(await this.json<Session>('/api/session', init(signal)));
    } catch (error) {
      if (error instanceof Problem && error.code === 401) {
        return null;
      }
      throw error;
    }
  }

  async signIn(proof: { readonly token: string } | { readonly link: string }): Promise<Session> {
    const answer = await this.request('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(proof),
    });
    return this.remember((await answer.json()) as Session);
  }

  async signOut(): Promise<void> {
    await this.request('/api/session', { method: 'DELETE' });
    this.csrf = '';
  }

  list<T>(path: string, signal?: AbortSignal): Promise<ResourceList<T>> {
    return this.json<ResourceList<T>>(path, init(signal));
  }

  /** Opens a watch; the answer arrives in batches, as the network delivers them. */
  async watch<T>(path: string, resourceVersion: string, signal: AbortSignal): Promise<AsyncIterable<WatchEvent<T>[]>> {
    const query = { watch: 'true', resourceVersion, allowWatchBookmarks: 'true' };
    const answer = await this.request(withQuery(path, query), { signal });
    return batches<WatchEvent<T>>(bodyOf(answer), signal);
  }

  async log(path: string, replica: number, tailLines: number, signal: AbortSignal): Promise<AsyncIterable<string[]>> {
    const query = { replica: String(replica), tailLines: String(tailLines), follow: 'true' };
    const answer = await this.request(withQuery(`${path}/log`, query), { signal });
    return lines(bodyOf(answer));
  }

  async logTail(path: string, replica: number, tailLines: number, signal: AbortSignal): Promise<string[]> {
    const query = { replica: String(replica), tailLines: String(tailLines) };
    const answer = await this.request(withQuery(`${path}/log`, query), { signal });
    const text = await answer.text();
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  }

  /** Returns the values of a secret. The server writes an audit record of it; keep the answer nowhere. */
  async reveal(secretPath: string): Promise<Readonly<Record<string, string>>> {
    const answer = await this.request(`${secretPath}/reveal`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
      cache: 'no-store',
    });
    const body = (await answer.json()) as { values?: Record<string, string> };
    return body.values ?? {};
  }

  private remember(session: Session): Session {
    this.csrf = session.csrf;
    return session;
  }

  private async json<T>(path: string, options: RequestInit): Promise<T> {
    const answer = await this.request(path, options);
    return (await answer.json()) as T;
  }

  private async request(path: string, options: RequestInit): Promise<Response> {
    const headers = new Headers(options.headers);
    const signingIn = options.method === 'POST' && path === '/api/session';
    if (options.method !== undefined && !signingIn) {
      headers.set(CSRF_HEADER, this.csrf);
    }
    const answer = await this.reach(path, { ...options, headers, credentials: 'same-origin' });
    if (answer.ok) {
      return answer;
    }
    if (answer.status === 401 && path !== '/api/session') {
      this.onSignedOut();
    }
    throw await problemOf(answer);
  }

  private async reach(path: string, options: RequestInit): Promise<Response> {
    try {
      return await this.send(path, options);
    } catch (error) {
      if (options.signal?.aborted === true) {
        throw error;
      }
      throw asProblem(error);
    }
  }
}

function init(signal: AbortSignal | undefined): RequestInit {
  return signal === undefined ? {} : { signal };
}

function bodyOf(answer: Response): ReadableStream<Uint8Array> {
  if (answer.body === null) {
    throw new Problem(0, 'NoBody', 'The server answered with an empty stream.');
  }
  return answer.body;
}
