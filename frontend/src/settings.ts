/** Theme and density: kept in this browser, shown as pressed buttons. */

type Setting = "theme" | "density";
const usual: Record<Setting, string> = { theme: "auto", density: "comfortable" };

function current(setting: Setting): string {
  return document.documentElement.dataset[setting] ?? usual[setting];
}

function keep(setting: Setting, value: string): void {
  const root = document.documentElement;
  if (value === usual[setting]) delete root.dataset[setting];
  else root.dataset[setting] = value;
  try {
    localStorage.setItem(`inward.${setting}`, value);
  } catch {
    // Without storage the choice lasts for this page.
  }
}

function showPressed(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-setting]")) {
    const setting = button.dataset["setting"] as Setting;
    button.setAttribute("aria-pressed", String(button.dataset["value"] === current(setting)));
  }
}

export function wireSettings(): void {
  showPressed();
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-setting]");
    if (!button) return;
    keep(button.dataset["setting"] as Setting, button.dataset["value"] ?? "");
    showPressed();
    document.dispatchEvent(new CustomEvent("inward:theme"));
  });
}
