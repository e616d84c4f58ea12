// Sets the page's colours before anything is drawn: the chosen ones, or the system's.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem("theme");
    } catch {
      // storage is switched off: follow the system
    }
    const theme = chosen === "dark" || chosen === "light" ? chosen : dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
  };
  set();
  dark.addEventListener("change", set);
  addEventListener("theme", set);
})();
