import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Resource } from '../../src/api/types';
import { sendJson, sendStatus, statusBody } from './answers';
import type { World } from './world';

const LOG_MILLIS = 400;
const PATH =
  /^\/apis?(?:\/(?<group>[^/]+))?\/v1(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<sub>[^/]+))?)?$/;

/** Lists, watches, logs and reveals, as far as the portal asks for them. */
export function answerResource(url: URL, request: IncomingMessage, response: ServerResponse, world: World): void {
  const { namespace, plural = '', name, sub } = PATH.exec(url.pathname)?.groups ?? {};
  const selects = selector(url, namespace);
  if (name === undefined) {
    if (url.searchParams.get('watch') === 'true') {
      watch(url, response, world, plural, selects);
      return;
    }
    const items = world.list(plural, namespace).filter(selects);
    sendJson(response, 200, { kind: 'List', metadata: { resourceVersion: world.resourceVersion }, items });
    return;
  }
  const resource = world.find(plural, namespace ?? '', name);
  if (resource === undefined) {
    sendStatus(response, 404, 'NotFound', `${plural} "${name}" not found`);
  } else if (sub === 'log') {
    log(url, response, resource);
  } else if (sub === 'reveal' && request.method === 'POST') {
    reveal(response, resource);
  } else {
    sendJson(response, 200, resource);
  }
}

function selector(url: URL, namespace: string | undefined): (resource: Resource) => boolean {
  const [field, value] = (url.searchParams.get('fieldSelector') ?? '').split('=');
  return (resource) =>
    (namespace === undefined || resource.metadata.namespace === namespace) &&
    (field !== 'metadata.name' || resource.metadata.name === value);
}

function watch(url: URL, response: ServerResponse, world: World, plural: string, selects: (r: Resource) => boolean): void {
  const missed = world.since(plural, Number(url.searchParams.get('resourceVersion')));
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  const write = (event: unknown) => response.write(`${JSON.stringify(event)}\n`);
  if (missed === null) {
    write({ type: 'ERROR', object: statusBody(410, 'Expired', 'too old resource version') });
    response.end();
    return;
  }
  missed.filter((change) => selects(change.object)).forEach(write);
  const silence = world.listen(plural, (change) => {
    if (selects(change.object)) {
      write(change);
    }
  });
  const bookmarks = setInterval(() => {
    write({ type: 'BOOKMARK', object: { metadata: { resourceVersion: world.resourceVersion } } });
  }, 2_000);
  response.on('close', () => {
    silence();
    clearInterval(bookmarks);
  });
}

function log(url: URL, response: ServerResponse, workload: Resource): void {
  const replica = url.searchParams.get('replica') ?? '0';
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
  let line = 0;
  const next = () =>
    `${new Date().toISOString()} \u001b[32mINFO\u001b[0m ${workload.metadata.name}[${replica}] GET /orders/${++line} 200 ${line % 17}ms\n`;
  for (let lines = 0; lines < 40; lines++) {
    response.write(next());
  }
  if (url.searchParams.get('follow') !== 'true') {
    response.end();
    return;
  }
  const timer = setInterval(() => response.write(next()), LOG_MILLIS);
  response.on('close', () => clearInterval(timer));
}

function reveal(response: ServerResponse, secret: Resource): void {
  const keys = (secret.status as { keys?: string[] } | undefined)?.keys ?? [];
  const values = Object.fromEntries(keys.map((key) => [key, key === 'port' ? '15432' : `value-of-${key}`]));
  sendJson(response, 200, { kind: 'SecretValues', values });
}
