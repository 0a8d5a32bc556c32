import type { Fence } from '../../../protocol/files.ts';
import type { Asker, Askers } from '../wire/asker.ts';
import { repeated } from '../wire/repeated.ts';
import type { Service } from '../wire/service.ts';
import type { Fences } from './fences.ts';

/** What is asked, as one deputy of a task asks it. */
export function fencedAskers(askers: Askers, fence: Fence): Askers {
  // Whoever asks again tells by the asker whether the connection is still the same.
  const known = new WeakMap<Asker, Asker>();
  return {
    now: async () => {
      const asker = await askers.now();
      const before = known.get(asker);
      if (before) return before;
      const fenced: Asker = { ask: (request, tail) => asker.ask({ ...request, fence }, tail) };
      known.set(asker, fenced);
      return fenced;
    },
  };
}

/** Serves the last deputy of a task, and no earlier one. What that has open it may still close. */
export function fencedService(serve: Service['serve'], fences: Fences): Service['serve'] {
  return (request, tail, say) => {
    const { fence, op } = request;
    if (fence ? fences.admits(fence) || op === 'close' : op !== 'fence') serve(request, tail, say);
    else if (fence) say({ error: { code: 'ESTALE', why: 'another deputy has taken over' } });
    else say({ error: { code: 'EINVAL', why: 'no deputy' } });
  };
}

/** Asks one node to refuse all earlier deputies. False where nobody knows whether it does. @throws ESTALE where there is a later one */
export async function hearsOf(askers: Askers): Promise<boolean> {
  try {
    await repeated(askers, true, (asker) => asker.ask({ op: 'fence' }));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || code === 'ESTALE') throw error;
    // A node that cannot fence is asked for nothing by such a task, and one that serves it nothing does not, either.
    return code === 'ENOTSUP' || code === 'EACCES';
  }
}
