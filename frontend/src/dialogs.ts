/** Native dialogs: confirmation of forms, openers, closers. */

function ask(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  const source = submitter?.dataset["confirm"] ? submitter : form;
  if (!dialog) return form.requestSubmit(submitter);
  const set = (part: string, text: string) => {
    const slot = dialog.querySelector(`[data-part="${part}"]`);
    if (slot) slot.textContent = text;
  };
  set("title", source.dataset["confirmTitle"] ?? submitter?.textContent?.trim() ?? "");
  set("text", source.dataset["confirm"] ?? "");
  set("yes", source.dataset["confirmYes"] ?? submitter?.textContent?.trim() ?? "OK");
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") submitConfirmed(form, submitter);
  }, { once: true });
  dialog.showModal();
}

function submitConfirmed(form: HTMLFormElement, submitter: HTMLElement | null): void {
  form.dataset["confirmed"] = "yes";
  form.requestSubmit(submitter);
  delete form.dataset["confirmed"];
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const wants = event.submitter?.dataset["confirm"] ?? form.dataset["confirm"];
  if (!wants || form.dataset["confirmed"]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(form, event.submitter);
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-opens]");
  const id = opener?.dataset["opens"];
  if (id) document.querySelector<HTMLDialogElement>(`#${CSS.escape(id)}`)?.showModal();
  if (target instanceof HTMLDialogElement && target.classList.contains("box")) target.close();
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}

function onEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
}

export function wireDialogs(): void {
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onEscape);
}
