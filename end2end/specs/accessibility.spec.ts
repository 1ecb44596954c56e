// axe on every page, in both themes and two widths; no page scrolls sideways at 320 px.
import type { Page } from '@playwright/test';
import { violations, violationsEverywhere } from '../lib/axe';
import { eachLinkPage, live, signIn } from '../lib/journey';
import { everyAdminPage, everyPage, OPEN_PAGES, type Place } from '../lib/pages';
import { eachRefusal } from '../lib/refusals';
import routes from '../lib/routes.json' with { type: 'json' };
import { expect, test } from '../lib/test';

/** Pages that need a model or a shop beside the product, and the spec that looks at them. */
const ELSEWHERE: Record<string, string> = {
  '/authorings/{id}': 'author.spec.ts',
  '/servers/new/refine': 'author.spec.ts',
  '/servers/{slug}/refine': 'author.spec.ts',
  '/settings/billing/change': 'billing.spec.ts',
  '/settings/billing/return': 'billing.spec.ts',
};

/** By what axe found: the pages on which it did. */
type Found = Record<string, string[]>;

async function note(found: Found, page: Page, name: string): Promise<void> {
  for (const violation of await violationsEverywhere(page)) (found[violation] ??= []).push(name);
}

/** What axe finds on these pages, and which of them scroll sideways. The same finding on many pages is one finding. */
async function look(page: Page, places: Place[], found: Found): Promise<void> {
  for (const { name, path } of places) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(path);
    await live(page);
    await note(found, page, name);
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) (found[`${wide} px wider than a screen of 320 px`] ??= []).push(name);
  }
}

test('axe finds nothing on any page, and none needs sideways scrolling', async ({ page, api, email }) => {
  test.setTimeout(600_000);
  const found: Found = {};
  await look(page, OPEN_PAGES, found);
  await look(page, await everyPage(page, api, email), found);
  expect(found).toEqual({});
});

test('every page of the product is among those that are looked at', async ({ page, api, email }) => {
  const places = [...OPEN_PAGES, ...(await everyPage(page, api, email)), ...(await everyAdminPage(page))];
  const paths = places.map(({ path }) => new URL(path, 'http://localhost').pathname);
  const isSeen = (route: string) => route in ELSEWHERE || paths.some((path) => new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
  expect(routes.filter((route) => !isSeen(route))).toEqual([]);
});

test('axe finds nothing in the administration and for a suspended organisation', async ({ page }) => {
  test.setTimeout(300_000);
  const found: Found = {};
  await look(page, await everyAdminPage(page), found);
  expect(found).toEqual({});
});

test('axe finds nothing on the pages that a link in a mail leads to', async ({ page, email }) => {
  const found: Found = {};
  await eachLinkPage(page, email, (shown, name) => note(found, shown, name));
  expect(found).toEqual({});
});

test('axe finds nothing on pages of refusals and failures', async ({ browser }) => {
  const found: Found = {};
  await eachRefusal(browser, (page, name) => note(found, page, name));
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
