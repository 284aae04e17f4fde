/** While one writes: the box grows, letters are counted quietly, and what was not sent is not lost. */
import { each, keepsake } from "./dom";

type Box = HTMLTextAreaElement | HTMLInputElement;

each<HTMLTextAreaElement>("textarea[data-grow]", (box) => {
  const least = box.rows;
  const fit = (): void => {
    // Rows, not a height: the content policy allows no inline style.
    box.rows = least;
    const line = parseFloat(getComputedStyle(box).lineHeight) || 26;
    const missing = Math.ceil((box.scrollHeight - box.clientHeight) / line);
    if (missing > 0) box.rows = Math.min(least + missing, 18);
  };
  box.addEventListener("input", fit);
  fit();
});

each<Box>("[data-max][data-count]", (box) => {
  const count = document.getElementById(box.dataset.count ?? "");
  if (!count) return;
  const max = Number(box.dataset.max);
  const resting = count.textContent ?? "";
  let speak: number | undefined;
  const tell = (): void => {
    const left = max - box.value.replace(/\r?\n/g, "\r\n").length;
    const near = left <= Math.max(20, max / 5);
    count.classList.toggle("is-over", left < 0);
    count.textContent = near ? ((left < 0 ? count.dataset.over : count.dataset.left) ?? "").replace("{n}", String(Math.abs(left))) : resting;
    // Read aloud only when the hand rests, and only near the end.
    window.clearTimeout(speak);
    count.removeAttribute("aria-live");
    if (near) speak = window.setTimeout(() => {
      count.setAttribute("aria-live", "polite");
      const words = count.textContent;
      count.textContent = "";
      window.setTimeout(() => (count.textContent = words), 50);
    }, 1200);
  };
  box.addEventListener("input", tell);
});

const PREFIX = "parvis:kept:";
const SENT = "parvis:sent";

each<HTMLTextAreaElement>("textarea[data-keep]", (box) => {
  const key = `${PREFIX}${location.pathname}:${box.dataset.keep}`;
  const kept = keepsake.get(key);
  if (keepsake.get(SENT) === key && !document.querySelector(".form-errors")) {
    keepsake.drop(key);
    keepsake.drop(SENT);
  } else if (kept && !box.value) {
    box.value = kept;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  box.addEventListener("input", () => (box.value ? keepsake.set(key, box.value) : keepsake.drop(key)));
  // Forgotten only once the next page has come: a lost connection loses nothing.
  box.form?.addEventListener("submit", () => keepsake.set(SENT, key));
  box.form?.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) keepsake.drop(key);
    keepsake.drop(SENT);
  });
});

// Sent from one page, arrived on another: forget there.
const sent = keepsake.get(SENT);
if (sent && !sent.startsWith(`${PREFIX}${location.pathname}:`)) {
  keepsake.drop(sent);
  keepsake.drop(SENT);
}
