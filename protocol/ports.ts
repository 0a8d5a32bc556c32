/** What the deciders and the agent need of the world. Each port has real adapters and, in test/, simulated ones. */

export interface Clock {
  /** Wall clock, ms since the epoch. */
  nowMs(): number;
  /** Monotonic, ms from an arbitrary origin. */
  monotonicMs(): number;
  /** Calls back once; the handle cancels. */
  after(ms: number, callback: () => void): Cancel;
}
export type Cancel = () => void;

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
