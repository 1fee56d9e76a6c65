import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM, startBrowser, Visit } from './browser';
import { IS_REAL, openPlatform, type Platform } from './platform';
import { expectAccessible, expectNoSidewaysScroll, signIn } from './steps';

/** The example environment, which a real server has after `./paviour up --demo`. */
const STAGING = '/environments/platform/myapp-staging';

describe.skipIf(CHROMIUM === undefined)('a reader', () => {
  let platform: Platform;
  let browser: Browser;
  let visit: Visit;
  let page: Page;

  beforeAll(async () => {
    platform = await openPlatform();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await platform.close();
  });
  beforeEach(async () => {
    visit = await Visit.begin(browser, platform.url);
    page = visit.page;
  });
  afterEach(async () => {
    await visit.end();
    expect(visit.complaints).toEqual([]);
  });

  it('who is not signed in is asked to, and then sees the page that was asked for', async () => {
    await page.goto(`${STAGING}?view=yaml`);
    await page.waitForURL(/\/login\?next=/);
    await page.getByLabel('Token').fill(platform.token);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.waitForURL(new RegExp(`${STAGING}\\?view=yaml$`));
    await page.getByText('kind: Environment').waitFor();
  });

  it('with a wrong token is told so, and keeps the page', async () => {
    await page.goto('/login');
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('alert').getByText('That did not work').waitFor();
    await expectAccessible(page);
  });

  it('keeps no token in the browser, and a session that scripts cannot read', async () => {
    await signIn(page, platform.token);

    const kept = await page.evaluate(() => [localStorage, sessionStorage].flatMap((store) => Object.entries(store)).join() + document.cookie);

    expect(kept).not.toContain(platform.token);
    expect(kept).not.toContain('session');
  });

  it('finds an environment by words, and shares the view by its address', async () => {
    await signIn(page, platform.token);
    await page.getByRole('searchbox').fill('team-alpha staging');

    await page.getByRole('link', { name: 'myapp-staging' }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('team-alpha staging');
    await page.getByRole('searchbox').fill('no such thing');
    await page.getByText('Nothing matches').waitFor();
  });

  it('opens an environment and walks its parts by keyboard alone', async () => {
    await signIn(page, platform.token);
    await page.getByRole('link', { name: 'myapp-staging' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'myapp-staging' }).waitFor();
    const parts = page.getByRole('navigation', { name: 'Parts of the environment' });
    await parts.getByRole('link').nth(1).focus();
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { level: 2, name: /app-db/ }).waitFor();
    await page.getByText('postgres').first().waitFor();
    await page.getByRole('tab', { name: 'Overview' }).focus();
    await page.keyboard.press('End');
    await page.getByText('kind: Database').waitFor();
  });

  it('sees conditions and events of the environment', async () => {
    await signIn(page, platform.token);
    await page.goto(STAGING);

    await page.getByRole('table', { name: 'Conditions' }).getByText('WorkloadsReady').waitFor();
    await page.getByRole('tab', { name: /Events/ }).click();
    await page.getByRole('tabpanel').getByRole('listitem').first().waitFor();
  });

  it('reveals a secret only after a question, and hides it again when asked or left', async () => {
    await signIn(page, platform.token);
    await page.goto(STAGING);
    await page.getByRole('link', { name: /credentials|app-db.*Secret/ }).first().click();
    await page.getByText('password', { exact: true }).waitFor();
    expect(await page.locator('.secret-value').count()).toBe(0);
    await page.getByRole('button', { name: 'Reveal values…' }).click();
    await page.getByRole('alertdialog').getByText('audit').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.locator('.secret-value').first().waitFor();
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Hide values' }).click();
    await page.getByRole('button', { name: 'Reveal values…' }).click();
    expect(await page.locator('.secret-value').count()).toBe(0);
    await page.getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.locator('.secret-value').first().waitFor();
    await page.getByRole('tab', { name: 'YAML' }).click();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByRole('button', { name: 'Reveal values…' }).waitFor();

    expect(await page.locator('.secret-value').count()).toBe(0);
  });

  it('follows the log of a workload', async () => {
    await signIn(page, platform.token);
    await page.goto(STAGING);
    await page.getByRole('link', { name: /-api.*Workload/ }).click();
    await page.getByRole('tab', { name: 'Log' }).click();

    const log = page.getByRole('region', { name: /Log of/ });
    await log.filter({ hasNotText: 'Reading…' }).waitFor();
    await expectAccessible(page);
  });

  it('chooses a theme, which stays', async () => {
    await signIn(page, platform.token);
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByText('Dark', { exact: true }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');

    await page.reload();

    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await expectAccessible(page);
    await page.goto(STAGING);
    await page.getByRole('table', { name: 'Conditions' }).waitFor();
    await expectAccessible(page);
  });

  it('signs out, and nothing is shown any more', async () => {
    await signIn(page, platform.token);
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/login/);

    await page.goto('/environments');

    await page.waitForURL(/\/login/);
  });

  it('is told when an environment is not there', async () => {
    await signIn(page, platform.token);
    await page.goto('/environments/platform/no-such-environment');

    await page.getByRole('heading', { name: 'There is no environment no-such-environment' }).waitFor();
    await expectAccessible(page);
  });

  it('finds no barrier on any page, and never has to scroll sideways', async () => {
    await page.goto('/login');
    await page.getByLabel('Token').waitFor();
    await expectFits(page);
    await signIn(page, platform.token);
    const parts = IS_REAL ? [] : ['databases/myapp-staging-app-db', 'workloads/myapp-staging-api', 'routes/myapp-staging'];
    const pages = ['/environments', STAGING, `${STAGING}?view=events`, `${STAGING}?view=yaml`];
    for (const path of [...pages, ...parts.map((part) => `${STAGING}/${part}`)]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('.loading').waitFor({ state: 'detached' });
      await expectFits(page);
    }
  });
});

const WIDTHS = [390, 768, 1440, 2560];
/** The layouts differ between these two; the others only have more room. */
const WIDTHS_LOOKED_AT_CLOSELY = [390, 1440];

async function expectFits(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page);
    if (WIDTHS_LOOKED_AT_CLOSELY.includes(width)) {
      await expectAccessible(page);
    }
  }
}
