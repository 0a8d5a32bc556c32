import { configDefaults, defineConfig } from 'vitest/config';
import { leftOut } from './test/support/turns.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut()],
    // Agents that tests start are not announced to the local network.
    env: { OMOSIX_INTERFACE: 'lo' },
    // The heap walk asks V8 what is in a WeakMap; hosts are started with it too.
    execArgv: ['--expose-internals', '--no-warnings'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real processes on a shared machine: in CI a test gets a second try, and the report says that it took one.
    retry: process.env.CI ? 1 : 0,
    // Two cores: files that start real clusters must not starve each other.
    maxWorkers: 2,
  },
});
