{% autoescape off %}// Keeps the shell of the visit page, version {{ version }}. Nothing but GET, nothing outside its scope, no data.
const CACHE = "tongxin-visit-{{ version }}";
const SHELL = {{ shell }};

self.addEventListener("install", (event) => {
  // One file missing and the whole install fails: the version before stays in charge.
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.map((url) => new Request(url, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("tongxin-visit-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page says when no form is open; until then the version before goes on.
self.addEventListener("message", (event) => { if (event.data === "take-over") self.skipWaiting(); });

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || url.pathname.startsWith("/visit/sync/")) return;
  const wanted = request.mode === "navigate" && url.pathname === "/visit/" ? "/visit/" : url.pathname;
  if (!SHELL.includes(wanted)) return;
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(wanted)).then((held) => held || fetch(request)));
});
{% endautoescape %}
