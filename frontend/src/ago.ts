/** 'kept as a draft 3 s ago': counts on while the page is open. The server's words stand without it. */

const EVERY_MS = 1000;

function since(instant: string): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

export function wireAgo(): void {
  window.setInterval(() => {
    for (const one of document.querySelectorAll<HTMLElement>("[data-ago]")) {
      const { ago, agoWords } = one.dataset;
      if (ago && agoWords) one.textContent = agoWords.replace("…", since(ago));
    }
  }, EVERY_MS);
}
