/** `Event` and `CustomEvent` (WHATWG DOM 2.2), whose whole state is one plain property, so that the heap can carry them. */
import { named, shownAs } from '../class-looks.ts';
import { nodeError } from '../errors.ts';

export interface EventState {
  type: string;
  bubbles: boolean;
  cancelable: boolean;
  composed: boolean;
  defaultPrevented: boolean;
  /** `stopPropagation`, `stopImmediatePropagation`. */
  stops: boolean;
  stopsAtOnce: boolean;
  isDispatched: boolean;
  isTrusted: boolean;
  target: object | null;
  timeStampMs: number;
}

interface EventInit {
  bubbles?: unknown;
  cancelable?: unknown;
  composed?: unknown;
  detail?: unknown;
}

export const EVENT = Symbol('event');
export const DETAIL = Symbol('detail');
const clock = performance;

export function eventState(event: unknown, name = 'Event'): EventState {
  const state = isObject(event) ? (event as unknown as GuestEvent)[EVENT] : undefined;
  if (!state) throw nodeError('ERR_INVALID_THIS', name);
  return state;
}
export const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

export class GuestEvent {
  static readonly NONE = 0;
  static readonly CAPTURING_PHASE = 1;
  static readonly AT_TARGET = 2;
  static readonly BUBBLING_PHASE = 3;
  [EVENT]: EventState;

  constructor(type: unknown, options: EventInit | null = null) {
    if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'type');
    if (options !== null && !isObject(options))
      throw nodeError('ERR_INVALID_ARG_TYPE', 'options', 'Object', options);
    this[EVENT] = {
      type: `${type as string}`,
      bubbles: !!options?.bubbles,
      cancelable: !!options?.cancelable,
      composed: !!options?.composed,
      defaultPrevented: false,
      stops: false,
      stopsAtOnce: false,
      isDispatched: false,
      isTrusted: false,
      target: null,
      timeStampMs: clock.now(),
    };
  }

  initEvent(type: unknown, bubbles: unknown = false, cancelable: unknown = false): void {
    const state = eventState(this);
    if (state.isDispatched) return;
    Object.assign(state, { type: `${type as string}`, bubbles: !!bubbles, cancelable: !!cancelable });
  }
  stopImmediatePropagation(): void {
    eventState(this).stopsAtOnce = true;
  }
  preventDefault(): void {
    const state = eventState(this);
    state.defaultPrevented = true;
  }
  get target(): object | null {
    return eventState(this).target;
  }
  get currentTarget(): object | null {
    const { isDispatched, target } = eventState(this);
    return isDispatched ? target : null;
  }
  get srcElement(): object | null {
    return eventState(this).target;
  }
  get type(): string {
    return eventState(this).type;
  }
  get cancelable(): boolean {
    return eventState(this).cancelable;
  }
  get defaultPrevented(): boolean {
    const { cancelable, defaultPrevented } = eventState(this);
    return cancelable && defaultPrevented;
  }
  get timeStamp(): number {
    return eventState(this).timeStampMs;
  }
  composedPath(): object[] {
    const { isDispatched, target } = eventState(this);
    return isDispatched ? [target!] : [];
  }
  get returnValue(): boolean {
    const { cancelable, defaultPrevented } = eventState(this);
    return !cancelable || !defaultPrevented;
  }
  get bubbles(): boolean {
    return eventState(this).bubbles;
  }
  get composed(): boolean {
    return eventState(this).composed;
  }
  get eventPhase(): number {
    return eventState(this).isDispatched ? GuestEvent.AT_TARGET : GuestEvent.NONE;
  }
  get cancelBubble(): boolean {
    return eventState(this).stops;
  }
  set cancelBubble(value: unknown) {
    if (value) eventState(this).stops = true;
  }
  stopPropagation(): void {
    eventState(this).stops = true;
  }
  get isTrusted(): boolean {
    return eventState(this).isTrusted;
  }
}

export class GuestCustomEvent extends GuestEvent {
  [DETAIL]: unknown;
  constructor(type: unknown, options: EventInit | null = null) {
    if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'type');
    super(type, options);
    this[DETAIL] = options?.detail ?? null;
  }
  get detail(): unknown {
    eventState(this, 'CustomEvent');
    return this[DETAIL];
  }
}

named(GuestEvent, 'Event');
named(GuestCustomEvent, 'CustomEvent');
Object.defineProperty(GuestEvent.prototype, 'isTrusted', { configurable: false });
shownAs(GuestEvent, (event) => {
  const { type, defaultPrevented, cancelable, timeStamp } = event as GuestEvent;
  return { type, defaultPrevented, cancelable, timeStamp };
});
