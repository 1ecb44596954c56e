// Sources that must be refused with a sentence that helps.

export interface BadSource {
  what: string;
  kind: 'openapi' | 'curl' | 'postman' | 'prompt';
  text: () => string;
  /** What the error has to mention. */
  says: RegExp;
}

const document = (rest: object) => JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, ...rest });

const get = (schema: object) => ({
  '/a': { post: { operationId: 'a', requestBody: { content: { 'application/json': { schema } } }, responses: { 200: { description: 'ok' } } } },
});

/** Nine levels of ten references each: a billion entries when they are followed. */
function yamlBomb(): string {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`;
  const names = [...'abcdefghi'];
  const levels = names.slice(1).map((name, index) => level(name, names[index]));
  return ['openapi: 3.1.0', 'info: {title: Bomb, version: "1"}', `a: &a [${Array(10).fill('"lol"').join(', ')}]`, ...levels, 'paths: {}', ''].join('\n');
}

export const BAD_SOURCES: BadSource[] = [
  { what: 'an empty prompt', kind: 'prompt', text: () => '   ', says: /describe|empty|enter|write|type/i },
  { what: 'a document of 20 MB', kind: 'openapi', text: () => document({ paths: {}, 'x-padding': 'x'.repeat(20_000_000) }), says: /MB|large|big/i },
  { what: 'a YAML bomb', kind: 'openapi', text: yamlBomb, says: /alias|anchor|expand|large|too much|limit/i },
  { what: 'HTML instead of JSON', kind: 'openapi', text: () => '<!doctype html><html><body>Sign in</body></html>', says: /HTML|web page/i },
  {
    what: 'a $ref that only points at itself',
    kind: 'openapi',
    text: () =>
      document({
        servers: [{ url: 'https://api.example.com' }],
        paths: get({ $ref: '#/components/schemas/Loop' }),
        components: { schemas: { Loop: { $ref: '#/components/schemas/Loop' } } },
      }),
    says: /\$ref|itself|reference/i,
  },
  { what: 'a document without servers and without a base URL', kind: 'openapi', text: () => document({ paths: get({ type: 'object' }) }), says: /base URL|address|server/i },
  { what: 'a curl command to the metadata service', kind: 'curl', text: () => 'curl http://169.254.169.254/latest/meta-data/', says: /169\.254\.169\.254|private|internal|not allowed|public/i },
];
