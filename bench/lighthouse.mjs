// Lighthouse, mobile preset, median of five, on landing, pricing, a page of the documentation and the dashboard.
// Writes bench/lighthouse.json and fails where a budget of bench/README.md is broken.
// Usage: node bench/lighthouse.mjs   (after `make build`; starts the product by itself)
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const require = createRequire(path.join(root, 'end2end/package.json'));
const { default: lighthouse } = await import(require.resolve('lighthouse'));
const { chromium } = require('@playwright/test');
const binary = process.env.BMM_BIN ?? path.join(root, 'target/release/bmm');
const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

const RUNS = 5;
const KINDS = ['performance', 'accessibility', 'best-practices', 'seo'];
const PAGES = [
  { path: '/', least: 100, kinds: KINDS },
  { path: '/pricing', least: 100, kinds: KINDS },
  { path: '/docs/quickstart', least: 100, kinds: KINDS },
  // The dashboard is behind a sign-in, so search engines do not count.
  { path: '/servers', least: 95, kinds: KINDS.slice(0, 3), signedIn: true },
];

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

const folder = mkdtempSync(path.join(tmpdir(), 'bmm-lighthouse-'));
const [port, debugging] = [await freePort(), await freePort()];
const url = `http://localhost:${port}`;
const env = { PATH: process.env.PATH, HOME: folder, BMM_ADDR: `127.0.0.1:${port}`, BMM_DATA: path.join(folder, 'data'), BMM_PUBLIC_URL: url };
const product = spawn(binary, ['serve'], { env, stdio: 'ignore' });
for (let wait = 0; wait < 100; wait += 1) {
  if (await fetch(`${url}/api/health`).then((answer) => answer.ok, () => false)) break;
  await new Promise((done) => setTimeout(done, 100));
}

const browser = await chromium.launchPersistentContext(path.join(folder, 'profile'), { executablePath, args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${debugging}`] });
const { stdout } = await promisify(execFile)(binary, ['admin', 'login-link', '--email', 'bench@example.com'], { env });
const results = [];
let broken = false;
try {
  for (const { path: address, least, kinds, signedIn } of PAGES) {
    if (signedIn) {
      const page = await browser.newPage();
      await page.goto(stdout.trim());
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/servers*');
      await page.close();
    }
    const scores = Object.fromEntries(kinds.map((kind) => [kind, []]));
    for (let run = 0; run < RUNS; run += 1) {
      const { lhr } = await lighthouse(url + address, { port: debugging, onlyCategories: kinds, logLevel: 'error', output: 'json' });
      for (const kind of kinds) scores[kind].push(Math.round(lhr.categories[kind].score * 100));
      if (run === RUNS - 1) {
        const failed = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 1 && audit.scoreDisplayMode !== 'informative');
        for (const audit of failed) console.log(`  ${address}: ${audit.id} ${audit.displayValue ?? ''}`);
      }
    }
    const median = Object.fromEntries(Object.entries(scores).map(([kind, all]) => [kind, all.sort((a, b) => a - b)[Math.floor(RUNS / 2)]]));
    broken ||= Object.values(median).some((score) => score < least);
    results.push({ page: address, least, median });
  }
} finally {
  await browser.close();
  product.kill();
}
const commit = (await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'], { cwd: root })).stdout.trim();
const report = { date: new Date().toISOString().slice(0, 10), commit, machine: `${cpus().length} × ${cpus()[0].model}`, preset: 'mobile, median of 5', results };
writeFileSync(path.join(root, 'bench/lighthouse.json'), `${JSON.stringify(report, null, 2)}\n`);
console.table(results.map(({ page, median }) => ({ page, ...median })));
await new Promise((done) => (product.exitCode === null ? product.once('exit', done) : done()));
rmSync(folder, { recursive: true, force: true });
process.exit(broken ? 1 : 0);
