// What a person does in the browser, step by step. Every step works with and without JavaScript.
import { expect, type Locator, type Page } from '@playwright/test';

export type Kind = 'openapi' | 'curl' | 'postman' | 'recipe' | 'prompt';

export interface Description {
  kind: Kind;
  name?: string;
  slug?: string;
  /** Pasted; for recipes the id. */
  text?: string;
  /** Uploaded. */
  file?: { name: string; text: string };
  baseUrl?: string;
}

/** Pages without JavaScript are ready as soon as they are there. */
const plain = new WeakSet<Page>();

export function withoutScript(page: Page): void {
  plain.add(page);
}

/** Waits until the script has taken over what the server rendered. */
export async function live(page: Page): Promise<void> {
  if (!plain.has(page)) await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}

export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await live(page);
}

/** Asks for a magic link and finds it in the development mailbox. */
async function mailedLink(page: Page, email: string, next: string): Promise<Locator> {
  await open(page, `/login?next=${encodeURIComponent(next)}`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
  await open(page, '/dev/mail');
  return page.getByRole('listitem').filter({ hasText: email }).first().getByRole('link').first();
}

/** Signs in by magic link. */
export async function signIn(page: Page, email: string, next = '/servers'): Promise<void> {
  await (await mailedLink(page, email, next)).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Build My MCP' })).toBeVisible();
  await live(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`**${next}`);
  await live(page);
}

/** The pages that a link in a mail leads to: in the browser that asked for it, and in another one. */
export async function eachLinkPage(page: Page, email: string, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  const link = await (await mailedLink(page, email, '/servers')).getAttribute('href');
  await open(page, link ?? '');
  await expect(page.getByRole('heading', { name: 'Sign in to Build My MCP' })).toBeVisible();
  await look(page, 'link-open');
  const elsewhere = await page.context().browser()!.newPage();
  await open(elsewhere, new URL(link ?? '', page.url()).href);
  await look(elsewhere, 'link-elsewhere');
  await elsewhere.close();
}

/** Fills step 1 and leaves it. */
export async function describe(page: Page, what: Description): Promise<void> {
  await open(page, '/servers/new');
  await page.locator(`label[for="kind-${what.kind}"]`).click();
  if (what.kind === 'recipe') await page.locator(`label[for="recipe-${what.text}"]`).click();
  else if (what.text !== undefined) await page.locator(`#text_${what.kind}`).fill(what.text);
  if (what.file) {
    const file = { name: what.file.name, mimeType: 'application/json', buffer: Buffer.from(what.file.text) };
    await page.locator(`#file_${what.kind}`).setInputFiles(file);
  }
  if (what.baseUrl) {
    await page.getByText('Base address of the API').click();
    await page.locator('#base_url').fill(what.baseUrl);
  }
  if (what.name !== undefined) await page.locator('#name').fill(what.name);
  if (what.slug !== undefined) await page.locator('#slug').fill(what.slug);
  await page.getByRole('button', { name: 'Continue to check' }).click();
  await page.waitForURL(/step=(check|describe)/);
  await page.waitForLoadState();
  await live(page);
}

/** Switches everything off except these tools. */
export async function pick(page: Page, tools: string[]): Promise<void> {
  await page.getByRole('button', { name: 'All off' }).click();
  await page.waitForLoadState();
  await live(page);
  for (const tool of tools) await page.locator(`[id="tool-${tool}"]`).check();
}

/** Adds a credential that the source keeps silent about. The page comes back with it as entered. */
export async function addBearer(page: Page, value: string): Promise<void> {
  await page.getByText('Add a credential').click();
  await page.locator('#new_kind').selectOption('bearer');
  await page.locator('#new_value').fill(value);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Entered, replace it below')).toBeVisible();
  await live(page);
}

/** Leaves step 2 and waits until the server is live. */
export async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Build and run' }).click();
  await expect(page.getByRole('heading', { name: /is live$/ })).toBeVisible({ timeout: 30_000 });
  await live(page);
}

/** Makes an API key and reads it, the one time that it is shown. */
export async function newKey(page: Page, slug: string): Promise<string> {
  await open(page, `/servers/${slug}?tab=access`);
  await page.getByLabel('Name of the new key').fill('End to end');
  await page.getByRole('button', { name: 'New key' }).click();
  const text = await page.locator('.new-key').innerText();
  const key = /bmm_[0-9A-Za-z]+/.exec(text)?.[0];
  expect(key, text).toBeTruthy();
  return key ?? '';
}
