/** `node:diagnostics_channel`: channels by name, whose subscribers are the program's and move with it. */
import errors from './errors.cjs';

const { ERR_INVALID_ARG_TYPE } = errors.codes;
const checkFunction = (value, name) => {
  if (typeof value !== 'function') throw new ERR_INVALID_ARG_TYPE(name, ['function'], value);
};

const channels = new Map();

/** What a subscriber throws ends the program, but not what publishes. */
const failLater = (error) =>
  process.nextTick(() => {
    throw error;
  });

export class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    channels.set(name, this);
  }
  get hasSubscribers() {
    return this._subscribers !== undefined || this._stores !== undefined;
  }
  subscribe(subscription) {
    checkFunction(subscription, 'subscription');
    this._subscribers = [...(this._subscribers ?? []), subscription];
  }
  unsubscribe(subscription) {
    const at = this._subscribers?.indexOf(subscription) ?? -1;
    if (at < 0) return false;
    const left = this._subscribers.filter((_, i) => i !== at);
    this._subscribers = left.length > 0 ? left : undefined;
    return true;
  }
  publish(data) {
    for (const subscriber of this._subscribers ?? [])
      try {
        subscriber(data, this.name);
      } catch (error) {
        failLater(error);
      }
  }
  bindStore(store, transform) {
    this._stores ??= new Map();
    this._stores.set(store, transform);
  }
  unbindStore(store) {
    if (!this._stores?.delete(store)) return false;
    if (this._stores.size === 0) this._stores = undefined;
    return true;
  }
  runStores(data, fn, self, ...args) {
    let run = () => {
      this.publish(data);
      return fn.apply(self, args);
    };
    for (const [store, transform] of this._stores ?? []) {
      const inner = run;
      run = () => {
        let context = data;
        if (transform)
          try {
            context = transform(data);
          } catch (error) {
            failLater(error);
            return inner();
          }
        return store.run(context, inner);
      };
    }
    return run();
  }
}

export function channel(name) {
  const known = channels.get(name);
  if (known) return known;
  if (typeof name !== 'string' && typeof name !== 'symbol')
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  return new Channel(name);
}
export const subscribe = (name, subscription) => channel(name).subscribe(subscription);
export const unsubscribe = (name, subscription) => channel(name).unsubscribe(subscription);
export const hasSubscribers = (name) => channels.get(name)?.hasSubscribers ?? false;

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

function failed(tracing, context, error) {
  context.error = error;
  tracing.error.publish(context);
}

/** Between `start` and `end`. */
const traced = (tracing, context, act) =>
  tracing.start.runStores(context, () => {
    try {
      return act();
    } catch (error) {
      failed(tracing, context, error);
      throw error;
    } finally {
      tracing.end.publish(context);
    }
  });

class TracingChannel {
  constructor(source) {
    for (const event of EVENTS) {
      const value = typeof source === 'string' ? channel(`tracing:${source}:${event}`) : source[event];
      if (!(value instanceof Channel))
        throw new ERR_INVALID_ARG_TYPE(`nameOrChannels.${event}`, ['Channel'], value);
      Object.defineProperty(this, event, { value });
    }
  }
  get hasSubscribers() {
    return EVENTS.some((event) => this[event].hasSubscribers);
  }
  subscribe(handlers) {
    for (const event of EVENTS) if (handlers[event]) this[event].subscribe(handlers[event]);
  }
  unsubscribe(handlers) {
    let done = true;
    for (const event of EVENTS)
      if (handlers[event] && !this[event].unsubscribe(handlers[event])) done = false;
    return done;
  }
  traceSync(fn, context = {}, self, ...args) {
    if (!this.hasSubscribers) return fn.apply(self, args);
    return traced(this, context, () => {
      context.result = fn.apply(self, args);
      return context.result;
    });
  }
  tracePromise(fn, context = {}, self, ...args) {
    if (!this.hasSubscribers) return fn.apply(self, args);
    const finished = () => {
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    return traced(this, context, () => {
      const given = fn.apply(self, args);
      const promise = given instanceof Promise ? given : Promise.resolve(given);
      return promise.then(
        (result) => {
          context.result = result;
          finished();
          return result;
        },
        (error) => {
          failed(this, context, error);
          finished();
          throw error;
        },
      );
    });
  }
  traceCallback(fn, position = -1, context = {}, self, ...args) {
    if (!this.hasSubscribers) return fn.apply(self, args);
    const tracing = this;
    const { asyncStart, asyncEnd } = tracing;
    const callback = args.at(position);
    checkFunction(callback, 'callback');
    function wrapped(error, result) {
      if (error) failed(tracing, context, error);
      else context.result = result;
      return asyncStart.runStores(context, () => {
        try {
          return callback.apply(this, arguments);
        } finally {
          asyncEnd.publish(context);
        }
      });
    }
    args.splice(position, 1, wrapped);
    return traced(this, context, () => fn.apply(self, args));
  }
}

export function tracingChannel(nameOrChannels) {
  if (typeof nameOrChannels !== 'string' && (typeof nameOrChannels !== 'object' || nameOrChannels === null))
    throw new ERR_INVALID_ARG_TYPE('nameOrChannels', ['string', 'object', 'TracingChannel'], nameOrChannels);
  return new TracingChannel(nameOrChannels);
}

const diagnosticsChannel = { channel, hasSubscribers, subscribe, tracingChannel, unsubscribe, Channel };

export { diagnosticsChannel as default, diagnosticsChannel as 'module.exports' };
