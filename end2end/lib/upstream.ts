// Upstream APIs that only this machine knows, each behind a proxy that notes what it saw.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { end, freePort, start, until } from './process';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Notes every request and answers it: with a handler, or with what a server behind it says. */
export class Recorder {
  readonly seen: Seen[] = [];

  private constructor(private readonly server: http.Server) {}

  static async before(port: number): Promise<Recorder> {
    return Recorder.answering((seen, response) => {
      const { host, ...headers } = seen.headers;
      const request = http.request({ host: '127.0.0.1', port, method: seen.method, path: seen.path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.on('error', () => response.writeHead(502).end());
      request.end(seen.body);
    });
  }

  static async answering(handler: (seen: Seen, response: http.ServerResponse) => void): Promise<Recorder> {
    const server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
      recorder.seen.push(seen);
      handler(seen, response);
    });
    const recorder = new Recorder(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return recorder;
  }

  /** Answers with what it was asked. */
  static echo(): Promise<Recorder> {
    return Recorder.answering((seen, response) => {
      const body = JSON.stringify({ method: seen.method, path: seen.path, body: seen.body });
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
  }

  get url() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** GitHub's own description of its REST API, as its npm package ships it: more than 900 operations. */
export const GITHUB_DOCUMENT = path.resolve(import.meta.dirname, '../node_modules/@octokit/openapi/generated/api.github.com.json');

/** A mock of GitHub that a third party's mock server (Prism) generates from that document. */
export class GitHub {
  private constructor(
    readonly recorder: Recorder,
    private readonly prism: ChildProcess,
  ) {}

  static async start(): Promise<GitHub> {
    const port = await freePort();
    const cli = path.resolve(import.meta.dirname, '../node_modules/@stoplight/prism-cli/dist/index.js');
    const log = path.join(tmpdir(), `bmm-prism-${port}.log`);
    const prism = start(process.execPath, [cli, 'mock', '--port', `${port}`, GITHUB_DOCUMENT], process.env, log);
    try {
      await until('the start of Prism', 60, () => fetch(`http://127.0.0.1:${port}/zen`).then(() => true, () => false));
    } catch (error) {
      await end(prism);
      throw error;
    }
    return new GitHub(await Recorder.before(port), prism);
  }

  get url() {
    return this.recorder.url;
  }

  get seen() {
    return this.recorder.seen;
  }

  async stop(): Promise<void> {
    await this.recorder.close();
    await end(this.prism);
  }
}
