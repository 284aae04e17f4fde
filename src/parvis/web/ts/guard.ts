/** A form is sent once: a second press within ten seconds does nothing. The server has its own guard. */
const WAIT = 10_000;

function release(form: HTMLFormElement): void {
  delete form.dataset.sent;
  form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("form[data-guard]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  // After the browser has read which button was pressed.
  window.setTimeout(() => {
    form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.setTimeout(() => release(form), WAIT);
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = (event as CustomEvent<{ elt: Element }>).detail.elt.closest("form");
  if (form) release(form);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(release);
});
