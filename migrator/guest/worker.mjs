/** `Worker`, and what a worker sees of itself. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack, unpack } from './worker-clone.mjs';
import { MovableEmitter } from './worker-emitter.mjs';
import { arrived, bind, End, portHappened, portOf, post, sendOff } from './worker-port.mjs';
import threads from './worker-runtime.cjs';

const workers = new Map();

/** What happens to threads and ports, one call each. */
threads.listen((name, id, ...more) => {
  if (name === 'thread') workers.get(id)?.[NEWS](...more);
  else portHappened(name, id, ...more);
});
const NEWS = Symbol('news');

export const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
const environment = new Map();
export const getEnvironmentData = (key) => environment.get(key);
export function setEnvironmentData(key, value) {
  if (value === undefined) environment.delete(key);
  else environment.set(key, value);
}

/** Streams of workers, where the program speaks of any: set by ./worker-streams.mjs. */
let streams = null;
export function useStreams(made) {
  streams = made;
}

const LIMITS = {
  maxYoungGenerationSizeMb: 48,
  maxOldGenerationSizeMb: 4096,
  codeRangeSizeMb: 0,
  stackSizeMb: 4,
};

/** The program: a file, or a text. */
function programOf(filename, options) {
  if (options.eval) {
    if (typeof filename !== 'string')
      throw threads.nodeError(
        'ERR_INVALID_ARG_VALUE',
        'options.eval',
        options.eval,
        "must be false when 'filename' is not a string",
      );
    return { file: null, source: filename, isModule: false };
  }
  if (filename instanceof URL) {
    if (filename.protocol === 'data:') return dataProgram(filename);
    return { file: fileURLToPath(filename), source: '', isModule: false };
  }
  if (typeof filename !== 'string')
    throw threads.nodeError('ERR_INVALID_ARG_TYPE', 'filename', ['string', 'URL'], filename);
  if (!/^(?:\/|\.\.?\/)/.test(filename)) throw threads.nodeError('ERR_WORKER_PATH', filename);
  return { file: resolve(filename), source: '', isModule: false };
}

function dataProgram({ href }) {
  const [, type, body] = /^data:([^,]*),(.*)$/s.exec(href) ?? [];
  const source = /;base64$/.test(type)
    ? Buffer.from(decodeURIComponent(body), 'base64').toString()
    : decodeURIComponent(body);
  return { file: null, source, isModule: true };
}

function environmentOf(env) {
  if (env !== undefined && env !== null && env !== SHARE_ENV && typeof env !== 'object')
    throw threads.nodeError(
      'ERR_INVALID_ARG_TYPE',
      'options.env',
      ['object', 'undefined', 'null', 'worker_threads.SHARE_ENV'],
      env,
    );
  const from = env && env !== SHARE_ENV ? env : process.env;
  return Object.fromEntries(Object.keys(from).map((key) => [key, `${from[key]}`]));
}

export class Worker extends MovableEmitter {
  #thread;
  #end;
  #isRef = true;
  #exitCode = null;
  #waiting = [];
  threadId;
  stdin = null;
  stdout = null;
  stderr = null;

  constructor(filename, options = {}) {
    super();
    if (options.execArgv && !Array.isArray(options.execArgv))
      throw threads.nodeError('ERR_INVALID_ARG_TYPE', 'options.execArgv', 'Array', options.execArgv);
    if (options.argv && !Array.isArray(options.argv))
      throw threads.nodeError('ERR_INVALID_ARG_TYPE', 'options.argv', 'Array', options.argv);
    const { file, source, isModule } = programOf(filename, options);
    const env = environmentOf(options.env);
    threads.beforeStart();
    const given = { workerData: options.workerData, environment };
    const { bytes, ports, commit } = pack(given, options.transferList, null);
    const { ports: transit, tails } = sendOff(ports);
    commit();
    const text = Buffer.from(source);
    const limits = { ...LIMITS, ...options.resourceLimits };
    const { value } = threads.start(
      {
        file,
        isModule: isModule || options.type === 'module',
        dataBytes: bytes.length,
        sourceBytes: text.length,
        argv: (options.argv ?? []).map(String),
        execArgv: (options.execArgv ?? []).map(String),
        env,
        name: `${options.name ?? ''}`,
        memoryMb: options.resourceLimits?.maxOldGenerationSizeMb ?? null,
        stdin: !!options.stdin,
        stdout: !!options.stdout,
        stderr: !!options.stderr,
        ports: transit,
      },
      Buffer.concat([bytes, text, ...tails]),
    );
    this.#thread = value.thread;
    this.threadId = value.thread;
    this.resourceLimits = limits;
    this.#end = bind(new End(), value.port);
    this.#end.face = this;
    // Started from its beginning; what keeps the task alive is the worker.
    this.#end.isStarted = true;
    threads.count(1, 1);
    workers.set(value.thread, this);
    streams?.(this, options, (chunk) => threads.oneway('thread.input', [value.thread], chunk));
  }

  /** What the port behind it hears. */
  tell(type, value) {
    if (type === 'close') return false;
    return this.emit(type, value);
  }

  [NEWS](what, detail) {
    if (what === 'online') this.emit('online');
    else if (what === 'error') this.emit('error', threads.errorFrom(detail));
    else if (what === 'exit') this.#exited(detail);
    else this[what]?.push(Buffer.from(detail));
  }

  #exited(code) {
    this.#exitCode = code;
    workers.delete(this.#thread);
    if (workers.size === 0) threads.afterLast();
    threads.count(this.#isRef ? -1 : 0, -1);
    this.#end.isStarted = false;
    this.#end.isClosed = true;
    this.stdout?.push(null);
    this.stderr?.push(null);
    this.threadId = -1;
    for (const resolve of this.#waiting) resolve(code);
    this.emit('exit', code);
    this.removeAllListeners();
  }

  postMessage(value, transferList) {
    if (this.#exitCode === null) post(this.#end, value, transferList, null);
  }
  terminate() {
    if (this.#exitCode !== null) return Promise.resolve();
    this.ref();
    const over = new Promise((resolve) => this.#waiting.push(resolve));
    threads.terminate(this.#thread);
    return over;
  }
  async [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
    await this.terminate();
  }
  ref() {
    this.#setRef(true);
  }
  unref() {
    this.#setRef(false);
  }
  #setRef(on) {
    if (this.#isRef === on || this.#exitCode !== null) return;
    this.#isRef = on;
    threads.count(on ? 1 : -1, 0);
  }
  get performance() {
    return {
      eventLoopUtilization: () => {
        if (this.#exitCode === null) throw threads.unsupported('worker.performance.eventLoopUtilization');
        return { idle: 0, active: 0, utilization: 0 };
      },
    };
  }
  getHeapSnapshot() {
    throw threads.unsupported('worker.getHeapSnapshot');
  }
}

const self = threads.self();
export const isMainThread = self === null;
export const threadId = self?.id ?? 0;
export const resourceLimits = self
  ? { ...LIMITS, ...(self.memoryMb && { maxOldGenerationSizeMb: self.memoryMb }) }
  : {};
export const parentPort = self ? portOf(self.port) : null;

function begin() {
  if (!self) return null;
  const { value, tail } = threads.given();
  const given = unpack(tail, arrived(value));
  for (const [key, each] of given.environment) environment.set(key, each);
  return given.workerData;
}
export const workerData = begin();
