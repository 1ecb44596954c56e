// axe on one page: what it finds, as lines.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    const result = await axe.run(document, { runOnly: { type: 'tag', values } });
    return result.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} in ${node.html.slice(0, 120)} ${(node.failureSummary ?? '').split('\n')[1]?.trim() ?? ''}`));
  }, RULES);
}
