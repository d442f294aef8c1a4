/**
 * Starts the service worker once the first view is there. Only published pages have one (scripts/lib/publish_pages.py):
 * whoever edits them sees each change. Browsers have service workers in secure contexts only.
 */
export function startServiceWorker() {
  if (!import.meta.url.includes("/v/") || !navigator.serviceWorker) return;
  // The policy of the pages forbids texts as addresses of scripts.
  const policy = globalThis.trustedTypes?.createPolicy("service-worker", { createScriptURL: (url) => url });
  const url = policy?.createScriptURL("/service-worker.js") ?? "/service-worker.js";
  // Asks whether there is a newer one; a browser left to itself may take a day.
  const start = () =>
    navigator.serviceWorker
      .register(url)
      .then((worker) => worker.update())
      .catch(() => {});
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
