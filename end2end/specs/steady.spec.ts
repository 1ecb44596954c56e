// Nothing moves by itself, even when a page arrives in pieces and the browser paints what it has.
import type { Page } from '@playwright/test';
import { everyAdminPage, everyPage, isLive, OPEN_PAGES, type Place } from '../lib/pages';
import { publicPlaces } from '../lib/public';
import { layoutShifts } from '../lib/shift';
import { SlowLine } from '../lib/slow';
import { expect, test as base } from '../lib/test';

const test = base.extend<{ line: SlowLine }>({
  line: async ({}, use) => {
    const line = await SlowLine.start();
    await use(line);
    line.close();
  },
});

for (const [screen, viewport] of Object.entries({ phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } })) {
  test(`pages that arrive in pieces do not move on a ${screen}`, async ({ browser, page, product, line, api, email }) => {
    test.setTimeout(600_000);
    const look = async (places: Place[]) => {
      const storageState = await page.context().storageState();
      const context = await browser.newContext({ baseURL: product.url, serviceWorkers: 'block', proxy: line.proxy, viewport, storageState });
      await Promise.all([places.filter((_, n) => n % 2), places.filter((_, n) => !(n % 2))].map(async (half) => visit(await context.newPage(), half)));
      await context.close();
    };
    await look([...(await publicPlaces(product)), ...OPEN_PAGES]);
    await look(await everyPage(page, api, email));
    await look(await everyAdminPage(page));
  });
}

async function visit(page: Page, places: Place[]) {
  for (const { name, path } of places.filter((place) => !isLive(place))) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    expect.soft(await layoutShifts(page), name).toEqual([]);
  }
}
