import { MAX_TIMEOUT_MS } from '../../../protocol/limits.ts';
import type { Timer, TimerState } from './state.ts';

// The program may have others.
const { max, trunc } = Math;

/** As Node: at least 1 ms; what is no number, or too large for 32 bits, is 1 ms. */
export function timerDelay(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= MAX_TIMEOUT_MS ? ms : 1;
}

/**
 * Timers in Node's order: a list per duration, in order of their start; the list that expires first is looked at
 * first. (So of two timers that are due, the one whose list expired earlier runs first.) Times are ms on the task's clock.
 */
export function insertTimer(timers: TimerState, timer: Timer, startMs: number): void {
  const delayMs = trunc(timer.delayMs);
  let list = timers.lists.get(delayMs);
  if (!list) {
    list = { delayMs, expiryMs: startMs + delayMs, timers: new Set() };
    timers.lists.set(delayMs, list);
  }
  timer.startMs = startMs;
  timer.active = true;
  list.timers.add(timer);
  timers.byId.set(timer.id, timer);
  if (timer.ref) timers.refs++;
}

export function removeTimer(timers: TimerState, timer: Timer): void {
  if (!timer.active) return;
  timer.active = false;
  const delayMs = trunc(timer.delayMs);
  const list = timers.lists.get(delayMs);
  list?.timers.delete(timer);
  if (list?.timers.size === 0) timers.lists.delete(delayMs);
  timers.byId.delete(timer.id);
  if (timer.ref) timers.refs--;
}

export function refTimer(timers: TimerState, timer: Timer, ref: boolean): void {
  if (timer.active && timer.ref !== ref) timers.refs += ref ? 1 : -1;
  timer.ref = ref;
}

/** When the next timer may be due; null without any. */
export function nextExpiry(timers: TimerState): number | null {
  let next: number | null = null;
  for (const list of timers.lists.values()) if (next === null || list.expiryMs < next) next = list.expiryMs;
  return next;
}

/** Takes out the next timer that is due at `nowMs`. */
export function takeDue(timers: TimerState, nowMs: number): Timer | undefined {
  for (;;) {
    let first: { delayMs: number; expiryMs: number; timers: Set<Timer> } | undefined;
    for (const list of timers.lists.values())
      if (list.expiryMs <= nowMs && (!first || list.expiryMs < first.expiryMs)) first = list;
    if (!first) return undefined;
    const [timer] = first.timers;
    if (timer && nowMs - timer.startMs >= first.delayMs) {
      removeTimer(timers, timer);
      return timer;
    }
    first.expiryMs = max((timer?.startMs ?? nowMs) + first.delayMs, nowMs + 1);
  }
}
