/** Made by the build (vite.emoji.ts): group, character, name, other words. */
declare module 'emoji:*' {
  const rows: readonly (readonly [number, string, string, string])[];
  export default rows;
}
