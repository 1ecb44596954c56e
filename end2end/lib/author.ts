// A product with a model beside it, and the way from words to tools.
import type { Page } from '@playwright/test';
import { Anthropic } from './anthropic';
import { live, open } from './journey';
import { Product } from './product';
import { expect, test as base } from './test';

export const test = base.extend<object, { model: Anthropic }>({
  model: [
    async ({}, use) => {
      const model = await Anthropic.start();
      await use(model);
      await model.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  product: [
    async ({ model }, use) => {
      const product = await Product.start(model.settings);
      await use(product);
      await product.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

export const WORDS = 'Orders of our shop. The API is at https://api.shop.example and needs no login.';

const tool = (name: string, effect: 'read' | 'write' | 'delete', method: string) => ({
  name,
  effect,
  description: `Does ${name.replace('_', ' ')} for one order of the shop.`,
  arguments: { type: 'object', properties: { id: { type: 'string', description: 'Number of the order.' } }, required: ['id'] },
  http: { method, url: 'https://api.shop.example/orders/{id}' },
});

export const SHOP = { name: 'Shop', description: 'Orders of the shop.', tools: [tool('get_order', 'read', 'GET'), tool('delete_order', 'delete', 'DELETE')] };

/** Step 1 with words; leads to the page on which the model writes. */
export async function ask(page: Page, words = WORDS): Promise<void> {
  await open(page, '/servers/new?kind=prompt');
  await page.locator('#text_prompt').fill(words);
  await page.getByRole('button', { name: 'Continue to check' }).click();
}

/** Step 2 with what the model wrote. */
export async function written(page: Page): Promise<void> {
  await page.waitForURL(/step=check/, { timeout: 60_000 });
  await live(page);
  await expect(page.locator('[id="tool-get_order"]')).toBeChecked();
}
