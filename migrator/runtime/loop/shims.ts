import type { ShimCall } from './state.ts';
import { type Syscalls, UNWIND } from './syscalls.ts';

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** The shims of Node's API that may wait: each can be captured while it waits, and called again afterwards. */
export class Shims {
  private readonly syscalls: Syscalls;
  private readonly signal: unknown;
  private readonly impls = new Map<string, AnyFunction>();

  constructor(syscalls: Syscalls, signal: unknown) {
    this.syscalls = syscalls;
    this.signal = signal;
  }

  /**
   * A function for the guest that runs `impl`. If the task is captured while `impl` waits in a syscall, it returns the
   * signal; `impl` must leave nothing half done that calling it again with the noted replies would not redo.
   */
  restartable<F extends AnyFunction>(name: string, impl: F): F {
    const runtime = this;
    this.impls.set(name, impl);
    const plain = name.slice(name.lastIndexOf('.') + 1);
    const shim = {
      [plain](this: unknown, ...args: never[]): unknown {
        return runtime.call({ name, self: this, args, replies: [] }, impl);
      },
    }[plain]!;
    Object.defineProperty(shim, 'length', { value: impl.length, configurable: true });
    return shim as F;
  }

  /** Calls again the shim that the task was captured in. */
  again(call: ShimCall): unknown {
    return this.call(call, this.impls.get(call.name)!);
  }

  private call(call: ShimCall, impl: AnyFunction): unknown {
    try {
      return this.syscalls.within(call, () => impl.apply(call.self, call.args as never[]));
    } catch (error) {
      if (error === UNWIND) return this.signal;
      throw error;
    }
  }
}
