import { enqueue } from './queue.ts';
import type { EmitterName, Job, RuntimeState } from './state.ts';

export const job = (fn: Function, self: unknown, args: unknown[]): Job => ({
  fn,
  self,
  args,
  timer: null,
  joined: false,
});

/** Makes a job of each listener of an event, in order, after all that is ready; false if there is none. */
export function emitJobs(
  state: RuntimeState,
  emitter: EmitterName,
  self: unknown,
  event: string,
  args: unknown[],
): boolean {
  const jobs = listenerJobs(state, emitter, self, event, args);
  state.ready.push(...jobs);
  return jobs.length > 0;
}

/** The same from within a job of the runtime's own: the listeners follow it at once, as if it had called them. */
export function emitNext(
  state: RuntimeState,
  emitter: EmitterName,
  self: unknown,
  event: string,
  args: unknown[],
): boolean {
  const jobs = listenerJobs(state, emitter, self, event, args);
  state.ready.unshift(...jobs.map((each) => ({ ...each, joined: true })));
  return jobs.length > 0;
}

/** The same after what runs now, as ticks. */
export function emitTicks(
  state: RuntimeState,
  emitter: EmitterName,
  self: unknown,
  event: string,
  args: unknown[],
): void {
  for (const each of listenerJobs(state, emitter, self, event, args))
    enqueue(state.ticks, { ...each, joined: false });
}

function listenerJobs(
  state: RuntimeState,
  emitter: EmitterName,
  self: unknown,
  event: string,
  args: unknown[],
): Job[] {
  const listeners = state.listeners[emitter].get(event) ?? [];
  if (listeners.some(({ once }) => once)) {
    const kept = listeners.filter(({ once }) => !once);
    if (kept.length > 0) state.listeners[emitter].set(event, kept);
    else state.listeners[emitter].delete(event);
  }
  return listeners.map(({ fn }, index) => ({ fn, self, args, timer: null, joined: index > 0 }));
}
