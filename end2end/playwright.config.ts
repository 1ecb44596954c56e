import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

const chromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

// Chromium's own services stay silent: the tests talk to this machine only.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'specs',
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  forbidOnly: true,
  use: {
    launchOptions: { executablePath: chromium, args },
    locale: 'en-GB',
    timezoneId: 'UTC',
    actionTimeout: 30_000,
    // No trace: its snapshots take ten seconds on a page with 1,223 tools.
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'product', testIgnore: ['screenshots.spec.ts', 'bench.spec.ts'] },
    { name: 'screenshots', testMatch: 'screenshots.spec.ts' },
    { name: 'bench', testMatch: 'bench.spec.ts' },
  ],
});
