// Runs before the first paint, so that the page never flashes in the other theme.
(() => {
  var theme = 'system',
    language = '',
    density = '';
  try {
    theme = localStorage.getItem('parley.theme') || theme;
    language = localStorage.getItem('parley.language') || '';
    density = localStorage.getItem('parley.density') || '';
  } catch {
    // Blocked storage: the system decides.
  }
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  if (density === 'compact') document.documentElement.dataset.density = density;
  if (/^(en|ru|pl)$/.test(language)) document.documentElement.lang = language;
})();
