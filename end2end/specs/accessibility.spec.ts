// axe on every page, in both themes and two widths; no page scrolls sideways at 320 px.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { live, signIn } from '../lib/journey';
import { everyPage, OPEN_PAGES } from '../lib/pages';
import { expect, test } from '../lib/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    const result = await axe.run(document, { runOnly: { type: 'tag', values } });
    return result.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} in ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`));
  }, RULES);
}

test('axe finds nothing on any page, and none needs sideways scrolling', async ({ page, api, email }) => {
  test.setTimeout(300_000);
  const places = [...OPEN_PAGES, ...(await everyPage(page, api, email))];
  for (const { name, path } of places) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(path);
    await live(page);
    for (const [width, scheme] of [[1440, 'light'], [1440, 'dark'], [390, 'light'], [390, 'dark']] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      expect.soft(await violations(page), `${name}, ${scheme}, ${width} px`).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(wide, `${name} at 320 px`).toBeLessThanOrEqual(0);
  }
});

test.describe('addresses that lead nowhere', () => {
  test.use({ allowedErrors: [/status of 404/] });

  test('answer with 404 and a page that leads back', async ({ page, email }) => {
    await signIn(page, email);
    for (const path of ['/nowhere', '/servers/not-mine', '/builds/bld_unknown']) {
      const answer = await page.goto(path);
      await live(page);
      if (path === '/nowhere') expect(answer?.status()).toBe(404);
      await expect(page.locator('main')).toContainText(/not found|nothing|no such/i);
      await expect(page.getByRole('link').first()).toBeVisible();
      expect.soft(await violations(page), path).toEqual([]);
    }
  });
});
