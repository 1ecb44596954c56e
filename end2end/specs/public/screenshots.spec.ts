// The public site at three widths, light and dark, into end2end/screenshots: part of `make screenshots`.
import path from 'node:path';
import { signIn } from '../../lib/journey';
import { publicPlaces } from '../../lib/public';
import { test } from '../../lib/test';

const folder = path.resolve(import.meta.dirname, '../../screenshots');

// The pages of errors are photographed, too.
test.use({ allowedErrors: [/status of 404/] });

test('the public site', async ({ page, product, email }) => {
  test.setTimeout(600_000);
  const shoot = async (name: string) => {
    await page.waitForLoadState('networkidle');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const width of [1440, 768, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
  };
  for (const place of await publicPlaces(product)) {
    await page.goto(place.path);
    await shoot(place.name);
  }
  await page.goto('/');
  await page.getByRole('radio', { name: 'Run' }).check();
  await shoot('site-home-run');
  await signIn(page, email);
  await page.goto('/docs');
  await page.getByLabel(`Your account, ${email}`).click();
  await shoot('site-docs-signed-in');
});
