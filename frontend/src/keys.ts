/**
 * Keys people know: `/` search, `?` all keys, `g` then a letter goes to a place, `j` `k` move in a
 * list, Enter or `o` opens, `x` selects, `r` `n` write. A page adds its own by `data-key="x"`.
 * Single letters only act outside of fields, and can be switched off (WCAG 2.1.4) by `?`.
 */

const PATIENCE_MS = 1200;
let waitingSince = 0;

function writing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function switchedOff(): boolean {
  try {
    return localStorage.getItem("inward.keys") === "off";
  } catch {
    return false;
  }
}

function press(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) return false;
  if (found.matches("input:not([type=checkbox]), textarea, select")) found.focus();
  else found.click();
  return true;
}

function go(key: string): boolean {
  return press(`[data-go="${CSS.escape(key)}"]`);
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-list] [data-row]")];
}

function move(step: 1 | -1): boolean {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.findIndex((row) => row.classList.contains("is-current"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  for (const row of all) row.classList.toggle("is-current", row === next);
  next?.querySelector<HTMLElement>("a, button")?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

function select(): boolean {
  const box = document.querySelector<HTMLInputElement>(".is-current input[type=checkbox]");
  box?.click();
  return box !== null;
}

export function showKeys(): boolean {
  const dialog = document.querySelector<HTMLDialogElement>("#keys");
  if (!dialog) return false;
  if (dialog.open) dialog.close();
  else dialog.showModal();
  return true;
}

const single: Record<string, () => boolean> = {
  "/": () => press("#search-box"),
  "?": showKeys,
  j: () => move(1),
  k: () => move(-1),
  o: () => press(".is-current a"),
  x: select,
};

function act(key: string): boolean {
  if (Date.now() - waitingSince < PATIENCE_MS) {
    waitingSince = 0;
    return go(key);
  }
  if (key === "g") {
    waitingSince = Date.now();
    return false;
  }
  return press(`main [data-key="${CSS.escape(key)}"]`) || (single[key]?.() ?? false);
}

function onKey(event: KeyboardEvent): void {
  if (event.key === "Escape" && writing(event.target)) (event.target as HTMLElement).blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (writing(event.target) || event.key.length !== 1) return;
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  if (event.key !== "?" && switchedOff()) return;
  if (act(event.key)) event.preventDefault();
}

function wireSwitch(): void {
  const box = document.querySelector<HTMLInputElement>("[data-keys-switch]");
  if (!box) return;
  box.checked = !switchedOff();
  box.addEventListener("change", () => {
    localStorage.setItem("inward.keys", box.checked ? "on" : "off");
  });
}

export function wireKeys(): void {
  document.addEventListener("keydown", onKey);
  wireSwitch();
}
