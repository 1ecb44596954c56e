// Input that must give a clear error on the page, with what was typed kept and nothing stored.
import { BAD_SOURCES } from '../lib/bad-sources';
import { describe, open, run, signIn } from '../lib/journey';
import { expect, test } from '../lib/test';

const CURL = 'curl https://api.example.com/a';

for (const bad of BAD_SOURCES) {
  test(`refused on the page: ${bad.what}`, async ({ page, email, api }) => {
    await signIn(page, email);
    const text = bad.text();
    const short = text.length < 10_000;
    await describe(page, { kind: bad.kind, name: 'Kept name', slug: 'kept-name', ...(short ? { text } : { file: { name: 'large.json', text } }) });
    await expect(page.locator('#summary')).toContainText(bad.says);
    await expect(page.locator('#name')).toHaveValue('Kept name');
    if (short && text.trim()) await expect(page.locator(`#text_${bad.kind}`)).toHaveValue(text);
    expect(await api.servers()).toEqual([]);
  });
}

test('refused on the page: a name of 500 characters', async ({ page, email, api }) => {
  await signIn(page, email);
  const name = 'n'.repeat(500);
  await describe(page, { kind: 'curl', text: CURL, name, slug: 'long-name' });
  await expect(page.locator('#summary')).toContainText('500');
  await expect(page.locator('#name')).toHaveValue(name);
  await expect(page.locator('#name')).toHaveAttribute('aria-invalid', 'true');
  expect(await api.servers()).toEqual([]);
});

test('refused on the page: a taken slug', async ({ page, email, api }) => {
  const { spec } = await api.preview({ source: { kind: 'curl', text: CURL } });
  await api.create({ name: 'First', slug: 'taken', spec });
  await signIn(page, email);
  await describe(page, { kind: 'curl', text: CURL, name: 'Second', slug: 'taken' });
  await expect(page.locator('#summary')).toContainText(/taken|already|use/i);
  await expect(page.locator('#slug')).toHaveValue('taken');
  expect(await api.servers()).toHaveLength(1);
});

test('emoji and right-to-left text are accepted and shown right', async ({ page, email }) => {
  const name = 'خادم الطقس 🌦 שלום';
  await signIn(page, email);
  await describe(page, { kind: 'curl', text: `${CURL}?q=%F0%9F%9A%80`, name, slug: 'many-scripts' });
  await run(page);
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await open(page, '/servers');
  const title = page.locator('.row-title', { hasText: name });
  await expect(title).toBeVisible();
  expect(await title.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
});
