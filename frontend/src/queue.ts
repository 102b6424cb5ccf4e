/**
 * Serve: on wide screens the ticket of the row one stands on shows beside the list. A click shows
 * it, a second click (or Enter, `o`) opens its page; on narrow screens every click opens it.
 */
import htmx from "htmx.org";

const WIDE = "(min-width: 1000px)";
const PAUSE_MS = 120;
let pending = 0;

function pane(): HTMLElement | null {
  return matchMedia(WIDE).matches ? document.querySelector("[data-queue] #preview") : null;
}

function shown(): string | undefined {
  return document.querySelector<HTMLElement>("#preview [data-shows]")?.dataset["shows"];
}

function keepAddress(key: string): void {
  const address = new URL(location.href);
  address.searchParams.set("ticket", key);
  history.replaceState(history.state, "", address);
}

/** Until the new ticket is there, nothing can be done to the one before it by mistake. */
function show(row: HTMLElement): void {
  const box = pane();
  const { preview, ticket } = row.dataset;
  if (!box || !preview || !ticket) return;
  mark(row);
  window.clearTimeout(pending);
  if (shown() === ticket) return box.removeAttribute("inert");
  box.setAttribute("inert", "");
  pending = window.setTimeout(() => {
    keepAddress(ticket);
    load(box, preview);
  }, PAUSE_MS);
}

function load(box: HTMLElement, address: string): void {
  void htmx.ajax("get", address + (box.dataset["back"] ?? ""), { target: box, swap: "innerHTML" });
}

function mark(row: HTMLElement): void {
  for (const one of document.querySelectorAll("[data-queue] [data-row]")) {
    one.classList.toggle("is-current", one === row);
  }
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const row = target.closest<HTMLElement>("[data-queue] [data-row]");
  if (!row || !pane() || target.closest("input")) return;
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  // From the keyboard detail is 0: Enter opens. The second click of two opens too.
  if (target.closest("a") && (!plain || event.detail !== 1)) return;
  event.preventDefault();
  show(row);
}

export function wireQueue(): void {
  const box = document.querySelector<HTMLElement>("[data-queue] #preview");
  if (!box) return;
  document.addEventListener("click", onClick);
  document.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-queue] [data-row]");
    if (row) show(row);
  });
  box.addEventListener("htmx:afterSwap", () => {
    box.removeAttribute("inert");
    const row = document.querySelector<HTMLElement>(`[data-ticket="${CSS.escape(shown() ?? "")}"]`);
    if (row) mark(row);
  });
  box.addEventListener("htmx:responseError", () => box.removeAttribute("inert"));
  const first = box.dataset["first"];
  if (first && pane()) load(box, first);
}
