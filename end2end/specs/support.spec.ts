// The user menu, the profile, and a ticket on its way to the team and back.
import type { Page } from '@playwright/test';
import { live, open, signIn } from '../lib/journey';
import { OPERATOR } from '../lib/product';
import { expect, test, watch } from '../lib/test';

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

test('the user menu works with the keyboard alone', async ({ page, email }) => {
  await signIn(page, email);
  const menu = page.locator('.header details.menu').last();
  const summary = menu.locator('summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect(menu).toHaveAttribute('open', '');
  await expect(menu.locator('.menu-head')).toContainText(email);
  const seen: (string | undefined)[] = [];
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press('ArrowDown');
    seen.push(await focused(page));
  }
  expect(seen).toEqual(['Profile', 'Billing', 'Support', 'Your data']);
  await page.keyboard.press('End');
  expect(await focused(page)).toBe('Sign out');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Profile');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toBe('Sign out');
  await page.keyboard.press('Home');
  expect(await focused(page)).toBe('Profile');
  await page.keyboard.press('Escape');
  await expect(menu).not.toHaveAttribute('open');
  await expect(summary).toBeFocused();
  // Closed: an arrow key opens it.
  await page.keyboard.press('ArrowDown');
  await expect(menu).toHaveAttribute('open', '');
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await expect(menu).not.toHaveAttribute('open');
  await summary.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/profile');
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Admin panel' })).toHaveCount(0);
});

test('every place can be reached on a narrow screen', async ({ page, email }) => {
  await signIn(page, email);
  for (const width of [320, 390, 1000]) {
    await page.setViewportSize({ width, height: 800 });
    const more = page.locator('.nav-menu');
    await more.locator('summary').click();
    const links = await more.getByRole('link').allInnerTexts();
    expect(links).toEqual([...(width < 700 ? ['New server'] : []), 'Audit', 'Settings', 'Support', 'Docs']);
    for (const link of await more.getByRole('link').all()) {
      const box = await link.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= width, `${width} px`).toBe(true);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator('.nav-places').getByRole('link', { name: 'Support' }).click();
  await page.waitForURL('**/support');
  await expect(page.locator('.nav-places').getByRole('link', { name: 'Support' })).toHaveAttribute('aria-current', 'page');
});

test('a new name shows in the header at once', async ({ page, email }) => {
  await signIn(page, email, '/settings/profile');
  await page.getByLabel('Display name').fill('Zoë Müller');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your profile was saved.')).toBeVisible();
  await live(page);
  const menu = page.locator('.header details.menu').last();
  await menu.locator('summary').click();
  await expect(menu.locator('.menu-head strong')).toHaveText('Zoë Müller');
  await expect(menu.locator('.avatar')).toHaveText('Z');
  await page.getByLabel('Display name').fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#summary')).toContainText('Give it a name.');
});

test('a ticket goes to the team and back, and the address is changed from it', async ({ page, email, browser, baseURL }) => {
  test.setTimeout(120_000);
  const other = email.replace('@', '-new@');
  await signIn(page, email, '/settings/profile');
  await page.getByRole('link', { name: 'Change your e-mail address' }).click();
  await page.waitForURL('**/support/new?*');
  await expect(page.getByLabel('Subject')).toHaveValue('Change my e-mail address');
  await expect(page.getByLabel('Message')).toHaveValue(new RegExp(email));
  await page.getByLabel('Message').fill(`Please change my address to ${other}`);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/\/support\/tic_/);
  const ticket = page.url();
  await expect(page.locator('.messages')).toContainText(other);

  const context = await browser.newContext({ baseURL });
  const team = await context.newPage();
  const errors = watch(team);
  await signIn(team, OPERATOR);
  await team.locator('.header details.menu').last().locator('summary').click();
  await team.getByRole('link', { name: 'Admin panel' }).click();
  await team.waitForURL('**/admin');
  await expect(team.getByRole('table')).toContainText('Database');
  await team.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Tickets' }).click();
  await team.getByLabel('Search').fill(email);
  await team.getByRole('button', { name: 'Search' }).click();
  await team.getByRole('link', { name: 'Change my e-mail address' }).click();
  await team.getByLabel('Your answer').fill('We do that now.');
  await team.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(team.locator('.messages')).toContainText('We do that now.');

  await open(page, ticket);
  await expect(page.locator('.messages')).toContainText('We do that now.');
  await page.getByLabel('Your reply').fill('Thank you.');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.locator('.messages')).toContainText('Thank you.');

  await team.reload();
  await expect(team.locator('.messages')).toContainText('Thank you.');
  await team.getByLabel('E-mail').fill(other);
  await team.getByRole('button', { name: 'Change address and number' }).click();
  await expect(team.getByText('Address and number are as you have set them.')).toBeVisible();
  await open(team, '/dev/mail');
  for (const address of [email, other]) {
    await expect(team.getByRole('listitem').filter({ hasText: 'Your address was changed' }).filter({ hasText: `To ${address}` }).first()).toBeVisible();
  }
  await open(team, '/admin/events');
  await expect(team.getByRole('table')).toContainText('person.email_changed');
  expect(errors).toEqual([]);
  await context.close();

  await page.goto(ticket);
  await page.waitForURL('**/login?*');
  await signIn(page, other, '/support');
  await expect(page.getByRole('link', { name: 'Change my e-mail address' })).toBeVisible();
});
