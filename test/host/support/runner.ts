/**
 * A small omrun in one process: the real deputy, and an agent that knows only the host protocol. Moves the task from
 * host to host as the plan says. `node runner.cjs plan.json`; what happened goes to descriptor 3, a JSON line each.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';
import type { Duplex, Writable } from 'node:stream';
import { Deputy } from '../../../agent/deputy/deputy.ts';
import { endingSignals } from '../../../agent/deputy/signals.ts';
import { taskSpec } from '../../../agent/deputy/spec.ts';
import { HOST_SCRIPT_FD, hostArguments } from '../../../migrator/host/bootstrap.ts';
import { encodeFrame, FrameDecoder, FrameType } from '../../../protocol/frame.ts';
import {
  type FromHost,
  HOST_AHEAD_FD,
  HOST_CHANNEL_FD,
  HOST_POKE_FD,
  type ToHost,
} from '../../../protocol/host.ts';
import { BULK_CHUNK_BYTES } from '../../../protocol/limits.ts';
import type { TaskRecord } from '../../../protocol/records.ts';

export interface Plan {
  hostScript: string;
  image: string;
  /** Files of Node.js: one host after the other, in turn. */
  nodes: string[];
  file: string;
  args: string[];
  /** Capture so many ms after each activation, at most `moves` times; `resume` goes on in place instead. */
  everyMs: number | null;
  moves: number;
  /** Instead of `everyMs`: after each activation, capture when so many polls have passed. */
  afterPolls?: number[];
  resume: boolean;
  /** Rehearse before a capture that waits for its polls. */
  warm?: boolean;
  /** Large buffers travel ahead. */
  ahead: boolean;
  /** The first such move is given up after so many pieces. */
  cancelAfterPieces?: number;
  /** This piece of the first move is lost on its way. */
  losePiece?: number;
}

const PLENTY_BYTES = 2 ** 40;

const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Plan;
const tell = (what: object) => writeSync(3, `${JSON.stringify({ ...what, atMs: Date.now() })}\n`);

const hosts: Host[] = [];

const majors = new Map<string, number>([[process.execPath, Number.parseInt(process.versions.node, 10)]]);

/** Of the Node.js that this file is. */
function majorOf(node: string): number {
  let major = majors.get(node);
  if (major === undefined) {
    major = Number.parseInt(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10);
    majors.set(node, major);
  }
  return major;
}

class Host {
  readonly child: ChildProcess;
  private readonly channel: Duplex;
  private readonly waiting: { op: string; done: (message: FromHost) => void }[] = [];
  onRecord: (record: TaskRecord, tail: Uint8Array) => void = () => {};
  onMessage: (message: FromHost) => void = () => {};
  bulk: Uint8Array[] = [];
  /** `id` null: sent in the freeze, unasked. */
  onAhead: (id: number | null, piece: Uint8Array, last: boolean) => void = () => {};

