// Credential bytes stand nowhere outside the ciphertext, in none of the forms in which they could have been written.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tinyDocument } from '../lib/sources';
import { expect, test } from '../lib/test';
import { Recorder } from '../lib/upstream';

const SECRET = 'tök3n/+"with\\every=kind&of?byte';

/** Raw, base64 (each of its three alignments), percent-escaped and JSON-escaped. */
function forms(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((skip) => bytes.subarray(skip, skip + Math.floor((bytes.length - skip) / 3) * 3).toString('base64'));
  return {
    raw: secret,
    'base64, whole': base64[0],
    'base64, shifted by one': base64[1],
    'base64, shifted by two': base64[2],
    'base64 for URLs': bytes.subarray(0, Math.floor(bytes.length / 3) * 3).toString('base64url'),
    percent: encodeURIComponent(secret),
    'JSON-escaped': JSON.stringify(secret).slice(1, -1),
    'JSON-escaped, ASCII': JSON.stringify(secret).slice(1, -1).replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    hex: bytes.toString('hex'),
  };
}

function found(folder: string, extra: string[], secret: string): string[] {
  const files = readdirSync(folder, { recursive: true }).map((name) => path.join(folder, String(name)));
  return [...files, ...extra].filter((file) => statSync(file).isFile()).flatMap((file) => {
    const bytes = readFileSync(file);
    return Object.entries(forms(secret)).filter(([, form]) => bytes.includes(form)).map(([name]) => `${path.basename(file)}: ${name}`);
  });
}

test('the search finds every form that it looks for', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bmm-control-'));
  for (const [index, form] of Object.values(forms(SECRET)).entries()) writeFileSync(path.join(folder, `${index}`), `before ${form} after`);
  writeFileSync(path.join(folder, 'basic'), Buffer.from(`user:${SECRET}!`).toString('base64'));
  const names = found(folder, [], SECRET);
  for (const [index, name] of Object.keys(forms(SECRET)).entries()) expect(names).toContain(`${index}: ${name}`);
  expect(names.some((name) => name.startsWith('basic: '))).toBe(true);
  rmSync(folder, { recursive: true });
});

test('a credential is on disk only as ciphertext, even when the upstream echoes it', async ({ api, product }) => {
  const upstream = await Recorder.answering((seen, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen.headers)));
  const request = { source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Echo', slug: 'echo', credentials: [{ name: 'TOKEN', in: 'query', param: 'token' }] };
  const { server, spec } = await api.launch(request, SECRET);
  const answer = await api.call(server.slug, spec.tools[0].name, { city: 'x' });
  expect(answer.is_error).toBe(false);
  expect(new URL(upstream.seen.at(-1)?.path ?? '', upstream.url).searchParams.get('token')).toBe(SECRET);
  const page = await api.server(server.slug);
  expect(page.secrets).toMatchObject([{ name: 'TOKEN', entered: true }]);
  for (const form of Object.values(forms(SECRET))) expect(JSON.stringify([page, answer])).not.toContain(form);
  expect(found(product.data, [product.logFile], SECRET)).toEqual([]);
  await upstream.close();
});
