import type { NodeApi } from '../runtime/node/index.ts';
import type { Promises } from '../runtime/promise/install.ts';

/** Tells the program which rejections nobody handles, or somebody only now; false if there are none. */
export function tellRejections(promises: Promises, api: NodeApi): boolean {
  const handled = promises.takeHandledLate();
  // Not by iterators: the program may have taken those away.
  for (let i = 0; i < handled.length; i++) api.rejectionHandled(handled[i]!);
  const unhandled = promises.takeUnhandled();
  for (let i = 0; i < unhandled.length; i++)
    api.unhandledRejection(unhandled[i]!.reason, unhandled[i]!.promise);
  return handled.length + unhandled.length > 0;
}
