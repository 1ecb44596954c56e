// Sends rendered requests to Prism, which knows the document that they were made from: `node requests.mjs REQUESTS FOLDER`.
// Prism routes and validates each one; it makes no answer up, because that is not what it is asked. A request is refused where Prism
// finds a violation in it, or no such path, method or media type. Credentials are not judged: those are added on the way out.
// Prints the refusals, writes results/requests.json, and fails where one is refused that requests-refused.json does not explain.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { record } from './record.mjs';

const require = createRequire(path.resolve(import.meta.dirname, '../end2end/package.json'));
const prism = createRequire(require.resolve('@stoplight/prism-cli/dist/index.js'));
const { getHttpOperationsFromSpec } = prism('@stoplight/prism-http');
const { createServer } = prism('@stoplight/prism-http-server');
const { right } = prism('fp-ts/Either');
const { version } = JSON.parse(readFileSync(require.resolve('@stoplight/prism-cli/package.json'), 'utf8'));

const [requests, folder] = process.argv.slice(2);
const lines = readFileSync(requests, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const explained = JSON.parse(readFileSync(path.join(import.meta.dirname, 'requests-refused.json'), 'utf8'));
const AT_ONCE = 4;

const silent = { child: () => silent, info() {}, warn() {}, error() {}, debug() {}, trace() {}, success() {} };
/** In the place of Prism's mock: what was found wrong, or nothing. */
const verdict = ({ input }) => () => right({ statusCode: input.validations.length ? 422 : 200, headers: {}, body: JSON.stringify(input.validations) });

async function judge(file) {
  const config = { mock: { dynamic: false }, isProxy: false, checkSecurity: false, validateRequest: true, validateResponse: false, errors: true };
  const operations = await getHttpOperationsFromSpec(aboutRequests(JSON.parse(readFileSync(file, 'utf8'))));
  const server = createServer(operations, { cors: false, config, components: { logger: silent, mock: verdict } });
  const { port } = new URL(await server.listen(0, '127.0.0.1'));
  return { port, end: () => server.close() };
}

/** The document without its answers, and without what only those use: Prism takes minutes to read them, and nobody asks for them. */
function aboutRequests(document) {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) if (operation?.responses) operation.responses = { default: { description: '' } };
  }
  for (const part of ['webhooks', 'x-webhooks']) delete document[part];
  const used = new Set();
  const follow = (value) => {
    if (typeof value !== 'object' || value === null) return;
    // A reference into a component needs all of it.
    const component = typeof value.$ref === 'string' ? value.$ref.split('/').slice(0, 4).join('/') : undefined;
    if (component && !used.has(component)) {
      used.add(component);
      const names = component.slice(2).split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
      follow(names.reduce((found, name) => found?.[name], document));
    }
    Object.values(value).forEach(follow);
  };
  follow(document.paths);
  for (const [kind, parts] of Object.entries(document.components ?? {})) {
    for (const name of Object.keys(parts)) if (!used.has(`#/components/${kind}/${name}`)) delete parts[name];
  }
  return document;
}

async function send(port, { method, path, headers, body }) {
  const bytes = Buffer.from(body, 'base64');
  const request = http.request({ host: '127.0.0.1', port, method, path, headers: [...headers.flat(), 'content-length', String(bytes.length), 'host', 'localhost'] });
  request.setTimeout(60_000, () => request.destroy(new Error('no answer within 60 s')));
  request.end(bytes);
  const [response] = await once(request, 'response');
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, text: Buffer.concat(chunks).toString() };
}

const documents = [];
for (const file of [...new Set(lines.map((line) => line.file))]) {
  const tools = lines.filter((line) => line.file === file);
  const waiting = tools.filter(({ requests }) => requests.length > 0);
  const found = { document: file, tools: tools.length, tried: waiting.length, accepted_at_once: 0, accepted: 0, refused: 0 };
  const { port, end } = await judge(path.join(folder, file));
  const lane = async () => {
    for (let tool; (tool = waiting.shift()); ) {
      const refusals = [];
      for (const request of tool.requests) {
        const { status, text } = await send(port, request).catch((error) => ({ status: 0, text: String(error) }));
        if (status === 200) break;
        refusals.push(`${request.method} ${request.path.slice(0, 200)}: ${status} ${text.slice(0, 300)}`);
      }
      if (refusals.length === 0) found.accepted_at_once += 1;
      if (refusals.length < tool.requests.length) found.accepted += 1;
      else if (explained[file]?.[tool.operation]) found.refused += 1;
      else console.error(`${file} ${tool.operation}, ${refusals.length} attempts: ${refusals[0]}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await end();
  documents.push(found);
  console.error(found);
}
const sum = (key) => documents.reduce((total, document) => total + document[key], 0);
const [tried, accepted, refused] = [sum('tried'), sum('accepted'), sum('refused')];
record('requests', { judge: `Prism ${version}`, tools: sum('tools'), tried, accepted_at_once: sum('accepted_at_once'), accepted, refused, documents });
process.exit(accepted + refused === tried ? 0 : 1);
