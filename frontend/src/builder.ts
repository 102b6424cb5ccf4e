/**
 * Building a form: the rows change places by their buttons, by Alt and the arrow keys, or by being
 * dragged at the handle. Their order on the page is the order that is sent; without this script the
 * same buttons are answered by the server.
 */

const ROW = "[data-builder] [data-builder-row]";

function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(ROW) : null;
}

function neighbour(row: HTMLElement, way: string): HTMLElement | null {
  const beside = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  return beside instanceof HTMLElement && beside.matches(ROW) ? beside : null;
}

/** Moves a row by one place; whether there was one. The focus stays where it was. */
function move(row: HTMLElement, way: string): boolean {
  const beside = neighbour(row, way);
  if (!beside) return false;
  const focused = document.activeElement;
  if (way === "up") beside.before(row);
  else beside.after(row);
  if (focused instanceof HTMLElement) focused.focus();
  tell(row);
  return true;
}

/** Numbers the rows anew, says where the row is now, and has the preview drawn. */
function tell(row: HTMLElement): void {
  const builder = row.closest<HTMLElement>("[data-builder]");
  const rows = [...(builder?.querySelectorAll<HTMLElement>("[data-builder-row]") ?? [])];
  rows.forEach((one, n) => {
    const number = one.querySelector("[data-builder-number]");
    if (number) number.textContent = String(n + 1);
  });
  const said = builder?.querySelector<HTMLElement>("[data-builder-said]");
  if (said) said.textContent = `${rows.indexOf(row) + 1} / ${rows.length}`;
  row.dispatchEvent(new Event("change", { bubbles: true }));
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const way = target.closest<HTMLElement>("button[data-move]")?.dataset["move"];
  const row = rowOf(target);
  if (!way || !row) return;
  event.preventDefault();
  move(row, way);
}

function onKey(event: KeyboardEvent): void {
  const row = rowOf(event.target);
  if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  move(row, event.key === "ArrowUp" ? "up" : "down");
}

let dragged: HTMLElement | null = null;

function onDragOver(event: DragEvent): void {
  const over = rowOf(event.target);
  if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(dragged);
  else over.after(dragged);
}

export function wireBuilder(): void {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("dragstart", (event) => {
    const handle = (event.target as Element).closest?.("[data-builder-handle]");
    dragged = handle ? rowOf(handle) : null;
    if (dragged) event.dataTransfer?.setDragImage(dragged, 20, 20);
  });
  document.addEventListener("dragover", onDragOver);
  document.addEventListener("dragend", () => {
    if (dragged) tell(dragged);
    dragged = null;
  });
}
