// Believable data for looking at the app without a server. Development and screenshots only.
export const now = Date.now();
const minute = 60_000;
const hour = 60 * minute;
export const day = 24 * hour;
export const iso = time => new Date(time).toISOString();

export const users = [
  {
    id: 1,
    name: 'Olga Nowak',
    email: 'olga@nordwind.example',
    role: 'admin',
    language: 'en',
    active: true,
    presence: 'online',
    capacity: 8,
    load: 5,
  },
  {
    id: 2,
    name: 'Tomasz Lis',
    email: 'tomasz@nordwind.example',
    role: 'manager',
    language: 'pl',
    active: true,
    presence: 'online',
    capacity: 5,
    load: 5,
  },
  {
    id: 3,
    name: 'Ирина Белова',
    email: 'irina@nordwind.example',
    role: 'operator',
    language: 'ru',
    active: true,
    presence: 'online',
    capacity: 5,
    load: 2,
  },
  {
    id: 4,
    name: 'Piotr Zając',
    email: 'piotr@nordwind.example',
    role: 'operator',
    language: 'pl',
    active: true,
    presence: 'away',
    capacity: 6,
    load: 1,
  },
];
export const user = id => ({ id, name: users.find(one => one.id === id).name });

export const channels = {
  telegram: { id: 1, kind: 'telegram', name: 'Nordwind bot' },
  web: { id: 2, kind: 'web', name: 'nordwind.example' },
  api: { id: 3, kind: 'api', name: 'Orders' },
  whatsapp: { id: 4, kind: 'whatsapp', name: 'WhatsApp' },
  email: { id: 5, kind: 'email', name: 'hello@nordwind.example' },
  instagram: { id: 6, kind: 'instagram', name: 'Instagram' },
  vk: { id: 7, kind: 'vk', name: 'VK' },
};
const stageNames = [
  ['New', 'active'],
  ['Qualified', 'active'],
  ['Offer made', 'active'],
  ['Agreed', 'active'],
  ['Won', 'won'],
  ['Lost', 'lost'],
  ['Not a lead', 'not_a_lead'],
];
export const pipelines = [
  { id: 1, name: 'Sales', stages: stageNames.map(([name, group], i) => ({ id: i + 1, name, group, position: i })) },
];
const stage = id => {
  const { name, group } = pipelines[0].stages.find(one => one.id === id);
  return { id, name, group };
};

let nextId = 1000;
export const id = () => ++nextId;
export const contacts = new Map();
export const conversations = new Map();
export const messages = new Map();
export const leads = new Map();

const touch = (at, part) => ({
  at: iso(at),
  kind: 'visit',
  source: null,
  medium: null,
  campaign: null,
  term: null,
  content: null,
  referrer: null,
  landing_page: null,
  click_id_type: null,
  click_id: null,
  ref: null,
  ad_id: null,
  ...part,
});

function message(conversation, part) {
  const made = {
    id: id(),
    conversation_id: conversation.id,
    direction: 'inbound',
    author: { type: 'contact', id: conversation.contact.id, name: conversation.contact.name },
    kind: 'text',
    note: false,
    text: '',
    sent_at: iso(now),
    received_at: iso(now),
    status: 'delivered',
    status_at: null,
    error: null,
    client_id: null,
    reply_to: null,
    attachments: [],
    content: null,
    edited_at: null,
    deleted_at: null,
    ...part,
  };
  const list = messages.get(conversation.id) ?? [];
  list.push(made);
  messages.set(conversation.id, list);
  return made;
}
const inbound = (conversation, at, text, part = {}) => message(conversation, { text, sent_at: iso(at), ...part });
const outbound = (conversation, at, who, text, part = {}) =>
  message(conversation, {
    direction: 'outbound',
    author: { type: 'operator', ...user(who) },
    text,
    sent_at: iso(at),
    status: 'read',
    status_at: iso(at + minute),
    ...part,
  });
const activity = (conversation, at, content, who) =>
  message(conversation, {
    direction: 'outbound',
    kind: 'activity',
    author: who ? { type: 'operator', ...user(who) } : { type: 'system', id: null, name: null },
    sent_at: iso(at),
    content,
  });
const file = (kind, name, part = {}) => ({
  id: id(),
  kind,
  name,
  content_type: 'image/svg+xml',
  size: 184_320,
  width: 1200,
  height: 900,
  duration_ms: null,
  state: 'ready',
  reason: null,
  url: `/mock/${name}`,
  ...part,
});

