// Sends rendered requests to Prism, which mocks the document that they were made from: `node requests.mjs REQUESTS FOLDER`.
// A request is refused when Prism finds a violation in it, no such path, no such method, or no such media type. A missing credential
// is not counted: those are added on the way out. Prints the refusals and writes results/requests.json.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { record } from './record.mjs';

const [requests, folder] = process.argv.slice(2);
const prism = path.resolve(import.meta.dirname, '../end2end/node_modules/@stoplight/prism-cli/dist/index.js');
const lines = readFileSync(requests, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const AT_ONCE = 8;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function mock(file) {
  const port = await freePort();
  const child = spawn(process.execPath, ['--max-old-space-size=6000', prism, 'mock', '--errors', '--host', '127.0.0.1', '--port', String(port), file], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  const listening = new Promise((done, fail) => {
    child.stdout.on('data', (text) => {
      said = (said + text).slice(-4000);
      if (said.includes('is listening')) done();
    });
    child.once('exit', () => fail(new Error(`Prism ended: ${said}`)));
  });
  await Promise.race([listening, new Promise((_, fail) => setTimeout(() => fail(new Error('Prism took longer than 180 s to start')), 180_000).unref())]);
  return { port, end: () => child.kill() };
}

function send(port, { method, path, headers, body }) {
  return new Promise((done) => {
    const bytes = Buffer.from(body, 'base64');
    const request = http.request({ host: '127.0.0.1', port, method, path, headers: [...headers.flat(), 'authorization', 'Bearer x', 'content-length', String(bytes.length), 'host', 'localhost'] });
    request.on('response', async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      done({ status: response.statusCode, text: Buffer.concat(chunks).toString() });
    });
    request.on('error', (error) => done({ status: 0, text: String(error) }));
    request.setTimeout(30_000, () => request.destroy(new Error('no answer within 30 s')));
    request.end(bytes);
  });
}

/** What Prism says against the request; nothing where it would be answered. */
function refusal({ status, text }) {
  if (status === 0) return text;
  const problem = /"type":"https:\/\/stoplight\.io\/prism\/errors#(\w+)"/.exec(text)?.[1];
  const ours = ['UNPROCESSABLE_ENTITY', 'NO_PATH_MATCHED_ERROR', 'NO_METHOD_MATCHED_ERROR', 'NO_SERVER_MATCHED_ERROR', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_CONTENT_TYPE'];
  return ours.includes(problem) ? `${problem} ${text.slice(0, 300)}` : undefined;
}

const documents = [];
for (const file of [...new Set(lines.map((line) => line.file))]) {
  const all = lines.filter((line) => line.file === file);
  const made = all.filter((line) => line.method);
  const { port, end } = await mock(path.join(folder, file));
  const refused = [];
  const waiting = [...made];
  const lane = async () => {
    for (let one; (one = waiting.shift()); ) {
      const why = refusal(await send(port, one));
      if (why) refused.push({ operation: one.operation, method: one.method, path: one.path, why });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  end();
  for (const { operation, why } of refused.slice(0, 20)) console.error(`${file} ${operation}: ${why}`);
  documents.push({ document: file, tools: all.length, requests: made.length, accepted: made.length - refused.length, left_out: all.length - made.length });
  console.error(documents.at(-1));
}
const sum = (key) => documents.reduce((total, document) => total + document[key], 0);
record('requests', { judge: 'Prism 5.16.0', documents, requests: sum('requests'), accepted: sum('accepted'), left_out: sum('left_out') });
process.exit(sum('accepted') === sum('requests') ? 0 : 1);
