// The product beside the stand-in for Stripe, and what a buyer does.
import { type Page } from '@playwright/test';
import { live, open, signIn } from './journey';
import { Product } from './product';
import { StandIn } from './stripe';
import { expect, test as base } from './test';

export const DAY = 86_400;

interface Shop {
  product: Product;
  stripe: StandIn;
}

export const test = base.extend<object, { shop: Shop }>({
  shop: [
    async ({}, use) => {
      const stripe = await StandIn.start();
      const product = await Product.start(stripe.settings);
      await stripe.control('delivery', { endpoint: `${product.url}/v1/billing/webhook`, automatic: true });
      await use({ product, stripe });
      await product.remove();
      await stripe.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ shop }, use) => use(shop.product.url),
});

/** The card of the current plan on the billing page. */
export const plan = (page: Page) => page.getByRole('region', { name: /plan$/ });
/** What Stripe shows in the dialog. */
export const checkout = (page: Page) => page.frameLocator('iframe[name="embedded-checkout"]');

/** Pays in the dialog, and waits until the plan has changed. */
export async function pay(page: Page, tier: string): Promise<void> {
  const button = checkout(page).getByRole('button', { name: 'Pay', exact: true });
  // Chromium drops a click into a frame of another site that has only just appeared; people are slower.
  await expect(async () => {
    await button.click({ timeout: 5000 });
    await expect(button).toBeHidden({ timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await page.waitForURL(/\/settings\/billing\/return/);
  await expect(page.getByRole('heading', { name: `You are on the ${tier} plan` })).toBeVisible({ timeout: 20_000 });
  await live(page);
}

/** Signs in and buys a plan from the billing page. */
export async function buy(page: Page, email: string, tier = 'pro', cycle = 'monthly'): Promise<void> {
  await signIn(page, email);
  await open(page, `/settings/billing?tier=${tier}&cycle=${cycle}`);
  await pay(page, tier === 'pro' ? 'Pro' : 'Team');
}

/** Lets three payments fail, and waits until that is on every page. */
export async function owe(page: Page, shop: Shop): Promise<void> {
  await shop.stripe.control('card', { card: 'declines' });
  for (const seconds of [32 * DAY, 3 * DAY, 3 * DAY]) await shop.stripe.control('advance', { seconds });
  await expect(async () => {
    await open(page, '/settings/billing');
    await expect(page.locator('.warning')).toContainText('The payment failed three times', { timeout: 500 });
  }).toPass({ timeout: 20_000 });
}
