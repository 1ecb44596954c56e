// The public site: part of `make screenshots`.
import { signIn } from '../../lib/journey';
import { photograph } from '../../lib/photos';
import { publicPlaces } from '../../lib/public';
import { test } from '../../lib/test';

// The page of a missing address is photographed, too.
test.use({ allowedErrors: [/status of 404/] });

test('the public site', async ({ page, product, email }) => {
  test.setTimeout(600_000);
  for (const place of await publicPlaces(product)) {
    await page.goto(place.path);
    await photograph(page, place.name);
  }
  await page.goto('/');
  await page.getByRole('radio', { name: 'Run' }).check();
  await photograph(page, 'site-home-run');
  await signIn(page, email);
  await page.goto('/docs');
  await page.getByLabel(`Your account, ${email}`).click();
  await photograph(page, 'site-docs-signed-in');
});
