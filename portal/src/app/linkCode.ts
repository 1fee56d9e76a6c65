/**
 * Takes the code of a one-time link out of the address, before anything else can keep, send or show it.
 *
 * @returns the code, or null where the page was not opened by such a link
 */
export function takeLinkCode(location: Location, history: History): string | null {
  const url = new URL(location.href);
  const code = url.pathname === '/login' ? url.searchParams.get('code') : null;
  if (code !== null) {
    url.searchParams.delete('code');
    history.replaceState(null, '', url);
  }
  return code;
}

/** Where to go after the sign-in: a page of this portal, whatever the address says. */
export function nextPage(next: string | null): string {
  const isOwnPath = next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/login');
  return isOwnPath ? next : '/environments';
}
