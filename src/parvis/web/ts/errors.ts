/** A page that comes back with something to correct starts there, and its links lead into the fields. */
document.querySelector<HTMLElement>("[data-focus]")?.focus();

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>(".form-errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const first = field.matches("fieldset") ? field.querySelector<HTMLElement>("input") ?? field : field;
  field.scrollIntoView({ block: "center" });
  first.focus({ preventScroll: true });
});