  constructor() {
    hosts.push(this);
    const node = plan.nodes[(hosts.length - 1) % plan.nodes.length]!;
    const args = hostArguments({ nodeMajor: majorOf(node), memoryMb: null });
    this.child = spawn(node, args, {
      env: {},
      cwd: '/',
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const script = this.child.stdio[HOST_SCRIPT_FD as 4] as unknown as Writable;
    script.end(readFileSync(plan.hostScript));
    this.channel = this.child.stdio[HOST_CHANNEL_FD] as unknown as Duplex;
    const decoder = new FrameDecoder();
    this.channel.on('data', (chunk: Uint8Array) => {
      for (const { type, head, tail } of decoder.push(chunk)) {
        if (type === FrameType.RECORD) this.onRecord(head as TaskRecord, Uint8Array.from(tail));
        else if ((head as { what?: string }).what === 'ahead')
          this.onAhead(null, Uint8Array.from(tail), false);
        else if (type === FrameType.BULK) {
          this.bulk.push(Uint8Array.from(tail));
          if ((head as { last: boolean }).last) this.settle({ op: 'bulk' } as never);
        } else this.settle(head as FromHost);
      }
    });
    const pieces = new FrameDecoder();
    (this.child.stdio as unknown as Duplex[])[HOST_AHEAD_FD]!.on('data', (chunk: Uint8Array) => {
      for (const { head, tail } of pieces.push(chunk)) {
        const { id, last } = head as { id: number; last: boolean };
        this.onAhead(id, Uint8Array.from(tail), last);
      }
    });
    // One that is killed with something unread resets its connections.
    for (const fd of [HOST_SCRIPT_FD, HOST_CHANNEL_FD, HOST_POKE_FD, HOST_AHEAD_FD])
      (this.child.stdio as unknown as Duplex[])[fd]!.on('error', () => {});
  }

  send(message: ToHost): void {
    this.channel.write(encodeFrame(FrameType.CONTROL, message));
  }
  record(record: unknown, tail: Uint8Array): void {
    this.channel.write(encodeFrame(FrameType.RECORD, record, tail));
  }
  sendBulk(what: string, bytes: Uint8Array): void {
    let at = 0;
    do {
      const piece = bytes.subarray(at, at + BULK_CHUNK_BYTES);
      at += BULK_CHUNK_BYTES;
      this.channel.write(encodeFrame(FrameType.BULK, { what, last: at >= bytes.length }, piece));
    } while (at < bytes.length);
  }
  poke(): void {
    (this.child.stdio[HOST_POKE_FD] as Writable).write('!');
  }
  until(op: string): Promise<FromHost> {
    return new Promise((done) => this.waiting.push({ op, done }));
  }
  private settle(message: FromHost): void {
    this.onMessage(message);
    // Also those whose move was given up.
    for (const each of this.waiting.splice(0)) {
      if (each.op === message.op) each.done(message);
      else this.waiting.push(each);
    }
  }
}

async function preparedHost(toRestore: boolean): Promise<Host> {
  const host = new Host();
  await host.until('ready');
  host.send({ op: 'prepare', spec, toRestore });
  host.sendBulk('program', readFileSync(plan.image));
  await host.until('prepared');
  return host;
}

const spec = taskSpec({
  home: 1,
  program: 'x',
  file: plan.file,
  name: plan.file,
  args: plan.args,
  memoryMb: null,
  lostAfterMs: 60_000,
});
let inc = 0;
let moves = 0;
let host = await preparedHost(false);
const deputy = new Deputy(
  (record, bytes) => host.record(record, bytes),
  endingSignals({ isDetached: false }),
);

function listen(to: Host): void {
  to.onRecord = (record, tail) => {
    if (to === host) deputy.receive(record, tail);
  };
  to.onMessage = (message) => {
    if (
      message.op === 'holding' ||
      message.op === 'uncapturable' ||
      message.op === 'pins' ||
      message.op === 'failed'
    )
      tell(message);
  };
  to.child.on('exit', (code, signal) => {
    if (to === host) deputy.lost(`host ended with ${code ?? signal}`);
  });
}

function activate(): void {
  const afterPolls = plan.afterPolls?.[moves];
  if (afterPolls !== undefined) void move(afterPolls);
  host.send({ op: 'activate', inc: ++inc, node: 1, clockOffsetMs: 0 });
  if (plan.everyMs !== null && moves < plan.moves) setTimeout(() => void move(), plan.everyMs);
}

let cancelled = false;

/** Lets the buffers of `source` travel ahead of capture `id`; resolves when the move was given up, as the plan says. */
function sendAhead(source: Host, id: number, pass: (piece: Uint8Array) => void): Promise<null> {
  return new Promise((resolve) => {
    const onMessage = source.onMessage;
    const more = (): void => {
      source.send({ op: 'more', id, come: pieces });
      source.poke();
    };
    let pieces = 0;
    let isFirst = true;
    let isWithin = false;
    source.onAhead = (of, piece, last) => {
      // One that was asked for before the last move was given up.
      if (of !== null && of !== id) return;
      if (of === null || moves > 1 || pieces !== plan.losePiece) pass(piece);
      if (last) tell({ op: 'piece' });
      if (last) pieces++;
      if (last && !cancelled && pieces === plan.cancelAfterPieces) {
        cancelled = true;
        source.send({ op: 'cancel', id });
        // What was asked for before it is answered by nothing.
        more();
        source.onMessage = onMessage;
        source.onAhead = () => {};
        resolve(null);
      } else if (!isWithin) more();
      isWithin = !last;
    };
    source.onMessage = (message) => {
      onMessage(message);
      if (message.op !== 'ahead') return;
      tell(message);
      if (isFirst) more();
      isFirst = false;
    };
  });
}

async function move(afterPolls?: number): Promise<void> {
  const id = ++moves;
  const source = host;
  const aheadBytes = plan.ahead ? { aheadBytes: PLENTY_BYTES } : {};
  if (afterPolls !== undefined) {
    if (plan.warm) {
      source.send({ op: 'warm' });
      source.poke();
    }
    // Asked before the task goes on, so that the polls are counted from its first.
    source.send({ op: 'capture', id, afterPolls, ...aheadBytes });
    source.poke();
  } else {
    source.send({ op: 'warm' });
    source.poke();
  }
  const targetReady = plan.resume ? undefined : preparedHost(true);
  const target = afterPolls === undefined ? await targetReady : undefined;
  const bulk = source.until('bulk');
  const captured = source.until('captured');
  // What comes before the target is ready, or the snapshot announced, waits.
  const early: Uint8Array[] = [];
  let pass = (piece: Uint8Array): void => void early.push(piece);
  if (target) pass = (piece) => target.sendBulk('ahead', piece);
  const givenUp = plan.ahead ? sendAhead(source, id, (piece) => pass(piece)) : new Promise<never>(() => {});
  if (afterPolls === undefined) {
    source.send({ op: 'capture', id, ...aheadBytes });
    source.poke();
  }
  const failed = Promise.race([
    source.until('uncapturable'),
    source
      .until('holding')
      .then((m) => (m.op === 'holding' && m.why.kind === 'pinned' ? m : new Promise<never>(() => {}))),
  ]);
  const outcome = await Promise.race([captured, failed.then(() => null), givenUp]);
  if (outcome?.op !== 'captured') {
    (await targetReady)?.child.kill('SIGKILL');
    // As an agent does: the task gets on meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (cancelled && moves < plan.moves) {
      tell({ op: 'cancelled' });
      void move(plan.afterPolls?.[moves]);
    }
    return;
  }
  await bulk;
  const state = Buffer.concat(source.bulk);
  source.bulk = [];
  tell({
    op: 'moved',
    frames: outcome.head.frames.length,
    ahead: (outcome.head.ahead ?? []).filter((number) => number >= 0).length,
    aheadBytes: outcome.aheadBytes ?? 0,
    bytes: state.length,
    captureMs: outcome.captureMs,
  });
  // Between two jobs the loop asks twice before it does anything: then something must happen before the next capture.
  const next = plan.afterPolls?.[moves];
  if (next !== undefined && outcome.head.frames.length === 0) plan.afterPolls![moves] = Math.max(2, next);
  const restoring = target ?? (await targetReady);
  if (!restoring) {
    source.send({ op: 'resume', id });
    if (plan.afterPolls?.[moves] !== undefined) void move(plan.afterPolls[moves]);
    if (plan.everyMs !== null && moves < plan.moves) setTimeout(() => void move(), plan.everyMs);
    return;
  }
  listen(restoring);
  restoring.send({ op: 'restore', head: outcome.head });
  for (const piece of early) restoring.sendBulk('ahead', piece);
  restoring.sendBulk('snapshot', state);
  const restored = await Promise.race([restoring.until('restored'), restoring.until('refused')]);
  tell(restored);
  if (restored.op !== 'restored') {
    restoring.child.kill('SIGKILL');
    source.send({ op: 'resume', id });
    if (plan.losePiece !== undefined && moves < plan.moves) void move();
    return;
  }
  host = restoring;
  source.child.kill('SIGKILL');
  activate();
}

listen(host);
host.send({ op: 'start' });
activate();
const ending = await deputy.ended;
await deputy.drained();
// Also one that is being made ready for a move that will not be.
for (const each of hosts) each.child.kill('SIGKILL');
if (ending.how === 'lost') tell({ op: 'lost', reason: ending.reason });
process.exitCode = ending.how === 'exit' ? ending.code : 99;
process.exit();
