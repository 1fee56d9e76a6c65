import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine, or undefined where there is none. PAVIOUR_CHROMIUM names another one. */
export const CHROMIUM = [process.env.PAVIOUR_CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

if (CHROMIUM === undefined) {
  console.warn('SKIPPED: no Chromium found for the browser tests (apt-get install chromium, or set PAVIOUR_CHROMIUM).');
}

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
}

/** One browser with a profile of its own, and what went wrong on its pages. */
export class Browser {
  /** Violations of the Content-Security-Policy, errors in scripts, and requests that left the origin. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    private readonly profile: string,
    readonly page: Page,
  ) {}

  static async open(origin: string, { width = 1440, scheme = 'light' }: Look = {}): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'paviour-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM ?? '',
      headless: true,
      args: ARGUMENTS,
      viewport: { width, height: width < 600 ? 844 : 900 },
      colorScheme: scheme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      baseURL: origin,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    const browser = new Browser(context, profile, page);
    browser.listen(origin);
    return browser;
  }

  newPage(): Promise<Page> {
    return this.context.newPage();
  }

  async close(): Promise<void> {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true });
  }

  private listen(origin: string): void {
    this.context.on('weberror', (error) => this.complaints.push(error.error().message));
    this.context.on('console', (message) => {
      if (/Content Security Policy|Content-Security-Policy/i.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    this.context.on('request', (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(origin)) {
        this.complaints.push(`left the origin: ${request.url()}`);
      }
    });
  }
}
