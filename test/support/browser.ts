import { atEnd } from './endings';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './chromium';

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

/** A page of a real browser, with all that it complains of. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors, what the Content Security Policy has stopped, and requests to any host but our own. */
  readonly faults: readonly string[];
}

let browser: Promise<Browser> | undefined;

/** Opens a page in a session of its own, as a person would who reads Chinese; the browser ends with the test file. */
export async function openPage(own: string, { width = 1280, height = 800 } = {}): Promise<WatchedPage> {
  browser ??= startBrowser();
  const context = await (await browser).newContext({ viewport: { width, height }, locale: 'zh-CN' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${String(error)}`));
  const look = (address: string): void => {
    const { protocol, host } = new URL(address);
    if (protocol !== 'data:' && host !== new URL(own).host) faults.push(`request to ${address}`);
  };
  page.on('request', (request) => look(request.url()));
  page.on('websocket', (socket) => look(socket.url()));
  return { page, faults };
}

async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no chromium on this machine');
  const started = await chromium.launch({ executablePath, args: FLAGS });
  atEnd(() => started.close());
  return started;
}