export function lastOf(conversation) {
  const last = (messages.get(conversation.id) ?? []).findLast(one => one.kind !== 'activity' && !one.note);
  if (!last) return null;
  return {
    id: last.id,
    direction: last.direction,
    author_type: last.author.type,
    kind: last.kind,
    text: last.text.slice(0, 140),
    at: last.sent_at,
    status: last.status,
  };
}

function conversation(kind, name, part = {}, contact = {}) {
  const person = {
    id: id(),
    name,
    phone: null,
    email: null,
    language: null,
    avatar_url: null,
    blocked: false,
    created_at: iso(now - 40 * day),
    attributes: {},
    identities: [{ kind, handle: String(id() * 7919), username: null }],
    consents: [],
    ...contact,
  };
  contacts.set(person.id, person);
  const made = {
    id: id(),
    channel: channels[kind],
    contact: { id: person.id, name, avatar_url: null },
    status: 'open',
    assignee: null,
    team: { id: 1, name: 'Sales' },
    unread: 0,
    priority: 0,
    created_at: iso(now - 2 * day),
    last_activity_at: iso(now),
    snoozed_until: null,
    wait: null,
    assignment: null,
    last_message: null,
    lead: null,
    can_reply: { allowed: true, code: null, until: null },
    tags: [],
    ...part,
  };
  conversations.set(made.id, made);
  return made;
}
const wait = (ago, target = 300, first = false) => ({
  id: id(),
  opened_at: iso(now - ago),
  first,
  target_seconds: target,
});

function log(chosen) {
  return {
    rules: [
      { id: 1, name: 'Wholesale', matched: false },
      { id: 2, name: 'Polish speakers', matched: true },
    ],
    candidates: users.map(one => ({
      user_id: one.id,
      name: one.name,
      load: one.load,
      capacity: one.capacity,
      passed_over:
        one.id === chosen
          ? null
          : one.load >= one.capacity
            ? 'at_capacity'
            : one.presence !== 'online'
              ? 'offline'
              : 'missing_skill',
    })),
    chosen,
  };
}

function lead(of, title, at, amount, owner, touches) {
  const made = {
    id: id(),
    title,
    contact_id: of.contact.id,
    conversation_id: of.id,
    pipeline_id: 1,
    stage: stage(at),
    owner: owner ? user(owner) : null,
    amount_minor: amount,
    currency: 'PLN',
    created_at: of.created_at,
    first_touch: touches[0] ?? null,
    last_touch: touches.at(-1) ?? null,
    touches,
    history: Array.from({ length: at }, (_, i) => ({
      stage: stage(i + 1),
      at: iso(Date.parse(of.created_at) + i * 3 * hour),
      by: i ? user(1) : null,
    })),
  };
  leads.set(made.id, made);
  of.lead = {
    id: made.id,
    title,
    stage: made.stage,
    source: touches[0]?.source ?? null,
    campaign: touches[0]?.campaign ?? null,
    owner_id: owner ?? null,
  };
}
const google = at =>
  touch(at, {
    source: 'google',
    medium: 'cpc',
    campaign: 'trail-bikes-pl',
    term: 'rower na leśne trasy',
    click_id_type: 'gclid',
    click_id: 'CjwKCAjwx4O4BhAnEiwA42SbVJd2r0',
    ad_id: '7211048',
    referrer: 'https://www.google.com/',
    landing_page: 'https://nordwind.example/trail-bikes?utm_campaign=trail-bikes-pl',
  });

// ---- the conversations
const anna = conversation(
  'telegram',
  'Анна Соколова',
  { assignee: user(1), unread: 3, wait: wait(41 * minute, 300, true), tags: ['Wholesale'] },
  { language: 'ru', phone: '+375 29 611 40 22' },
);
activity(anna, now - 42 * minute, { activity: 'started', source: 'yandex' });
activity(anna, now - 42 * minute, { activity: 'assigned', user: user(1), rule: 'Wholesale', reason: 'least_loaded' });
inbound(anna, now - 41 * minute, 'Добрый день! Нужно 12 велосипедов для проката, когда сможете отгрузить?');
inbound(
  anna,
  now - 38 * minute,
  'И какая будет скидка на партию? Можно прайс на hello@rental.example или ссылкой, как у https://nordwind.example/b2b.',
);
inbound(anna, now - 20 * minute, 'Ау?');
anna.assignment = { at: iso(now - 42 * minute), reason: 'least_loaded', log: log(1) };
lead(anna, 'Rental fleet, 12 bikes', 1, 1_860_000, 1, [
  touch(now - 3 * day, {
    source: 'yandex',
    medium: 'cpc',
    campaign: 'opt-velo',
    click_id_type: 'yclid',
    click_id: '1763820049221',
    landing_page: 'https://nordwind.example/ru/opt',
  }),
]);

