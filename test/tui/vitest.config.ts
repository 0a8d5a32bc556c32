import { defineConfig } from 'vitest/config';

/** `npm run test:tui`: all of the monitors, with what takes too long or too much for the whole suite (`*.tui.ts`). */
export default defineConfig({
  test: {
    include: ['test/tui/**/*.{test,tui}.ts', 'test/web/**/*.{test,tui}.ts'],
    env: { OMOSIX_INTERFACE: 'lo' },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Terminals are looked at while real clusters run behind them.
    maxWorkers: 2,
  },
});
