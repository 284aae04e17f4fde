/** Shares an address with the phone's own means, or copies it. Without either, the link is a link. */
import { announce } from "./dom";

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-share]");
  if (!link || (!navigator.share && !navigator.clipboard)) return;
  event.preventDefault();
  void share(link);
});

async function share(link: HTMLAnchorElement): Promise<void> {
  try {
    if (navigator.share) {
      await navigator.share({ url: link.href, title: link.dataset.title ?? document.title });
      return;
    }
    await navigator.clipboard.writeText(link.href);
  } catch (error) {
    if ((error as DOMException).name === "AbortError") return;
    window.location.assign(link.href);
    return;
  }
  const said = link.dataset.copied ?? "";
  const words = link.querySelector("span");
  if (words) words.textContent = said;
  announce(said);
}
