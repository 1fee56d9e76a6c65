import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Client } from './api/client';
import { App } from './app/App';
import { ClientContext } from './app/clientContext';
import { takeLinkCode } from './app/linkCode';
import { SESSION_KEY } from './app/session';
import { showTheme } from './app/theme';
import { retryPolicy } from './app/retryPolicy';
import './styles/index.css';

showTheme();
const linkCode = takeLinkCode(window.location, window.history);
const queries = new QueryClient({
  defaultOptions: { queries: { retry: retryPolicy, refetchOnWindowFocus: false, staleTime: 2_000 } },
});
const client = new Client(window.fetch.bind(window), () => queries.setQueryData(SESSION_KEY, null));
const root = document.getElementById('root');

if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ClientContext value={client}>
          <BrowserRouter>
            <App linkCode={linkCode} />
          </BrowserRouter>
        </ClientContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}
