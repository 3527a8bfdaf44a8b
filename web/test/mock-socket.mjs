/** One unmasked text frame of RFC 6455. */
export function frame(text) {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : body.length < 65536
        ? Buffer.from([0x81, 126, body.length >> 8, body.length & 255])
        : (() => {
            const long = Buffer.alloc(10);
            long[0] = 0x81;
            long[1] = 127;
            long.writeBigUInt64BE(BigInt(body.length), 2);
            return long;
          })();
  return Buffer.concat([head, body]);
}
