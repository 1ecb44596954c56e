// Passkeys with Chromium's virtual authenticator: adding, signing in, confirming, removing; and sessions of two browsers.
import type { Page } from '@playwright/test';
import { live, open, signIn } from '../lib/journey';
import { expect, test } from '../lib/test';

/** A device with a fingerprint reader that always agrees. */
async function withAuthenticator(page: Page) {
  const browser = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return {
    credentials: async () => (await browser.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    agrees: (isUserVerified: boolean) => browser.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

async function addPasskey(page: Page, name: string) {
  await open(page, '/settings/security');
  await page.getByLabel('Name of the new passkey').fill(name);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.locator('.passkey-row')).toHaveCount(1);
  await live(page);
}

test('a passkey is added, signs in, confirms, and is removed', async ({ page, email }) => {
  await signIn(page, email);
  const device = await withAuthenticator(page);
  await addPasskey(page, 'My laptop');
  expect(await device.credentials()).toBe(1);
  await expect(page.getByLabel('Name of the passkey')).toHaveValue('My laptop');
  await expect(page.locator('.passkey-row')).toContainText('not used yet');

  await page.context().clearCookies();
  await open(page, '/login?next=%2Fservers%2Fnew');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/servers/new');
  await live(page);

  await open(page, '/settings/step-up?again=1&next=%2Fsettings%2Fsecurity');
  await page.getByRole('button', { name: 'Confirm with a passkey' }).click();
  await page.waitForURL('**/settings/security');
  await expect(page.locator('.passkey-row')).toContainText('last used');

  await page.getByLabel('Name of the passkey').fill('Old laptop');
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByLabel('Name of the passkey')).toHaveValue('Old laptop');
  await live(page);
  await page.getByRole('button', { name: 'Remove the passkey Old laptop' }).click();
  await expect(page.getByText('You have no passkey yet.')).toBeVisible();

  await page.context().clearCookies();
  await open(page, '/login');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText('not known here')).toBeVisible();
});

test('a fingerprint that does not fit signs nobody in', async ({ page, email }) => {
  await signIn(page, email);
  const device = await withAuthenticator(page);
  await addPasskey(page, 'My laptop');
  await page.context().clearCookies();
  await device.agrees(false);
  await open(page, '/login');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText('No passkey was used')).toBeVisible();
  await expect(page).toHaveURL(/\/login$/);
});

test('a link confirms a session, and leads back to where it was needed', async ({ page, email }) => {
  await signIn(page, email);
  await open(page, '/settings/step-up?again=1&next=%2Fservers%2Fnew');
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
  await open(page, '/dev/mail');
  const mail = page.getByRole('listitem').filter({ hasText: email }).filter({ hasText: 'Confirm that it is you' }).first();
  const code = /\d{6}/.exec(await mail.getByRole('heading').innerText())?.[0] ?? '';
  await open(page, '/settings/step-up?sent=1');
  await page.getByLabel('Six-digit code').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/servers/new');
});

test('one browser ends the session of another', async ({ page, browser, email, baseURL }) => {
  await signIn(page, email);
  const elsewhere = await browser.newContext({ baseURL });
  const other = await elsewhere.newPage();
  await signIn(other, email);
  await open(page, '/settings/security');
  await expect(page.locator('tbody tr')).toHaveCount(2);
  await expect(page.locator('tbody tr').filter({ hasText: 'This browser' })).toHaveCount(1);
  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await other.goto('/settings/security');
  await other.waitForURL('**/login?next=**');
  await elsewhere.close();
});
