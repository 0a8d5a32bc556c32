import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/lan/**/*.lan.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Each file has a LAN of its own, and waits much of its time.
    maxWorkers: 2,
    maxConcurrency: 2,
  },
});
