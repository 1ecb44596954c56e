// axe on every page, in both themes and two widths; no page scrolls sideways at 320 px.
import type { Page } from '@playwright/test';
import { violations } from '../lib/axe';
import { live, signIn } from '../lib/journey';
import { everyAdminPage, everyPage, OPEN_PAGES, type Place } from '../lib/pages';
import { expect, test } from '../lib/test';

/** What axe finds on these pages, and which of them scroll sideways. The same finding on many pages is one finding. */
async function look(page: Page, places: Place[], found: Record<string, string[]>): Promise<void> {
  for (const { name, path } of places) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(path);
    await live(page);
    for (const [width, colorScheme] of [[1440, 'light'], [1440, 'dark'], [390, 'light'], [390, 'dark']] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // The whole page at once: what sticks to an edge of the screen covers nothing that could be scrolled free.
      await page.setViewportSize({ width, height: await page.evaluate(() => Math.max(900, document.documentElement.scrollHeight)) });
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
      const place = `${name}, ${colorScheme}, ${width} px`;
      for (const violation of new Set(await violations(page))) (found[violation] ??= []).push(place);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) (found[`${wide} px wider than a screen of 320 px`] ??= []).push(name);
  }
}

test('axe finds nothing on any page, and none needs sideways scrolling', async ({ page, api, email }) => {
  test.setTimeout(600_000);
  const found: Record<string, string[]> = {};
  await look(page, OPEN_PAGES, found);
  await look(page, await everyPage(page, api, email), found);
  expect(found).toEqual({});
});

test('axe finds nothing in the administration and for a suspended organisation', async ({ page }) => {
  test.setTimeout(300_000);
  const found: Record<string, string[]> = {};
  await look(page, await everyAdminPage(page), found);
  expect(found).toEqual({});
});

test.describe('addresses that lead nowhere', () => {
  test.use({ allowedErrors: [/status of 404/] });

  test('answer with 404 and a page that leads back', async ({ page, email }) => {
    await signIn(page, email);
    for (const path of ['/nowhere', '/servers/not-mine', '/builds/bld_unknown']) {
      const answer = await page.goto(path);
      await live(page);
      if (path === '/nowhere') expect(answer?.status()).toBe(404);
      await expect(page.locator('main')).toContainText(/does not exist|not found/i);
      await expect(page.getByRole('link').first()).toBeVisible();
      expect.soft(await violations(page), path).toEqual([]);
    }
  });
});
