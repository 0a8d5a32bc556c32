/** `exec` and `execFile`: a program's whole output. */
import { clearTimeout, setTimeout } from 'node:timers';
import { promisify } from 'node:util';
import home from './child-parts.cjs';
import { started } from './child-spawn.mjs';

const DEFAULTS = { encoding: 'utf8', maxBuffer: 1024 * 1024, timeout: 0, killSignal: 'SIGTERM' };

const isOptions = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `(file, [args], [options], [done])`, of which each may be left out; Node's own checks have seen them. */
function argumentsOf(given) {
  const [file, ...rest] = given;
  const args = rest.find(Array.isArray) ?? [];
  return {
    command: [file, ...args].join(' '),
    // As in Node, an option that is given as undefined is not the default.
    options: { ...DEFAULTS, ...rest.find(isOptions) },
    callback: rest.find((each) => typeof each === 'function') ?? null,
  };
}

/** What comes out of one stream, up to a limit of bytes, or of code units where the stream makes text. */
class Gathered {
  #chunks = [];
  #room;
  #stream;
  #isText;
  constructor(stream, { encoding, maxBuffer }, exceeded) {
    this.#room = maxBuffer ?? Number.POSITIVE_INFINITY;
    this.#stream = stream;
    this.#isText = encoding !== 'buffer' && Buffer.isEncoding(encoding);
    if (!stream) return;
    if (this.#isText) stream.setEncoding(encoding);
    stream.on('data', (chunk) => {
      if (!this.#take(chunk)) exceeded();
    });
  }
  #take(chunk) {
    const room = this.#room;
    const encoding = this.#stream.readableEncoding;
    this.#room -= encoding ? Buffer.byteLength(chunk, encoding) : chunk.length;
    const fits = this.#room >= 0;
    this.#chunks.push(fits ? chunk : chunk.slice(0, room));
    return fits;
  }
  get value() {
    const isText = this.#isText || this.#stream?.readableEncoding;
    return isText ? this.#chunks.join('') : Buffer.concat(this.#chunks);
  }
}

/** A program whose output is gathered until it ends, fails, says too much or takes too long. */
class Gathering {
  #child;
  #command;
  #killSignal;
  #callback;
  #stdout;
  #stderr;
  #failure = null;
  #isStopped = false;
  #isOver = false;
  #overdue = null;

  constructor(child, { command, options, callback }) {
    this.#child = child;
    this.#command = command;
    this.#callback = callback;
    this.#killSignal = options.killSignal;
    this.#stdout = new Gathered(child.stdout, options, () => this.#exceeded('stdout'));
    this.#stderr = new Gathered(child.stderr, options, () => this.#exceeded('stderr'));
    if (options.timeout > 0) this.#overdue = setTimeout(() => this.#stop(), options.timeout);
    child.on('close', (code, signal) => this.#end(code, signal));
    child.on('error', (error) => {
      this.#failure = error;
      this.#closeOutputs();
      this.#end();
    });
  }

  #exceeded(name) {
    this.#failure = home.nodeError('ERR_CHILD_PROCESS_STDIO_MAXBUFFER', name);
    this.#stop();
  }

  #closeOutputs() {
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.destroy();
  }

  #stop() {
    this.#closeOutputs();
    this.#isStopped = true;
    try {
      this.#child.kill(this.#killSignal);
    } catch (error) {
      this.#failure ??= error;
      this.#end();
    }
  }

  #end(code, signal) {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#overdue);
    if (!this.#callback) return;
    const [out, err] = [this.#stdout.value, this.#stderr.value];
    const isFine = this.#failure === null && code === 0 && signal === null;
    this.#callback(isFine ? null : this.#errorOf(code, signal, err), out, err);
  }

  #errorOf(code, signal, stderr) {
    const cmd = this.#command;
    if (this.#failure) return Object.assign(this.#failure, { cmd });
    return Object.assign(new Error(`Command failed: ${cmd}\n${stderr}`), {
      code: code < 0 ? home.errnoName(code) : code,
      killed: this.#child.killed || this.#isStopped,
      signal,
      cmd,
    });
  }
}

function gathering(form, given) {
  const asked = home.ask(form, given);
  const whole = argumentsOf(given);
  whole.options.killSignal = home.signalNumber(whole.options.killSignal ?? 'SIGTERM');
  const child = started({ ...asked, killSignal: whole.options.killSignal });
  new Gathering(child, whole);
  return child;
}

export function execFile(file, args, options, callback) {
  return gathering('execFile', [file, args, options, callback]);
}

export function exec(command, options, callback) {
  return gathering('exec', [command, options, callback]);
}

/** Their promise gives both outputs, and has the child. */
const promising = (start) =>
  function promised(...args) {
    let settle;
    const promise = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    promise.child = start(...args, (error, stdout, stderr) => {
      if (error === null) settle.resolve({ stdout, stderr });
      else settle.reject(Object.assign(error, { stdout, stderr }));
    });
    return promise;
  };
for (const start of [exec, execFile])
  Object.defineProperty(start, promisify.custom, { value: promising(start), configurable: true });
