// Every command of the documentation is executed, in the order of the pages, and answers what the page says.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Product } from '../lib/product';
import { tinyDocument } from '../lib/sources';
import { expect, test } from '../lib/test';

const root = path.resolve(import.meta.dirname, '../..');
const PAGES = ['quickstart', 'oauth', 'authoring', 'api'];
const NAMES = readdirSync(path.join(root, 'content/docs')).map((file) => path.parse(file).name);

interface Step {
  name: string;
  command: string;
  answer?: string;
}

const read = (page: string) => readFileSync(path.join(root, 'content/docs', `${page}.md`), 'utf8');
const value = (words: string, name: string) => new RegExp(`${name}="([^"]+)"`).exec(words)?.[1];

/** Blocks of code: the words behind the backticks, and what stands in them. */
function blocks(page: string): { words: string; body: string }[] {
  return [...read(page).matchAll(/^```(\w+[^\n]*)\n(.*?)^```$/gms)].map(([, words, body]) => ({ words, body }));
}

/** Blocks with `test="…"`, each with the answer that names it. */
function steps(page: string): Step[] {
  const all = blocks(page);
  return all.flatMap(({ words, body }) => {
    const name = value(words, 'test');
    if (!name) return [];
    const answer = all.find((other) => value(other.words, 'answers') === name)?.body.trim();
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

test('the tabs of each client say what the product says', async ({ api }) => {
  const { server } = await api.launch({ source: { kind: 'recipe', text: 'calculator' }, name: 'Calculator', slug: 'calculator' });
  const { body: snippets } = await api.send<{ client: string; code: string }[]>('GET', '/v1/servers/calculator/install');
  const tabs = blocks('quickstart').filter(({ words }) => value(words, 'tab'));
  expect(tabs.length).toBeGreaterThanOrEqual(9);
  for (const { words, body } of tabs) {
    const client = value(words, 'tab');
    const snippet = snippets.find((one) => one.client === client);
    const said = body.replaceAll('https://mcp.example.com/mcp/acme/calculator', server.endpoint);
    const parsed = (text: string) => (words.startsWith('json') || text.trim().startsWith('{') ? JSON.parse(text) : text.trim());
    expect.soft(parsed(said), client).toEqual(parsed(snippet?.code ?? ''));
  }
});

test('the commands and routes that pages name exist', async ({ api }) => {
  const product = await Product.start();
  const folder = mkdtempSync(path.join(tmpdir(), 'bmm-docs-'));
  const [document, spec] = ['document.json', 'spec.json'].map((name) => path.join(folder, name));
  writeFileSync(document, tinyDocument('https://api.example.com'));
  const commands = blocks('self-hosting').flatMap(({ body }) => [...body.matchAll(/^bmm ([^#\n]+)/gm)].map(([, words]) => words.trim()));
  expect(commands.length).toBeGreaterThanOrEqual(10);
  const ended: Record<string, string> = {};
  for (const words of commands.filter((one) => one !== 'serve')) {
    if (words === 'migrate') await product.down(); // one process owns a data folder
    const file = words.startsWith('lint') ? spec : document;
    ended[words] = await product.command(...words.replace('FILE', file).replace('you@host', 'you@example.com').split(' '));
    if (words.startsWith('compile')) writeFileSync(spec, ended[words]);
    if (words === 'migrate') await product.up();
  }
  expect(ended['admin create-key --email you@example.com']).toMatch(/^bmm_\w+$/m);
  expect(ended['admin login-link --email you@example.com']).toContain('/login/confirm?token=');
  expect(JSON.parse(ended.openapi).openapi).toMatch(/^3\.1/);
  await product.remove();
  rmSync(folder, { recursive: true, force: true });

  const { body } = await api.send<{ paths: Record<string, Record<string, unknown>> }>('GET', '/v1/openapi.json');
  const plain = (route: string) => route.replace(/\{[^}]*\}/g, '{}');
  const known = Object.entries(body.paths).flatMap(([route, methods]) => Object.keys(methods).map((method) => plain(`${method.toUpperCase()} ${route}`)));
  const named = NAMES.flatMap((page) => [...read(page).matchAll(/\b(GET|POST|PATCH|PUT|DELETE) (\/v1\/[\w{}/.-]*\w}?)/g)].map(([, method, route]) => plain(`${method} ${route}`)));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((route) => !known.includes(route))).toEqual([]);
});
