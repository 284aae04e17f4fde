/**
 * The socket of a signed-in page. It only says "there is something"; the page then asks the server.
 * Each word becomes an event `parvis:<kind>` on the body, so `hx-trigger="parvis:message from:body"` works.
 */
import { meta } from "./dom";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const HIDDEN_FOR = 5 * 60_000;
/** The server's code for a session that is over (kernel/realtime_hub.py): do not come back. */
const SIGNED_OUT = 4401;

let socket: WebSocket | null = null;
let wait = FIRST_WAIT;
let retry: number | undefined;
let rest: number | undefined;
let since: number | string | null = null;
let welcomedBefore = false;
let over = false;

function dispatch(kind: string, detail: unknown): void {
  document.body.dispatchEvent(new CustomEvent(`parvis:${kind}`, { detail }));
}

function hear(event: MessageEvent<string>): void {
  let word: { kind?: string; since?: number | string; n?: number | string };
  try { word = JSON.parse(event.data); } catch { return; }
  if (!word.kind || word.kind === "pong" || word.kind === "beat") return;
  if (word.kind === "welcome") {
    wait = FIRST_WAIT;
    // Something may have come while the line was down: the page asks again.
    if (welcomedBefore) dispatch("resumed", { since });
    welcomedBefore = true;
    return;
  }
  since = word.n ?? word.since ?? since;
  dispatch(word.kind, word);
}

function open(): void {
  window.clearTimeout(retry);
  if (socket || over) return;
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
  const line = new WebSocket(address);
  socket = line;
  line.addEventListener("open", () => line.send(JSON.stringify(since === null ? { type: "hello" } : { type: "hello", since })));
  line.addEventListener("message", hear);
  line.addEventListener("close", (event) => {
    if (socket !== line) return;
    socket = null;
    if (event.code === SIGNED_OUT) { over = true; return; }
    if (!document.hidden) later();
  });
}

function later(): void {
  window.clearTimeout(retry);
  // Half fixed, half by chance: after a restart the pages do not all come back at once.
  retry = window.setTimeout(open, wait / 2 + Math.random() * (wait / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function close(): void {
  window.clearTimeout(retry);
  const line = socket;
  socket = null;
  line?.close(1000);
}

/** Connects pages of signed-in residents; a page hidden for five minutes lets go, and comes back when seen. */
export function connect(): void {
  if (!meta("parvis-resident") || !("WebSocket" in window)) return;
  document.addEventListener("visibilitychange", () => {
    window.clearTimeout(rest);
    if (document.hidden) rest = window.setTimeout(close, HIDDEN_FOR);
    else if (!socket) { wait = FIRST_WAIT; open(); }
  });
  window.addEventListener("online", () => { wait = FIRST_WAIT; open(); });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
}
