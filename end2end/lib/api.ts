// The REST interface as a program uses it: an API key as bearer.
import { until } from './process';

export interface Tool {
  name: string;
  description: string;
  enabled: boolean;
  operation?: string;
  annotations: { read_only: boolean; destructive: boolean };
  input_schema: Record<string, unknown>;
}

export interface Spec {
  name: string;
  tools: Tool[];
  secrets: { name: string; label: string }[];
  origins: string[];
}

export interface Preview {
  spec: Spec;
  lint: { severity: string; rule: string; tool?: string; message: string }[];
  skipped: { operation: string; reason: string }[];
}

export interface Build {
  id: string;
  status: 'queued' | 'running' | 'succeeded' | 'failed';
  steps: { name: string; status: string; duration_ms?: number; message?: string }[];
  error?: string;
  last_event: number;
}

export interface Server {
  slug: string;
  name: string;
  endpoint: string;
  status: string;
}

/** What a server is made from. */
export interface Source {
  source: { kind: string; text?: string; url?: string };
  name: string;
  slug: string;
  operations?: string[];
  base_url?: string;
  credentials?: { name: string; in: string; param: string; prefix?: string }[];
}

export interface Answer<T> {
  status: number;
  type: string;
  body: T;
}

export interface Problem {
  code: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

export class Api {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  async send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, type, body: (type.includes('json') ? JSON.parse(text) : text) as T };
  }

  private async ok<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  preview(request: object): Promise<Preview> {
    return this.ok('POST', '/v1/servers/preview', request);
  }

  create(request: object): Promise<{ server: Server; build: { id: string } }> {
    return this.ok('POST', '/v1/servers', request);
  }

  build(id: string): Promise<Build> {
    return this.ok('GET', `/v1/builds/${id}`);
  }

  servers(): Promise<Server[]> {
    return this.ok('GET', '/v1/servers');
  }

  server(slug: string): Promise<Server & { tool_list: Tool[]; secrets: { name: string; entered: boolean }[]; builds: Build[] }> {
    return this.ok('GET', `/v1/servers/${slug}`);
  }

  call(slug: string, tool: string, args: object = {}): Promise<{ is_error: boolean; content: { type: string; text?: string }[] }> {
    return this.ok('POST', `/v1/servers/${slug}/tools/${tool}/call`, { arguments: args });
  }

  async ended(id: string): Promise<Build> {
    let build = await this.build(id);
    await until(`the end of build ${id}`, 30, async () => {
      build = await this.build(id);
      return build.status === 'succeeded' || build.status === 'failed';
    });
    return build;
  }

  /** Preview, create, wait: the whole headless job. `secret` goes into every slot that the source needs. */
  async launch(request: Source, secret?: string): Promise<{ server: Server; spec: Spec; build: Build }> {
    const { spec } = await this.preview(request);
    const credentials = secret === undefined ? {} : Object.fromEntries(spec.secrets.map(({ name }) => [name, secret]));
    const made = await this.create({ name: request.name, slug: request.slug, spec, credentials, allow_plain_http: true });
    const build = await this.ended(made.build.id);
    if (build.status !== 'succeeded') throw new Error(`the build failed: ${build.error}`);
    return { server: made.server, spec, build };
  }
}