const hub = conversation(
  'email',
  'Cycle Hub Gdańsk',
  { assignee: user(1), unread: 1, wait: wait(26 * minute, 1800), tags: ['Wholesale'] },
  { email: 'orders@cyclehub.example' },
);
inbound(hub, now - 26 * minute, 'Re: Offer 2291: the signed order is attached', {
  attachments: [file('file', 'offer-2291-signed.pdf', { content_type: 'application/pdf', size: 418_220 })],
});

const julia = conversation('instagram', 'julia.rides', { assignee: user(1), unread: 1, wait: wait(9 * minute, 1200) });
inbound(julia, now - 9 * minute, 'Do you have this in green? 😍');

const marek = conversation(
  'whatsapp',
  'Marek Wójcik',
  {
    assignee: user(1),
    unread: 2,
    wait: wait(2 * minute, 300),
    can_reply: { allowed: true, code: null, until: iso(now + 23.9 * hour) },
    tags: ['trail', 'test ride'],
  },
  {
    phone: '+48 601 234 118',
    email: 'm.wojcik@poczta.example',
    language: 'pl',
    identities: [
      { kind: 'whatsapp', handle: '48601234118', username: null },
      { kind: 'instagram', handle: '178414', username: 'wojcik.rides' },
    ],
  },
);
for (let i = 60; i > 0; i--) {
  const at = now - 3 * day - i * 7 * minute;
  if (i % 3) inbound(marek, at, `Wiadomość ${61 - i}: pytanie o wypożyczenie na weekend`);
  else outbound(marek, at, 1, `Odpowiedź ${61 - i}: tak, mamy wolne rowery`);
}
activity(marek, now - 12 * minute, { activity: 'reopened' });
activity(marek, now - 12 * minute + 1000, {
  activity: 'assigned',
  user: user(1),
  rule: 'Polish speakers',
  reason: 'previous_owner',
});
marek.assignment = { at: iso(now - 12 * minute + 1000), reason: 'previous_owner', log: log(1) };
const asked = inbound(marek, now - 11 * minute, 'Dzień dobry, szukam roweru na leśne trasy, budżet do 6000 zł');
inbound(marek, now - 11 * minute + 20_000, 'Mam 184 cm wzrostu');
outbound(
  marek,
  now - 9 * minute,
  1,
  'Dzień dobry, panie Marku! Przy 184 cm polecam ramę L. Ten model mieści się w budżecie i mamy go w sklepie: https://nordwind.example/trail-29',
  {
    reply_to: { id: asked.id, text: asked.text, author_name: 'Marek Wójcik' },
  },
);
outbound(marek, now - 8 * minute, 2, 'jeden L jest zarezerwowany do piątku, drugi wolny. @Olga możesz sprzedawać.', {
  note: true,
});
inbound(marek, now - 4 * minute, '', { kind: 'image', attachments: [file('image', 'trail.svg')] });
inbound(marek, now - 3 * minute, 'Świetnie wygląda 👌');
inbound(
  marek,
  now - 2 * minute,
  'Czy model Trail 29 jest dostępny w rozmiarze L? I czy można przyjść jutro na jazdę próbną?',
);
lead(marek, 'Trail 29, size L', 3, 549_000, 1, [
  google(now - 9 * day),
  touch(now - 12 * minute, {
    kind: 'link',
    source: 'instagram',
    medium: 'social',
    campaign: 'test-rides',
    ref: 'TR7Q',
    landing_page: 'https://nordwind.example/jazda-probna',
  }),
]);

const visitor = conversation('web', 'Visitor from Kraków', {
  assignee: user(1),
  unread: 1,
  wait: wait(20_000, 300, true),
});
inbound(visitor, now - 20_000, 'Is the workshop open on Saturday?');

const orlov = conversation('vk', 'Дмитрий Орлов', { assignee: user(2) }, { language: 'ru' });
outbound(orlov, now - 3 * hour, 2, 'Счёт отправлю сегодня до вечера');
inbound(orlov, now - 2.6 * hour, 'Спасибо, жду счёт до пятницы');

const sarah = conversation('email', 'Sarah Whitfield', { assignee: user(1) });
inbound(sarah, now - 2.9 * hour, 'Could you hold the 2024 frame for me until Monday?');

