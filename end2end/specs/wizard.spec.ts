// The main job in a browser: sign in, describe, check, run; then the official MCP clients call what results.
import type { Page } from '@playwright/test';
import { addBearer, describe, newKey, open, pick, run, signIn } from '../lib/journey';
import { connect, exampleArguments, GENERATIONS, REVISION } from '../lib/mcp';
import { curlCommands, githubDocument, GITHUB_TOOLS, postmanCollection } from '../lib/sources';
import { expect, test } from '../lib/test';
import { Recorder } from '../lib/upstream';

const SECRET = 'ghp_browser-Secret/1234567890==';

/** `issues/list-for-repo` as the platform names its tool. */
export const toolOf = (operation: string) => operation.replaceAll('/', '_');

async function endpointOf(page: Page): Promise<string> {
  const text = await page.locator('main').innerText();
  return /http:\/\/localhost:\d+\/mcp\/[a-z0-9-]+\/[a-z0-9-]+/.exec(text)?.[0] ?? '';
}

test('GitHub’s document, five tools, a credential, a live build, two generations of clients', async ({ page, github, email }) => {
  test.setTimeout(180_000);
  const tools = Object.keys(GITHUB_TOOLS);
  await signIn(page, email);
  await describe(page, { kind: 'openapi', file: { name: 'github.json', text: githubDocument() }, baseUrl: github.url, name: 'GitHub issues', slug: 'github-issues' });
  await expect(page.getByText(/1,2\d\d tools found/)).toBeVisible();
  await pick(page, tools.map(toolOf));
  await expect(page.getByText(/^5 tools on/)).toBeVisible();
  await addBearer(page, SECRET);
  await page.getByLabel('Send them anyway').check();

  // A reload loses nothing that was saved, and the credential stands in neither address nor page.
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^5 tools on/)).toBeVisible();
  expect(page.url() + (await page.content())).not.toContain(SECRET);

  await page.getByLabel('Send them anyway').check();
  await run(page);
  for (const step of ['Check the specification', 'Compile', 'Seal credentials', 'Start the sandbox', 'Test it over MCP', 'Publish']) {
    await expect(page.locator('.build-step.is-done', { hasText: step })).toBeVisible();
  }
  const endpoint = await endpointOf(page);
  expect(endpoint).toContain('/github-issues');
  for (const client of ['Claude Code', 'Claude Desktop', 'Cursor', 'VS Code', 'ChatGPT', 'Codex', 'Gemini CLI', 'Windsurf', 'Zed']) {
    await expect(page.getByText(client).first()).toBeAttached();
  }

  const key = await newKey(page, 'github-issues');
  for (const generation of GENERATIONS) {
    const client = await connect(generation, endpoint, key);
    expect(client.revision).toBe(REVISION[generation]);
    expect((await client.listTools()).map((tool) => tool.name).sort()).toEqual(tools.map(toolOf).sort());
    for (const operation of tools) {
      const answer = await client.callTool(toolOf(operation), GITHUB_TOOLS[operation]);
      expect(answer.isError, `${operation}: ${answer.text}`).toBe(false);
      expect(github.seen.at(-1)?.headers.authorization).toBe(`Bearer ${SECRET}`);
    }
    await client.close();
    expect(client.transcript()).not.toContain(SECRET);
  }

  // The dashboard counts what was called; the log shows it.
  await open(page, '/servers');
  await expect(page.getByRole('row', { name: /GitHub issues/ })).toContainText('Live');
  await open(page, '/servers/github-issues?tab=calls');
  await expect(page.getByText('repos_get').first()).toBeVisible();
});

test('three curl commands in the browser', async ({ page, email }) => {
  const upstream = await Recorder.echo();
  await signIn(page, email);
  await describe(page, { kind: 'curl', text: curlCommands(upstream.url), name: 'Customers', slug: 'customers' });
  await expect(page.getByText('3 tools found')).toBeVisible();
  await page.locator('input[name^="secret:"]').fill(SECRET);
  await page.getByLabel('Send them anyway').check();
  await run(page);
  await callEverything(page, 'customers', 3);
  expect(new Set(upstream.seen.map((seen) => seen.headers['x-api-key']))).toEqual(new Set([SECRET]));
  await upstream.close();
});

