import { describe, expect, it } from 'vitest';
import { nextPage, takeLinkCode } from './linkCode';

describe('a one-time link', () => {
  it('gives its code and leaves none of it in the address', () => {
    const replaced: string[] = [];
    const history = { replaceState: (_: unknown, __: string, url: URL) => replaced.push(url.href) } as unknown as History;
    const location = { href: 'http://localhost:7007/login?code=once&next=%2Fa' } as Location;

    expect(takeLinkCode(location, history)).toBe('once');
    expect(replaced).toEqual(['http://localhost:7007/login?next=%2Fa']);
  });

  it('is no other page with a code', () => {
    const location = { href: 'http://localhost:7007/environments?code=x' } as Location;

    expect(takeLinkCode(location, {} as History)).toBeNull();
  });
});

describe('the page after the sign-in', () => {
  it.each([
    ['/environments/a/b?view=log', '/environments/a/b?view=log'],
    [null, '/environments'],
    ['https://evil.example', '/environments'],
    ['//evil.example', '/environments'],
    ['/\\evil.example', '/environments'],
    ['/login', '/environments'],
  ])('for %s is %s', (next, page) => {
    expect(nextPage(next)).toBe(page);
  });
});
