import { describe, expect, it } from 'vitest';
import { Client } from './client';
import { Problem } from './problem';
import { batches, lines } from './stream';

interface Sent {
  readonly path: string;
  readonly method: string;
  readonly csrf: string | null;
}

function clientAnswering(...answers: Response[]) {
  const sent: Sent[] = [];
  let signedOut = 0;
  const send: typeof fetch = (path, init) => {
    const csrf = new Headers(init?.headers).get('X-Paviour-CSRF');
    sent.push({ path: path as string, method: init?.method ?? 'GET', csrf });
    return Promise.resolve(answers.shift() ?? new Response('{}'));
  };
  const client = new Client(send, () => signedOut++);
  return { client, sent, signedOut: () => signedOut };
}

function status(code: number, body: object): Response {
  return new Response(JSON.stringify({ kind: 'Status', ...body }), { status: code });
}

const SESSION = JSON.stringify({ user: 'admin', groups: [], csrf: 'proof' });

describe('the client', () => {
  it('sends the proof of the session with every unsafe request, and with no other', async () => {
    const { client, sent } = clientAnswering(new Response(SESSION));

    await client.session();
    await client.list('/apis/g/v1/environments');
    await client.reveal('/apis/g/v1/namespaces/n/secrets/s');
    await client.signOut();

    expect(sent).toEqual([
      { path: '/api/session', method: 'GET', csrf: null },
      { path: '/apis/g/v1/environments', method: 'GET', csrf: null },
      { path: '/apis/g/v1/namespaces/n/secrets/s/reveal', method: 'POST', csrf: 'proof' },
      { path: '/api/session', method: 'DELETE', csrf: 'proof' },
    ]);
  });

  it('has no session where the server answers 401, which is no failure', async () => {
    const { client, signedOut } = clientAnswering(status(401, { reason: 'Unauthorized' }));

    await expect(client.session()).resolves.toBeNull();
    expect(signedOut()).toBe(0);
  });

  it('tells when the session has ended meanwhile', async () => {
    const { client, signedOut } = clientAnswering(status(401, { reason: 'Unauthorized' }));

    await expect(client.list('/apis/g/v1/environments')).rejects.toBeInstanceOf(Problem);
    expect(signedOut()).toBe(1);
  });

  it('repeats what the server says is wrong, with every cause', async () => {
    const causes = [{ field: 'spec.size', message: 'Unsupported value: "huge"' }];
    const { client } = clientAnswering(status(422, { code: 422, reason: 'Invalid', message: 'is invalid', details: { causes } }));

    await expect(client.list('/x')).rejects.toMatchObject({ code: 422, reason: 'Invalid', message: 'is invalid', causes });
  });

  it('copes with an answer that does not come from the API', async () => {
    const { client } = clientAnswering(new Response('<h1>Bad gateway</h1>', { status: 502 }));

    await expect(client.list('/x')).rejects.toMatchObject({ code: 502, message: 'The server answered with status 502.' });
  });

  it('watches from a revision on, keeping the parameters that the path has', async () => {
    const { client, sent } = clientAnswering(new Response('{"type":"BOOKMARK"}\n'));

    await client.watch('/x?fieldSelector=a', '12', new AbortController().signal);

    expect(sent[0]?.path).toBe('/x?fieldSelector=a&watch=true&resourceVersion=12&allowWatchBookmarks=true');
  });
});

describe('a stream', () => {
  it('is cut into lines wherever the network cuts it, even within a character', async () => {
    const bytes = new TextEncoder().encode('eins\nzwölf\ndrei');

    const read: string[][] = [];
    for await (const batch of lines(streamOf(bytes.slice(0, 8), bytes.slice(8)))) {
      read.push(batch);
    }

    expect(read).toEqual([['eins'], ['zwölf'], ['drei']]);
  });

  it('of JSON skips empty lines', async () => {
    const bytes = new TextEncoder().encode('{"a":1}\n\n{"a":2}\n');

    const read: unknown[] = [];
    for await (const batch of batches(streamOf(bytes), new AbortController().signal)) {
      read.push(...batch);
    }

    expect(read).toEqual([{ a: 1 }, { a: 2 }]);
  });
});

function streamOf(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(chunk));
      controller.close();
    },
  });
}
