import { createContext, use } from 'react';
import type { Client } from '../api/client';

export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = use(ClientContext);
  if (client === null) {
    throw new Error('useClient is used outside of ClientContext');
  }
  return client;
}
