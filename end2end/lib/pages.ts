// Every page of the product, with something on it.
import type { Page } from '@playwright/test';
import type { Api } from './api';
import { signIn } from './journey';
import { OPERATOR } from './product';
import { tinyDocument } from './sources';

export interface Place {
  name: string;
  path: string;
}

/** Wizard, servers and builds live in the browser; every other page is whole as the server writes it. */
export function isLive({ path }: Place): boolean {
  return /^\/(servers|builds)\/./.test(path) && !path.endsWith('/refine');
}

/** Pages that anybody can open. */
export const OPEN_PAGES: Place[] = [
  { name: 'login', path: '/login' },
  { name: 'login-sent', path: '/login?sent=1' },
  { name: 'link-gone', path: '/login/confirm?token=unknown' },
  { name: 'mailbox', path: '/dev/mail' },
  { name: 'invitation-declined', path: '/invitations/declined' },
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
  const ticket = await newTicket(page);
  const invitation = await newInvitation(page, `invited-${email}`);
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
    { name: 'billing', path: '/settings/billing' },
    { name: 'profile', path: '/settings/profile' },
    { name: 'support', path: '/support' },
    { name: 'support-new', path: '/support/new?subject=Change%20my%20e-mail%20address' },
    { name: 'support-ticket', path: `/support/${ticket}` },
    { name: 'invitation', path: `/invitations/${invitation}` },
  ];
}

/**
 * Signs the operator in and lists the administration, and pages of an organisation that is suspended: the operator's own.
 */
export async function everyAdminPage(page: Page): Promise<Place[]> {
  await page.context().clearCookies();
  await signIn(page, OPERATOR);
  const { org } = await (await page.request.get('/v1/account')).json();
  const ticket = await newTicket(page);
  const suspended = await page.request.post(`/v1/admin/organisations/${org.id}/suspension`, {
    data: { reason: 'Somebody reported that its servers send unwanted mail' },
    headers: SAME_ORIGIN,
  });
  if (!suspended.ok()) throw new Error(`suspending answers ${suspended.status()}: ${await suspended.text()}`);
  const lists = ['organisations', 'users', 'tickets', 'builds', 'events'];
  return [
    { name: 'admin', path: '/admin' },
    ...lists.map((list) => ({ name: `admin-${list}`, path: `/admin/${list}` })),
    { name: 'admin-organisation', path: `/admin/organisations/${org.id}` },
    { name: 'admin-ticket', path: `/admin/tickets/${ticket}` },
    { name: 'suspended-servers', path: '/servers' },
    { name: 'suspended-settings', path: '/settings' },
  ];
}

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

/** A ticket of whoever is signed in. */
async function newTicket(page: Page): Promise<string> {
  const answer = await page.request.post('/v1/tickets', { data: { subject: 'It stops', text: 'After a while, it stops.' }, headers: SAME_ORIGIN });
  if (!answer.ok()) throw new Error(`a new ticket answers ${answer.status()}: ${await answer.text()}`);
  return (await answer.json()).id;
}

/** The token in the mail of an invitation. */
export async function newInvitation(page: Page, email: string): Promise<string> {
  const answer = await page.request.post('/v1/invitations', { data: { email }, headers: SAME_ORIGIN });
  if (!answer.ok()) throw new Error(`an invitation answers ${answer.status()}: ${await answer.text()}`);
  const mailbox = await (await page.request.get('/dev/mail')).text();
  const token = /\/invitations\/(\w+)/.exec(mailbox.slice(mailbox.indexOf(email)))?.[1];
  if (!token) throw new Error(`no invitation for ${email} in the mailbox`);
  return token;
}

/** A draft that has come as far as step 2, made by the form itself. */
async function draftAtCheck(page: Page): Promise<string> {
  const { org } = await (await page.request.get('/v1/account')).json();
  const form = { org: org.id, kind: 'openapi', text_openapi: DOCUMENT('https://api.example.com'), name: 'Draft', slug: 'draft' };
  const answer = await page.request.post('/forms/drafts/describe', { multipart: form, headers: SAME_ORIGIN });
  const draft = /draft=(drf_[0-9A-Za-z]+)/.exec(answer.url())?.[1];
  if (!draft) throw new Error(`no draft at ${answer.url()}`);
  return draft;
}
