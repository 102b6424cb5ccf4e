/** Company map: pointing at a department leaves only its own relations lit. */

function light(map: Element, node: string): void {
  map.classList.add("is-focused");
  for (const edge of map.querySelectorAll<SVGElement>(".edge-link")) {
    const { from, to } = edge.dataset;
    edge.classList.toggle("is-lit", from === node || to === node);
  }
}

export function wireMap(): void {
  for (const map of document.querySelectorAll(".map")) {
    const on = (event: Event) => {
      const node = (event.target as Element).closest<SVGElement>("[data-node]");
      if (node) light(map, node.dataset["node"] ?? "");
      else map.classList.remove("is-focused");
    };
    map.addEventListener("mouseover", on);
    map.addEventListener("focusin", on);
    map.addEventListener("mouseleave", () => map.classList.remove("is-focused"));
  }
}
