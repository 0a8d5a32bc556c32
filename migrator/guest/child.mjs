/** `ChildProcess`: a program that runs at home, as the task sees it from wherever it is. */
import { attachChannel, serializationOf } from './child-channel.mjs';
import home from './child-parts.cjs';
import { Socket } from './child-pipe.mjs';
import { stdioOf } from './child-stdio.mjs';
import { MovableEmitter } from './worker-emitter.mjs';

/** What only an event tells; all else is thrown. */
const TOLD = new Set(['EACCES', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOENT']);
const NO_MORE = new Set(['EMFILE', 'ENFILE']);
const ESRCH = 'ESRCH';

export class ChildProcess extends MovableEmitter {
  _closesNeeded = 1;
  _closesGot = 0;
  connected = false;
  signalCode = null;
  exitCode = null;
  killed = false;
  spawnfile = null;

  constructor() {
    super();
    const at = { child: null, of: { keepsAlive: true }, isRunning: false };
    Object.defineProperty(this, '_handle', { value: at, writable: true });
  }

  /** @internal `asked`: as Node's own checks have left it. */
  spawn(asked) {
    const stdio = stdioOf(asked.stdio ?? 'pipe');
    const serialization = serializationOf(asked.serialization);
    this.spawnfile = asked.file;
    this.spawnargs = asked.args;
    const at = this._handle;
    const started = home.spawn({ ...asked.request, stdio });
    const failed = started.failed;
    if (failed && !TOLD.has(failed.code)) {
      this._handle = null;
      throw home.errnoError(failed.errno, 'spawn');
    }
    this.pid = started.pid;
    if (failed) {
      process.nextTick(() => this.#ended(failed.errno, null));
      if (NO_MORE.has(failed.code)) return failed.errno;
    } else {
      at.child = started.child;
      at.isRunning = true;
      process.nextTick(() => this.emit('spawn'));
    }
    this.#attach(stdio, serialization);
    if (!failed) home.wait(at.child, at.of, (_error, { code, signal }) => this.#ended(code, signal));
    return failed?.errno ?? 0;
  }

  #attach(stdio, serialization) {
    const { child } = this._handle;
    this.stdio = stdio.map((entry, i) => (entry === 'pipe' ? new Socket(child, i) : null));
    const [stdin, stdout, stderr] = this.stdio;
    Object.assign(this, { stdin, stdout, stderr });
    for (const stream of this.stdio.slice(1)) {
      if (!stream) continue;
      this._closesNeeded++;
      stream.on('close', () => this.#closed());
    }
    const pipe = stdio.indexOf('ipc');
    if (pipe < 0) return;
    this._closesNeeded++;
    attachChannel(this, { child, pipe, serialization }, () => this.#closed());
  }

  #closed() {
    this._closesGot++;
    if (this._closesGot === this._closesNeeded) this.emit('close', this.exitCode, this.signalCode);
  }

  #ended(code, signal) {
    if (signal) this.signalCode = signal;
    else this.exitCode = code;
    this.stdin?.destroy();
    this._handle = null;
    if (code !== null && code < 0) {
      const error = home.errnoError(code, this.spawnfile ? `spawn ${this.spawnfile}` : 'spawn');
      if (this.spawnfile) error.path = this.spawnfile;
      error.spawnargs = this.spawnargs.slice(1);
      this.emit('error', error);
    } else this.emit('exit', this.exitCode, this.signalCode);
    // What nobody has touched is read to its end, so that it closes.
    process.nextTick(() => {
      for (const stream of this.stdio ?? []) if (stream?.readable && !stream.isHandedOn) stream.resume();
    });
    this.#closed();
  }

  kill(signal) {
    const number = signal === 0 ? 0 : home.signalNumber(signal ?? 'SIGTERM');
    if (!this._handle) return false;
    if (this._handle.child === null) return false;
    try {
      if (!home.kill(this._handle.child, number)) return false;
    } catch (error) {
      if (error.code === ESRCH) return false;
      if (error.code === 'EINVAL' || error.code === 'ENOSYS') throw error;
      this.emit('error', error);
      return false;
    }
    this.killed = true;
    return true;
  }
  ref() {
    if (this._handle) this._handle.of.keepsAlive = true;
  }
  unref() {
    if (this._handle) this._handle.of.keepsAlive = false;
  }
  [Symbol.dispose ?? Symbol.for('nodejs.dispose')]() {
    if (!this.killed) this.kill();
  }
}
