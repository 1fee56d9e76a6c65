import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { answerResource } from './resources';
import { Sessions } from './sessions';
import { fill, GROUP } from './example';
import { sendJson, sendStatus } from './answers';
import { World } from './world';

const CSP =
  "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A small server that keeps the portal's contract, for its browser tests. */
export interface ContractServer {
  readonly url: string;
  readonly world: World;
  readonly sessions: Sessions;
  /** Ends every open connection, as a restart does. */
  readonly dropConnections: () => void;
  readonly close: () => Promise<void>;
}

/** @param root directory of the built portal; @param isEmpty whether to start without any resource */
export async function startContractServer(root: string, isEmpty = false): Promise<ContractServer> {
  const world = new World();
  const sessions = new Sessions();
  if (!isEmpty) {
    fill(world);
  }
  const server = createServer((request, response) => {
    answer(request, response, { root, world, sessions }).catch((error: unknown) => {
      sendStatus(response, 500, 'InternalError', String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    world,
    sessions,
    dropConnections: () => server.closeAllConnections(),
    close: () => closed(server),
  };
}

interface House {
  readonly root: string;
  readonly world: World;
  readonly sessions: Sessions;
}

async function answer(request: IncomingMessage, response: ServerResponse, house: House): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/api/settings') {
    const settings = { organisation: 'Example', group: GROUP, version: '0.1.0', apiServer: 'https://127.0.0.1:7443' };
    sendJson(response, 200, settings);
  } else if (url.pathname === '/api/session') {
    await house.sessions.answer(request, response);
  } else if (url.pathname.startsWith('/api')) {
    if (house.sessions.admits(request, response)) {
      answerResource(url, request, response, house.world);
    }
  } else {
    await sendFile(response, house.root, url.pathname);
  }
}

/** Files of the portal; every other path is a page of it and gets index.html. */
async function sendFile(response: ServerResponse, root: string, path: string): Promise<void> {
  const isFile = extname(path) !== '' && !normalize(path).includes('..');
  const file = join(root, isFile ? path : 'index.html');
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) {
    sendStatus(response, 404, 'NotFound', `${path} not found`);
    return;
  }
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': CSP,
  });
  response.end(content);
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
