import type { EmitterName, Job, Listener, RuntimeState } from './state.ts';

export const job = (fn: Function, self: unknown, args: unknown[]): Job => ({
  fn,
  self,
  args,
  timer: null,
  joined: false,
});

/** Makes a job of each listener of an event, in order; false if there is none. */
export function emitJobs(
  state: RuntimeState,
  emitter: EmitterName,
  self: unknown,
  event: string,
  args: unknown[],
): boolean {
  const listeners = state.listeners[emitter].get(event);
  if (!listeners?.length) return false;
  listeners.forEach(({ fn }, index) => {
    state.ready.push({ fn, self, args, timer: null, joined: index > 0 });
  });
  keepListeners(
    state,
    emitter,
    event,
    listeners.filter((listener) => !listener.once),
  );
  return true;
}

export function keepListeners(
  state: RuntimeState,
  emitter: EmitterName,
  event: string | symbol,
  listeners: Listener[],
): void {
  if (listeners.length > 0) state.listeners[emitter].set(event, listeners);
  else state.listeners[emitter].delete(event);
}
