/** Loads script and wasm of the application side by side once the page has been painted, so that neither stands in the way of
 *  what is read first. A page in the background is never painted: it starts at once. */
export function hydrate(build) {
  const start = async () => {
    const wasm = fetch(`/pkg/bmm_bg.wasm?v=${build}`);
    const application = await import(`/pkg/bmm.js?v=${build}`);
    await application.default({ module_or_path: wasm });
    application.hydrate();
  };
  if (document.hidden) start();
  else requestAnimationFrame(() => setTimeout(start));
}
