import { hold } from '../context.ts';
import { addTo } from '../list.ts';
import { enqueue } from './queue.ts';
import type { EmitterName, Job, RuntimeState } from './state.ts';

export const job = (fn: Function, self: unknown, args: unknown[]): Job =>
  hold({ fn, self, args, timer: null, joined: false });

/** An event of an emitter of Node's own. */
export const emitterJob = (emitter: { emit: Function }, args: unknown[]): Job =>
  job(emitter.emit, emitter, args);

/** Makes a job of each listener of an event, in order, after all that is ready; false if there is none. */
export function emitJobs(
  state: RuntimeState,
  emitter: EmitterName,
  self: unknown,
  event: string,
  args: unknown[],
): boolean {
  const jobs = listenerJobs(state, emitter, self, event, args);
  for (let i = 0; i < jobs.length; i++) addTo(state.ready, jobs[i]!);
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
  for (let i = jobs.length - 1; i >= 0; i--) state.ready.unshift({ ...jobs[i]!, joined: true });
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
  const jobs = listenerJobs(state, emitter, self, event, args);
  for (let i = 0; i < jobs.length; i++) enqueue(state.ticks, { ...jobs[i]!, joined: false });
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
