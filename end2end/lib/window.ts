// The product as an installed app shows it: a window of its own under Xvfb, without tabs and without an address bar.
import { type BrowserContext, chromium, type Page, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { end, start, until } from './process';

export interface Window {
  context: BrowserContext;
  page: Page;
  close(): Promise<void>;
}

/** Opens an address in app-window mode (`chromium --app=URL`). */
export async function appWindow(origin: string, at: string): Promise<Window> {
  const [folder, display] = [mkdtempSync(path.join(tmpdir(), 'bmm-app-')), `:${90 + test.info().workerIndex}`];
  execFileSync('sh', ['-c', 'command -v Xvfb']);
  const screen = start('Xvfb', [display, '-screen', '0', '1400x1000x24'], { PATH: process.env.PATH }, path.join(folder, 'xvfb.log'));
  const { launchOptions } = test.info().project.use;
  const context = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
    ...launchOptions,
    headless: false,
    args: [...(launchOptions?.args ?? []), `--app=${origin}${at}`],
    env: { ...process.env, DISPLAY: display } as Record<string, string>,
    baseURL: origin,
    viewport: null,
  });
  await until('the window', 20, async () => context.pages().length > 0);
  return {
    context,
    page: context.pages()[0],
    async close() {
      await context.close();
      await end(screen);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
