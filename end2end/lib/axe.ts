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

const VIEWS = [[1440, 'light'], [1440, 'dark'], [390, 'light'], [390, 'dark']] as const;

/** What axe finds in both themes and two widths: each finding once, with the views in which it shows. */
export async function violationsEverywhere(page: Page): Promise<string[]> {
  const found: Record<string, string[]> = {};
  for (const [width, colorScheme] of VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The whole page at once: what sticks to an edge of the screen covers nothing that could be scrolled free.
    await page.setViewportSize({ width, height: await page.evaluate(() => Math.max(900, document.documentElement.scrollHeight)) });
    await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity).map((one) => one.finished)));
    for (const violation of new Set(await violations(page))) (found[violation] ??= []).push(`${colorScheme}, ${width} px`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return Object.entries(found).map(([violation, views]) => `${violation} (${views.join('; ')})`);
}
