// Every page of the product: `make screenshots`.
import { live, signIn } from '../lib/journey';
import { everyAdminPage, everyPage, OPEN_PAGES, type Place } from '../lib/pages';
import { photograph } from '../lib/photos';
import { buy, checkout, owe, test as withShop } from '../lib/shop';
import { expect, test } from '../lib/test';

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

withShop('everything about money', async ({ page, shop, email }) => {
  withShop.setTimeout(300_000);
  await signIn(page, email);
  await page.goto('/settings/billing');
  await photograph(page, 'billing-free');
  await page.goto('/settings/billing?tier=pro&cycle=monthly');
  await expect(checkout(page).getByRole('button', { name: 'Pay', exact: true })).toBeVisible();
  await photograph(page, 'billing-checkout');
  await page.context().clearCookies();
  await buy(page, `second-${email}`);
  await photograph(page, 'billing-returned');
  await page.goto('/settings/billing');
  await photograph(page, 'billing-pro');
  await page.goto('/settings/billing/change?tier=team&cycle=yearly');
  await photograph(page, 'billing-change');
  await page.getByRole('button', { name: /^Confirm/ }).click();
  await page.getByText('Cancel the plan').first().click();
  await photograph(page, 'billing-team');
  await page.getByRole('button', { name: 'Cancel the plan' }).click();
  await photograph(page, 'billing-cancelled');
  await page.getByRole('button', { name: 'Keep the plan' }).click();
  await page.goto('/settings/billing/change?tier=pro&cycle=monthly');
  await photograph(page, 'billing-smaller');
  await page.getByRole('button', { name: /^Confirm/ }).click();
  await expect(page.getByRole('heading', { name: 'Pro plan' })).toBeVisible();
  await owe(page, shop);
  await photograph(page, 'billing-suspended');
  await page.goto('/servers');
  await photograph(page, 'billing-suspended-servers');
});
