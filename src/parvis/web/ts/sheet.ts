/** The attendance sheet at the door: a tap shows at once; one that could not leave is kept, said, and sent again. */
import htmx from "htmx.org";
import { announce, each } from "./dom";

const AGAIN = 8_000;
const LINE = "[data-sheet] .sheet-line form";
const kept = new Set<HTMLFormElement>();

type Detail = { elt: Element; xhr?: XMLHttpRequest };

/** The form of a line of the sheet that an event of htmx is about. */
function tapped(event: Event): HTMLFormElement | null {
  const { elt } = (event as CustomEvent<Detail>).detail;
  return elt.closest<HTMLFormElement>(LINE);
}

function show(form: HTMLFormElement, isSending: boolean, isKept: boolean): void {
  const line = form.closest<HTMLElement>(".sheet-line");
  if (!line) return;
  line.classList.toggle("is-sending", isSending);
  line.classList.toggle("is-kept", isKept);
  const came = form.querySelector<HTMLInputElement>("input[name=came]");
  if (came && isSending) line.classList.toggle("is-here", came.value === "1");
  const words = line.querySelector<HTMLElement>(".sheet-kept");
  if (!words) return;
  if (isKept && words.hidden) announce(words.textContent ?? "");
  words.hidden = !isKept;
}

function keep(event: Event): void {
  const form = tapped(event);
  if (!form) return;
  // The line says it: the notice of the page would say it again at every attempt.
  event.stopPropagation();
  kept.add(form);
  show(form, false, true);
}

function sendAgain(): void {
  for (const form of [...kept]) {
    kept.delete(form);
    if (form.isConnected) htmx.trigger(form, "submit");
  }
}

// At the tap, not at the request: requests leave one after the other, or the counts they bring back would cross.
window.addEventListener("submit", (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>(LINE);
  if (form) show(form, true, !form.closest(".sheet-line")?.querySelector<HTMLElement>(".sheet-kept")?.hidden);
}, true);
// On the window, before the page's own words about trouble.
for (const name of ["htmx:sendError", "htmx:timeout"]) window.addEventListener(name, keep, true);
window.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<Detail>).detail;
  if (xhr && xhr.status >= 500) keep(event);
}, true);
window.addEventListener("online", sendAgain);
window.setInterval(() => { if (kept.size) sendAgain(); }, AGAIN);
window.addEventListener("beforeunload", (event) => {
  if ([...kept].some((form) => form.isConnected)) event.preventDefault();
});

each<HTMLElement>("[data-print]", (offer) => {
  offer.hidden = false;
  offer.querySelector("button")?.addEventListener("click", () => window.print());
});
