/** Texts sealed for keeping in a place strangers can read: AES-256-GCM, a fresh nonce each, bound to their name. */
const encoder = new TextEncoder();

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(raw, character => character.charCodeAt(0));
}

/** `key` is 32 bytes in base64url. Undefined where the page may not use WebCrypto or the key is not one. */
export async function openSeal(key: string): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('raw', fromBase64(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  } catch {
    return undefined;
  }
}

export async function seal(key: CryptoKey, name: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = encoder.encode(name);
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, encoder.encode(text));
  const whole = new Uint8Array(12 + body.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(body), 12);
  return toBase64(whole);
}

/** Undefined when it was changed, sealed under another name or with another key. */
export async function unseal(key: CryptoKey, name: string, sealed: string): Promise<string | undefined> {
  try {
    const whole = fromBase64(sealed);
    const additionalData = encoder.encode(name);
    const iv = whole.slice(0, 12);
    const body = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, whole.slice(12));
    return new TextDecoder().decode(body);
  } catch {
    return undefined;
  }
}
