/** The service worker: an offline page with the help numbers, and one's own week. Nothing else private is kept. */
import { meta } from "./dom";

const WEEK = "parvis-week";
const OWNER = "parvis:week-of";

async function forget(): Promise<void> {
  if ("caches" in window) await caches.delete(WEEK);
  try { localStorage.removeItem(OWNER); } catch { /* nothing was kept */ }
}

/** Keeps the week of the person signed in; forgets it for anybody else and at log-out. */
async function keepWeek(): Promise<void> {
  const resident = meta("parvis-resident");
  const week = meta("parvis-week");
  if (!resident || !week) return forget();
  const owner = localStorage.getItem(OWNER);
  if (owner && owner !== resident) await forget();
  localStorage.setItem(OWNER, resident);
  const worker = (await navigator.serviceWorker.ready).active;
  worker?.postMessage({ kind: "keep-week", address: week });
}

async function revealWeek(): Promise<void> {
  const link = document.querySelector<HTMLElement>("[data-offline-week]");
  if (!link || !("caches" in window) || !(await caches.has(WEEK))) return;
  link.hidden = (await (await caches.open(WEEK)).keys()).length === 0;
}

export function register(): void {
  document.addEventListener("submit", (event) => {
    if ((event.target as Element).matches("form[data-log-out]")) void forget();
  });
  void revealWeek();
  const offline = meta("parvis-offline");
  // The kept offline page is a visitor's page: it must not make the week forgotten.
  const isOfflinePage = document.querySelector("[data-offline-week]") !== null;
  if (!("serviceWorker" in navigator) || !offline || isOfflinePage) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker
      .register(`/sw.js?offline=${encodeURIComponent(offline)}`)
      .then(keepWeek)
      .catch(() => { /* the site works without it */ });
  });
}
