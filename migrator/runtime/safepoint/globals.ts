import vm from 'node:vm';
import type {
  Asker,
  DeclarePrivateNames,
  DescribeClass,
  DescribeFunction,
  Factories,
  LinkedModule,
  PollFlag,
  ResumeFunctions,
  Signal,
} from '../abi.ts';
import type { Generators } from './generators.ts';

/** What the runtime does when compiled code calls one of its globals. */
export interface GlobalHooks {
  poll(): Signal | undefined;
  save(fn: number, pc: number, self: unknown, locals: unknown[]): void;
  link(module: LinkedModule): void;
  factories(factories: Factories): void;
  resume(functions: ResumeFunctions): void;
  describeClass: DescribeClass;
  describeFunction: DescribeFunction;
  privateNames: DeclarePrivateNames;
  generators: Generators;
}

export interface GuestGlobals {
  readonly flag: PollFlag;
  readonly signal: Signal;
  setAsk(asker: Asker | undefined): void;
  setUnwinding(unwinding: boolean): void;
}

/**
 * `$ask` and `$unw` are script-level variables, not properties of the global object: V8 folds an unchanged
 * script-level `let` into optimised code, and reads it in one load when it has changed.
 */
const SLOTS = `let $ask = undefined, $unw = 0;
({ setAsk(asker) { $ask = asker; }, setUnw(unwinding) { $unw = unwinding; } })`;

/** Installs what compiled code expects to find (docs/design/guest-abi.md). Once per process: script variables cannot be declared twice. */
export function installGlobals(memory: SharedArrayBuffer, hooks: GlobalHooks): GuestGlobals {
  const slots: { setAsk(asker: Asker | undefined): void; setUnw(unwinding: 0 | 1): void } = new vm.Script(
    SLOTS,
    {
      filename: 'omosix:slots',
    },
  ).runInThisContext();

  const signal: Signal = {
    save(fn, pc, self, locals) {
      hooks.save(fn, pc, self, locals);
      return signal;
    },
    mode: 0,
    constructing: false,
    tell: (fn, pc, self, locals) => hooks.generators.tell(fn, pc, self, locals),
    foreign: () => hooks.generators.foreign(),
    next: () => undefined,
  };
  const flag = new Int32Array(memory) as PollFlag;
  Object.defineProperty(flag, 'poll', { value: () => hooks.poll() });

  const values: Record<string, unknown> = {
    $flag: flag,
    $SIG: signal,
    $D: Object.freeze(Object.create(null)),
    $link: (module: LinkedModule) => hooks.link(module),
    $factories: (factories: Factories) => hooks.factories(factories),
    $resume: (functions: ResumeFunctions) => hooks.resume(functions),
    $cls: hooks.describeClass,
    $fn: hooks.describeFunction,
    $prv: hooks.privateNames,
  };
  // Not writable and not configurable: optimised code takes them as constants.
  for (const [name, value] of Object.entries(values)) Object.defineProperty(globalThis, name, { value });

  return {
    flag,
    signal,
    setAsk: (asker) => slots.setAsk(asker),
    setUnwinding: (unwinding) => slots.setUnw(unwinding ? 1 : 0),
  };
}
