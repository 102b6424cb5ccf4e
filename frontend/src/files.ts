/** Names the files that were chosen, next to a file field that is drawn as a button. */
export function wireFiles(): void {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset["names"]) return;
    const place = document.getElementById(input.dataset["names"]);
    if (place) place.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ");
  });
}
