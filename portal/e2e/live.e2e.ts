import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM, startBrowser, Visit } from './browser';
import { putEnvironment, ready } from './contract/example';
import type { ContractServer } from './contract/server';
import { TOKEN } from './contract/sessions';
import { openContract } from './platform';
import { signIn } from './steps';

const STAGING = '/environments/platform/myapp-staging';

/** What only a server can show that changes, fails and forgets when it is told to. */
describe.skipIf(CHROMIUM === undefined)('a page that is open', () => {
  let server: ContractServer;
  let browser: Browser;
  let visit: Visit;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    server = (await openContract()).contract;
    visit = await Visit.begin(browser, server.url);
    page = visit.page;
    await signIn(page, TOKEN);
    await page.getByText('Live', { exact: true }).waitFor();
  });
  afterEach(async () => {
    await visit.end();
    await server.close();
    expect(visit.complaints).toEqual([]);
  });

  it('shows an environment that is made, changed and deleted, without being asked', async () => {
    add('new-one');
    const row = page.getByRole('row', { name: /new-one/ });
    await row.getByText('Ready', { exact: true }).waitFor();

    server.world.delete('environments', 'platform', 'new-one');

    await row.waitFor({ state: 'detached' });
  });

  it('says aloud what has changed', async () => {
    await page.goto(STAGING);
    await page.getByText('Live', { exact: true }).waitFor();
    finishStaging();

    await page.getByRole('status').getByText('myapp-staging: Ready. everything is as asked').waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  it('finds its way back after the connection broke, and misses nothing', async () => {
    server.dropConnections();
    add('made-meanwhile');

    await page.getByRole('row', { name: /made-meanwhile/ }).waitFor();
  });

  it('reads everything anew when its revision is forgotten', async () => {
    server.world.compact();
    server.dropConnections();
    add('after-the-gap');

    await page.getByRole('row', { name: /after-the-gap/ }).waitFor();
  });

  it('keeps requests flowing with many tabs open, because streams share a few connections', async () => {
    const tabs = await Promise.all([1, 2, 3, 4].map(() => visit.context.newPage()));
    for (const tab of tabs) {
      await tab.goto(STAGING);
      await tab.getByRole('heading', { level: 1, name: 'myapp-staging' }).waitFor();
    }

    add('seen-in-spite-of-it');

    await page.getByRole('row', { name: /seen-in-spite-of-it/ }).waitFor();
  });

  it('shows new events and new lines of a log', async () => {
    await page.goto(`${STAGING}?view=events`);
    await page.getByText('Live', { exact: true }).waitFor();
    const staging = server.world.find('environments', 'platform', 'myapp-staging');
    expect(staging).toBeDefined();
    if (staging !== undefined) {
      server.world.event(staging, 'Warning', 'DriverAway', 'the database server does not answer');
    }
    await page.getByText('the database server does not answer').waitFor();

    await page.goto(`${STAGING}/workloads/myapp-staging-api?view=log`);

    await page.getByText(/GET \/orders\/4[5-9] /).waitFor();
  });

  it('asks for a new sign-in when the session has ended', async () => {
    server.sessions.forgetAll();
    server.dropConnections();

    await page.waitForURL(/\/login\?next=/);
  });

  it('shows what to do where there is nothing', async () => {
    const empty = await openContract(true);
    const other = await Visit.begin(browser, empty.url);
    try {
      await signIn(other.page, TOKEN);

      await other.page.getByText('kubectl apply -f examples/environment.yaml').waitFor();
    } finally {
      await other.end();
      await empty.close();
    }
  });

  it('lets a one-time link in once, and keeps its code out of the address', async () => {
    await page.context().clearCookies();
    const code = server.sessions.newLink();
    await page.goto(`/login?code=${code}`);
    await page.waitForURL(/\/environments$/);

    await page.context().clearCookies();
    await page.goto(`/login?code=${code}`);

    await page.getByText('The link is not valid, or was used before.').waitFor();
    expect(page.url()).not.toContain(code);
  });

  function add(name: string): void {
    putEnvironment(server.world, {
      namespace: 'platform',
      name,
      owner: 'team-alpha',
      cluster: 'staging-cluster',
      services: [],
      hours: 0,
      conditions: ready(),
    });
  }

  function finishStaging(): void {
    const staging = server.world.find('environments', 'platform', 'myapp-staging');
    if (staging !== undefined) {
      server.world.put('environments', { ...staging, status: { conditions: ready() } });
    }
  }
});
