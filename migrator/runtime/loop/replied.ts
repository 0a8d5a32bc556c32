import { addTo } from '../list.ts';
import type { PendingCall } from './pending.ts';
import type { Reply, RuntimeState } from './state.ts';

/** The reply of a call is known already: the program hears of it in a later turn, as of any. */
export function reply(state: RuntimeState, pending: PendingCall, { value, error, tail }: Reply): void {
  addTo(state.events, { record: { name: 'replied', pending, value, ...(error && { error }) }, tail });
}
