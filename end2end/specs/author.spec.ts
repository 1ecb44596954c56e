// The model as author, in the browser: words become tools while one can watch, every way in which the API fails is recovered
// from or said clearly, and a change is seen before it is taken.
import { violationsEverywhere } from '../lib/axe';
import { ask, SHOP, test, WORDS, written } from '../lib/author';
import { live, open, signIn } from '../lib/journey';
import { expect } from '../lib/test';

test.setTimeout(120_000);

test('words become tools while one watches, and a reload rejoins', async ({ page, model, email }) => {
  await signIn(page, email);
  await model.script({ tool: SHOP, pause_ms: 700 });
  await ask(page);
  await page.waitForURL(/\/authorings\//);
  const here = page.url();
  await expect(page.getByRole('heading', { name: 'The model is writing' })).toBeVisible();
  const log = page.getByRole('log');
  await expect(log).toContainText('Asking claude-sonnet-4-6');
  await expect(log).toContainText('Writing the first tool', { timeout: 20_000 });
  expect(page.url()).toBe(here);
  await page.reload();
  await expect(log).toContainText('Asking claude-sonnet-4-6');
  await expect(log).toContainText('Writing tool 2', { timeout: 20_000 });
  await written(page);
  await expect(page.locator('[id="tool-delete_order"]')).toBeVisible();
  // Who comes back to the address finds the result.
  await page.goto(here);
  await written(page);
  expect(await model.refused()).toEqual([]);
});

test('the page on which the model writes is for everybody', async ({ page, model, email }) => {
  await signIn(page, email);
  await model.script({ tool: SHOP, pause_ms: 3_000 });
  await ask(page);
  await expect(page.getByRole('log')).toContainText('Writing the first tool', { timeout: 30_000 });
  expect(await violationsEverywhere(page)).toEqual([]);
  await expect(page.getByRole('heading', { name: 'The model is writing' })).toBeVisible();
});

for (const [what, ...script] of [
  ['an overloaded API (529), twice', { error: 529 }, { error: 529 }],
  ['a limit of requests (429 with retry-after)', { error: 429, retry_after: 2 }],
  ['a stream that breaks off', 'truncated'],
  ['tool input that is no JSON', 'malformed'],
] as const) {
  test(`recovers from ${what}`, async ({ page, model, email }) => {
    await signIn(page, email);
    await model.script(...script, { tool: SHOP });
    await ask(page);
    await written(page);
  });
}

for (const [what, script, says] of [
  ['a refusal', ['refusal'], /declined to write this server\. Say differently what it is for, or start from an OpenAPI document/],
  ['a key that is refused', [{ error: 401 }], /operator has to check ANTHROPIC_API_KEY/],
  ['a long wait', [{ error: 429, retry_after: 120 }], /Try again in 2 minutes/],
  ['an API that stays overloaded', [{ error: 529 }, { error: 529 }, { error: 529 }], /overloaded at the moment\. Try again in a minute/],
  ['a stream that always breaks off', ['truncated', 'truncated', 'truncated'], /broke off twice\. Try again/],
] as const) {
  test(`says what to do after ${what}`, async ({ page, product, model, email }) => {
    await signIn(page, email);
    await model.script(...script);
    await ask(page);
    await expect(page.getByRole('heading', { name: 'The model wrote no tools' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(says).first()).toBeVisible();
    expect(await page.content()).not.toContain(model.key);
    expect(await violationsEverywhere(page)).toEqual([]);
    await page.getByRole('link', { name: 'Back to your text' }).click();
    await page.waitForURL(/step=describe/);
    await live(page);
    await expect(page.locator('#text_prompt')).toHaveValue(WORDS);
    // Nothing half-done: there is no step 2 for this draft.
    await page.goto(page.url().replace('step=describe', 'step=check'));
    await live(page);
    await expect(page.locator('[id="tool-get_order"]')).toHaveCount(0);
    expect(product.log).not.toContain(model.key);
  });
}

test('a change by talking is shown as a difference before it is taken', async ({ page, model, email }) => {
  await signIn(page, email);
  await model.script({ tool: SHOP });
  await ask(page);
  await written(page);
  await page.getByRole('button', { name: 'Change by talking' }).click();
  await page.waitForURL(/\/refine/);
  await live(page);
  await model.script({ tool: { remove: ['delete_order'] } });
  await page.getByLabel('What should be different?').fill('Make it read-only.');
  await page.getByRole('button', { name: 'Ask the model' }).click();
  await expect(page.getByRole('heading', { name: 'What would change' })).toBeVisible({ timeout: 30_000 });
  const change = page.getByRole('listitem').filter({ hasText: 'delete_order' }).first();
  await expect(change).toContainText('Removed');
  expect(await violationsEverywhere(page)).toEqual([]);
  const proposal = page.url();
  // Nothing has changed yet.
  await page.getByRole('link', { name: 'Back', exact: true }).click();
  await written(page);
  await expect(page.locator('[id="tool-delete_order"]')).toBeVisible();
  await open(page, proposal);
  await page.getByRole('button', { name: 'Apply the changes' }).click();
  await written(page);
  await expect(page.locator('[id="tool-delete_order"]')).toHaveCount(0);
});

test('a running server is changed by talking, from its own page', async ({ page, api, model, email }) => {
  const text = 'curl https://api.shop.example/orders\ncurl -X DELETE https://api.shop.example/orders/7';
  await api.launch({ source: { kind: 'curl', text }, name: 'Orders', slug: 'orders' });
  await signIn(page, email);
  await open(page, '/servers/orders?tab=tools');
  const deleting = await page.locator('.tool-name').filter({ hasText: 'delete' }).innerText();
  await page.getByRole('link', { name: 'Change by talking' }).click();
  await page.waitForURL(/\/servers\/orders\/refine/);
  await live(page);
  await model.script({ tool: { remove: [deleting] } });
  await page.getByLabel('What should be different?').fill('Make it read-only.');
  await page.getByRole('button', { name: 'Ask the model' }).click();
  await expect(page.getByRole('heading', { name: 'What would change' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Apply and build' }).click();
  await page.waitForURL(/\/builds\//);
  await open(page, '/servers/orders?tab=tools');
  await expect(async () => {
    await page.reload();
    await expect(page.locator('.tool-name').filter({ hasText: deleting })).toHaveCount(0, { timeout: 2_000 });
    await expect(page.locator('.tool-name')).not.toHaveCount(0, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
});
