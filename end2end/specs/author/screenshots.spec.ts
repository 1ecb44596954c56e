// The model at work, its failure, and a change before it is taken: part of `make screenshots`.
import { ask, SHOP, test, written } from '../../lib/author';
import { live, signIn } from '../../lib/journey';
import { photograph } from '../../lib/photos';
import { expect } from '../../lib/test';

test('the model as author', async ({ page, model, email }) => {
  test.setTimeout(300_000);
  await signIn(page, email);
  await model.script('refusal');
  await ask(page);
  await expect(page.getByRole('heading', { name: 'The model wrote no tools' })).toBeVisible({ timeout: 60_000 });
  await photograph(page, 'author-declined');

  await model.script({ tool: SHOP, pause_ms: 4_000 });
  await ask(page);
  await expect(page.getByRole('log')).toContainText('Writing the first tool', { timeout: 60_000 });
  await photograph(page, 'author-writing');
  await written(page);
  await photograph(page, 'author-written');

  await page.getByRole('button', { name: 'Change by talking' }).click();
  await page.waitForURL(/\/refine/);
  await live(page);
  await photograph(page, 'refine');
  await model.script({ tool: { remove: ['delete_order'] } });
  await page.getByLabel('What should be different?').fill('Make it read-only.');
  await page.getByRole('button', { name: 'Ask the model' }).click();
  await expect(page.getByRole('heading', { name: 'What would change' })).toBeVisible({ timeout: 30_000 });
  await photograph(page, 'refine-difference');
});
