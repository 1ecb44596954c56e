// The half of the host API that is written in JavaScript; `script/mod.rs` documents the whole of it.
(host => {
  'use strict';

  // Bytes go to the host as text in which every character is one byte.
  const toLatin1 = bytes => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192));
    return text;
  };
  const wellFormed = text => String(text).toWellFormed();
  const utf8 = text => host.encodeUtf8(wellFormed(text));
  const toBytes = data => {
    if (data instanceof Uint8Array) return data;
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return utf8(data);
  };
  const data = value => toLatin1(toBytes(value));

  class URLSearchParams {
    #pairs = [];
    #changed;
    constructor(init = '', changed = () => {}) {
      if (init && typeof init === 'object') {
        const entries = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
        for (const [name, value] of entries) this.#pairs.push([wellFormed(name), wellFormed(value)]);
      } else {
        this.#pairs = JSON.parse(host.parseQuery(wellFormed(init).replace(/^\?/, '')));
      }
      this.#changed = changed;
    }
    append(name, value) { this.#pairs.push([wellFormed(name), wellFormed(value)]); this.#changed(); }
    delete(name) { this.#pairs = this.#pairs.filter(pair => pair[0] !== String(name)); this.#changed(); }
    get(name) { return this.#pairs.find(pair => pair[0] === String(name))?.[1] ?? null; }
    getAll(name) { return this.#pairs.filter(pair => pair[0] === String(name)).map(pair => pair[1]); }
    has(name) { return this.#pairs.some(pair => pair[0] === String(name)); }
    set(name, value) {
      const first = this.#pairs.find(pair => pair[0] === String(name));
      if (!first) return this.append(name, value);
      first[1] = wellFormed(value);
      this.#pairs = this.#pairs.filter(pair => pair === first || pair[0] !== String(name));
      this.#changed();
    }
    sort() { this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)); this.#changed(); }
    get size() { return this.#pairs.length; }
    forEach(visit) { for (const [name, value] of this) visit(value, name, this); }
    *entries() { for (const [name, value] of this.#pairs) yield [name, value]; }
    *keys() { for (const [name] of this.#pairs) yield name; }
    *values() { for (const [, value] of this.#pairs) yield value; }
    [Symbol.iterator]() { return this.entries(); }
    toString() { return this.#pairs.map(pair => pair.map(host.encodeQuery).join('=')).join('&'); }
  }

  class URL {
    #parts;
    #query;
    constructor(url, base) {
      this.#parts = JSON.parse(host.parseUrl(wellFormed(url), base === undefined ? undefined : wellFormed(base)));
    }
    static canParse(url, base) { try { return !!new URL(url, base); } catch { return false; } }
    static parse(url, base) { try { return new URL(url, base); } catch { return null; } }
    get href() { return this.#parts.href; }
    set href(value) { this.#parts = JSON.parse(host.parseUrl(wellFormed(value))); this.#query = undefined; }
    get origin() { return this.#parts.origin; }
    get searchParams() {
      return this.#query ??= new URLSearchParams(this.search, () => this.#change('search', this.#query.toString()));
    }
    #change(part, value) { this.#parts = JSON.parse(host.changeUrl(this.href, part, wellFormed(value))); }
    toString() { return this.href; }
    toJSON() { return this.href; }
    static {
      for (const part of ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']) {
        Object.defineProperty(URL.prototype, part, {
          enumerable: true,
          configurable: true,
          get() { return this.#parts[part]; },
          set(value) { this.#change(part, value); if (part === 'search') this.#query = undefined; },
        });
      }
    }
  }

  class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(text = '') { return utf8(text); }
  }

  class TextDecoder {
    #fatal;
    constructor(label = 'utf-8', { fatal = false } = {}) {
      if (!/^utf-?8$/i.test(label)) throw new RangeError(`Only UTF-8 can be decoded, not ${label}.`);
      this.#fatal = !!fatal;
    }
    get encoding() { return 'utf-8'; }
    decode(bytes = new Uint8Array()) {
      const text = host.decodeUtf8(data(bytes), this.#fatal);
      return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
  }

  class Headers {
    #pairs = [];
    constructor(init = {}) {
      const entries = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
      for (const [name, value] of entries) this.#pairs.push([String(name).toLowerCase(), String(value)]);
    }
    get(name) {
      const values = this.#pairs.filter(pair => pair[0] === String(name).toLowerCase()).map(pair => pair[1]);
      return values.length ? values.join(', ') : null;
    }
    has(name) { return this.get(name) !== null; }
    set(name, value) { this.delete(name); this.append(name, value); }
    append(name, value) { this.#pairs.push([String(name).toLowerCase(), String(value)]); }
    delete(name) { this.#pairs = this.#pairs.filter(pair => pair[0] !== String(name).toLowerCase()); }
    forEach(visit) { for (const [name, value] of this) visit(value, name, this); }
    *entries() { for (const [name, value] of this.#pairs) yield [name, value]; }
    *keys() { for (const [name] of this.#pairs) yield name; }
    *values() { for (const [, value] of this.#pairs) yield value; }
    [Symbol.iterator]() { return this.entries(); }
  }

  const REASONS = {
    200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 304: 'Not Modified', 400: 'Bad Request',
    401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict', 422: 'Unprocessable Content', 429: 'Too Many Requests',
    500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable',
  };

  class Response {
    #body;
    constructor(url, { status, headers, body }) {
      this.url = url;
      this.status = status;
      this.headers = new Headers(headers);
      this.#body = body;
    }
    get ok() { return this.status >= 200 && this.status < 300; }
    get statusText() { return REASONS[this.status] ?? ''; }
    async bytes() { return this.#body; }
    async arrayBuffer() { return this.#body.buffer; }
    async text() { return new TextDecoder().decode(this.#body); }
    async json() { return JSON.parse(await this.text()); }
    async base64() { return host.encodeBase64(toLatin1(this.#body)); }
  }

  // What a body is sent as, and the content type that goes with it.
  const encodeBody = body => {
    if (body === undefined || body === null) return ['', null];
    if (typeof body === 'string') return [data(body), 'text/plain;charset=UTF-8'];
    if (body instanceof URLSearchParams) return [data(body.toString()), 'application/x-www-form-urlencoded;charset=UTF-8'];
    if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return [data(body), null];
    return [data(JSON.stringify(body)), 'application/json'];
  };

  const fetch = async (url, { method = 'GET', headers, body } = {}) => {
    const target = new URL(url).href;
    const [bytes, type] = encodeBody(body);
    const all = new Headers(headers ?? {});
    if (type && !all.has('content-type')) all.set('content-type', type);
    return new Response(target, host.fetch(String(method).toUpperCase(), target, [...all], bytes));
  };

  const show = value => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    try { return JSON.stringify(value) ?? String(value); } catch { return String(value); }
  };
  const log = (...values) => host.log(wellFormed(values.map(show).join(' ')));

  const api = {
    fetch, Headers, Response, URL, URLSearchParams, TextEncoder, TextDecoder,
    atob: text => host.decodeBase64(String(text)),
    btoa: text => host.encodeBase64(String(text)),
    base64: { encode: value => host.encodeBase64(data(value)), decode: text => host.decodeBase64Bytes(String(text)) },
    hash: (algorithm, value) => host.hash(String(algorithm), data(value)),
    hmac: (algorithm, key, value) => host.hmac(String(algorithm), data(key), data(value)),
    randomUUID: () => host.uuid(),
    crypto: {
      randomUUID: () => host.uuid(),
      getRandomValues: array => {
        new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(host.random(array.byteLength));
        return array;
      },
    },
    timezone: {
      convert: (time, from, to) => JSON.parse(host.convertTime(time instanceof Date ? time.toISOString() : String(time), String(from), String(to))),
      now: zone => JSON.parse(host.timeNow(String(zone))),
      list: () => JSON.parse(host.timeZones()),
    },
    console: { log, info: log, warn: log, error: log, debug: log },
  };
  for (const [name, value] of Object.entries(api)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
})
