// The public site: small, still, readable without script, described for machines.
import { violations, violationsEverywhere } from '../lib/axe';
import { signIn, withoutScript } from '../lib/journey';
import { publicPages, publicPlaces } from '../lib/public';
import { layoutShifts } from '../lib/shift';
import { expect, test } from '../lib/test';

/** Bytes before interaction: HTML, styles, script, fonts, icons. */
const BUDGET = 60_000;

test('public pages are small, load no wasm, block on one style sheet and do not move', async ({ browser, product }) => {
  test.setTimeout(300_000);
  const found: string[] = [];
  for (const path of await publicPages(product)) {
    const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    const [sizes, names] = [[] as number[], new Map<string, string>()];
    client.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (names.get(requestId)?.includes('wasm')) found.push(`${path} loads wasm`);
      sizes.push(encodedDataLength);
    });
    await page.goto(product.url + path);
    await page.waitForLoadState('networkidle');
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (bytes > BUDGET) found.push(`${path} transfers ${bytes} bytes`);
    for (const shift of await layoutShifts(page)) found.push(`${path} moves: ${shift}`);
    const blocking = await page.locator('head script:not([defer]):not([type="application/ld+json"]), head link[rel="stylesheet"]').count();
    if (blocking !== 1) found.push(`${path} has ${blocking} blocking resources`);
    await context.close();
  }
  expect(found).toEqual([]);
});

test('axe finds nothing on the public site in either theme, and nothing scrolls sideways', async ({ page, product }) => {
  test.setTimeout(300_000);
  const found: Record<string, string[]> = {};
  const places = (await publicPlaces(product)).filter(({ path }) => path !== '/nowhere');
  for (const { path } of places) {
    await page.goto(path);
    // Every component stands on this page twice, with its landmarks.
    const isExpected = (violation: string) => path === '/dev/ui' && violation.startsWith('landmark-unique');
    for (const violation of await violationsEverywhere(page)) if (!isExpected(violation)) (found[violation] ??= []).push(path);
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) (found[`${wide} px wider than a screen of 320 px`] ??= []).push(path);
  }
  expect(found).toEqual({});
});

test('every public page says what it is', async ({ request, product }) => {
  const [titles, descriptions] = [new Set<string>(), new Set<string>()];
  const paths = await publicPages(product);
  for (const path of paths) {
    const html = await (await request.get(path)).text();
    const one = (pattern: RegExp) => pattern.exec(html)?.[1] ?? '';
    titles.add(one(/<title>([^<]+)<\/title>/));
    descriptions.add(one(/<meta name="description" content="([^"]+)"/));
    expect(one(/<link rel="canonical" href="([^"]+)"/), path).toBe(`${product.url}${path}`);
    expect(html.match(/<h1/g), path).toHaveLength(1);
    const image = one(/<meta property="og:image" content="([^"]+)"/);
    const picture = await request.get(image);
    expect([picture.status(), picture.headers()['content-type']], image).toEqual([200, 'image/png']);
    for (const [, block] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)) expect(JSON.parse(block)['@context']).toBe('https://schema.org');
  }
  expect(titles.size).toBe(paths.length);
  expect(descriptions.size).toBe(paths.length);
});

test('for machines: Markdown, llms.txt, robots.txt, security.txt', async ({ request, product }) => {
  const text = async (path: string) => {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(200);
    return answer.text();
  };
  const llms = await text('/llms.txt');
  const pages = [...llms.matchAll(/\((http[^)]+\.md)\)/g)].map(([, address]) => new URL(address).pathname);
  expect(pages.length).toBeGreaterThanOrEqual(8);
  for (const page of pages) expect(await text(page)).toMatch(/^# /);
  expect(await text('/robots.txt')).toContain(`Sitemap: ${product.url}/sitemap.xml`);
  const security = await text('/.well-known/security.txt');
  expect(security).toMatch(/^Contact: /m);
  const expires = Date.parse(/^Expires: (.*)$/m.exec(security)?.[1] ?? '');
  expect(expires).toBeGreaterThan(Date.now());
});

test('the search finds a section while typing, and without script', async ({ page, browser, product }) => {
  await page.goto('/docs');
  await page.keyboard.press('/');
  await page.keyboard.type('master key');
  await expect(page.locator('[data-found] a').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-found] a').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/.+/);

  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: product.url });
  const plain = await context.newPage();
  withoutScript(plain);
  await plain.goto('/docs');
  await plain.getByRole('searchbox').fill('revoke');
  await plain.getByRole('searchbox').press('Enter');
  await expect(plain.locator('.docs-results a').first()).toBeVisible();
  await context.close();
});

test('code can be copied, variants chosen, routes tried', async ({ page, context, api }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/docs/quickstart');
  const first = page.locator('.code').first();
  await first.getByRole('button', { name: 'Copy code' }).click();
  await expect(first.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('export BMM_URL');
  await page.getByRole('radio', { name: 'Cursor' }).check();
  await expect(page.locator('.code-tab:visible', { hasText: 'mcpServers' })).not.toContainText('mcp-remote');

  await page.goto('/docs/api');
  const route = page.locator('section.operation', { has: page.locator('#getAccount') });
  await route.getByText('Try it').click();
  await route.getByLabel('API key').fill(api.key);
  await route.getByRole('button', { name: 'Send GET' }).click();
  await expect(route.locator('[data-answer]')).toContainText('200');
});

test('the recorded build can be chosen step by step and played', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(page.locator('.replay-panel.is-describe')).toBeVisible();
  await page.getByRole('radio', { name: 'Run' }).check();
  await expect(page.getByText('Issues is live.')).toBeVisible();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.locator('.replay-panel.is-check')).toBeVisible({ timeout: 5_000 });
});

test('the status page asks the platform and shows its heartbeats', async ({ page }) => {
  await page.goto('/status');
  await expect(page.locator('[data-probe="/api/health"]')).toHaveAttribute('data-state', 'good');
  await expect(page.locator('[data-probe="/login"]')).toHaveAttribute('data-state', 'good');
  await expect(page.locator('.footer-status')).toHaveText('All systems work');
  await expect(page.locator('.bars rect')).toHaveCount(90);
  await expect(page.getByText(/available in \d+ days?$/).first()).toBeVisible();
});

test('who is signed in sees their account on public pages, and nothing of that is kept', async ({ page, email }) => {
  await signIn(page, email);
  for (const path of ['/', '/docs/quickstart']) {
    const answer = await page.goto(path);
    expect(answer?.headers()['cache-control']).toBe('no-store');
    await page.getByLabel(`Your account, ${email}`).click();
    await expect(page.locator('.menu-head')).toContainText(email);
    expect(await violations(page), path).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.locator('.menu-head')).toBeHidden();
  }
  await page.getByRole('link', { name: 'Your servers' }).click();
  await expect(page).toHaveURL(/\/servers$/);
  await page.goto('/pricing');
  await page.getByLabel(`Your account, ${email}`).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/pricing');
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a link under the pointer is fetched before the click; shortcuts work here, too', async ({ page }) => {
  await page.goto('/');
  const fetched = page.waitForRequest((request) => request.url().endsWith('/pricing'));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Pricing' }).hover();
  expect((await fetched).isNavigationRequest()).toBe(false);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/\/login\?next=%2Fservers/);
});
