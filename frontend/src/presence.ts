/**
 * Who else has this ticket open. The page says every 20 s, while it is looked at, that one is here,
 * and whether one writes; the answer says who else is, and what came since. Only what changed is
 * drawn, so that a screen reader is not told the same again. A session that ended throws nobody off
 * the page: it is said, with a way to sign in.
 */
import htmx from "htmx.org";

const EVERY_MS = 20_000;
const WRITING_MS = 60_000;
const SOON_MS = 1_500;
let typedAt = 0;

function writes(): string {
  const form = document.querySelector<HTMLFormElement>("#write");
  const text = form?.querySelector<HTMLTextAreaElement>("[name=text]")?.value.trim();
  if (!form || !text || Date.now() - typedAt > WRITING_MS) return "";
  return form.querySelector<HTMLInputElement>("[name=verb]:checked")?.value ?? "";
}

function signedOut(box: HTMLElement, to: string): void {
  const link = Object.assign(document.createElement("a"), {
    href: to, textContent: box.dataset["signIn"] ?? "",
  });
  box.replaceChildren(`${box.dataset["signedOut"] ?? ""} `, link);
  box.classList.add("is-signed-out");
}

export function wirePresence(): void {
  const box = document.querySelector<HTMLElement>("[data-presence]");
  if (!box) return;
  let last = "";
  const tell = () => {
    if (document.visibilityState === "visible") htmx.trigger(box, "presence");
  };
  box.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = (event as CustomEvent<{ parameters: FormData }>).detail;
    parameters.append("writes", writes());
  });
  box.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>;
    if (detail.xhr.responseText === last) detail.shouldSwap = false;
    last = detail.xhr.responseText;
  });
  // What is sent by itself, not by a click, must not take the page away.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, elt } = (event as CustomEvent<{ xhr: XMLHttpRequest; elt: HTMLElement }>).detail;
    const to = xhr.getResponseHeader("HX-Redirect");
    if (!to || !(elt === box || elt.matches("[data-autosave]"))) return;
    event.preventDefault();
    signedOut(box, to);
  });
  document.addEventListener("input", (event) => {
    if (!(event.target as Element).closest("#write")) return;
    const first = Date.now() - typedAt > WRITING_MS;
    typedAt = Date.now();
    if (first) window.setTimeout(tell, SOON_MS);
  });
  window.setInterval(tell, EVERY_MS);
  window.setTimeout(tell, SOON_MS);
  document.addEventListener("visibilitychange", tell);
  window.addEventListener("focus", tell);
}
