/** One tooltip for all: hover or focus on anything with `data-tip` shows its words. */

let bubble: HTMLElement | undefined;

function tip(): HTMLElement {
  if (!bubble) {
    bubble = document.createElement("div");
    bubble.className = "tip";
    bubble.setAttribute("aria-hidden", "true"); // the words are the element's own label already
    document.body.append(bubble);
  }
  return bubble;
}

function place(box: HTMLElement, around: DOMRect): void {
  const margin = 8;
  const left = around.left + around.width / 2 - box.offsetWidth / 2;
  const above = around.top - box.offsetHeight - margin;
  const right = window.innerWidth - box.offsetWidth - margin;
  box.style.left = `${Math.max(margin, Math.min(left, right))}px`;
  box.style.top = `${above > margin ? above : around.bottom + margin}px`;
}

function show(event: Event): void {
  const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
  if (!target) return hide();
  const box = tip();
  box.textContent = target.getAttribute("data-tip");
  box.hidden = false;
  place(box, target.getBoundingClientRect());
}

function hide(): void {
  if (bubble) bubble.hidden = true;
}

/** Arrow keys walk through the segments of a strip; only one of them is a tab stop. */
function walk(event: KeyboardEvent): void {
  if (event.key === "Escape") return hide();
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const here = (event.target as Element).closest<SVGElement>("[data-walk] [data-tip]");
  const all = [...(here?.closest("[data-walk]")?.querySelectorAll<SVGElement>("[data-tip]") ?? [])];
  const next = here && all[all.indexOf(here) + (event.key === "ArrowRight" ? 1 : -1)];
  if (!here || !next) return;
  event.preventDefault();
  here.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

function dropNativeTitles(root: ParentNode): void {
  for (const title of root.querySelectorAll("[data-tip] > title")) title.remove();
}

export function wireTips(): void {
  dropNativeTitles(document);
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, { passive: true, capture: true });
  document.addEventListener("keydown", walk);
  document.addEventListener("htmx:afterSwap", () => dropNativeTitles(document));
}
