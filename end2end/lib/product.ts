// The product as an operator starts it: the binary, a data folder of its own, a free port.
import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Api } from './api';
import { end, freePort, start, until } from './process';

/** Who runs the platform in every test. */
export const OPERATOR = 'operator@example.com';

const root = path.resolve(import.meta.dirname, '../..');
const binary = process.env.BMM_BIN ?? path.join(root, 'target/release/bmm');

export class Product {
  private child?: ChildProcess;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly settings: Record<string, string>,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<Product> {
    const folder = mkdtempSync(path.join(tmpdir(), 'bmm-e2e-'));
    const product = new Product(await freePort(), folder, settings);
    mkdirSync(product.data);
    await product.up();
    return product;
  }

  get url() {
    return `http://localhost:${this.port}`;
  }

  get data() {
    return path.join(this.folder, 'data');
  }

  get logFile() {
    return path.join(this.folder, 'bmm.log');
  }

  get log() {
    return readFileSync(this.logFile, 'utf8');
  }

  get pid(): number {
    if (!this.child?.pid) throw new Error('the product does not run');
    return this.child.pid;
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      BMM_ADDR: `127.0.0.1:${this.port}`,
      BMM_DATA: this.data,
      BMM_PUBLIC_URL: this.url,
      // The mock upstreams of the tests; everything else private stays refused.
      BMM_EGRESS_ALLOW: '127.0.0.1',
      BMM_SIGNUP: 'open',
      BMM_ADMIN_EMAILS: OPERATOR,
      ...this.settings,
    };
  }

  async up(): Promise<void> {
    const child = start(binary, ['serve'], this.env, this.logFile);
    this.child = child;
    await until(`the start of ${binary}`, 20, async () => {
      if (child.exitCode !== null) throw new Error(`the product ended at once:\n${this.log.slice(-4000)}`);
      return fetch(`${this.url}/api/health`).then((answer) => answer.ok, () => false);
    });
  }

  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child) await end(this.child, signal);
    this.child = undefined;
  }

  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.down(signal);
    await this.up();
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs `bmm ARGS…` beside the running server and returns its standard output. */
  async command(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(binary, args, { env: this.env, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  }

  /** A REST client for a person, with a key that the command line made. */
  async as(email: string): Promise<Api> {
    const key = await this.command('admin', 'create-key', '--email', email);
    return new Api(this.url, key.trim());
  }

  /** Process ids of the running sandboxes. A child belongs to the thread that made it, so every thread is asked. */
  runners(): number[] {
    const threads = readdirSync(`/proc/${this.pid}/task`);
    const children = threads.flatMap((thread) => read(`/proc/${this.pid}/task/${thread}/children`).split(' ').filter(Boolean));
    return children.map(Number).filter((pid) => read(`/proc/${pid}/cmdline`).split('\0').includes('runner'));
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return ''; // the process is gone meanwhile
  }
}
