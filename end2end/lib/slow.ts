// A slow line: a proxy that hands pages on in small pieces, so that the browser paints what it has of them.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep } from './process';

/** Characters of a page that arrive together; the end of a long page comes at once. */
const PIECE = 500;
const PIECES = 30;
/** More than a frame, so that every piece can be painted by itself. */
const PAUSE = 24;

export class SlowLine {
  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<SlowLine> {
    const server = http.createServer((request, response) => {
      const { 'accept-encoding': _, ...headers } = request.headers;
      const asked = http.request(new URL(request.url ?? ''), { method: request.method, headers }, async (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        if (!answer.headers['content-type']?.startsWith('text/html')) return answer.pipe(response);
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk);
        const page = Buffer.concat(chunks);
        for (let piece = 0; piece < PIECES && piece * PIECE < page.length; piece += 1) {
          response.write(page.subarray(piece * PIECE, (piece + 1) * PIECE));
          await sleep(PAUSE);
        }
        response.end(page.subarray(PIECES * PIECE));
      });
      asked.on('error', () => response.destroy());
      request.pipe(asked);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowLine(server);
  }

  /** For `newContext`: everything goes over this line, addresses of this machine too. */
  get proxy() {
    return { server: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`, bypass: '<-loopback>' };
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
