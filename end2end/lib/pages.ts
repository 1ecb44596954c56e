// Every page of the product, with something on it.
import type { Page } from '@playwright/test';
import type { Api } from './api';
import { signIn } from './journey';
import { tinyDocument } from './sources';

export interface Place {
  name: string;
  path: string;
}

/** Pages that anybody can open. */
export const OPEN_PAGES: Place[] = [
  { name: 'login', path: '/login' },
  { name: 'login-sent', path: '/login?sent=1' },
  { name: 'link-gone', path: '/login/confirm?token=unknown' },
  { name: 'mailbox', path: '/dev/mail' },
];

const DOCUMENT = (origin: string) =>
  tinyDocument(origin, { components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } }, security: [{ key: [] }] });

/** Signs a person in who has servers and drafts, and lists all that they can open. */
export async function everyPage(page: Page, api: Api, email: string): Promise<Place[]> {
  const { build } = await api.launch({ source: { kind: 'openapi', text: DOCUMENT('https://api.example.com') }, name: 'Weather أحوال الطقس 🌦', slug: 'weather' }, 'secret');
  await api.launch({ source: { kind: 'curl', text: 'curl https://api.example.com/customers?limit=10' }, name: 'Customers', slug: 'customers' });
  await api.send('PATCH', '/v1/servers/customers', { paused: true });
  await signIn(page, email);
  const draft = await draftAtCheck(page);
  const tabs = ['overview', 'tools', 'playground', 'calls', 'builds', 'access', 'settings'];
  const kinds = ['openapi', 'curl', 'postman', 'recipe', 'prompt'];
  return [
    { name: 'servers', path: '/servers' },
    ...kinds.map((kind) => ({ name: `new-${kind}`, path: `/servers/new?kind=${kind}` })),
    { name: 'new-described', path: `/servers/new?draft=${draft}&step=describe` },
    { name: 'new-check', path: `/servers/new?draft=${draft}&step=check` },
    { name: 'new-run', path: `/servers/new?step=run&build=${build.id}&server=weather` },
    ...tabs.map((tab) => ({ name: `server-${tab}`, path: `/servers/weather?tab=${tab}` })),
    { name: 'build', path: `/builds/${build.id}` },
    { name: 'audit', path: '/audit?check=1' },
    { name: 'security', path: '/settings/security' },
    { name: 'step-up', path: '/settings/step-up?again=1' },
    { name: 'step-up-sent', path: '/settings/step-up?sent=1' },
    { name: 'data', path: '/settings/data' },
    { name: 'settings', path: '/settings' },
    { name: 'settings-members', path: '/settings/members' },
    { name: 'settings-keys', path: '/settings/keys' },
  ];
}

/** A draft that has come as far as step 2, made by the form itself. */
async function draftAtCheck(page: Page): Promise<string> {
  const { org } = await (await page.request.get('/v1/account')).json();
  const form = { org: org.id, kind: 'openapi', text_openapi: DOCUMENT('https://api.example.com'), name: 'Draft', slug: 'draft' };
  const answer = await page.request.post('/forms/drafts/describe', { multipart: form, headers: { 'sec-fetch-site': 'same-origin' } });
  const draft = /draft=(drf_[0-9A-Za-z]+)/.exec(answer.url())?.[1];
  if (!draft) throw new Error(`no draft at ${answer.url()}`);
  return draft;
}
