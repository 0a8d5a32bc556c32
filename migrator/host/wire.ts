/** Where the bytes of a host's channel come from and go to; both wait. */
export interface Wire {
  /** Fills `target` from `at` with at most `bytes` bytes, and at least one. */
  read(target: Uint8Array, at: number, bytes: number): number;
  /** A read would not wait. Without it nobody knows. */
  readonly isReady?: boolean;
  /** All of them. */
  write(bytes: Uint8Array): void;
}
