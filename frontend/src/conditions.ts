/**
 * Questions that appear with the answers to others. The server decides by the same rules when the
 * form is sent (`catalogue.rules.conditions`); here they only come and go while one types.
 */

interface Condition {
  name: string;
  type: string;
  op: string;
  values: string[];
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controls(question: HTMLElement): Control[] {
  return [...question.querySelectorAll<Control>("input, select, textarea")];
}

/** What was answered, as the server would store it; nothing where nothing was. */
function said(question: HTMLElement): string[] {
  return controls(question)
    .filter((one) => !(one instanceof HTMLInputElement && isOff(one)))
    .map((one) => one.value.trim().replace(/\s+/g, " "))
    .filter(Boolean);
}

function isOff(input: HTMLInputElement): boolean {
  if (input.type === "file") return !input.files?.length;
  return (input.type === "radio" || input.type === "checkbox") && !input.checked;
}

function same(type: string, one: string, other: string): boolean {
  return type === "number" ? Number(one) === Number(other) : one === other;
}

function beyond(type: string, one: string, bound: string): number {
  if (type === "number") return Math.sign(Number(one) - Number(bound));
  return one > bound ? 1 : one < bound ? -1 : 0;
}

function holds(condition: Condition, answers: string[]): boolean {
  if (!answers.length) return false;
  const { type, op, values } = condition;
  const first = values[0] ?? "";
  switch (op) {
    case "answered":
      return true;
    case "equals":
      return answers.some((one) => same(type, one, first));
    case "not_equals":
      return !answers.some((one) => same(type, one, first));
    case "one_of":
      return answers.some((one) => values.some((value) => same(type, one, value)));
    case "greater":
      return answers.some((one) => beyond(type, one, first) === 1);
    case "less":
      return answers.some((one) => beyond(type, one, first) === -1);
    default:
      return false;
  }
}

/** One pass from top to bottom: a question depends on questions above it alone. */
function settle(form: HTMLElement): void {
  const answers = new Map<string, string[]>();
  for (const question of form.querySelectorAll<HTMLElement>("[data-question]")) {
    const depends = JSON.parse(question.dataset["depends"] ?? "[]") as Condition[];
    const shown = depends.every((one) => holds(one, answers.get(one.name) ?? []));
    if (depends.length) show(question, shown);
    answers.set(question.dataset["question"] ?? "", shown ? said(question) : []);
  }
}

/** What is hidden keeps what was typed, is not sent and keeps no form from being sent. */
function show(question: HTMLElement, shown: boolean): void {
  question.hidden = !shown;
  for (const control of controls(question)) control.disabled = !shown;
}

function settleAll(): void {
  for (const form of document.querySelectorAll<HTMLElement>("[data-questions]")) settle(form);
}

export function wireConditions(): void {
  const heard = (event: Event): void => {
    const form = (event.target as Element).closest<HTMLElement>("[data-questions]");
    if (form) settle(form);
  };
  document.addEventListener("input", heard);
  document.addEventListener("change", heard);
  document.addEventListener("htmx:afterSwap", settleAll);
  settleAll();
}
