// The installed app: readable offline, never stale after a deploy, never out of its window.
import type { Locator, Page } from '@playwright/test';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { live, run, signIn } from '../lib/journey';
import { Product } from '../lib/product';
import { expect, test as base } from '../lib/test';
import { appWindow, type Window } from '../lib/window';

const site = path.resolve(import.meta.dirname, '../../target/site');

interface Installed extends Window {
  product: Product;
  /** The folder of its site, so that a deploy can be played. */
  copy: string;
}

const test = base.extend<{ installed: Installed }>({
  /** A product of its own, and its installed app on a page of the documentation, with its worker in charge. */
  installed: async ({}, use) => {
    const copy = mkdtempSync(path.join(tmpdir(), 'bmm-site-'));
    cpSync(site, copy, { recursive: true });
    const product = await Product.start({ BMM_SITE: copy });
    const window = await appWindow(product.url, '/docs');
    await window.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await window.page.reload();
    await window.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await use({ ...window, product, copy });
    await window.close();
    await product.remove();
    rmSync(copy, { recursive: true, force: true });
  },
});

/** Another build on the same address. */
async function deploy({ product, copy }: Installed): Promise<void> {
  rmSync(path.join(copy, 'pkg/site.js.br'), { force: true });
  appendFileSync(path.join(copy, 'pkg/site.js'), '\n// another build\n');
  await product.restart();
}

const buildOf = (page: Page) => page.locator('html').getAttribute('data-build');
const look = (page: Page) => page.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one?.update()).then(() => undefined));
const reload = (page: Page) => Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);

test('offline shows the documentation, and a clear page elsewhere', async ({ installed }) => {
  const { page, product } = installed;
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
    return requests.flat();
  });
  expect(kept).toContain('/docs/faq');
  expect(kept.filter((path) => /^\/(servers|settings|v1|_fn|forms|login|audit)/.test(path))).toEqual([]);

  await product.down();
  await page.goto('/docs/self-hosting');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Self-hosting');
  await page.keyboard.press('/');
  await page.keyboard.type('revoke');
  await expect(page.locator('[data-found] a').first()).toBeVisible();
  await page.goto('/servers');
  await expect(page.getByText('You are offline')).toBeVisible();
  await product.up();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page).toHaveURL(/\/login/);
});

test('after a deploy the update is announced, and one click brings it', async ({ installed }) => {
  const { page } = installed;
  const before = await buildOf(page);
  await deploy(installed);
  await look(page);
  await page.getByText('A new version of Build My MCP is ready.').waitFor();
  expect(await buildOf(page)).toBe(before);
  await reload(page);
  const after = await buildOf(page);
  expect(after).not.toBe(before);

  // A page that is loaded after a deploy is new at once, and the old store is gone.
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([`bmm-${after}`]);
});

test('one click brings the update when another window has taken it already', async ({ installed }) => {
  const { context, page, product } = installed;
  const before = await buildOf(page);
  await deploy(installed);
  await look(page);
  await page.getByText('A new version of Build My MCP is ready.').waitFor();

  const second = await context.newPage();
  await second.goto(`${product.url}/docs/faq`);
  expect(await buildOf(second)).not.toBe(before);
  await expect.poll(() => second.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one?.waiting?.state ?? 'nobody waits')), { timeout: 30_000 }).toBe('nobody waits');
  await reload(page);
  expect(await buildOf(page)).not.toBe(before);
});

test('an offer to install stands in the footer until it is taken', async ({ page }) => {
  await page.goto('/docs');
  const button = page.locator('[data-install]');
  await expect(button).toBeHidden();
  await page.evaluate(() => {
    const offer = Object.assign(new Event('beforeinstallprompt'), { prompt: () => (document.title = 'asked') });
    dispatchEvent(offer);
  });
  await button.click();
  await expect(page).toHaveTitle('asked');
  await expect(button).toBeHidden();
});

test('sign-in, wizard, settings and documentation stay in the window of the app', async ({ product, email }) => {
  test.setTimeout(120_000);
  const { context, page, close } = await appWindow(product.url, '/login');
  const inside = async (path: RegExp) => {
    await page.waitForURL(path);
    await page.locator('h1').first().waitFor();
    await live(page);
    expect(context.pages().map((one) => new URL(one.url()).origin)).toEqual([product.url]);
  };
  const follow = async (link: Locator, path: RegExp) => {
    await link.click();
    await inside(path);
  };
  const main = page.getByRole('navigation', { name: 'Main' });
  const account = page.locator('summary[aria-label^="Your account"]');

  await signIn(page, email);
  await inside(/\/servers$/);
  await follow(main.getByRole('link', { name: 'New server' }), /\/servers\/new/);
  await page.locator('label[for="kind-recipe"]').click();
  await page.locator('label[for="recipe-calculator"]').click();
  await page.locator('#name').fill('Calculator');
  await page.locator('#slug').fill('window');
  await page.getByRole('button', { name: 'Continue to check' }).click();
  await inside(/step=check/);
  await run(page);
  await inside(/step=run/);

  for (const [name, path] of [['Settings', /\/settings$/], ['Audit', /\/audit$/], ['Support', /\/support$/]] as const) await follow(main.getByRole('link', { name }), path);
  for (const [name, path] of [['Profile', /\/settings\/profile$/], ['Your data', /\/settings\/data$/]] as const) {
    await account.click();
    await follow(page.getByRole('link', { name, exact: true }).first(), path);
  }

  // Public pages know who is there, and lead back.
  await follow(main.getByRole('link', { name: 'Docs' }), /\/docs$/);
  await follow(page.getByRole('link', { name: 'Quickstart' }).first(), /\/docs\/quickstart/);
  await follow(main.getByRole('link', { name: 'Pricing' }), /\/pricing/);
  await follow(page.locator('.footer-status'), /\/status/);
  await account.click();
  await expect(page.locator('.menu-head')).toContainText(email);
  await follow(page.getByRole('link', { name: 'Servers', exact: true }), /\/servers$/);
  expect(context.pages()).toHaveLength(1);
  await close();
});
