// The public site: every address of its site map, and those that no search engine needs.
import type { Product } from './product';

/** Paths of the site map. */
export async function publicPages(product: Product): Promise<string[]> {
  const text = await fetch(`${product.url}/sitemap.xml`).then((answer) => answer.text());
  return [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
}

/** The public site for the photographer: what the site map lists, and what stands beside it. */
export async function publicPlaces(product: Product): Promise<{ name: string; path: string }[]> {
  const listed = (await publicPages(product)).map((path) => ({ name: path === '/' ? 'home' : path.slice(1).replaceAll('/', '-'), path }));
  const beside = { 'docs-search': '/docs/search?q=key', offline: '/offline', missing: '/nowhere', maintenance: '/maintenance.html', components: '/dev/ui' };
  return [...listed, ...Object.entries(beside).map(([name, path]) => ({ name, path }))].map(({ name, path }) => ({ name: `site-${name}`, path }));
}
