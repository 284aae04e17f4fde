/**
 * Service worker. Pages: from the network; without it, the offline page or the kept week.
 * Built files with a hash in their name: from the cache. Nothing else is ever kept.
 */
const OFFLINE = "parvis-offline-1";
const ASSETS = "parvis-assets-1";
const WEEK = "parvis-week";
const MOST_ASSETS = 40;

type ExtendableEvent = Event & { waitUntil(work: Promise<unknown>): void };
type FetchEvent = ExtendableEvent & { request: Request; respondWith(answer: Promise<Response>): void };
type MessageEventOfWorker = ExtendableEvent & { data: { kind?: string; address?: string } };
interface Worker {
  location: Location;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(kind: "install" | "activate", hear: (event: ExtendableEvent) => void): void;
  addEventListener(kind: "fetch", hear: (event: FetchEvent) => void): void;
  addEventListener(kind: "message", hear: (event: MessageEventOfWorker) => void): void;
}
const worker = self as unknown as Worker;
const offlinePage = new URL(worker.location.href).searchParams.get("offline") ?? "/";

const isHashed = (path: string): boolean => /^\/static\/assets\/[^/]+-[\w-]{8,}\.(js|css)$/.test(path);

/** The offline page as a visitor sees it (no cookies sent), with the files it needs. */
async function prepare(): Promise<void> {
  const response = await fetch(offlinePage, { credentials: "omit", cache: "no-cache" });
  if (!response.ok) throw new Error(`offline page: ${response.status}`);
  const page = await response.clone().text();
  await (await caches.open(OFFLINE)).put(offlinePage, response);
  const needed = Array.from(page.matchAll(/(?:href|src)="(\/static\/assets\/[^"]+)"/g), (found) => found[1] as string);
  await (await caches.open(ASSETS)).addAll(needed);
}

async function clean(): Promise<void> {
  const kept = [OFFLINE, ASSETS, WEEK];
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("parvis-") && !kept.includes(name)).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_ASSETS)).map((key) => cache.delete(key)));
  }
  return response;
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (lost) {
    const path = new URL(request.url).pathname;
    const week = await (await caches.open(WEEK)).match(path);
    const offline = week ?? (await (await caches.open(OFFLINE)).match(offlinePage));
    if (offline) return offline;
    throw lost;
  }
}

async function keepWeek(address: string): Promise<void> {
  const response = await fetch(address, { credentials: "same-origin" });
  if (response.ok && !response.redirected) await (await caches.open(WEEK)).put(address, response);
}

worker.addEventListener("install", (event) => event.waitUntil(prepare().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(clean()));
worker.addEventListener("message", (event) => {
  const { kind, address } = event.data;
  if (kind === "keep-week" && address?.startsWith("/") && !address.startsWith("//")) {
    event.waitUntil(keepWeek(address).catch(() => undefined));
  }
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (isHashed(address.pathname)) event.respondWith(asset(request));
});

export {};
