// Money, as a person sees it: the product beside the stand-in for Stripe.
import { type Page } from '@playwright/test';
import { violations } from '../lib/axe';
import { live, open, signIn } from '../lib/journey';
import { until } from '../lib/process';
import { buy, checkout, owe, pay, plan, test } from '../lib/shop';
import { expect, watch } from '../lib/test';
import { appWindow } from '../lib/window';

const badge = (page: Page) => page.locator('.menu-head .badge');

/** Euros as the page writes them, in cents. */
const cents = (text: string) => Math.round(Number(text.replace(/[^\d.]/g, '')) * 100);

test('from the prices to a plan, changed, cancelled and taken back, in one window', async ({ shop, email }) => {
  test.setTimeout(120_000);
  const { context, page, close } = await appWindow(shop.product.url, '/pricing');
  const errors = watch(page);
  await page.getByRole('link', { name: 'Choose Pro' }).first().click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
  await open(page, '/dev/mail');
  await page.getByRole('listitem').filter({ hasText: email }).first().getByRole('link').first().click();
  await page.getByRole('button', { name: 'Sign in' }).click();

  // The plan that was chosen before there was an account is in the checkout.
  await page.waitForURL(/\/settings\/billing\?tier=pro&cycle=monthly/);
  await expect(page.getByRole('dialog', { name: 'Pro plan, €19 a month' })).toBeVisible();
  await expect(badge(page)).toHaveText('Free');
  await pay(page, 'Pro');
  await expect(badge(page)).toHaveText('Pro');

  await open(page, '/settings/billing');
  await expect(plan(page)).toContainText('Renews');
  await expect(plan(page)).toContainText('€19 a month, before tax');
  await page.getByRole('link', { name: 'Switch to Pro, paid yearly' }).click();
  await expect(page.getByRole('heading', { name: 'Switch to Pro, paid yearly' })).toBeVisible();
  const due = cents((await page.locator('[data-due]').textContent()) ?? '');
  await page.getByRole('button', { name: 'Confirm and pay' }).click();
  await expect(page.getByText('You are on the Pro plan, paid yearly.')).toBeVisible();
  await expect(plan(page)).toContainText('€190 a year, before tax');
  const made = (await shop.stripe.of(email)).invoices.filter((invoice) => invoice.billing_reason === 'subscription_update');
  expect(made.map((invoice) => invoice.total)).toEqual([due]);

  const invoices = page.getByRole('region', { name: 'Invoices', exact: true });
  await expect(invoices.getByRole('row')).toHaveCount(3);
  const download = page.waitForEvent('download');
  await invoices.getByRole('link', { name: /as PDF/ }).first().click();
  expect((await download).suggestedFilename()).toMatch(/^invoice-.*\.pdf$/);
  await expect(invoices.getByRole('link', { name: /Stripe’s page/ }).first()).toHaveAttribute('target', '_blank');

  await page.getByText('Cancel the plan').first().click();
  await page.getByLabel('Why are you leaving?').fill('Only for a while.');
  await page.getByRole('button', { name: 'Cancel the plan' }).click();
  await expect(plan(page)).toContainText('Ends');
  await page.getByRole('button', { name: 'Keep the plan' }).click();
  await expect(plan(page)).toContainText('Renews');

  // A cancellation on Stripe's own pages is seen as soon as one comes back.
  await page.getByRole('button', { name: 'Open Stripe’s pages' }).click();
  await page.getByRole('button', { name: 'Cancel subscription' }).click();
  await page.getByRole('link', { name: 'Return to Build My MCP' }).click();
  await expect(plan(page)).toContainText('Ends');
  await page.getByRole('button', { name: 'Keep the plan' }).click();
  await expect(plan(page)).toContainText('Renews');

  expect(context.pages()).toHaveLength(1);
  expect((await shop.stripe.of(email)).subscriptions).toHaveLength(1);
  expect(errors).toEqual([]);
  await close();
});

