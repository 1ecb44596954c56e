// The stand-in for Anthropic's Messages API beside the product, and its control interface.
import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { end, freePort, start, until } from './process';

const root = path.resolve(import.meta.dirname, '../..');
const program = process.env.BMM_ANTHROPIC ?? path.join(root, 'target/release/anthropic-stand-in');

/** What the next request is answered with. */
export type Scripted = { tool: object; pause_ms?: number } | { error: number; retry_after?: number } | 'truncated' | 'malformed' | 'refusal';

export class Anthropic {
  private constructor(
    readonly url: string,
    /** The only key that it takes. */
    readonly key: string,
    private readonly control: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Anthropic> {
    const folder = mkdtempSync(path.join(tmpdir(), 'bmm-anthropic-'));
    const [api, control] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const child = start(program, [api, control], { PATH: process.env.PATH }, path.join(folder, 'log'));
    await until('the stand-in for Anthropic', 20, () => fetch(`http://${control}/_control/state`).then((answer) => answer.ok, () => false));
    const { key } = (await fetch(`http://${control}/_control/state`).then((answer) => answer.json())) as { key: string };
    return new Anthropic(`http://${api}`, key, `http://${control}/_control`, child, folder);
  }

  /** The settings with which the product asks it. */
  get settings(): Record<string, string> {
    return { ANTHROPIC_API_KEY: this.key, ANTHROPIC_BASE_URL: this.url };
  }

  async script(...answers: Scripted[]): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.control}/script`, { method: 'POST', headers, body: JSON.stringify(answers) });
    if (!answer.ok) throw new Error(`script: ${answer.status}`);
  }

  /** What was wrong with requests that it refused, as the real API would. */
  async refused(): Promise<string[]> {
    const state = (await fetch(`${this.control}/state`).then((answer) => answer.json())) as { refused: string[] };
    return state.refused;
  }

  async stop(): Promise<void> {
    await end(this.child, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
