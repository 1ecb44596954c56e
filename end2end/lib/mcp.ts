// The official TypeScript clients, both generations, with everything that travels written down.
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export interface Connected {
  /** The revision that both sides agreed on. */
  revision: string | undefined;
  listTools(): Promise<{ name: string; inputSchema: unknown }[]>;
  callTool(name: string, args?: Record<string, unknown>): Promise<{ isError: boolean; text: string }>;
  /** Every byte of every answer that the client got, and its headers. */
  transcript(): string;
  close(): Promise<void>;
}

export type Generation = '2.x' | '1.x';
export const GENERATIONS: Generation[] = ['2.x', '1.x'];
export const REVISION: Record<Generation, string> = { '2.x': '2026-07-28', '1.x': '2025-11-25' };

export async function connect(generation: Generation, endpoint: string, key?: string): Promise<Connected> {
  const { fetch, transcript } = recording();
  const options = { fetch, requestInit: { headers: key ? { authorization: `Bearer ${key}` } : {} } };
  const info = { name: 'end2end', version: '1.0.0' };

  if (generation === '2.x') {
    const client = new NewClient(info, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new NewTransport(new URL(endpoint), options));
    return connected(client, client.getNegotiatedProtocolVersion(), transcript);
  }
  const client = new OldClient(info);
  const transport = new OldTransport(new URL(endpoint), options);
  await client.connect(transport);
  return connected(client, transport.protocolVersion, transcript);
}

function connected(client: NewClient | OldClient, revision: string | undefined, transcript: () => string): Connected {
  return {
    revision,
    transcript,
    listTools: async () => (await client.listTools()).tools,
    async callTool(name, args = {}) {
      const result = await client.callTool({ name, arguments: args });
      const content = result.content as { type: string; text?: string }[];
      return { isError: result.isError === true, text: content.map((block) => block.text ?? '').join('\n') };
    },
    close: () => client.close(),
  };
}

interface Schema {
  type?: string;
  default?: unknown;
  examples?: unknown[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
}

/** Arguments that fit a tool's schema: what it requires, from its own examples. */
export function exampleArguments(schema: unknown): Record<string, unknown> {
  const { properties = {}, required = [] } = schema as Schema;
  const value = (one: Schema) => one.default ?? one.examples?.[0] ?? one.enum?.[0] ?? ({ integer: 1, number: 1, boolean: true, array: [], object: {} } as Record<string, unknown>)[one.type ?? ''] ?? 'text';
  return Object.fromEntries(required.map((name) => [name, value(properties[name] ?? {})]));
}

/** A `fetch` that keeps what comes back. What goes out holds the client's own key, so only answers are kept. */
function recording() {
  const kept: string[] = [];
  const recorded: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    kept.push(JSON.stringify([...answer.headers]));
    answer.clone().text().then((text) => kept.push(text), () => undefined);
    return answer;
  };
  return { fetch: recorded, transcript: () => kept.join('\n') };
}
