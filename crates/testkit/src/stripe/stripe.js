// A stand-in for Stripe.js of the train `endive`: one embedded page at a time, destroyed once, the old name refused.
(() => {
  const base = new URL(document.currentScript.src).origin;
  let alive = null;
  class IntegrationError extends Error {
    constructor(message) {
      super(message);
      this.name = 'IntegrationError';
    }
  }
  const counts = (window.__standInStripe = { created: 0, destroyed: 0, mounted: 0, errors: [] });
  const fail = (message) => {
    counts.errors.push(message);
    throw new IntegrationError(message);
  };
  window.Stripe = (key) => {
    if (!/^pk_(test|live)_/.test(key || '')) fail('Invalid publishable key');
    return {
      initEmbeddedCheckout() {
        fail('initEmbeddedCheckout has been replaced by createEmbeddedCheckoutPage');
      },
      async createEmbeddedCheckoutPage(options) {
        if (alive) fail('You cannot have multiple Embedded Checkout objects');
        const self = (alive = {});
        counts.created += 1;
        let frame = null;
        let destroyed = false;
        const onMessage = (event) => {
          if (event.source !== frame?.contentWindow || event.origin !== base) return;
          if (event.data === 'complete') options.onComplete?.();
        };
        try {
          if (typeof options.fetchClientSecret !== 'function') fail('fetchClientSecret must be a function');
          const secret = await options.fetchClientSecret();
          if (!/^cs_test_\w+_secret_\w+$/.test(secret)) fail('Invalid client secret');
          self.session = secret.split('_secret_')[0];
        } catch (error) {
          if (alive === self) alive = null;
          throw error;
        }
        window.addEventListener('message', onMessage);
        const checkUsable = () => destroyed && fail('This Embedded Checkout object has already been destroyed.');
        return {
          mount(place) {
            checkUsable();
            const node = typeof place === 'string' ? document.querySelector(place) : place;
            if (!node) fail('The place to mount does not exist');
            if (frame) fail('Already mounted');
            counts.mounted += 1;
            frame = document.createElement('iframe');
            frame.src = `${base}/embedded/${self.session}`;
            frame.title = 'Secure payment input frame';
            frame.name = 'embedded-checkout';
            node.append(frame);
          },
          unmount() {
            checkUsable();
            frame?.remove();
            frame = null;
          },
          destroy() {
            checkUsable();
            destroyed = true;
            counts.destroyed += 1;
            window.removeEventListener('message', onMessage);
            frame?.remove();
            frame = null;
            if (alive === self) alive = null;
          },
        };
      },
    };
  };
  window.Stripe.version = 'endive';
})();
