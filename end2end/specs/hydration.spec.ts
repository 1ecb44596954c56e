// Each live page before and after hydration, with a wasm whose hydration checks are switched on; the other pages need no wasm.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { normalisedDom } from '../lib/dom';
import { live } from '../lib/journey';
import { everyAdminPage, everyPage, isLive, OPEN_PAGES, type Place } from '../lib/pages';
import { Product } from '../lib/product';
import { layoutShifts } from '../lib/shift';
import { expect, test as base, watch } from '../lib/test';

const site = path.resolve(import.meta.dirname, '../../target/site-checks');

const test = base.extend<{ checked: Product }>({
  checked: async ({}, use) => {
    const checked = await Product.start({ BMM_SITE: site });
    await use(checked);
    await checked.remove();
  },
});

test('hydration changes nothing that can be seen', async ({ browser, checked }) => {
  test.setTimeout(600_000);
  expect(existsSync(site), 'run scripts/build-web.sh wasm-checks first').toBe(true);
  const context = await browser.newContext({ baseURL: checked.url });
  const page = await context.newPage();
  const errors = watch(page);
  const email = 'hydration@example.com';
  const compare = async (place: Place) => {
    const { before, after } = await aroundHydration(page, place);
    expect.soft(after, place.name).toEqual(before);
  };
  for (const place of (await everyPage(page, await checked.as(email), email)).filter(isLive)) await compare(place);
  expect(errors).toEqual([]);
  await context.close();
});

test('the other pages load no wasm and do not move', async ({ page, api, email }) => {
  test.setTimeout(300_000);
  const loaded: string[] = [];
  page.on('request', (request) => /bmm_bg|bmm\.js/.test(request.url()) && loaded.push(`${new URL(page.url()).pathname}: ${request.url()}`));
  const look = async (places: Place[]) => {
    for (const { name, path } of places.filter((place) => !isLive(place))) {
      await page.goto(path);
      await live(page);
      await page.waitForLoadState('networkidle');
      expect.soft(await layoutShifts(page), name).toEqual([]);
    }
  };
  await look(OPEN_PAGES);
  await look(await everyPage(page, api, email));
  await look(await everyAdminPage(page));
  expect(loaded).toEqual([]);
});

/** Holds the script back until the server's page has been read. */
async function aroundHydration(page: Page, place: Place) {
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  const script = /\/pkg\/bmm\.js/;
  await page.route(script, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(place.path, { waitUntil: 'commit' });
  // The page's other scripts have run by then; the one that is held back does not delay this.
  await page.waitForFunction(() => document.readyState === 'complete');
  const before = await normalisedDom(page);
  release();
  await live(page);
  await page.waitForLoadState('networkidle');
  const after = await normalisedDom(page);
  await page.unroute(script);
  return { before, after };
}
