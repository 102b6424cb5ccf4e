// Runs before the first paint: the reader's theme and density, so that nothing flashes.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("inward.theme");
    const density = localStorage.getItem("inward.density");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (density === "compact") root.dataset.density = density;
  } catch {
    // Storage may be forbidden; the system's theme and the usual density then hold.
  }
}