test('a Postman collection in the browser', async ({ page, email }) => {
  const upstream = await Recorder.echo();
  await signIn(page, email);
  await describe(page, { kind: 'postman', file: { name: 'orders.json', text: postmanCollection(upstream.url) }, name: 'Orders', slug: 'orders' });
  await expect(page.getByText('2 tools found')).toBeVisible();
  await page.locator('input[name^="secret:"]').fill(SECRET);
  await page.getByLabel('Send them anyway').check();
  await run(page);
  await callEverything(page, 'orders', 2);
  expect(new Set(upstream.seen.map((seen) => seen.headers.authorization))).toEqual(new Set([`Bearer ${SECRET}`]));
  await upstream.close();
});

test('a self-contained recipe in the browser, tried in the playground', async ({ page, email, api }) => {
  const { body: recipes } = await api.send<{ id: string; self_contained: boolean; tools: string[] }[]>('GET', '/v1/recipes');
  const recipe = recipes.find((one) => one.self_contained);
  await signIn(page, email);
  await describe(page, { kind: 'recipe', text: recipe?.id, name: 'My tools 🧰', slug: 'my-tools' });
  await expect(page.getByText('No credentials needed')).toBeVisible();
  await run(page);
  await callEverything(page, 'my-tools', recipe?.tools.length ?? 0, false);
  await open(page, '/servers/my-tools?tab=playground');
  await expect(page.getByRole('button', { name: /call/i })).toBeVisible();
});

async function callEverything(page: Page, slug: string, tools: number, called = true): Promise<void> {
  const endpoint = await endpointOf(page);
  const key = await newKey(page, slug);
  for (const generation of GENERATIONS) {
    const client = await connect(generation, endpoint, key);
    expect(client.revision).toBe(REVISION[generation]);
    const listed = await client.listTools();
    expect(listed).toHaveLength(tools);
    if (called) for (const { name, inputSchema } of listed) expect(await client.callTool(name, exampleArguments(inputSchema))).toMatchObject({ isError: false });
    await client.close();
  }
}

test('the address of a server is suggested and checked while typing', async ({ page, email, api }) => {
  await api.create({ name: 'Weather', slug: 'weather', spec: (await api.preview({ source: { kind: 'curl', text: 'curl https://api.example.com/weather' } })).spec });
  await signIn(page, email);
  await open(page, '/servers/new');
  await page.locator('#name').pressSequentially('Weather');
  await expect(page.locator('#slug')).toHaveValue('weather');
  await expect(page.locator('#slug-state')).toContainText(/taken|use/i);
  await page.locator('#slug-state').getByRole('button').click();
  await expect(page.locator('#slug')).not.toHaveValue('weather');
  await expect(page.locator('#slug-state')).toContainText('is free');
});

test('what was typed survives reload and back', async ({ page, email }) => {
  await signIn(page, email);
  await open(page, '/servers/new');
  await page.locator('label[for="kind-curl"]').click();
  await page.locator('#text_curl').fill('curl https://api.example.com/a');
  await page.locator('#name').fill('Kept 🗂');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await page.reload();
  await expect(page.locator('#text_curl')).toHaveValue('curl https://api.example.com/a');
  await expect(page.locator('#name')).toHaveValue('Kept 🗂');
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Continue to check' }).click();
  await page.waitForURL(/step=check/);
  await page.goBack();
  await expect(page.locator('#text_curl')).toHaveValue('curl https://api.example.com/a');
});

test('the build log resumes after a dropped connection', async ({ page, email }) => {
  await signIn(page, email);
  const sockets: { close: () => void }[] = [];
  let first = true;
  await page.routeWebSocket(/\/v1\/builds\/.*\/events/, (socket) => {
    const server = socket.connectToServer();
    sockets.push(socket);
    if (!first) return;
    first = false;
    // The first connection is cut after its first message.
    server.onMessage((message) => {
      socket.send(message);
      void socket.close({ code: 3000 });
      void server.close();
    });
  });
  await describe(page, { kind: 'curl', text: 'curl https://api.example.com/a', name: 'Resumes', slug: 'resumes' });
  await run(page);
  await expect(page.locator('.build-step.is-done')).toHaveCount(6);
});
