// Every page of the product: `make screenshots`.
import { describe, eachLinkPage, live, open, run, signIn } from '../lib/journey';
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
  await eachLinkPage(page, `link-${email}`, photograph);
  for (const place of await everyPage(page, api, email)) await shoot(place);
  await page.goto('/servers');
  await page.locator('details.menu.is-org summary').click();
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

test('a server in mock mode', async ({ page, email }) => {
  test.setTimeout(300_000);
  await signIn(page, email);
  await describe(page, { kind: 'curl', text: 'curl https://api.example.com/orders/7 -H "Authorization: Bearer $ORDERS_TOKEN"', name: 'Orders', slug: 'orders' });
  await page.getByLabel('I have no credentials yet: start in mock mode').check();
  await photograph(page, 'mock-check');
  await run(page);
  await page.locator('.build-tests summary').click();
  await photograph(page, 'mock-run');
  await open(page, '/servers/orders');
  await photograph(page, 'mock-server');
  await open(page, '/servers/orders?tab=playground');
  await page.getByLabel('order_id').fill('7');
  await page.getByRole('button', { name: 'Call the tool' }).click();
  await expect(page.getByText('Made-up answer: this server is in mock mode')).toBeVisible();
  await photograph(page, 'mock-playground');
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
