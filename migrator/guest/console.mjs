/** `node:console` for modules that make a `Console` of their own: what it counts and where it prints to is data. */
import { formatWithOptions, inspect } from 'node:util';
import home from './home.cjs';

const MOST_INDENT = 1000;
/** Counters, timers, indentation and options of one. */
const KEPT = Symbol('console');
const NOTHING = () => {};

function streamsOf(options, stderr, ignoreErrors) {
  const given =
    !options || typeof options.write === 'function' ? { stdout: options, stderr, ignoreErrors } : options;
  const { stdout, stderr: err = stdout, colorMode = 'auto', inspectOptions, groupIndentation } = given;
  for (const [name, stream] of Object.entries({ stdout, stderr: err }))
    if (!stream || typeof stream.write !== 'function')
      throw home.nodeError('ERR_CONSOLE_WRITABLE_STREAM', name);
  if (typeof colorMode !== 'boolean' && colorMode !== 'auto')
    home.validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined)
    home.validateInteger(groupIndentation, 'groupIndentation', 0, MOST_INDENT);
  if (inspectOptions !== undefined) {
    home.validateObject(inspectOptions, 'options.inspectOptions');
    if (inspectOptions.colors !== undefined && colorMode !== 'auto')
      throw home.nodeError('ERR_INCOMPATIBLE_OPTION_PAIR', 'options.inspectOptions.color', 'colorMode');
  }
  return {
    stdout,
    stderr: err,
    ignoreErrors: given.ignoreErrors ?? true,
    colorMode,
    inspectOptions,
    step: groupIndentation ?? 2,
  };
}

export function Console(...given) {
  if (new.target === undefined) return new Console(...given);
  const { stdout, stderr, ...options } = streamsOf(...given);
  const kept = { ...options, counts: new Map(), timers: new Map(), indent: '' };
  for (const [key, value] of [
    ['_stdout', stdout],
    ['_stderr', stderr],
  ])
    Object.defineProperty(this, key, { value, writable: true, configurable: true });
  Object.defineProperty(this, KEPT, { value: kept, configurable: true });
  // Own functions of each, which may be taken apart.
  for (const name of NAMES) {
    const value = this[name].bind(this);
    Object.defineProperty(value, 'name', { value: name });
    this[name] = value;
  }
}

function inspectOptionsOf(self, stream) {
  const { colorMode, inspectOptions } = self[KEPT];
  const isColoured = () =>
    colorMode === 'auto'
      ? !!stream.isTTY && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2)
      : colorMode;
  if (!inspectOptions) return isColoured() ? { colors: true } : {};
  if (inspectOptions.colors === undefined) inspectOptions.colors = isColoured();
  return inspectOptions;
}

const formatted = (self, stream, args) => formatWithOptions(inspectOptionsOf(self, stream), ...args);

/** A failure is told by the stream alone, unless somebody listens. */
function put(self, stream, text) {
  const { indent, ignoreErrors } = self[KEPT];
  const lines = `${indent}${indent === '' ? text : text.replaceAll('\n', `\n${indent}`)}\n`;
  if (ignoreErrors === false) return void stream.write(lines);
  if (typeof stream.once !== 'function') return void stream.write(lines, NOTHING);
  const failed = (error) => {
    if (error && !stream._writableState?.errorEmitted && stream.listenerCount('error') === 0)
      stream.once('error', NOTHING);
  };
  const isAlone = stream.listenerCount?.('error') === 0;
  if (isAlone) stream.once('error', NOTHING);
  try {
    stream.write(lines, failed);
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) throw error;
  } finally {
    stream.removeListener?.('error', NOTHING);
  }
}

const labelOf = (label) => `${label === undefined ? 'default' : label}`;
const warn = (text) => process.emitWarning(text);

const methods = {
  log(...args) {
    put(this, this._stdout, formatted(this, this._stdout, args));
  },
  warn(...args) {
    put(this, this._stderr, formatted(this, this._stderr, args));
  },
  error(...args) {
    put(this, this._stderr, formatted(this, this._stderr, args));
  },
  dir(object, options) {
    put(
      this,
      this._stdout,
      inspect(object, { customInspect: false, ...inspectOptionsOf(this, this._stdout), ...options }),
    );
  },
  time(label) {
    const { timers } = this[KEPT];
    const name = labelOf(label);
    if (timers.has(name)) warn(`Label '${name}' already exists for console.time()`);
    else timers.set(name, performance.now());
  },
  timeEnd(label) {
    if (told(this, 'timeEnd', labelOf(label), [])) this[KEPT].timers.delete(labelOf(label));
  },
  timeLog(label, ...args) {
    told(this, 'timeLog', labelOf(label), args);
  },
  trace(...args) {
    const holder = { name: 'Trace', message: formatted(this, this._stderr, args) };
    Error.captureStackTrace(holder, methods.trace);
    this.error(holder.stack);
  },
  assert(value, ...args) {
    if (!value) this.warn(...home.assertionWords(args));
  },
  clear() {
    if (this._stdout.isTTY && process.env.TERM !== 'dumb')
      this._stdout.write(home.cursorToText(0, 0) + home.CLEAR_SCREEN_DOWN);
  },
  count(label) {
    const { counts } = this[KEPT];
    const name = labelOf(label);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    this.log(`${name}: ${counts.get(name)}`);
  },
  countReset(label) {
    if (!this[KEPT].counts.delete(labelOf(label))) warn(`Count for '${labelOf(label)}' does not exist`);
  },
  group(...args) {
    if (args.length > 0) this.log(...args);
    this[KEPT].indent += ' '.repeat(this[KEPT].step);
  },
  groupEnd() {
    const { indent, step } = this[KEPT];
    this[KEPT].indent = indent.slice(0, indent.length - step);
  },
  table(data, columns) {
    if (columns !== undefined) home.validateArray(columns, 'properties');
    if (data === null || typeof data !== 'object') return this.log(data);
    this.log(home.tableText(data, columns, inspectOptionsOf(this, this._stdout)));
  },
};
function told(self, name, label, args) {
  const since = self[KEPT].timers.get(label);
  if (since === undefined) return void warn(`No such label '${label}' for console.${name}()`);
  self.log('%s: %s', label, home.formatTime(performance.now() - since), ...args);
  return true;
}
Object.assign(methods, {
  debug: methods.log,
  info: methods.log,
  dirxml: methods.log,
  groupCollapsed: methods.group,
});

const NAMES = Object.keys(methods);
for (const [name, value] of Object.entries(methods))
  Object.defineProperty(Console.prototype, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
Object.defineProperty(Console, 'name', { value: 'Console', configurable: true });
Object.defineProperty(Console, Symbol.hasInstance, {
  value: (one) => one === globalThis.console || (Object(one) === one && KEPT in one),
  configurable: true,
});

const { console } = globalThis;
console.Console = Console;

export { console as default, console as 'module.exports' };
export const {
  assert,
  clear,
  context,
  count,
  countReset,
  createTask,
  debug,
  dir,
  dirxml,
  error,
  group,
  groupCollapsed,
  groupEnd,
  info,
  log,
  profile,
  profileEnd,
  table,
  time,
  timeEnd,
  timeLog,
  timeStamp,
  trace,
  warn: warning,
} = console;
export { warning as warn };
