// Runs before the first paint, while the page's own script is still on its way. A file of its own: the page allows no inline script.
(() => {
  // So that a dark page does not flash white.
  const chosen = localStorage.getItem('tieout.theme');
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', isDark);

  // What the first view asks for is asked at once; `ask` in src/api.ts takes the answers from here, where it would ask the same.
  if (/^\/(sign-in|welcome|invitation)/.test(location.pathname)) return;
  const organisation = localStorage.getItem('tieout.organisation');
  const headers = { accept: 'application/json', ...(organisation === null ? {} : { 'x-tieout-organisation': organisation }) };
  // A no is asked for again: whoever is not signed in yet may be by then.
  const answerOf = (path) =>
    fetch(path, { credentials: 'same-origin', headers }).then(
      (answer) => (answer.ok ? answer : null),
      () => null,
    );
  const wanted = location.pathname === '/' ? ['/v1/me', '/v1/overview'] : ['/v1/me'];
  globalThis.askedEarly = new Map(wanted.map((path) => [path, answerOf(path)]));
  // What nobody has taken by then is too old to be shown.
  setTimeout(() => globalThis.askedEarly.clear(), 10_000);
})();
