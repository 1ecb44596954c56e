// Lighthouse, mobile preset, on landing, pricing, a page of the documentation and the dashboard: the median of five.
// Writes bench/results/lighthouse.json and fails where a budget of bench/README.md is broken.
// Usage: node bench/lighthouse.mjs [--runs=5] [--page=/pricing]   (after `make build`; starts the product by itself.)
// A run takes about 5 s on a quiet machine, all of it about two minutes. With --page nothing is written.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { record } from './record.mjs';

const root = path.resolve(import.meta.dirname, '..');
const require = createRequire(path.join(root, 'end2end/package.json'));
const { default: lighthouse } = await import(require.resolve('lighthouse'));
const { chromium } = require('@playwright/test');
const binary = process.env.BMM_BIN ?? path.join(root, 'target/release/bmm');
const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

const option = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const RUNS = Number(option('runs') ?? 5);
const KINDS = ['performance', 'accessibility', 'best-practices', 'seo'];
const TIMES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];
const PAGES = [
  { path: '/', least: 100, kinds: KINDS },
  { path: '/pricing', least: 100, kinds: KINDS },
  { path: '/docs/quickstart', least: 100, kinds: KINDS },
  // The dashboard is behind a sign-in, so search engines do not count.
  { path: '/servers', least: 95, kinds: KINDS.slice(0, 3), signedIn: true },
].filter(({ path }) => !option('page') || path === option('page'));

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The product on a folder of its own, as an operator starts it. */
async function start(folder) {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = { PATH: process.env.PATH, HOME: folder, BMM_ADDR: `127.0.0.1:${port}`, BMM_DATA: path.join(folder, 'data'), BMM_PUBLIC_URL: url };
  const child = spawn(binary, ['serve'], { env, stdio: 'ignore' });
  const gone = once(child, 'exit');
  for (let wait = 0; !(await fetch(`${url}/api/health`).then((answer) => answer.ok, () => false)); wait += 1) {
    if (wait > 200 || child.exitCode !== null) throw new Error(`${binary} does not start`);
    await new Promise((done) => setTimeout(done, 100));
  }
  const admin = async (...words) => (await promisify(execFile)(binary, ['admin', ...words, '--email', 'bench@example.com'], { env })).stdout.trim();
  const stop = async () => {
    child.kill();
    await gone;
  };
  return { url, admin, stop };
}

/** Somebody who has three servers, signed in: their cookies. */
async function signIn(browse, product) {
  const headers = { authorization: `Bearer ${await product.admin('create-key')}`, 'content-type': 'application/json' };
  const post = async (to, body) => {
    const answer = await fetch(product.url + to, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${to} answers ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  for (const text of ['calculator', 'text-tools', 'wikipedia']) {
    const { spec } = await post('/v1/servers/preview', { source: { kind: 'recipe', text } });
    await post('/v1/servers', { name: spec.name, slug: text, spec, credentials: {} });
  }
  return browse([], async (browser) => {
    const page = await browser.newPage();
    await page.goto(await product.admin('login-link'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/servers*');
    return browser.cookies();
  });
}

/**
 * Runs `work` in a browser of its own, as Lighthouse's command does: in a tab that an earlier run has used, the debugger walks
 * over what that run has left in memory, and the time is counted as the page's.
 */
async function browseIn(folder, cookies, work) {
  const port = await freePort();
  const profile = mkdtempSync(path.join(folder, 'profile-'));
  const browser = await chromium.launchPersistentContext(profile, { executablePath, args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`] });
  try {
    await browser.addCookies(cookies);
    return await work(browser, port);
  } finally {
    await browser.close();
  }
}

/** One page, RUNS times. Lighthouse now and then loses the browser's trace; such a run is repeated, twice at most. */
async function measure(browse, url, { path: address, kinds }, cookies) {
  const runs = [];
  for (let tries = 0; runs.length < RUNS; tries += 1) {
    const { lhr } = await browse(cookies, (_, port) => lighthouse(url + address, { port, onlyCategories: kinds, logLevel: 'error', output: 'json' }));
    const shown = new URL(lhr.finalDisplayedUrl).pathname;
    if (shown !== address) throw new Error(`${address} led to ${shown}`);
    if (kinds.every((kind) => lhr.categories[kind].score !== null)) runs.push(lhr);
    else if (tries > RUNS + 2) throw new Error(`${address}: ${lhr.runtimeError?.message ?? 'no score'}`);
  }
  return runs;
}

/** What keeps a category below 100, and everything else that was found. */
function explain(address, lhr) {
  for (const audit of Object.values(lhr.audits)) {
    if (audit.score === null || audit.score >= 1 || audit.scoreDisplayMode === 'informative') continue;
    console.log(`  ${address}: ${audit.id} ${audit.displayValue ?? ''}`);
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'bmm-lighthouse-'));
const product = await start(folder);
const browse = (cookies, work) => browseIn(folder, cookies, work);
const began = Date.now();
const pages = [];
try {
  for (const page of PAGES) {
    const runs = await measure(browse, product.url, page, page.signedIn ? await signIn(browse, product) : []);
    explain(page.path, runs.at(-1));
    const score = Object.fromEntries(page.kinds.map((kind) => [kind, median(runs.map((lhr) => Math.round(lhr.categories[kind].score * 100)))]));
    const times = Object.fromEntries(TIMES.map((name) => [name, Math.round(median(runs.map((lhr) => lhr.audits[name].numericValue)) * 1000) / 1000]));
    // How fast Lighthouse found the machine to be, between runs: far below 1000, the times are those of a busy machine.
    const speed = Math.round(median(runs.map((lhr) => lhr.environment.benchmarkIndex)));
    pages.push({ page: page.path, least: page.least, score, times, speed });
  }
} finally {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.table(pages.map(({ page, score, times, speed }) => ({ page, ...score, 'blocking ms': times['total-blocking-time'], speed })));
console.log(`${RUNS * PAGES.length} runs in ${Math.round((Date.now() - began) / 1000)} s`);
if (!option('page')) record('lighthouse', { preset: `mobile, median of ${RUNS}`, lighthouse: require('lighthouse/package.json').version, pages });
const broken = pages.filter(({ score, least }) => Object.values(score).some((one) => one < least));
for (const { page, least } of broken) console.log(`below ${least}: ${page}`);
process.exit(broken.length ? 1 : 0);
