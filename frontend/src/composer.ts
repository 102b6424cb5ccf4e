/** The composer of a ticket: a key (`r`, `n` …) chooses how to write and goes to the field. */

export function wireComposer(): void {
  document.addEventListener("click", (event) => {
    // Pressed by a key (`keys.ts` clicks), not by a pointer: who points chooses where to go next.
    if (event.isTrusted || !(event.target instanceof HTMLElement)) return;
    const mode = event.target.closest<HTMLElement>("label.mode");
    const form = mode?.closest("form");
    if (!mode || !form) return;
    window.setTimeout(() => {
      const field = [...form.querySelectorAll<HTMLElement>("select, textarea, .panel input")];
      field.find((one) => one.offsetParent !== null)?.focus();
    });
  });
}
