/** Flash messages and toasts: closed by hand; what the server could not do is said, not hidden. */

function toast(text: string): void {
  const list = document.querySelector("#toasts");
  const pattern = document.querySelector<HTMLTemplateElement>("#toast-pattern");
  if (!list || !pattern) return;
  const item = pattern.content.cloneNode(true) as DocumentFragment;
  const body = item.querySelector(".body");
  if (body) body.textContent = text;
  list.replaceChildren(item);
}

function words(name: string): string {
  return document.querySelector<HTMLElement>("#toasts")?.dataset[name] ?? "";
}

export function wireMessages(): void {
  document.addEventListener("click", (event) => {
    (event.target as Element).closest("[data-close]")?.closest(".flash")?.remove();
  });
  document.addEventListener("htmx:sendError", () => toast(words("offline")));
  document.addEventListener("htmx:timeout", () => toast(words("offline")));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    const problem = xhr.getResponseHeader("X-Inward-Problem");
    toast(problem ? decodeURIComponent(problem) : words("failed"));
  });
}
