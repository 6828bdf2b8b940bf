// Runs before the first paint, so that a dark page does not flash white. A file of its own: the page allows no inline script.
(() => {
  const chosen = localStorage.getItem('tieout.theme');
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', isDark);
})();
