// Every page at three widths, light and dark, into end2end/screenshots: `make screenshots`.
import path from 'node:path';
import { live } from '../lib/journey';
import { everyPage, OPEN_PAGES, type Place } from '../lib/pages';
import { test } from '../lib/test';

const folder = path.resolve(import.meta.dirname, '../screenshots');

test('every page', async ({ page, api, email }) => {
  test.setTimeout(600_000);
  const shoot = async ({ name, path: address }: Place) => {
    await page.goto(address);
    await live(page);
    await page.waitForLoadState('networkidle');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const width of [1440, 768, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
  };
  for (const place of OPEN_PAGES) await shoot(place);
  for (const place of await everyPage(page, api, email)) await shoot(place);
});
