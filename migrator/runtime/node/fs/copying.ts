import { isPromise as isNativePromise } from 'node:util/types';
import { EMPTY } from '../../../../protocol/frame.ts';
import type { CopyOptions, WirePath } from '../../../../protocol/syscalls.ts';
import type { Reply } from '../../loop/state.ts';
import { isPromise } from '../../promise/promise.ts';
import { carriable } from '../../promise/resolving.ts';
import { when } from '../../promise/when.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import type { AsyncFs, Completion } from './async.ts';
import { pathOf, utils } from './checks.ts';

function prepare(from: unknown, to: unknown, given: unknown) {
  const { filter, mode = 0, ...rest } = utils.validateCpOptions(given);
  const { dereference, errorOnExist, force, preserveTimestamps, recursive, verbatimSymlinks } = rest;
  const options: CopyOptions = {
    dereference,
    errorOnExist,
    force,
    mode,
    preserveTimestamps,
    recursive,
    verbatimSymlinks,
  };
  return { from: pathOf(from, 'src'), to: pathOf(to, 'dest'), filter, options };
}

type Pair = [from: string, to: string];
const pairsOf = ({ tail }: Reply): Pair[] =>
  JSON.parse(Buffer.from(tail.buffer, tail.byteOffset, tail.length).toString()) as Pair[];

/** The program picks what is copied: it is asked of each entry that is not below one that it refused, then all is copied at once. */
class Picking {
  picked: string[] = [];
  refused: string | null = null;
  from: WirePath;
  to: WirePath;
  options: CopyOptions;
  filter: Function;
  completion: Completion;
  pairs: Pair[] = [];
  at = 0;
  constructor({ from, to, options, filter }: ReturnType<typeof prepare>, completion: Completion) {
    this.from = from;
    this.to = to;
    this.options = options;
    this.filter = filter!;
    this.completion = completion;
  }
}

const isBelow = (refused: string | null, path: string): boolean =>
  refused !== null && path.startsWith(`${refused}/`);
const tailOf = (picked: string[]): Uint8Array => Buffer.from(JSON.stringify(picked));

/** `cp` in its forms. */
export function makeCp(task: Task, fs: AsyncFs) {
  const { syscalls } = task;
  const rejected = (picking: Picking, error: unknown): void => fs.fail(picking.completion, error);

  /** Asks of one entry after the other; what answers by a promise is waited for. */
  function goOn(picking: Picking): void {
    for (;;) {
      const pair = picking.pairs[picking.at];
      if (!pair) break;
      if (isBelow(picking.refused, pair[0])) {
        picking.at++;
        continue;
      }
      let verdict: unknown;
      try {
        verdict = picking.filter.call(undefined, ...pair);
      } catch (error) {
        return rejected(picking, error);
      }
      if (isPromise(verdict) || typeof (verdict as { then?: unknown } | null)?.then === 'function') {
        return when(verdict, carriable(answered, picking), carriable(rejected, picking));
      }
      note(picking, verdict);
    }
    if (picking.picked.length === 0) return fs.complete(picking.completion, []);
    const { from, to, options, picked, completion } = picking;
    fs.start('fs.cp', [from, to, options], tailOf(picked), 'cp', null, completion);
  }
  function note(picking: Picking, verdict: unknown): void {
    const [source] = picking.pairs[picking.at++]!;
    if (verdict) picking.picked.push(source);
    else picking.refused = source;
  }
  function answered(picking: Picking, verdict: unknown): void {
    note(picking, verdict);
    goOn(picking);
  }
  fs.addOp('cp', () => []);
  fs.addOp('cpList', (reply, extra) => {
    const picking = extra as Picking;
    picking.pairs = pairsOf(reply);
    return [picking];
  });
  const listed = (error: unknown, picking: Picking): void => {
    // What is wrong with the source, `cp` itself says best.
    if (error) throw error;
    goOn(picking);
  };

  return {
    internals: { Picking, answered, rejected, listed },
    sync(from: unknown, to: unknown, given?: unknown): void {
      const what = prepare(from, to, given);
      const { filter, options } = what;
      const args: [WirePath, WirePath, CopyOptions] = [what.from, what.to, options];
      if (!filter) return void syscalls.sync('fs.cp', args);
      const list = [what.from, what.to, { dereference: options.dereference }] as const;
      const pairs = pairsOf(syscalls.sync('fs.cpList', [...list]) as Reply);
      const picked: string[] = [];
      let refused: string | null = null;
      for (const pair of pairs) {
        if (isBelow(refused, pair[0])) continue;
        const verdict = syscalls.once(() => {
          const given = filter.call(undefined, ...pair) as unknown;
          if (isPromise(given) || isNativePromise(given))
            throw nodeError('ERR_INVALID_RETURN_VALUE', 'boolean', 'filter', given);
          return Boolean(given);
        });
        if (verdict) picked.push(pair[0]);
        else refused = pair[0];
      }
      if (picked.length > 0) syscalls.sync('fs.cp', args, tailOf(picked));
    },
    start(from: unknown, to: unknown, given: unknown, completion: Completion): void {
      const what = prepare(from, to, given);
      const { options } = what;
      if (!what.filter)
        return fs.start('fs.cp', [what.from, what.to, options], EMPTY, 'cp', null, completion);
      const picking = new Picking(what, completion);
      const args = [what.from, what.to, { dereference: options.dereference }];
      fs.start('fs.cpList', args, EMPTY, 'cpList', picking, { fn: listed });
    },
  };
}
