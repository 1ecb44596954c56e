// Pages of refusals and failures, one after the other: another organisation, refused, missing, broken.
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { type Browser, expect, type Page } from '@playwright/test';
import { live, open, signIn } from './journey';
import { Product } from './product';

/** What the browser says about these pages in its console. */
export const ERRORS = [/status of (403|404|409|500)/];

/** Brings each page up in a product of its own, and calls `look` on it. */
export async function eachRefusal(browser: Browser, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  const product = await Product.start();
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await signIn(page, 'owner@example.com');
  await formOfAnotherOrganisation(page);
  await look(page, 'error-409');
  await join(page, 'member@example.com');

  await page.goto('/audit');
  await look(page, 'error-403');
  await page.goto('/servers/nothing-here');
  await live(page);
  await look(page, 'error-404-server');
  // Another process writes, so that nothing of what was read before counts, and then nothing can be read any more.
  await product.command('admin', 'create-key', '--email', 'member@example.com');
  for (const ending of ['', '-wal']) truncateSync(path.join(product.data, `bmm.sqlite${ending}`), 0);
  expect((await page.goto('/settings'))?.status()).toBe(500);
  await look(page, 'error-500');
  await context.close();
  await product.remove();
}

/** Somebody else accepts an invitation of whoever is signed in, in the same window. */
async function join(page: Page, email: string): Promise<void> {
  const sent = await page.request.post('/v1/invitations', { data: { email }, headers: { 'sec-fetch-site': 'same-origin' } });
  if (!sent.ok()) throw new Error(await sent.text());
  await open(page, '/dev/mail');
  const mail = page.getByRole('listitem').filter({ hasText: email });
  const invitation = new URL((await mail.getByRole('link', { name: /invitations/ }).first().getAttribute('href')) ?? '').pathname;
  await page.context().clearCookies();
  await signIn(page, email, invitation);
  await page.getByRole('button', { name: 'Accept and open it' }).click();
  await page.waitForURL('**/servers');
}

/** Sends the form of one tab while another tab has opened a second organisation. */
async function formOfAnotherOrganisation(page: Page): Promise<void> {
  await open(page, '/settings');
  const other = await page.context().newPage();
  await open(other, '/settings');
  await other.getByLabel('New organisation').fill('Second');
  await other.getByRole('button', { name: 'Create organisation' }).click();
  await expect(other.getByText('“Second” is made and open')).toBeVisible();
  await other.close();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Another organisation is open' })).toBeVisible();
}
