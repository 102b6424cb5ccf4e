/**
 * Nothing typed is lost. A form with `data-draft="key"` keeps what is typed in this browser until
 * the server says that it has it: a message on the page carrying `data-draft-done="key"`.
 */

const prefix = "inward.draft.";
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fields(form: HTMLFormElement): Field[] {
  const named = form.querySelectorAll<Field>("input[name], textarea[name], select[name]");
  return [...named].filter((field) => !/^(hidden|password|file|submit|button)$/.test(field.type));
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

function restore(form: HTMLFormElement, kept: Record<string, string>): void {
  for (const field of fields(form)) {
    if (checkable(field)) field.checked ||= kept[`${field.name}=${field.value}`] === "on";
    else if (field.value === "") field.value = kept[field.name] ?? "";
  }
}

function store(form: HTMLFormElement): void {
  try {
    localStorage.setItem(prefix + form.dataset["draft"], JSON.stringify(read(form)));
  } catch {
    // Full or forbidden storage: the page still works, only the safety net is missing.
  }
}

function load(form: HTMLFormElement): void {
  try {
    const kept = localStorage.getItem(prefix + form.dataset["draft"]);
    if (kept) restore(form, JSON.parse(kept) as Record<string, string>);
  } catch {
    // A draft that cannot be read is no draft.
  }
}

function forget(): void {
  for (const done of document.querySelectorAll<HTMLElement>("[data-draft-done]")) {
    localStorage.removeItem(prefix + done.dataset["draftDone"]);
  }
  if (document.querySelector("[data-drafts-clear]")) clearAll();
}

/** After a sign-out the next person at this machine must not find the last one's words. */
function clearAll(): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(prefix)) localStorage.removeItem(key);
  }
}

export function wireDrafts(): void {
  forget();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) load(form);
  let pending = 0;
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft]");
    if (!form) return;
    window.clearTimeout(pending);
    pending = window.setTimeout(() => store(form), 300);
  });
  document.addEventListener("submit", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft]");
    if (form) store(form);
  });
}
