// Every command of the documentation is executed, in the order of the pages, and answers what the page says.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Product } from '../lib/product';
import { expect, test } from '../lib/test';

const root = path.resolve(import.meta.dirname, '../..');
const PAGES = ['quickstart', 'oauth', 'authoring', 'api'];

interface Step {
  name: string;
  command: string;
  answer?: string;
}

/** Blocks with `test="…"`, each with the answer that names it. */
function steps(page: string): Step[] {
  const text = readFileSync(path.join(root, 'content/docs', `${page}.md`), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].map(([, , words, body]) => ({ words, body }));
  const value = (words: string, name: string) => new RegExp(`${name}="([^"]+)"`).exec(words)?.[1];
  return blocks.flatMap(({ words, body }) => {
    const name = value(words, 'test');
    if (!name) return [];
    const answer = blocks.find((other) => value(other.words, 'answers') === name)?.body.trim();
    return [{ name: `${page}: ${name}`, command: body, answer }];
  });
}

test('the commands of the documentation do what it says', async () => {
  test.setTimeout(180_000);
  const product = await Product.start();
  const folder = mkdtempSync(path.join(tmpdir(), 'bmm-docs-'));
  const key = (await product.as('you@example.com')).key;
  const bin = path.dirname(process.env.BMM_BIN ?? path.join(root, 'target/release/bmm'));
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder, BMM_URL: product.url, BMM_KEY: key };
  let count = 0;
  for (const page of PAGES) {
    for (const { name, command, answer } of steps(page)) {
      // One shell for each block; what a block leaves in a file, the next one finds.
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], { cwd: folder, env, timeout: 60_000 });
      expect(answer, `${name} has no answer on the page`).toBeTruthy();
      expect.soft(stdout.trim(), name).toBe(answer);
      count += 1;
    }
  }
  expect(count).toBeGreaterThanOrEqual(12);
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});
