/**
 * “Près de moi”: the browser's position is rounded here, to about a kilometre, before it is sent.
 * The exact one is neither kept nor sent. Without a script, or refused, one chooses in a list.
 */
import { announce, each } from "./dom";

/** Hundredths of a degree: 1.1 km north to south. */
const rounded = (degrees: number): string => (Math.round(degrees * 100) / 100).toFixed(2);

function ask(form: HTMLFormElement): void {
  const trouble = form.querySelector<HTMLElement>("[role=alert]");
  const refused = (): void => {
    if (!trouble) return;
    trouble.textContent = form.dataset.nearTrouble ?? "";
    trouble.hidden = false;
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
      field("latitude").value = rounded(coords.latitude);
      field("longitude").value = rounded(coords.longitude);
      form.submit();
    },
    refused,
    { enableHighAccuracy: false, maximumAge: 600_000, timeout: 15_000 },
  );
}

each<HTMLFormElement>("form[data-near]", (form) => {
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
});

/** A list that changed says how many it holds; its rows are read when one goes to them. */
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target as Element;
  const said = part.querySelector("[data-announce]")?.textContent?.trim();
  if (said) announce(said);
});
