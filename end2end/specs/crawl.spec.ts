// Every link of every page leads to a page that answers 200: signed out, and signed in with something on every page.
import type { Page } from '@playwright/test';
import { live, signIn } from '../lib/journey';
import { everyAdminPage, everyPage, newInvitation } from '../lib/pages';
import { publicPages } from '../lib/public';
import { expect, test } from '../lib/test';

/** Pages that ask a visitor to sign in: one redirect, to the sign-in page. */
const FOR_MEMBERS = /^\/(servers|builds|settings|audit|support|admin)/;

async function crawl(page: Page, origin: string, starts: string[], signedIn: boolean): Promise<{ visited: number; wrong: string[] }> {
  const [queue, wrong] = [starts.map((path) => ({ path, from: 'the start' })), [] as string[]];
  const seen = new Set<string>();
  /** Parts of pages that links name (each with a page that names it), and what every page has. */
  const [named, parts] = [new Map<string, string>(), new Map<string, Set<string>>()];
  while (queue.length) {
    const { path, from } = queue.shift()!;
    const address = new URL(path, origin);
    const bare = address.pathname + address.search;
    if (seen.has(bare)) continue;
    seen.add(bare);
    const answer = await page.request.get(address.href, { maxRedirects: 0, headers: { accept: 'text/html,*/*' } });
    const location = answer.headers()['location'];
    if (answer.status() >= 300 && answer.status() < 400) {
      const toSignIn = !signedIn && FOR_MEMBERS.test(address.pathname) && location?.startsWith('/login?next=');
      if (!toSignIn) wrong.push(`${bare} redirects to ${location}, linked from ${from}`);
      continue;
    }
    if (answer.status() !== 200) {
      wrong.push(`${bare} answers ${answer.status()}, linked from ${from}`);
      continue;
    }
    if (!answer.headers()['content-type']?.startsWith('text/html')) continue;
    await page.goto(address.href);
    await live(page);
    const links = await page.locator('a[href]').evaluateAll((all) => (all as HTMLAnchorElement[]).map((link) => link.href));
    parts.set(bare, new Set(await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id))));
    const insecure = await page.locator('[src^="http:"], link[href^="http:"]:not([rel="canonical"])').count();
    if (insecure) wrong.push(`${bare} loads over http`);
    for (const link of links) {
      const target = new URL(link);
      if (target.origin !== origin) continue;
      if (target.hash) named.set(target.pathname + target.search + target.hash, bare);
      queue.push({ path: target.pathname + target.search, from: bare });
    }
  }
  for (const [part, from] of named) {
    const [at, id] = [part.slice(0, part.indexOf('#')), decodeURIComponent(part.slice(part.indexOf('#') + 1))];
    if (parts.has(at) && !parts.get(at)!.has(id)) wrong.push(`${part} does not exist, linked from ${from}`);
  }
  return { visited: seen.size, wrong };
}

test('no link of the public site is dead', async ({ page, product }) => {
  test.setTimeout(300_000);
  const { visited, wrong } = await crawl(page, product.url, await publicPages(product), false);
  expect(wrong).toEqual([]);
  expect(visited).toBeGreaterThan(20);
});

test('no link is dead for somebody who is signed in', async ({ page, product, api, email }) => {
  test.setTimeout(600_000);
  const places = await everyPage(page, api, email);
  const { wrong } = await crawl(page, product.url, [...(await publicPages(product)), ...places.map(({ path }) => path)], true);
  expect(wrong.filter((line) => !isExpected(line))).toEqual([]);
});

/** Who is signed in and has just confirmed it is sent on from these two. The mailbox of development also holds letters to the
 *  administration, whose pages are not there for anybody else. */
function isExpected(line: string): boolean {
  return [/^\/(login|settings\/step-up)\S* redirects/, /^\/admin\/tickets\/\S+ answers 404, linked from \/dev\/mail$/].some((pattern) => pattern.test(line));
}

test('no link is dead for a member, who may do less', async ({ page, browser, product, api, email }) => {
  test.setTimeout(300_000);
  await everyPage(page, api, email);
  const friend = `member-of-${email}`;
  const invitation = `/invitations/${await newInvitation(page, friend)}`;
  const theirs = await (await browser.newContext({ baseURL: product.url })).newPage();
  await signIn(theirs, friend, invitation);
  await theirs.getByRole('button', { name: 'Accept and open it' }).click();
  await theirs.waitForURL('**/servers');
  await expect(theirs.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit', includeHidden: true })).toHaveCount(0);
  const { visited, wrong } = await crawl(theirs, product.url, ['/servers', '/settings'], true);
  expect(wrong.filter((line) => !isExpected(line))).toEqual([]);
  expect(visited).toBeGreaterThan(40);
  await theirs.context().close();
});

/** Addresses that the documentation, the manifest or standards name, beside those that pages link to. */
const NAMED = ['/manifest.webmanifest', '/sw.js', '/robots.txt', '/sitemap.xml', '/llms.txt', '/.well-known/security.txt', '/api/health', '/v1/openapi.json', '/v1/spec.schema.json', '/v1/recipes', '/offline'];
/** Pages that are there for whoever is signed in. */
const FOR_ALL_MEMBERS = ['/servers', '/servers/new', '/settings', '/settings/profile', '/settings/data', '/audit', '/support'];

test('every documented route answers 200, without a redirect', async ({ page, product, api, email, request }) => {
  const wrong: string[] = [];
  const look = async (path: string, status: number) => status === 200 || wrong.push(`${path} answers ${status}`);
  const manifest: { icons: { src: string }[] } = await (await request.get('/manifest.webmanifest')).json();
  const icons = manifest.icons.map(({ src }) => src);
  expect(icons.length).toBeGreaterThan(3);
  for (const path of [...(await publicPages(product)), ...NAMED, ...icons]) await look(path, (await request.get(path, { maxRedirects: 0 })).status());

  // The REST interface: everything that can be read without an id.
  const document = (await api.send<{ paths: Record<string, Record<string, { parameters?: { required?: boolean }[] }>> }>('GET', '/v1/openapi.json')).body;
  const readable = Object.entries(document.paths).filter(([path, methods]) => methods.get && !path.includes('{') && !methods.get.parameters?.some(({ required }) => required));
  expect(readable.length).toBeGreaterThan(10);
  for (const [path] of readable) {
    const { status, body } = await api.send<{ code?: string }>('GET', path);
    // What only the people who run the platform, or only signed-in people, may read says so.
    if (status !== 403 && status !== 404) await look(path, status);
    else expect(body.code, path).toMatch(/forbidden|not_found/);
  }

  await signIn(page, email);
  for (const path of FOR_ALL_MEMBERS) await look(path, (await page.request.get(path, { maxRedirects: 0 })).status());
  expect(wrong).toEqual([]);
});

test('no link of the administration is dead', async ({ page, product }) => {
  test.setTimeout(300_000);
  const places = await everyAdminPage(page);
  const { visited, wrong } = await crawl(page, product.url, places.map(({ path }) => path), true);
  expect(wrong.filter((line) => !/^\/(login|settings\/step-up)\S* redirects/.test(line))).toEqual([]);
  expect(visited).toBeGreaterThan(20);
});
