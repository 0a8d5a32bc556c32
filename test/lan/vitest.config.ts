import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/lan/**/*.lan.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Three agents and their guests share the machine already.
    fileParallelism: false,
    maxConcurrency: 3,
  },
});
