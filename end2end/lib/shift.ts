import type { Page } from '@playwright/test';

interface Shift extends PerformanceEntry {
  value: number;
  sources: { node?: Node }[];
}

/** What has moved by itself while the page loaded, as browsers count it: how far, and what. */
export function layoutShifts(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        const name = ({ node }: { node?: Node }) => (node instanceof Element ? node.outerHTML : (node?.textContent ?? '')).slice(0, 120);
        const found: string[] = [];
        const observer = new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries() as Shift[]) if (value > 0) found.push(`${value}: ${sources.map(name).join(' | ')}`);
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done(found), 300);
      }),
  );
}
