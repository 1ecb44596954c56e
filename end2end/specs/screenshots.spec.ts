// Every page of the product: `make screenshots`.
import { live, signIn } from '../lib/journey';
import { everyAdminPage, everyPage, OPEN_PAGES, type Place } from '../lib/pages';
import { photograph } from '../lib/photos';
import { test } from '../lib/test';

test('every page', async ({ page, api, email }) => {
  test.setTimeout(600_000);
  const shoot = async ({ name, path: address }: Place) => {
    await page.goto(address);
    await live(page);
    await photograph(page, name);
  };
  for (const place of OPEN_PAGES) await shoot(place);
  for (const place of await everyPage(page, api, email)) await shoot(place);
  await page.goto('/servers');
  await page.locator('summary[aria-label^="Organisation"]').click();
  await photograph(page, 'menu-organisation');
  await page.getByLabel(`Your account, ${email}`).click();
  await photograph(page, 'menu-account');
  for (const place of await everyAdminPage(page)) await shoot(place);
});

test('pages with nothing on them', async ({ page, email }) => {
  test.setTimeout(300_000);
  await signIn(page, email);
  for (const [name, address] of [['servers', '/servers'], ['support', '/support'], ['keys', '/settings/keys']]) {
    await page.goto(address);
    await photograph(page, `empty-${name}`);
  }
});
