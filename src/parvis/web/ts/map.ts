/**
 * The plan of a list of places. What it shows is read from the list itself: the two never differ.
 * The outlines of the neighbourhoods come from the town's own server; tiles only if it was told so.
 */
import {
  type LatLng, type LayerGroup, type Map as LeafletMap,
  control, divIcon, geoJSON, latLng, latLngBounds, layerGroup, map as draw, marker, tileLayer,
} from "leaflet";

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function element<K extends keyof HTMLElementTagNameMap>(name: K, kind: string, words = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = words;
  return made;
}

/** Places that would cover each other at this scale share one pin. */
type Group = { at: LatLng; spots: HTMLElement[] };
const APART = 50;

function gathered(plan: LeafletMap, spots: HTMLElement[]): Group[] {
  const groups: Group[] = [];
  for (const spot of spots) {
    const at = latLng(Number(spot.dataset.latitude), Number(spot.dataset.longitude));
    const point = plan.latLngToLayerPoint(at);
    const near = groups.find((one) => plan.latLngToLayerPoint(one.at).distanceTo(point) < APART);
    if (near) near.spots.push(spot);
    else groups.push({ at, spots: [spot] });
  }
  return groups;
}

/** A pin with a number; its name and what it holds are for screen readers. */
function pin(spots: HTMLElement[]): HTMLElement {
  const shown = element("span", "map-pin");
  const total = spots.reduce((sum, spot) => sum + Number(spot.dataset.count), 0);
  const count = element("span", "map-count", String(total));
  count.setAttribute("aria-hidden", "true");
  const said = spots.map((spot) => `${spot.dataset.spot}, ${spot.querySelector("p")?.textContent?.trim() ?? ""}`);
  shown.append(count, element("span", "visually-hidden", said.join(" ; ")));
  return shown;
}

/** What the list says of these places, word for word. */
function told(spots: HTMLElement[]): HTMLElement {
  const whole = element("div", "map-told");
  for (const spot of spots) {
    const body = spot.querySelector(".row-body")?.cloneNode(true) as HTMLElement;
    body.querySelectorAll("[id]").forEach((named) => named.removeAttribute("id"));
    whole.append(body);
  }
  return whole;
}

function addGroup(layer: LayerGroup, { at, spots }: Group, close: string): void {
  const icon = divIcon({ html: pin(spots), className: "map-marker", iconSize: [44, 48], iconAnchor: [22, 46], popupAnchor: [0, -40] });
  const placed = marker(at, { icon, riseOnHover: true }).addTo(layer);
  placed.bindPopup(told(spots), { maxWidth: 260, minWidth: 200, maxHeight: 200, autoPanPaddingBottomRight: [12, 110] });
  placed.on("popupopen", ({ popup }) => {
    const opened = popup.getElement();
    opened?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", close);
    opened?.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
  });
  // Whoever closes a window with the keyboard is back where they were, not at the top of the page.
  placed.on("popupclose", ({ popup }) => {
    const focused = document.activeElement;
    const wasInside = focused === document.body || popup.getElement()?.contains(focused);
    if (wasInside) placed.getElement()?.focus({ preventScroll: true });
  });
}

async function addShapes(plan: LeafletMap, address: string): Promise<LayerGroup | null> {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return null;
  const shapes = geoJSON(await answer.json(), {
    interactive: false,
    style: { className: "map-shape", weight: 2, fillOpacity: 0.85 },
    onEachFeature: (feature, layer) => {
      const name = element("span", "", feature.properties?.name);
      layer.bindTooltip(name, { permanent: true, direction: "bottom", className: "map-name", pane: "names", interactive: false });
    },
  });
  return shapes.addTo(plan);
}

async function show(container: HTMLElement): Promise<void> {
  const page = container.closest("figure") ?? container;
  const { shapes, tiles, zoomIn, zoomOut, close } = container.dataset;
  const spots = Array.from(document.querySelectorAll<HTMLElement>("[data-spot][data-latitude]"));
  container.hidden = false;
  const plan = draw(container, {
    attributionControl: false, zoomControl: false, scrollWheelZoom: false,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    zoomSnap: 0.25, minZoom: 9, maxZoom: 19,
  });
  control.zoom({ position: "bottomright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(plan);
  if (tiles) tileLayer(tiles, { maxZoom: 19 }).addTo(plan);
  // The library listens to the keyboard only while the plan itself is focused, not a place on it.
  container.addEventListener("keydown", (event) => { if (event.key === "Escape") plan.closePopup(); });
  plan.createPane("names");
  plan.setView([46.6, 2.5], 6);
  const drawn = shapes ? await addShapes(plan, shapes).catch(() => null) : null;
  const bounds = latLngBounds(spots.map((spot) => [Number(spot.dataset.latitude), Number(spot.dataset.longitude)]));
  if (drawn && "getBounds" in drawn) bounds.extend((drawn as ReturnType<typeof geoJSON>).getBounds());
  // Room above for the height of a pin, and on the right for the buttons.
  const fit = (): void => {
    if (bounds.isValid()) plan.fitBounds(bounds, { paddingTopLeft: [20, 48], paddingBottomRight: [plan.getSize().x < 480 ? 20 : 64, 16], maxZoom: 16, animate: false });
  };
  fit();
  const pins = layerGroup().addTo(plan);
  const place = (): void => {
    pins.clearLayers();
    gathered(plan, spots).forEach((group) => addGroup(pins, group, close ?? ""));
  };
  place();
  plan.on("zoomend", place);
  plan.on("resize", fit);
  page.querySelector("[data-map-instead]")?.setAttribute("hidden", "");
  page.querySelector("[data-map-words]")?.removeAttribute("hidden");
}

function start(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>("[data-map][hidden]").forEach((container) => void show(container));
}

start(document);
document.addEventListener("htmx:afterSettle", (event) => start(event.target as Element));
