/**
 * Nothing typed is lost. A form with `data-draft="key"` keeps what is typed in this browser until
 * the server says that it has it: a message on the page carrying `data-draft-done="key"`. What was
 * typed later than the server's own draft (`data-draft-at`, in seconds) wins over it. Each person
 * has drafts of their own: after another one signs in, nobody finds somebody else's words.
 */

const all = "inward.draft.";
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Kept = { at: number; fields: Record<string, string> };

function prefix(): string {
  return `${all}${document.body.dataset["person"] ?? ""}.`;
}

function fields(form: HTMLFormElement): Field[] {
  const named = form.querySelectorAll<Field>("input[name], textarea[name], select[name]");
  return [...named].filter((field) => !/^(hidden|password|file|submit|button|search)$/.test(field.type));
}

function checkable(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

function read(form: HTMLFormElement): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const field of fields(form)) {
    if (!checkable(field)) kept[field.name] = field.value;
    else if (field.checked) kept[`${field.name}=${field.value}`] = "on";
  }
  return kept;
}

function restore(form: HTMLFormElement, kept: Record<string, string>, newer: boolean): void {
  for (const field of fields(form)) {
    const value = kept[field.name];
    if (checkable(field)) field.checked ||= kept[`${field.name}=${field.value}`] === "on";
    else if (value && (field.value === "" || newer)) field.value = value;
  }
}

function store(form: HTMLFormElement): void {
  const kept: Kept = { at: Date.now() / 1000, fields: read(form) };
  try {
    localStorage.setItem(prefix() + form.dataset["draft"], JSON.stringify(kept));
  } catch {
    // Full or forbidden storage: the page still works, only the safety net is missing.
  }
}

function load(form: HTMLFormElement): void {
  try {
    const found = localStorage.getItem(prefix() + form.dataset["draft"]);
    if (!found) return;
    const kept = JSON.parse(found) as Kept;
    restore(form, kept.fields, kept.at > Number(form.dataset["draftAt"] ?? Infinity));
  } catch {
    // A draft that cannot be read is no draft.
  }
}

function forget(): void {
  for (const done of document.querySelectorAll<HTMLElement>("[data-draft-done]")) {
    localStorage.removeItem(prefix() + done.dataset["draftDone"]);
  }
  if (document.querySelector("[data-drafts-clear]")) clearAll();
}

/** After a sign-out the next person at this machine must not find the last one's words. */
function clearAll(): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(all)) localStorage.removeItem(key);
  }
}

function formOf(target: EventTarget | null): HTMLFormElement | null {
  return target instanceof Element ? target.closest<HTMLFormElement>("form[data-draft]") : null;
}

export function wireDrafts(): void {
  forget();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) load(form);
  let pending = 0;
  let typing: HTMLFormElement | null = null;
  const keep = () => {
    window.clearTimeout(pending);
    if (typing) store(typing);
    typing = null;
  };
  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    typing = form;
    window.clearTimeout(pending);
    pending = window.setTimeout(keep, 300);
  });
  document.addEventListener("submit", (event) => {
    typing = formOf(event.target) ?? typing;
    keep();
  });
  // Closed, left, or thrown to the sign-in between two strokes.
  window.addEventListener("pagehide", keep);
}
