import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

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

/** Starts the browser with a profile of its own. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '', headless: true, args: ARGUMENTS });
}

/** A reader's visit: cookies and storage of its own, and all that went wrong on its pages. */
export class Visit {
  /** Violations of the Content-Security-Policy, errors in scripts, and requests that left the origin. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async begin(browser: Browser, origin: string, { width = 1440, scheme = 'light' }: Look = {}): Promise<Visit> {
    const context = await browser.newContext({
      viewport: { width, height: width < 600 ? 844 : 900 },
      colorScheme: scheme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      baseURL: origin,
    });
    const visit = new Visit(context, await context.newPage());
    visit.listen(origin);
    return visit;
  }

  end(): Promise<void> {
    return this.context.close();
  }

  private listen(origin: string): void {
    this.context.on('weberror', (error) => this.complaints.push(error.error().message));
    this.context.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) {
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
