import { defineConfig } from 'vitest/config';

/** `npm run test:tui`: all of the monitors, with what takes too long or too much for the whole suite (`*.tui.ts`). */
export default defineConfig({
  test: {
    // On three machines that are emulated, too.
    include: ['test/tui/**/*.{test,tui}.ts', 'test/web/**/*.{test,tui}.ts', 'test/lan/drag.lan.ts'],
    env: { OMOSIX_INTERFACE: 'lo' },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Terminals are looked at while real clusters run behind them.
    maxWorkers: 2,
  },
});
