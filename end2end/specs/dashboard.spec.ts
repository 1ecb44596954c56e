// The dashboard: whole as the server writes it, at work before any script has come, quicker with it.
import { open, signIn } from '../lib/journey';
import { expect, test } from '../lib/test';

const CURL = 'curl https://api.example.com/customers?limit=10';

test('menus and theme work by pointer and keyboard while the script is still on its way', async ({ page, email }) => {
  await signIn(page, email);
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(/\/pkg\/site\.js/, async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  await page.goto('/servers', { waitUntil: 'commit' });
  const account = page.getByLabel(`Your account, ${email}`);
  await account.click();
  await expect(page.getByRole('link', { name: 'Profile' })).toBeVisible();
  await page.getByRole('button', { name: 'Dark' }).first().click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page).toHaveURL(/\/servers$/);

  await page.locator('.menu.is-org > summary').focus();
  await page.keyboard.press('Enter');
  const settings = page.locator('.menu.is-org').getByRole('link', { name: 'Settings' });
  await expect(settings).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(settings).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings$/);
  release();
});

test('servers are found while typing, and their calls stand beside them', async ({ page, api, email }) => {
  for (const name of ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta']) await api.launch({ source: { kind: 'curl', text: CURL }, name, slug: name });
  await signIn(page, email);
  const rows = page.locator('#servers > tr');
  await expect(rows).toHaveCount(6);
  await expect(rows.first().getByRole('img', { name: /in the last 14 days$/ })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('ETA');
  await expect(rows.filter({ visible: true })).toHaveCount(2);

  // What the wizard is made of is fetched while the pointer rests on the link.
  const fetched = page.waitForRequest(/bmm_bg\.wasm/);
  await page.getByRole('link', { name: 'New server' }).first().hover();
  await fetched;
});

test('a click on a live page is not lost while the application is still on its way', async ({ page, email }) => {
  await signIn(page, email);
  await page.route(/\/pkg\/bmm\.js/, () => {});
  await page.goto('/servers/new', { waitUntil: 'commit' });
  await page.locator('label[for="kind-recipe"]').click();
  await page.locator('label[for="recipe-calculator"]').click();
  await page.locator('#name').fill('Early');
  await page.locator('#slug').fill(`early-${Date.now() % 100_000}`);
  await page.getByRole('button', { name: 'Continue to check' }).click();
  await expect(page).toHaveURL(/step=check/);
});

test('a notice is closed, and a menu walked through', async ({ page, email }) => {
  await signIn(page, email);
  await open(page, '/settings/profile');
  await page.getByLabel('Display name').fill('Ada');
  await page.getByRole('button', { name: 'Save' }).click();
  const notice = page.locator('.toast');
  await expect(notice).toBeVisible();
  await notice.getByRole('button', { name: 'Close' }).click();
  await expect(notice).toBeHidden();

  const account = page.getByLabel(`Your account, ${email}`);
  await account.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('banner').getByRole('link', { name: 'Profile' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(account).toBeFocused();
});
