/**
 * The screen of a hall: turns its panes, keeps its clock, and asks for news every ten minutes.
 * When the network is down it goes on with what it has, and says from when it is.
 */
const TURN = 14_000;
const NEWS = 10 * 60_000;
const SOON = 60_000;
const TIMEOUT = 20_000;

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const wide = window.matchMedia("(min-width: 48rem)");
let shown = 0;
let paused = false;
let news: number | undefined;

const kiosk = (): HTMLElement | null => document.getElementById("kiosk");
const panes = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".pane")];
const turns = (): boolean => !still.matches && !paused && wide.matches && panes().length > 1;

/** One pane at a time; or all of them, for who wants nothing to move, and on a small screen. */
function show(): void {
  const all = panes();
  shown = all.length ? shown % all.length : 0;
  const one = wide.matches && !still.matches && all.length > 1;
  document.body.classList.toggle("is-turning", one);
  all.forEach((pane, index) => pane.classList.toggle("is-shown", index === shown));
  // Long titles: smaller letters rather than a line that is cut.
  const room = document.querySelector<HTMLElement>(".kiosk-panes");
  room?.classList.remove("is-tight");
  if (room && one && room.scrollHeight > room.clientHeight) room.classList.add("is-tight");
  const button = document.querySelector<HTMLElement>("[data-pause]");
  if (button) button.hidden = !one;
}

function turn(): void {
  if (turns()) { shown += 1; show(); }
}

/** The hour where the screen hangs, as the server writes it: « 9 h 30 », “9.30 am”. */
function tick(): void {
  const root = kiosk();
  const clock = document.querySelector<HTMLTimeElement>("[data-clock]");
  if (!root || !clock) return;
  const now = new Date();
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: root.dataset.zone, hour: "numeric", minute: "2-digit", hourCycle: "h23" }).formatToParts(now);
  const read = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  const hour = Number(read("hour"));
  const minute = read("minute").padStart(2, "0");
  clock.dateTime = now.toISOString();
  clock.textContent = root.dataset.language === "en"
    ? `${hour % 12 || 12}.${minute} ${hour < 12 ? "am" : "pm"}`
    : `${hour}\u202fh\u202f${minute}`;
}

/** Asks again in ten minutes, or as soon as the place opens or closes, or sooner after a failure. */
function later(failed = false): void {
  window.clearTimeout(news);
  const changes = kiosk()?.dataset.changes;
  const until = changes ? Date.parse(changes) - Date.now() + 2_000 : NEWS;
  news = window.setTimeout(() => void refresh(), failed ? SOON : Math.min(NEWS, until > SOON ? until : NEWS));
}

async function refresh(): Promise<void> {
  const stop = new AbortController();
  const patience = window.setTimeout(() => stop.abort(), TIMEOUT);
  try {
    const answer = await fetch(location.href, { credentials: "omit", cache: "no-cache", signal: stop.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("kiosk");
    if (!fresh) throw new Error("no kiosk");
    kiosk()?.replaceWith(document.importNode(fresh, true));
    say();
    show();
    tick();
    later();
  } catch {
    const offline = document.querySelector<HTMLElement>(".kiosk-offline");
    if (offline) offline.hidden = false;
    later(true);
  } finally {
    window.clearTimeout(patience);
  }
}

/** The word on the button: what pressing it does. */
function say(): void {
  const button = document.querySelector<HTMLElement>("[data-pause]");
  if (!button || !paused) return;
  const { textContent, dataset } = button;
  button.textContent = dataset.again ?? "";
  button.dataset.again = textContent ?? "";
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-pause]");
  if (!button) return;
  paused = !paused;
  const words = button.textContent ?? "";
  button.textContent = button.dataset.again ?? "";
  button.dataset.again = words;
});
still.addEventListener?.("change", show);
wide.addEventListener?.("change", show);
window.addEventListener("online", () => void refresh());
window.setInterval(turn, TURN);
window.setInterval(tick, 5_000);
show();
tick();
later();
