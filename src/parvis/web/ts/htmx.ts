/** htmx under a strict content policy, with focus kept and trouble said kindly. */
import htmx from "htmx.org";
import { meta, showNotice } from "./dom";

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.scrollBehavior = "auto";
htmx.config.timeout = 20_000;
// A form that comes back with errors (422) or a page that says why (403, 404, 409, 429) is shown in place.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "409", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

type Detail = { headers: Record<string, string>; verb: string; target: Element; elt: Element; xhr: XMLHttpRequest };
const detail = (event: Event): Detail => (event as CustomEvent<Detail>).detail;

document.addEventListener("htmx:configRequest", (event) => {
  const token = meta("csrf-token");
  if (token && detail(event).verb !== "get") detail(event).headers["X-CSRFToken"] = token;
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => showNotice("network-trouble"));
}
document.addEventListener("htmx:responseError", (event) => {
  // Signed out meanwhile, or a page of its own: the whole page says it best.
  const { xhr, elt } = detail(event);
  if (xhr.status === 403 || xhr.status === 404 || xhr.status === 429) {
    const form = elt.closest("form");
    if (form && form.method === "post") HTMLFormElement.prototype.submit.call(form);
    else showNotice("server-trouble");
    return;
  }
  showNotice("server-trouble");
});

let focusWasInside = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  focusWasInside = detail(event).target.contains(document.activeElement) && document.activeElement !== document.body;
});

/** After a swap: what asks for the focus gets it; a focus that vanished goes to the new content. */
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target;
  if (!(part instanceof HTMLElement) || !part.isConnected) return;
  const asks = part.matches("[data-focus]") ? part : part.querySelector<HTMLElement>("[data-focus]");
  if (asks) { asks.focus(); return; }
  // News that come by themselves never move anybody.
  if (!focusWasInside || (document.activeElement && document.activeElement !== document.body)) return;
  focusWasInside = false;
  const place = part.querySelector<HTMLElement>("h1, h2, h3, h4, button, a[href], input:not([type=hidden])") ?? part;
  if (!place.matches("a, button, input, select, textarea, [tabindex]")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
});
