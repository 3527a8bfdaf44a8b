import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    environment: 'happy-dom',
    include: [
      'app/**/*.test.{ts,tsx}',
      'shared/**/*.test.{ts,tsx}',
      'widget/**/*.test.{ts,tsx}',
      'test/unit/**/*.test.{ts,tsx}',
    ],
    env: { TZ: 'Europe/Warsaw' },
  },
});
