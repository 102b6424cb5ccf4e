/** Ctrl (or ⌘) + Enter in the field sends, by the one button that is shown: it may ask first. */
function wireSending(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = (event.target as Element).closest<HTMLFormElement>("form.ticket-write");
    const buttons = form?.querySelectorAll<HTMLButtonElement>(".foot button[type=submit]") ?? [];
    const shown = [...buttons].find((one) => one.offsetParent !== null);
    if (!form || !shown) return;
    event.preventDefault();
    shown.click();
  });
}

/** The composer of a ticket: a key (`r`, `n` …) chooses how to write and goes to the field. */

export function wireComposer(): void {
  wireSending();
  document.addEventListener("click", (event) => {
    // Pressed by a key (`keys.ts` clicks), not by a pointer: who points chooses where to go next.
    if (event.isTrusted || !(event.target instanceof HTMLElement)) return;
    const mode = event.target.closest<HTMLElement>("label.mode");
    const form = mode?.closest("form");
    if (!mode || !form) return;
    mode.closest("details")?.setAttribute("open", "");
    window.setTimeout(() => {
      const field = [...form.querySelectorAll<HTMLElement>("select, textarea, .panel input")];
      const asked = (one: HTMLElement): boolean => !one.closest(".field")?.querySelector(".optional");
      field.find((one) => one.offsetParent !== null && asked(one))?.focus();
    });
  });
}
