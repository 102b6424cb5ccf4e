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
  void htmx.ajax("get", address, { target: box, swap: "innerHTML" });
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

/** How many are chosen; the box in the head chooses all of the page, or none. */
function countChosen(): void {
  const all = document.querySelector<HTMLInputElement>("[data-all]");
  const boxes = picks();
  const chosen = boxes.filter((one) => one.checked).length;
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const words = document.querySelector<HTMLElement>("[data-chosen]");
  if (!words) return;
  words.dataset["words"] ??= words.textContent ?? "";
  words.textContent = words.dataset["words"] + (chosen ? ` (${chosen})` : "");
}

function picks(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-queue] tbody .pick input")];
}

function onChange(event: Event): void {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  if (box.matches("[data-all]")) for (const one of picks()) one.checked = box.checked;
  if (box.closest(".pick")) countChosen();
}

/** Empty fields of the filter say nothing: they do not belong into the address. */
function onFilter(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!form.matches(".queue-filter")) return;
  for (const field of form.querySelectorAll<HTMLInputElement>("input, select")) {
    field.disabled = field.value.trim() === "";
  }
}

function wireTools(): void {
  document.addEventListener("change", onChange);
  document.addEventListener("submit", onFilter);
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) window.print();
  });
  countChosen();
}

/** After an action the row is drawn anew by the server; it stays the one where one stands. */
function onSwap(box: HTMLElement): void {
  box.removeAttribute("inert");
  const row = document.querySelector<HTMLElement>(`[data-ticket="${CSS.escape(shown() ?? "")}"]`);
  if (!row) return;
  mark(row);
  countChosen();
  const done = box.querySelector(".flash") !== null;
  if (done && document.activeElement === document.body) row.querySelector<HTMLElement>("a.title")?.focus();
}

export function wireQueue(): void {
  wireTools();
  const box = document.querySelector<HTMLElement>("[data-queue] #preview");
  if (!box) return;
  document.addEventListener("click", onClick);
  document.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-queue] [data-row]");
    if (row) show(row);
  });
  box.addEventListener("htmx:afterSettle", () => onSwap(box));
  box.addEventListener("htmx:responseError", () => box.removeAttribute("inert"));
  const first = box.dataset["first"];
  if (first && pane()) load(box, first);
}