test('three failed payments suspend, say so everywhere, and a payment lifts it', async ({ page, shop, email }) => {
  test.setTimeout(90_000);
  await buy(page, email);
  await owe(page, shop);
  await expect(page.getByText('nothing new can be made until it is settled').last()).toBeVisible();
  expect(await violations(page)).toEqual([]);

  // Creating a server is refused with the way out, and the banner stands there, too.
  await open(page, '/servers/new?kind=recipe');
  await expect(page.locator('.warning').getByRole('link', { name: 'Settle it under Billing' })).toBeVisible();
  await page.locator('label[for="recipe-calculator"]').click();
  await page.locator('#name').fill('Calculator');
  await page.locator('#slug').fill(`calculator-${Date.now()}`);
  await page.getByRole('button', { name: 'Continue to check' }).click();
  await page.waitForURL(/step=check/);
  await live(page);
  await page.getByRole('button', { name: 'Build and run' }).click();
  await expect(page.getByText('nothing new can be created until the open invoice is paid').first()).toBeVisible();

  await shop.stripe.control('card', { card: 'pays' });
  const owed = (await shop.stripe.of(email)).invoices.find((invoice) => invoice.status === 'open');
  await shop.stripe.control('pay', { invoice: owed?.id });
  await expect(async () => {
    await page.goto('/settings/billing');
    await expect(page.locator('.warning')).toHaveCount(0, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(plan(page)).toContainText('Active');
});

test('whatever is done to the checkout, there is one session, one subscription and no error', async ({ page, context, shop, email }) => {
  test.setTimeout(90_000);
  await signIn(page, email);
  const address = '/settings/billing?tier=team&cycle=monthly';
  // Left while it is being made, and by the back button.
  await page.goto(address, { waitUntil: 'commit' });
  await open(page, '/servers');
  await open(page, address);
  await expect(checkout(page).getByRole('heading', { name: '€79 per month' })).toBeVisible();
  await page.goBack();
  await live(page);
  await page.goForward();
  await live(page);
  await expect(checkout(page).getByRole('heading', { name: '€79 per month' })).toBeVisible();

  // Closed half-way: destroyed once, and a reload does not open it again.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const counts = () => page.evaluate(() => (window as unknown as { __standInStripe: object }).__standInStripe);
  await expect.poll(counts).toMatchObject({ created: 1, destroyed: 1, errors: [] });
  await expect.poll(() => new URL(page.url()).search).toBe('');
  await page.reload();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // A double click on the plan, and the same plan in another tab.
  await page.getByRole('link', { name: 'Choose Team, paid monthly' }).dblclick();
  await expect(checkout(page).getByRole('heading', { name: '€79 per month' })).toBeVisible();
  const other = await context.newPage();
  const errors = watch(other);
  await open(other, address);
  await expect(checkout(other).getByRole('heading', { name: '€79 per month' })).toBeVisible();
  expect(Object.values((await shop.stripe.world()).sessions).filter((session) => session.status === 'open')).toHaveLength(1);
  await pay(page, 'Team');
  // The tab that came too late shows what is bought already.
  await other.reload();
  await expect(plan(other)).toContainText('Team plan');
  await expect(other.getByRole('dialog')).toHaveCount(0);
  expect((await shop.stripe.of(email)).subscriptions).toHaveLength(1);
  expect(errors).toEqual([]);
});

test('a plan that is chosen without script says what it needs, and the rest works without', async ({ browser, shop, email }) => {
  const context = await browser.newContext({ baseURL: shop.product.url });
  const page = await context.newPage();
  await buy(page, email);
  const plain = await browser.newContext({ baseURL: shop.product.url, javaScriptEnabled: false, storageState: await context.storageState() });
  const still = await plain.newPage();
  await still.goto('/settings/billing');
  await still.getByRole('link', { name: 'Switch to Team, paid monthly' }).click();
  await still.getByRole('button', { name: /^Confirm/ }).click();
  await expect(still.getByRole('region', { name: 'Team plan' })).toBeVisible();
  await until('the webhook', 20, async () => (await shop.stripe.of(email)).subscriptions.length === 1);
  await plain.close();
  await context.close();
});

test('Stripe slow or away: the page is there, and says so', async ({ page, shop, email }) => {
  test.setTimeout(60_000);
  await buy(page, email);
  await shop.stripe.control('fault', { status: 500, times: 40 });
  await page.waitForTimeout(6_000);
  await open(page, '/settings/billing');
  await expect(page.getByText(/Stripe does not answer at the moment/)).toBeVisible();
  await expect(plan(page)).toContainText('Pro plan');
  await shop.stripe.control('fault', { status: 500, times: 0 });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`everything about money can be read and used by everybody, ${colorScheme}`, async ({ page, shop, email }) => {
    test.setTimeout(90_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 390, height: 900 });
    await signIn(page, email);
    for (const path of ['/settings/billing', '/settings/billing?tier=pro&cycle=monthly']) {
      await open(page, path);
      await expect(page.getByRole('heading', { name: 'Free plan' })).toBeAttached();
      if (path.includes('tier')) await expect(checkout(page).getByRole('button', { name: 'Pay', exact: true })).toBeVisible();
      expect(await violations(page), path).toEqual([]);
    }
    await pay(page, 'Pro');
    expect(await violations(page)).toEqual([]);
    for (const path of ['/settings/billing', '/settings/billing/change?tier=team&cycle=yearly']) {
      await open(page, path);
      if (path.endsWith('billing')) await page.getByText('Cancel the plan').first().click();
      expect(await violations(page), path).toEqual([]);
    }
  });
}
