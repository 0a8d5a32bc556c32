/**
 * What a program sets in Node's own modules and Node keeps to itself: read from them when the task goes, set again where it comes.
 * Nothing is there of what is as it was when the process began.
 */
import buffer from 'node:buffer';
import { EventEmitter } from 'node:events';
import { performance as timeline } from 'node:perf_hooks';
import { inspect } from 'node:util';

export interface Settings {
  /** By the names in `PLACES`. */
  values: Record<string, unknown>;
  /** Those of `util.inspect.defaultOptions`. */
  inspect?: Record<string, unknown>;
  /** Marks and measures of `performance`, by time. */
  timeline?: TimelineEntry[];
}
interface TimelineEntry {
  type: 'mark' | 'measure';
  name: string;
  startMs: number;
  durationMs: number;
  detail: unknown;
}

type Any = Record<string, unknown>;
const PLACES: Record<string, { of: Any; key: string }> = {
  defaultMaxListeners: { of: EventEmitter as unknown as Any, key: 'defaultMaxListeners' },
  captureRejections: { of: EventEmitter as unknown as Any, key: 'captureRejections' },
  inspectMaxBytes: { of: buffer as unknown as Any, key: 'INSPECT_MAX_BYTES' },
};
const first = Object.fromEntries(Object.entries(PLACES).map(([name, { of, key }]) => [name, of[key]]));
const options = () => inspect.defaultOptions as unknown as Record<string, unknown>;
const firstOptions = { ...options() };

const changed = (now: Any, before: Any): Any =>
  Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== before[name]));

/** Node's own, whatever the program puts in their places. */
const { mark, measure, getEntries, clearMarks, clearMeasures } = Object.getPrototypeOf(
  timeline,
) as typeof timeline;
const { apply } = Reflect;

function entries(): TimelineEntry[] {
  const all = apply(getEntries, timeline, []) as {
    entryType: string;
    name: string;
    startTime: number;
    duration: number;
  }[];
  return all
    .filter(({ entryType }) => entryType === 'mark' || entryType === 'measure')
    .map((entry) => ({
      type: entry.entryType as 'mark' | 'measure',
      name: entry.name,
      startMs: entry.startTime,
      durationMs: entry.duration,
      detail: (entry as { detail?: unknown }).detail,
    }));
}

/** Where the state of a task keeps them. */
interface Keeps {
  settings?: Settings;
}

export function noteSettings(state: Keeps): void {
  const values = changed(
    Object.fromEntries(Object.entries(PLACES).map(([name, { of, key }]) => [name, of[key]])),
    first,
  );
  const ofInspect = changed(options(), firstOptions);
  const marks = entries();
  const settings: Settings = { values };
  if (Object.keys(ofInspect).length > 0) settings.inspect = ofInspect;
  if (marks.length > 0) settings.timeline = marks;
  if (Object.keys(values).length > 0 || settings.inspect || settings.timeline) state.settings = settings;
  else delete state.settings;
}

export function loadSettings({ settings }: Keeps): void {
  if (!settings) return;
  for (const [name, value] of Object.entries(settings.values)) {
    const place = PLACES[name];
    if (place) place.of[place.key] = value;
  }
  if (settings.inspect) inspect.defaultOptions = settings.inspect;
  if (!settings.timeline) return;
  apply(clearMarks, timeline, []);
  apply(clearMeasures, timeline, []);
  for (const { type, name, startMs, durationMs, detail } of settings.timeline) {
    if (type === 'mark') apply(mark, timeline, [name, { startTime: startMs, detail }]);
    else apply(measure, timeline, [name, { start: startMs, duration: durationMs, detail }]);
  }
}
