// The page as a list of lines, with everything left out that hydration may change without anybody seeing it.
import type { Page } from '@playwright/test';

export function normalisedDom(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lines: string[] = [];
    const walk = (node: Node, depth: number) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = (node.textContent ?? '').replace(/\s+/g, ' ').trim();
        const last = lines.length - 1;
        // Text nodes that stand beside each other are one text to a reader.
        if (text && lines[last]?.startsWith(`${depth}"`)) lines[last] += ` ${text}`;
        else if (text) lines.push(`${depth}"${text}`);
        return;
      }
      if (!(node instanceof Element)) return;
      const tag = node.tagName.toLowerCase();
      if (['script', 'noscript', 'template', 'style', 'link'].includes(tag)) return;
      // The footer's badge asks the platform, whenever the browser is idle.
      if (node.hasAttribute('data-status')) return;
      const attributes = [...node.attributes]
        .filter(({ name }) => !['nonce', 'data-hk'].includes(name))
        .map(({ name, value }) => `${name}=${JSON.stringify(value.trim())}`)
        .sort();
      lines.push(`${depth}<${[tag, ...attributes].join(' ')}>`);
      // The server writes a time in UTC, the browser beside it how long ago that was; `datetime` says whether they agree.
      if (tag === 'time') return;
      for (const child of node.childNodes) walk(child, depth + 1);
    };
    walk(document.body, 0);
    return lines;
  });
}
