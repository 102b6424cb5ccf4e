/**
 * '@' in the field of a composer offers people to be named: arrows, Enter or Tab choose, Escape
 * closes. '/' at the beginning of a line opens the canned replies; a chosen one goes to the caret.
 */

const PAUSE_MS = 150;
const CALL = /(?:^|[\s(])@([^\s@]*(?: [^\s@]*)?)$/;
let pending = 0;
let asked = 0;

function list(): HTMLElement | null {
  return document.querySelector("#call-list");
}

function before(field: HTMLTextAreaElement): string {
  return field.value.slice(0, field.selectionStart);
}

function insert(field: HTMLTextAreaElement, from: number, words: string): void {
  field.focus();
  field.setRangeText(words, from, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function close(field: HTMLTextAreaElement | null): void {
  asked += 1; // what is still on its way is not shown any more
  const box = list();
  if (box) box.hidden = true;
  field?.removeAttribute("aria-activedescendant");
}

async function offer(field: HTMLTextAreaElement, typed: string): Promise<void> {
  const box = list();
  const address = field.dataset["calls"];
  if (!box || !address) return;
  const mine = (asked += 1);
  const verb = field.form?.querySelector<HTMLInputElement>("[name=verb]:checked")?.value ?? "";
  const query = new URLSearchParams({ q: typed, verb });
  const answer = await fetch(`${address}?${query.toString()}`, { redirect: "error" }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) return;
  box.replaceChildren(...page.body.children);
  box.hidden = box.children.length === 0;
  mark(field, 0);
}

function mark(field: HTMLTextAreaElement, at: number): void {
  const all = [...(list()?.querySelectorAll<HTMLElement>("[data-call]") ?? [])];
  if (all.length === 0) return close(field);
  const chosen = (at + all.length) % all.length;
  all.forEach((one, n) => one.setAttribute("aria-selected", String(n === chosen)));
  field.setAttribute("aria-activedescendant", all[chosen]?.id ?? "");
  all[chosen]?.scrollIntoView({ block: "nearest" });
}

function current(): number {
  const all = [...(list()?.querySelectorAll<HTMLElement>("[data-call]") ?? [])];
  return all.findIndex((one) => one.getAttribute("aria-selected") === "true");
}

function choose(field: HTMLTextAreaElement, chosen: Element | null | undefined): void {
  const call = (chosen as HTMLElement | null | undefined)?.dataset["call"];
  const found = CALL.exec(before(field));
  if (!call || !found) return;
  insert(field, field.selectionStart - (found[1]?.length ?? 0), `${call} `);
  close(field);
}

function onInput(field: HTMLTextAreaElement): void {
  window.clearTimeout(pending);
  const found = CALL.exec(before(field));
  if (!found) return close(field);
  pending = window.setTimeout(() => void offer(field, found[1] ?? ""), PAUSE_MS);
}

function onKey(event: KeyboardEvent): void {
  const field = event.target as HTMLTextAreaElement;
  if (list()?.hidden === false && act(field, event.key)) {
    event.preventDefault();
    event.stopPropagation();
  } else if (event.key === "/" && /(^|\n)$/.test(before(field)) && openCanned()) {
    event.preventDefault();
  }
}

function act(field: HTMLTextAreaElement, key: string): boolean {
  if (key === "ArrowDown") mark(field, current() + 1);
  else if (key === "ArrowUp") mark(field, current() - 1);
  else if (key === "Enter" || key === "Tab") choose(field, list()?.querySelector("[aria-selected=true]"));
  else if (key === "Escape") close(field);
  else return false;
  return true;
}

function openCanned(): boolean {
  const menu = document.querySelector<HTMLDetailsElement>("details.canned");
  if (!menu) return false;
  menu.open = true;
  return true;
}

function put(chosen: HTMLElement): void {
  const form = chosen.closest("form");
  const field = form?.querySelector<HTMLTextAreaElement>("textarea[name=text]");
  const verb = form?.querySelector<HTMLInputElement>("[name=verb]:checked")?.value;
  const menu = chosen.closest("details");
  if (!field) return;
  if (menu) menu.open = false;
  const words = chosen.dataset[verb === "note" ? "insertNote" : "insert"] ?? "";
  insert(field, field.selectionStart, words);
}

/** Enter in the search of canned replies takes the first; arrows go through them. */
function onMenuKey(event: KeyboardEvent, menu: Element): void {
  const all = [...menu.querySelectorAll<HTMLElement>(".canned-one")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (event.key === "Enter" && at < 0) all[0]?.click();
  else if (event.key === "ArrowDown") all[Math.min(at + 1, all.length - 1)]?.focus();
  else if (event.key === "ArrowUp" && at > 0) all[at - 1]?.focus();
  else return;
  event.preventDefault();
}

export function wireCalls(): void {
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLTextAreaElement && event.target.dataset["calls"]) onInput(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    const menu = target.closest(".canned-menu");
    if (target instanceof HTMLTextAreaElement && target.dataset["calls"]) onKey(event);
    else if (menu) onMenuKey(event, menu);
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const field = document.querySelector<HTMLTextAreaElement>("textarea[data-calls]");
    const chosen = target.closest("[data-call]");
    if (chosen && field) choose(field, chosen);
    else if (!target.closest("#call-list")) close(field);
    const canned = target.closest<HTMLElement>(".canned-one");
    if (canned) put(canned);
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target as HTMLDetailsElement;
    if (menu.matches("details.canned[open]")) menu.querySelector("input")?.focus();
  }, { capture: true });
}
