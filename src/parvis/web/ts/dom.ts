/** Small helpers: what is there now, and what htmx brings later. */

/** The content of a `<meta name=…>` of the page, or nothing. */
export function meta(name: string): string | null {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? null;
}

/** Runs once for every matching element, now and in whatever htmx swaps in. */
export function each<E extends Element>(selector: string, run: (element: E) => void): void {
  const known = new WeakSet<E>();
  const meet = (element: E): void => {
    if (known.has(element)) return;
    known.add(element);
    run(element);
  };
  const within = (root: ParentNode): void => root.querySelectorAll<E>(selector).forEach(meet);
  const loaded = (event: Event): void => {
    const root = (event as CustomEvent<{ elt: Element }>).detail.elt;
    if (root.matches(selector)) meet(root as E);
    within(root);
  };
  within(document);
  document.addEventListener("htmx:load", loaded);
}

/** Says a sentence to screen readers without moving anything. */
export function announce(sentence: string): void {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  window.setTimeout(() => (region.textContent = sentence), 60);
}

/** Shows one of the notices the page carries (`<template id=…>`) among the page's news. */
export function showNotice(id: string): void {
  const template = document.getElementById(id);
  const news = document.getElementById("flash");
  if (!(template instanceof HTMLTemplateElement) || !news) return;
  news.querySelector(`[data-notice="${id}"]`)?.remove();
  const notice = template.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!notice) return;
  notice.dataset.notice = id;
  news.append(notice);
  notice.scrollIntoView({ block: "nearest" });
}

/** Session storage may be forbidden (private windows, settings): then nothing is kept. */
export const keepsake = {
  get(key: string): string | null {
    try { return sessionStorage.getItem(key); } catch { return null; }
  },
  set(key: string, value: string): void {
    try { sessionStorage.setItem(key, value); } catch { /* nothing is kept */ }
  },
  drop(key: string): void {
    try { sessionStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
};
