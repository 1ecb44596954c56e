// The public site: every address of its site map, and those that no search engine needs.
import type { Product } from './product';

/** Paths of the site map. */
export async function publicPages(product: Product): Promise<string[]> {
  const text = await fetch(`${product.url}/sitemap.xml`).then((answer) => answer.text());
  return [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
}
