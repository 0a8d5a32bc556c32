/** What emulated machines need; elsewhere the tests that use them are skipped, and say why. */
import { spawnSync } from 'node:child_process';

/** Why no machines can be emulated here; null where they can. */
export function lanIsMissing(): string | null {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  for (const [tool, ...args] of [
    ['ip', '-V'],
    ['tc', '-V'],
    ['unshare', '--version'],
    ['nsenter', '--version'],
    ['bash', '--version'],
  ] as const) {
    if (spawnSync(tool, args).status !== 0)
      return `${tool} is missing (iproute2, util-linux and bash are needed)`;
  }
  const made = spawnSync(
    'unshare',
    ['--net', '--uts', '--pid', '--mount', '--fork', '--mount-proc', 'true'],
    {
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) return `no namespaces can be made here: ${made.stderr.trim()}`;
  return null;
}
