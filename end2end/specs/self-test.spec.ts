// What a build tries before it publishes, and a server that answers before its credentials exist.
import { violationsEverywhere } from '../lib/axe';
import { describe, live, open, run, signIn } from '../lib/journey';
import { expect, test } from '../lib/test';
import { Recorder } from '../lib/upstream';

test('a server in mock mode answers at once, and makes live calls when its credential is there', async ({ page, email }) => {
  const upstream = await Recorder.echo();
  await signIn(page, email);
  await describe(page, { kind: 'curl', text: `curl ${upstream.url}/orders/7 -H "Authorization: Bearer $ORDERS_TOKEN"`, name: 'Orders', slug: 'orders' });
  await page.getByLabel('I have no credentials yet: start in mock mode').check();
  await page.getByText('Call read-only tools once while building').first().waitFor();
  await run(page);

  const tests = page.locator('.build-tests');
  await expect(tests).toContainText('Tools tried: 1 of 1 passed', { timeout: 20_000 });
  await tests.locator('summary').click();
  await expect(tests.locator('.build-test')).toContainText('made and checked, not sent');
  expect(upstream.seen).toEqual([]);
  expect(await violationsEverywhere(page)).toEqual([]);

  await open(page, '/servers/orders');
  await expect(page.getByText('Mock mode: answers are made up')).toBeVisible();
  expect(await violationsEverywhere(page)).toEqual([]);
  await open(page, '/servers/orders?tab=playground');
  await page.getByLabel('order_id').fill('7');
  await page.getByRole('button', { name: 'Call the tool' }).click();
  await expect(page.getByText('Made-up answer: this server is in mock mode')).toBeVisible();
  expect(upstream.seen).toEqual([]);

  await open(page, '/servers/orders');
  await page.getByRole('button', { name: 'Switch to live calls' }).click();
  await expect(page.getByText('Live calls need these credentials first').first()).toBeVisible();
  await open(page, '/servers/orders?tab=access');
  await page.locator('input[name="value"]').first().fill('t0ken');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await live(page);
  await open(page, '/servers/orders');
  await page.getByRole('button', { name: 'Switch to live calls' }).click();
  await expect(page.getByText('The server makes live calls from now on.')).toBeVisible();
  await expect(page.getByText('Mock mode: answers are made up')).toHaveCount(0);
  await open(page, '/servers/orders?tab=playground');
  await page.getByLabel('order_id').fill('7');
  await page.getByRole('button', { name: 'Call the tool' }).click();
  await expect.poll(() => upstream.seen.length).toBe(1);
  expect(upstream.seen[0].headers.authorization).toBe('Bearer t0ken');
  await upstream.close();
});
