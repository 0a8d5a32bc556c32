/** Signals by keys, as a terminal gives them while it is not raw. */
const SIGNALS: Record<number, NodeJS.Signals> = { 3: 'SIGINT', 28: 'SIGQUIT' };
const END_OF_INPUT = 4;
const RETURN = 13;
const NEWLINE = 10;

export type Typed = { keys: Buffer } | { signal: NodeJS.Signals } | { end: true };

/** What a terminal makes of what is typed, raw or not. There is no echo and no line to edit: no command of ours reads lines. */
export function typed(bytes: Buffer, isRaw: boolean): Typed[] {
  if (isRaw) return [{ keys: bytes }];
  const all: Typed[] = [];
  let keys: number[] = [];
  const flush = (): void => {
    if (keys.length > 0) all.push({ keys: Buffer.from(keys) });
    keys = [];
  };
  for (const byte of bytes) {
    const signal = SIGNALS[byte];
    if (signal === undefined && byte !== END_OF_INPUT) keys.push(byte === RETURN ? NEWLINE : byte);
    else {
      flush();
      all.push(signal === undefined ? { end: true } : { signal });
    }
  }
  flush();
  return all;
}

/** Lines end with both characters on a terminal (ONLCR), whatever mode its keys are in. */
export function shown(bytes: Buffer): Buffer {
  if (!bytes.includes(NEWLINE)) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}
