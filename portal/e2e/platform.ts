import { fileURLToPath } from 'node:url';
import { startContractServer, type ContractServer } from './contract/server';
import { TOKEN } from './contract/sessions';

export interface Platform {
  readonly url: string;
  readonly token: string;
  /** The contract server behind it; undefined where the tests run against a real one. */
  readonly contract: ContractServer | undefined;
  readonly close: () => Promise<void>;
}

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** Whether the journeys run against a server that was started elsewhere. */
export const IS_REAL = process.env.PAVIOUR_PORTAL_URL !== undefined;

/** The server named by PAVIOUR_PORTAL_URL (with PAVIOUR_TOKEN), or a contract server of our own. */
export async function openPlatform(): Promise<Platform> {
  if (process.env.PAVIOUR_PORTAL_URL !== undefined) {
    const url = process.env.PAVIOUR_PORTAL_URL.replace(/\/$/, '');
    return { url, token: process.env.PAVIOUR_TOKEN ?? '', contract: undefined, close: () => Promise.resolve() };
  }
  return openContract();
}

export async function openContract(isEmpty = false): Promise<Platform & { readonly contract: ContractServer }> {
  const contract = await startContractServer(DIST, isEmpty);
  return { url: contract.url, token: TOKEN, contract, close: contract.close };
}
