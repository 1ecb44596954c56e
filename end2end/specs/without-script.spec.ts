// The whole journey without JavaScript: upload, tick tools, credentials, a build page that refreshes itself, snippets.
import { addBearer, describe, newKey, open, pick, run, signIn, withoutScript } from '../lib/journey';
import { connect } from '../lib/mcp';
import { githubDocument, GITHUB_TOOLS } from '../lib/sources';
import { expect, test } from '../lib/test';

test.use({ javaScriptEnabled: false });

test('from sign-in to a called tool', async ({ page, github, email }) => {
  test.setTimeout(180_000);
  withoutScript(page);
  const secret = 'no-script-secret-123';
  await signIn(page, email);
  await describe(page, { kind: 'openapi', file: { name: 'github.json', text: githubDocument() }, baseUrl: github.url, name: 'GitHub بدون', slug: 'plain-github' });
  await pick(page, ['repos_get', 'issues_list-for-repo']);
  await addBearer(page, secret);
  await page.getByLabel('Send them anyway').check();
  await run(page);
  await expect(page.locator('.build-step.is-done')).toHaveCount(6);
  await expect(page.getByText('claude mcp add').first()).toBeVisible();

  const endpoint = /http:\/\/localhost:\d+\/mcp\/[a-z0-9-]+\/plain-github/.exec(await page.locator('main').innerText())?.[0] ?? '';
  const key = await newKey(page, 'plain-github');
  const client = await connect('2.x', endpoint, key);
  expect((await client.listTools()).map((tool) => tool.name).sort()).toEqual(['issues_list-for-repo', 'repos_get']);
  expect(await client.callTool('repos_get', GITHUB_TOOLS['repos/get'])).toMatchObject({ isError: false });
  expect(github.seen.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`);
  await client.close();

  // Every page of the server, and what its owner does there.
  for (const tab of ['overview', 'tools', 'playground', 'calls', 'builds', 'access', 'settings']) {
    await open(page, `/servers/plain-github?tab=${tab}`);
    await expect(page.getByRole('heading', { level: 1, name: 'GitHub بدون' })).toBeVisible();
  }
  await page.getByRole('button', { name: 'Pause the server' }).click();
  await expect(page.getByText('Paused').first()).toBeVisible();
  await page.getByLabel(/to confirm/).fill('plain-github');
  await page.getByRole('button', { name: 'Delete this server' }).click();
  await expect(page.getByText('was deleted')).toBeVisible();
});
