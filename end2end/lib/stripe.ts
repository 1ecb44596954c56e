// The stand-in for Stripe beside the product, and its control interface.
import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { end, freePort, start, until } from './process';

const root = path.resolve(import.meta.dirname, '../..');
const program = process.env.BMM_STAND_IN ?? path.join(root, 'target/release/stripe-stand-in');

export interface World {
  customers: Record<string, { email: string }>;
  sessions: Record<string, { status: string }>;
  subscriptions: Record<string, { id: string; status: string; customer: string }>;
  invoices: Record<string, { id: string; status: string; total: number; billing_reason: string; customer: string }>;
  sent: { kind: string; status: number }[];
}

export class StandIn {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(): Promise<StandIn> {
    const folder = mkdtempSync(path.join(tmpdir(), 'bmm-stripe-'));
    const url = `http://127.0.0.1:${await freePort()}`;
    const child = start(program, [url.replace('http://', '')], { PATH: process.env.PATH }, path.join(folder, 'log'));
    await until('the stand-in for Stripe', 20, () => fetch(`${url}/_control/state`).then((answer) => answer.ok, () => false));
    return new StandIn(url, child, folder);
  }

  /** The settings with which the product talks to it. */
  get settings(): Record<string, string> {
    return {
      STRIPE_SECRET_KEY: 'sk_test_stand_in',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_stand_in',
      STRIPE_WEBHOOK_SECRET: 'whsec_stand_in_one',
      STRIPE_API_BASE: `${this.url}/`,
      STRIPE_JS_URL: `${this.url}/endive/stripe.js`,
      STRIPE_PRICE_PRO_MONTHLY: 'price_pro_monthly',
      STRIPE_PRICE_PRO_YEARLY: 'price_pro_yearly',
      STRIPE_PRICE_TEAM_MONTHLY: 'price_team_monthly',
      STRIPE_PRICE_TEAM_YEARLY: 'price_team_yearly',
    };
  }

  async control(verb: string, body: object = {}): Promise<void> {
    const answer = await fetch(`${this.url}/_control/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`);
  }

  async world(): Promise<World> {
    return (await fetch(`${this.url}/_control/state`).then((answer) => answer.json())) as World;
  }

  /** What a person bought, found by address. */
  async of(email: string) {
    const world = await this.world();
    const customer = Object.entries(world.customers).find(([, it]) => it.email === email)?.[0];
    const mine = <T extends { customer: string }>(all: Record<string, T>) => Object.values(all).filter((it) => it.customer === customer);
    return { subscriptions: mine(world.subscriptions), invoices: mine(world.invoices) };
  }

  async stop(): Promise<void> {
    await end(this.child, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
