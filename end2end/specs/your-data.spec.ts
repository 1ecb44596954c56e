// The audit log, taking one's data along, and leaving: in the browser, with the files on disk as witnesses.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { live, open, signIn } from '../lib/journey';
import { tinyDocument } from '../lib/sources';
import { expect, test } from '../lib/test';

/** Files of a zip archive, read from their local headers. */
function unzip(bytes: Buffer): Record<string, string> {
  const files: Record<string, string> = {};
  for (let at = bytes.indexOf('PK\x03\x04', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 4, 'latin1')) {
    const [nameLength, extraLength] = [bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
    const name = bytes.subarray(at + 30, at + 30 + nameLength).toString();
    if (/^[\w.]+$/.test(name)) files[name] = inflateRawSync(bytes.subarray(at + 30 + nameLength + extraLength)).toString();
  }
  return files;
}

function filesWith(folder: string, text: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => entry.name).filter((name) => readFileSync(path.join(folder, name)).includes(text));
}

test('the audit log is filtered, checked and exported', async ({ page, api, email, product }) => {
  await api.launch({ source: { kind: 'openapi', text: tinyDocument('https://api.example.com') }, name: 'Weather', slug: 'weather' });
  await signIn(page, email);
  await open(page, '/audit');
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.filter({ hasText: 'server.created' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'server.created' }).getByRole('link', { name: 'weather' })).toHaveAttribute('href', '/servers/weather');
  await page.getByLabel('What').selectOption('server');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.waitForURL(/action=server/);
  await live(page);
  await expect(rows.filter({ hasText: 'session.created' })).toHaveCount(0);
  await page.getByText(/^Event \d+$/).first().click();
  await expect(page.locator('.audit-hash code').first()).toHaveText(/^[0-9a-f]{64}$/);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const csv = readFileSync(await (await download).path(), 'utf8');
  expect(csv).toContain('server.created');
  expect(csv).not.toContain('session.created');
  await page.getByRole('button', { name: 'Check for tampering' }).click();
  await expect(page.locator('#verdict')).toContainText('The chain is whole');
  expect(await product.command('admin', 'audit', 'verify')).toMatch(/whole: \d+ events/);
});

test('the archive holds what the pages show', async ({ page, api, email }) => {
  await api.launch({ source: { kind: 'openapi', text: tinyDocument('https://api.example.com') }, name: 'Weather', slug: 'weather' });
  await signIn(page, email);
  await open(page, '/settings/data');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download everything' }).click();
  const files = unzip(readFileSync(await (await download).path()));
  expect(JSON.parse(files['account.json'])).toMatchObject([{ email }]);
  expect(JSON.parse(files['servers.json'])).toMatchObject([{ slug: 'weather', name: 'Weather' }]);
  expect(files['servers.csv']).toContain('weather');
  await open(page, '/audit?action=account.exported');
  await expect(page.getByRole('row').filter({ hasText: 'account.exported' })).toHaveCount(1);
  await open(page, '/dev/mail');
  await expect(page.getByRole('listitem').filter({ hasText: email }).filter({ hasText: 'Your data was exported' })).toHaveCount(1);
});

test('a deletion waits, can be taken back, and then leaves no byte', async ({ page, api, product }) => {
  const email = 'leaving.for.good@example.com';
  const leaver = await product.as(email);
  await leaver.launch({ source: { kind: 'openapi', text: tinyDocument('https://api.example.com') }, name: 'Weather', slug: 'weather' });
  await signIn(page, email, '/settings/data');
  await page.getByLabel(`Type ${email} to confirm`).fill('no');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('alert')).toContainText(`Type ${email} to confirm`);
  await live(page);
  await page.getByLabel(`Type ${email} to confirm`).fill(email);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('heading', { name: 'Your account is going to be deleted' })).toBeVisible();
  await live(page);
  await page.getByRole('button', { name: 'Keep my account' }).click();
  await expect(page.getByRole('heading', { name: 'Delete your account' })).toBeVisible();

  expect(filesWith(product.data, email).length).toBeGreaterThan(0);
  await product.command('admin', 'delete-account', '--email', email);
  expect(filesWith(product.data, email)).toEqual([]);
  await page.goto('/servers');
  await page.waitForURL(/login/);
  expect(await product.command('admin', 'audit', 'verify')).toMatch(/whole/);
  expect((await api.send('GET', '/v1/servers')).status).toBe(200);
});
