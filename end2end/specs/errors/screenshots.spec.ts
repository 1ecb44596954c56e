// Pages of refusals and failures: part of `make screenshots`.
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { live, open, signIn } from '../../lib/journey';
import { photograph } from '../../lib/photos';
import { Product } from '../../lib/product';
import { test } from '../../lib/test';

test.use({ allowedErrors: [/status of (403|404|500)/] });

test('refused, missing and broken', async ({ browser }) => {
  test.setTimeout(300_000);
  const product = await Product.start();
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await signIn(page, 'owner@example.com');
  const sent = await page.request.post('/v1/invitations', { data: { email: 'member@example.com' }, headers: { 'sec-fetch-site': 'same-origin' } });
  if (!sent.ok()) throw new Error(await sent.text());
  await open(page, '/dev/mail');
  const mail = page.getByRole('listitem').filter({ hasText: 'member@example.com' });
  const invitation = new URL((await mail.getByRole('link', { name: /invitations/ }).first().getAttribute('href')) ?? '').pathname;
  await context.clearCookies();
  await signIn(page, 'member@example.com', invitation);
  await page.getByRole('button', { name: 'Accept and open it' }).click();
  await page.waitForURL('**/servers');

  await page.goto('/audit');
  await photograph(page, 'error-403');
  await page.goto('/servers/nothing-here');
  await live(page);
  await photograph(page, 'error-404-server');
  // Nothing can be read from a database that is empty all of a sudden.
  truncateSync(path.join(product.data, 'bmm.sqlite'), 0);
  await page.goto('/settings');
  await photograph(page, 'error-500');
  await context.close();
  await product.remove();
});
