// Keeps the page's own files for the time without a network. Only the page of our own registers it; an
// element on somebody else's page never does.

// Names and hashes of all files; the build writes them in here, which makes each build another worker.
const FILES = {};

const CACHE = "leeloo-importer";

/** A file is kept under its hash: two builds lie side by side while pages of both are open. */
const key = (name) => new Request(`${new URL(name, registration.scope)}?${FILES[name].slice(-32).replace(/\W/g, "-")}`);

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(settle()));

async function keep() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    Object.entries(FILES).map(async ([name, integrity]) => {
      if (await cache.match(key(name))) return;
      const response = await fetch(new URL(name, registration.scope), { cache: "no-cache", integrity });
      if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
      await cache.put(key(name), response);
    }),
  );
}

async function settle() {
  const cache = await caches.open(CACHE);
  const wanted = new Set(Object.keys(FILES).map((name) => key(name).url));
  const stale = (await cache.keys()).filter(({ url }) => !wanted.has(url));
  await Promise.all(stale.map((request) => cache.delete(request)));
  await clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(registration.scope)) return;
  const path = url.slice(registration.scope.length).replace(/[?#].*$/, "");
  const name = path === "" ? "index.html" : path;
  if (Object.hasOwn(FILES, name)) event.respondWith(kept(name, event.request));
});

async function kept(name, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(key(name))) ?? fetch(request);
}

// A page wants the new version. Another page that is open may have a file in it: it has to be closed first.
self.addEventListener("message", (event) => event.waitUntil(take(event)));

async function take({ data, source, ports: [answer] }) {
  if (data !== "take over") return;
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const others = pages.some(({ id, url }) => id !== source.id && url.startsWith(registration.scope));
  answer.postMessage(others ? "others" : "taken");
  if (!others) await self.skipWaiting();
}