const pawel = conversation('telegram', 'Paweł Zieliński', { assignee: user(1) }, { language: 'pl' });
inbound(pawel, now - 5 * hour, 'Kiedy mogę odebrać rower z serwisu?');
inbound(pawel, now - 5 * hour + minute, '', {
  kind: 'voice',
  attachments: [file('voice', 'voice.ogg', { content_type: 'audio/ogg', duration_ms: 14_000 })],
});
inbound(pawel, now - 4.9 * hour, '', {
  kind: 'location',
  content: { latitude: 54.352, longitude: 18.6466, title: 'Dom', address: 'ul. Długa 12, Gdańsk' },
});
inbound(pawel, now - 4.8 * hour, '', {
  kind: 'contact',
  content: { name: 'Paweł Zieliński', phone: '+48 512 000 411', own: true },
});
inbound(pawel, now - 4.7 * hour, '', { kind: 'sticker', content: { emoji: '🚲' } });
inbound(pawel, now - 4.6 * hour, 'Tak, poproszę', {
  kind: 'interaction',
  content: { title: 'Potwierdzam odbiór', payload: 'pickup:yes' },
});
inbound(pawel, now - 4.5 * hour, 'Stara treść', { deleted_at: iso(now - 4.4 * hour) });
inbound(pawel, now - 4.4 * hour, 'Będę po 16:00', { edited_at: iso(now - 4.3 * hour) });
outbound(pawel, now - 4 * hour, 1, 'Invoice sent, pick-up is ready from 16:00', { status: 'delivered' });
outbound(pawel, now - 3.9 * hour, 1, 'Here is the route to the shop', { status: 'unconfirmed' });

const kate = conversation('telegram', 'Екатерина Лебедева', { assignee: user(1) }, { language: 'ru' });
inbound(kate, now - 6 * hour, 'Доставляете в Гродно?');
outbound(kate, now - 5.8 * hour, 1, 'Да, доставка в Гродно 3–5 дней', {
  status: 'failed',
  error: { code: 'blocked', message: 'Forbidden: bot was blocked by the user' },
});

const cafe = conversation('email', 'Bike Café Poznań', { assignee: user(1) });
inbound(cafe, now - 7 * hour, 'Thanks for the catalogue, a question about helmets');
const lukasz = conversation('instagram', 'Łukasz Mazur', {
  assignee: user(1),
  can_reply: { allowed: false, code: 'window_closed', until: null },
});
inbound(lukasz, now - 30 * hour, 'Super, dzięki!');
outbound(lukasz, now - 29.9 * hour, 1, '👍');
const nikita = conversation('telegram', 'Никита Власов', { assignee: user(1) });
inbound(nikita, now - 9 * hour, 'А есть ли рассрочка на 10 месяцев?');

const names = [
  'Helena Król',
  'Adam Mazurek',
  'Светлана Ким',
  'Grzegorz Brzęczyszczykiewicz-Konstantynopolitańczykowianeczka',
  'James O’Neil',
  'Zofia Lis',
  'Олег Журавлёв',
  'Ewa Bąk',
  'Mia Larsen',
  'Jan Kowalski',
  'Тимур Ахметов',
  'Nina Duda',
];
const kinds = ['telegram', 'web', 'whatsapp', 'instagram', 'api', 'vk'];
const texts = [
  'Dzień dobry, czy macie kaski dziecięce?',
  'Сколько стоит обслуживание?',
  'Is the red one still available?',
  'Chciałbym zwrócić oponę',
  'Можно ли забрать сегодня?',
  'Thanks, see you on Friday',
];
const crowd = Number(process.env.MOCK_CROWD ?? 36);
for (let i = 0; i < crowd; i++) {
  const waits = i % 5 === 0;
  const ago = (i + 2) * 37 * minute;
  const made = conversation(kinds[i % 6], names[i % 12], {
    assignee: i % 4 === 0 ? null : user((i % 3) + 2),
    wait: waits ? wait(Math.min(ago, (i + 3) * 4 * minute), 900, true) : null,
    unread: waits ? 1 : 0,
    status: i % 11 === 3 ? 'snoozed' : i % 7 === 6 ? 'closed' : 'open',
    snoozed_until: i % 11 === 3 ? iso(now + 20 * hour) : null,
  });
  inbound(made, now - (waits ? Math.min(ago, (i + 3) * 4 * minute) : ago), texts[i % 6]);
  if (!waits && i % 2) outbound(made, now - ago + 5 * minute, 2, 'Tak, zapraszamy');
}
for (const one of conversations.values()) {
  one.last_message = lastOf(one);
  one.last_activity_at = one.last_message.at;
}
export const featured = { anna, marek, pawel, kate, lukasz, julia, orlov };
