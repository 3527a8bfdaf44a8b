/** What passes between the loader in the shop's page and the frame: `[name, value]` over one MessagePort. */
export interface Page {
  readonly url: string;
  readonly referrer: string;
  readonly title: string;
  /** First page of the visit and where it was reached from: the campaign's marks stand there. */
  readonly landing_url: string;
  readonly landing_referrer: string;
}

/** Small texts the loader keeps in the shop's storage for a frame that has none. Texts are sealed. */
export type Kept = Readonly<Record<string, string>>;

export interface Hello {
  readonly page: Page;
  readonly language: string;
  readonly name: string;
  readonly color: string;
  readonly open: boolean;
  readonly kept: Kept;
  /** The shop's storage works. */
  readonly keeps: boolean;
  /** Something is asked before the first word. */
  readonly form: boolean;
}

export interface Peek {
  readonly count: number;
  readonly id: number;
  readonly name: string;
  readonly text: string;
}

export type Frame = readonly [name: string, value: unknown];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
const text = (value: unknown, most = 2048): string => (typeof value === 'string' ? value.slice(0, most) : '');

export function parseFrame(data: unknown): Frame | undefined {
  return Array.isArray(data) && data.length <= 2 && typeof data[0] === 'string' ? [data[0], data[1]] : undefined;
}

export function parsePage(value: unknown): Page {
  const page = isObject(value) ? value : {};
  return {
    url: text(page.url),
    referrer: text(page.referrer),
    title: text(page.title, 200),
    landing_url: text(page.landing_url),
    landing_referrer: text(page.landing_referrer),
  };
}

export function parseKept(value: unknown): Kept {
  const kept: Record<string, string> = {};
  if (isObject(value)) {
    for (const [id, item] of Object.entries(value).slice(0, 200)) if (typeof item === 'string') kept[id] = item;
  }
  return kept;
}

export function parseHello(value: unknown): Hello | undefined {
  if (!isObject(value) || !isObject(value.page)) return undefined;
  return {
    page: parsePage(value.page),
    language: text(value.language, 35),
    name: text(value.name, 100),
    color: text(value.color, 20),
    open: value.open === true,
    kept: parseKept(value.kept),
    keeps: value.keeps === true,
    form: value.form === true,
  };
}
