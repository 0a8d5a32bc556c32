import type { InputSource } from '../input.ts';

/** Standard input of a thread: what its parent writes, or nothing. */
export class FedInput implements InputSource {
  private readonly chunks: Uint8Array[] = [];
  private isEnded: boolean;
  private wake: () => void = () => {};

  constructor({ isFed }: { isFed: boolean }) {
    this.isEnded = !isFed;
  }

  /** An empty piece is the end. */
  feed(bytes: Uint8Array): void {
    if (bytes.length === 0) this.isEnded = true;
    else if (!this.isEnded) this.chunks.push(bytes);
    this.wake();
  }

  async read(length: number): Promise<Uint8Array> {
    while (this.chunks.length === 0 && !this.isEnded)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    const chunk = this.chunks.shift();
    if (!chunk) return new Uint8Array(0);
    if (chunk.length > length) this.chunks.unshift(chunk.subarray(length));
    return chunk.subarray(0, length);
  }
}
