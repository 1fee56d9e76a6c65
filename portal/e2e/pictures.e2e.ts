import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CHROMIUM, startBrowser, Visit } from './browser';
import { openContract } from './platform';
import { signIn } from './steps';

const DIRECTORY = process.env.PAVIOUR_PICTURES;
const STAGING = '/environments/platform/myapp-staging';

const PAGES: readonly (readonly [name: string, path: string, until: string])[] = [
  ['environments', '/environments', 'checkout-production'],
  ['nothing-found', '/environments?q=nowhere', 'Nothing matches'],
  ['environment', STAGING, 'myapp-staging-worker'],
  ['events', `${STAGING}?view=events`, 'OutOfMemory'],
  ['database', `${STAGING}/databases/myapp-staging-app-db`, 'Endpoint'],
  ['secret', `${STAGING}/secrets/myapp-staging-app-db-credentials`, 'password'],
  ['workload', `${STAGING}/workloads/myapp-staging-api`, 'Instances'],
  ['log', `${STAGING}/workloads/myapp-staging-api?view=log`, 'GET /orders/'],
  ['route', `${STAGING}/routes/myapp-staging`, 'Leads to'],
  ['yaml', `${STAGING}?view=yaml`, 'apiVersion'],
  ['missing', '/environments/platform/gone', 'There is no environment'],
];

/** Pictures for people to look at: PAVIOUR_PICTURES=docs/screenshots npm run e2e -- pictures */
describe.skipIf(CHROMIUM === undefined || DIRECTORY === undefined)('pictures', () => {
  const directory = DIRECTORY ?? '';
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  for (const width of [1440, 390]) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`of every page at ${width} pixels, ${scheme}`, async () => {
        await mkdir(directory, { recursive: true });
        const platform = await openContract();
        const empty = await openContract(true);
        const visit = await Visit.begin(browser, platform.url, { width, scheme });
        const shoot = async (page: Page, name: string) => {
          await page.screenshot({ path: join(directory, `${name}-${width}-${scheme}.png`), animations: 'disabled' });
        };
        try {
          const { page } = visit;
          await page.goto('/login');
          await page.getByLabel('Token').waitFor();
          await shoot(page, 'login');
          await signIn(page, platform.token);
          for (const [name, path, until] of PAGES) {
            await page.goto(path);
            await page.getByText(until).first().waitFor();
            await page.getByText('Live', { exact: true }).first().waitFor({ timeout: 2_000 }).catch(() => undefined);
            await shoot(page, name);
          }
          await page.goto(`${STAGING}/secrets/myapp-staging-app-db-credentials`);
          await page.getByRole('button', { name: 'Reveal values…' }).click();
          await page.getByRole('alertdialog').waitFor();
          await shoot(page, 'secret-confirm');
          await page.getByRole('button', { name: 'Reveal', exact: true }).click();
          await page.getByText('value-of-password').waitFor();
          await shoot(page, 'secret-revealed');
          await page.getByRole('button', { name: /Signed in as/ }).click();
          await page.getByText('Sign out').waitFor();
          await shoot(page, 'account');
          await page.goto(`${empty.url}/login`);
          await signIn(page, empty.token);
          await page.getByText('No environment yet').waitFor();
          await shoot(page, 'empty');
        } finally {
          await visit.end();
          await platform.close();
          await empty.close();
        }
      });
    }
  }
});
