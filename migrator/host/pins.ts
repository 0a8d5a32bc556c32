import v8 from 'node:v8';
import type { CantMove } from '../../protocol/node.ts';
import { CODE_FILE, FACTORIES_FILE, RESUME_FILE_PREFIX } from '../runtime/abi.ts';
import { isUnseen } from '../runtime/promise/unseen.ts';
import { callSites } from '../runtime/safepoint/call-sites.ts';

export interface PromiseUse {
  /** Position in a script of the guest. */
  file: string;
  line: number;
  column: number;
}

const isGuest = (file: string): boolean =>
  file === CODE_FILE || file === FACTORIES_FILE || file.startsWith(RESUME_FILE_PREFIX);

/** Where the guest has called what has called `above`. */
export function guestSite(above: Function): PromiseUse | undefined {
  const site = callSites(above)?.find((each) => isGuest(each.getFileName() ?? ''));
  if (!site) return undefined;
  return {
    file: site.getFileName()!,
    line: site.getLineNumber() ?? 0,
    column: (site.getColumnNumber() ?? 1) - 1,
  };
}

/** Calls back at the first promise that the guest makes, and never again: V8's promises cannot be moved. */
export function watchPromises(onFirst: (use: PromiseUse) => void): void {
  const stop = v8.promiseHooks.onInit(function seen() {
    if (isUnseen()) return;
    const use = guestSite(seen);
    if (!use) return;
    stop();
    onFirst(use);
  }) as unknown as () => void;
}

type Place = { file: string; line: number } | null | undefined;

/** Why a task stays that has made one, there. */
export const promisePin = (place: Place): CantMove => ({
  reason:
    "uses a promise of V8's own (a builtin module, or an async function that runs as written), which cannot be moved",
  file: place?.file ?? null,
  line: place?.line ?? null,
  kind: 'pinned',
});

/** Why a task stays that has waited so, there. */
export const waitPin = (place: Place): CantMove => ({
  reason: 'uses Atomics.waitAsync, which V8 answers in the process where it was called',
  file: place?.file ?? null,
  line: place?.line ?? null,
  kind: 'pinned',
});
