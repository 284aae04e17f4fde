/** Windows: an element with data-opens="id" opens the dialog of that id; its link is the way without JavaScript. */
document.addEventListener("click", (event) => {
  const opener = (event.target as Element).closest<HTMLElement>("[data-opens]");
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const dialog = document.getElementById(opener.dataset.opens ?? "");
  if (!(dialog instanceof Object) || typeof (dialog as HTMLDialogElement).showModal !== "function") return;
  event.preventDefault();
  (dialog as HTMLDialogElement).showModal();
  dialog.querySelector<HTMLElement>("h2")?.focus();
  dialog.addEventListener("close", () => opener.focus(), { once: true });
});

// A click beside the window closes it.
document.addEventListener("click", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLElement) || dialog.tagName !== "DIALOG" || !event.detail) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) (dialog as HTMLDialogElement).close();
});

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) window.print();
});
