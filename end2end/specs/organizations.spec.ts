// People and their organisations: invitations, roles, and two tabs that look at two of them.
import { type Browser, type Page } from '@playwright/test';
import { open, signIn } from '../lib/journey';
import { expect, test, watch } from '../lib/test';

/** Somebody else, with a browser profile of their own. */
async function guest(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  return context.newPage();
}

/** The path of the invitation that was mailed to an address. */
async function invitation(page: Page, email: string): Promise<string> {
  await open(page, '/dev/mail');
  const link = page.getByRole('listitem').filter({ hasText: email }).getByRole('link', { name: /invitations/ }).first();
  return new URL((await link.getAttribute('href')) ?? '').pathname;
}

test('an invitation is accepted in another browser profile, and a role counts at once', async ({ page, email, browser, product }) => {
  test.setTimeout(120_000);
  const friend = `friend-of-${email}`;
  await signIn(page, email);
  await open(page, '/settings/members');
  await page.getByLabel('E-mail address').fill(friend);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page.getByText(`An invitation is on its way to ${friend}`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'List of invitations' })).toContainText(friend);

  const theirs = await guest(browser, product.url);
  const errors = watch(theirs);
  const path = await invitation(theirs, friend);
  await open(theirs, path);
  await expect(theirs.getByText('To accept, sign in with')).toBeVisible();
  await signIn(theirs, friend, path);
  await theirs.getByRole('button', { name: 'Accept and open it' }).click();
  await theirs.waitForURL('**/servers');
  await open(theirs, '/settings/members');
  await expect(theirs.getByRole('region', { name: 'List of members' })).toContainText(`${friend}`);
  await expect(theirs.getByRole('button', { name: 'Send the invitation' })).toHaveCount(0);

  await open(page, '/settings/members');
  await page.getByLabel(`Role of ${friend}`).selectOption('admin');
  await page.getByRole('button', { name: `Save the role of ${friend}` }).click();
  await expect(page.getByText(`${friend} is admin now`)).toBeVisible();
  await open(theirs, '/settings/members');
  await expect(theirs.getByRole('button', { name: 'Send the invitation' })).toBeVisible();

  await page.locator('summary', { hasText: `Remove ${friend}` }).click();
  await page.getByRole('button', { name: 'Remove the member' }).click();
  await expect(page.getByText('The member is removed')).toBeVisible();
  await open(theirs, '/settings/members');
  await expect(theirs.getByRole('row')).toHaveCount(2);
  expect(errors).toEqual([]);
  await theirs.context().close();
});

test.describe('two tabs on two organisations', () => {
  test.use({ allowedErrors: [/status of 409/] });

  test('never write into the wrong one', async ({ page, email }) => {
    await signIn(page, email);
    await open(page, '/settings');
    const first = await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue();

    const other = await page.context().newPage();
    await open(other, '/settings');
    await other.getByLabel('New organisation').fill('Second');
    await other.getByRole('button', { name: 'Create organisation' }).click();
    await expect(other.getByText('“Second” is made and open')).toBeVisible();

    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Written by the old tab');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Another organisation is open' })).toBeVisible();
    await page.getByRole('button', { name: `Switch back to “${first}”` }).click();
    await page.waitForURL('**/settings');
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(first);

    await open(other, '/settings');
    await other.locator('details.menu.is-org summary').click();
    await other.getByRole('button', { name: 'Second' }).first().click();
    await other.waitForURL('**/servers');
    await open(other, '/settings');
    await expect(other.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Second');
  });
});
