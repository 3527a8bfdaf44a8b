// The shop's own script: language by ?lang=, remembered for the visit; prices; the product page; buttons that open the chat.
const asked = new URLSearchParams(location.search);
let language = asked.get('lang');
try {
  language ||= sessionStorage.getItem('shop-language');
  if (language in words) sessionStorage.setItem('shop-language', language);
} catch {}
if (!(language in words))
  language = (navigator.languages ?? []).map(tag => tag.slice(0, 2)).find(tag => tag in words) ?? 'en';
document.documentElement.lang = language;
window.Parley?.('lang', language);

for (const element of document.querySelectorAll('[data-t]'))
  element.textContent = words[language][element.dataset.t] ?? element.textContent;
const number = new Intl.NumberFormat(language, { useGrouping: 'always' });
const money = { format: price => `${number.format(price)}\u00a0zł` };
for (const element of document.querySelectorAll('[data-price]'))
  element.textContent = money.format(element.dataset.price);
for (const link of document.querySelectorAll('[data-lang]')) {
  const address = new URL(location.href);
  address.searchParams.set('lang', link.dataset.lang);
  link.href = address.href;
  if (link.dataset.lang === language) link.setAttribute('aria-current', 'true');
}
for (const button of document.querySelectorAll('[data-chat]'))
  button.addEventListener('click', () => window.Parley?.('open'));

const models = {
  'trail-29': ['Trail 29', 5490],
  'gravel-x': ['Gravel X', 6790],
  'city-nine': ['City Nine', 3290],
  'cargo-e': ['Cargo E', 18900],
};
const model = document.getElementById('model');
if (model) {
  const id = asked.get('model') in models ? asked.get('model') : 'trail-29';
  const [name, price] = models[id];
  model.textContent = name;
  document.title = `${name}, Nordwind Bikes`;
  document.getElementById('picture').src = `/demo/site/pictures/${id}.svg`;
  document.getElementById('about-model').textContent = words[language][id];
  document.getElementById('price').textContent = money.format(price);
}
