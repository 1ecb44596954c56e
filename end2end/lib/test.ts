// The fixtures of every spec: a running product for each worker, and pages on which an error in the console is a failure.
import { test as base, expect, type Page } from '@playwright/test';
import type { Api } from './api';
import { Product } from './product';
import { GitHub } from './upstream';

interface ForTest {
  /** A REST client of a person who exists for this test alone. */
  api: Api;
  email: string;
  /** Console errors that the test expects, such as the one a browser writes for a 404. */
  allowedErrors: RegExp[];
}

interface ForWorker {
  product: Product;
  github: GitHub;
}

let people = 0;

export const test = base.extend<ForTest, ForWorker>({
  product: [
    async ({}, use) => {
      const product = await Product.start();
      await use(product);
      await product.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  github: [
    async ({}, use) => {
      const github = await GitHub.start();
      await use(github);
      await github.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  email: async ({}, use, info) => {
    people += 1;
    await use(`person-${info.workerIndex}-${people}@example.com`);
  },
  api: async ({ product, email }, use) => use(await product.as(email)),
  baseURL: async ({ product }, use) => use(product.url),
  allowedErrors: [[], { option: true }],
  page: async ({ page, allowedErrors }, use) => {
    const errors = watch(page);
    await use(page);
    expect(errors.filter((error) => !allowedErrors.some((allowed) => allowed.test(error)))).toEqual([]);
  },
});

/** Everything that the browser complains about, each with the page on which it did, without the stack. */
export function watch(page: Page): string[] {
  const errors: string[] = [];
  const note = (text: string) => errors.push(`${page.url().replace(/^https?:..[^/]*/, '')}: ${text.slice(0, 400)}`);
  page.on('console', (message) => {
    // An app window says this of an icon whose download ended with the page; icons have tests of their own.
    if (/icon from the Manifest.*Download error/.test(message.text())) return;
    if (message.type() === 'error' || message.type() === 'warning') note(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`exception: ${error.message}`));
  return errors;
}

export { expect };
