/** Events in the order of their times, and of equal times in the order in which they were put: a binary heap of columns. */
export class Queue {
  private times = new Float64Array(1024);
  private numbers = new Float64Array(1024);
  private codes = new Float64Array(1024);
  private put = 0;
  length = 0;

  /** When the first is due; never where there is none. */
  get nextMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  push(atMs: number, code: number): void {
    if (this.length === this.times.length) this.grow();
    let at = this.length++;
    const number = this.put++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.times[parent]! <= atMs) break;
      this.copy(parent, at);
      at = parent;
    }
    this.set(at, atMs, number, code);
  }

  /** @returns the code of the first */
  shift(): number {
    const first = this.codes[0]!;
    const last = --this.length;
    const atMs = this.times[last]!;
    const number = this.numbers[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.isBefore(child + 1, this.times[child]!, this.numbers[child]!)) child++;
      if (!this.isBefore(child, atMs, number)) break;
      this.copy(child, at);
      at = child;
    }
    this.set(at, atMs, number, this.codes[last]!);
    return first;
  }

  private isBefore(at: number, timeMs: number, number: number): boolean {
    return this.times[at]! < timeMs || (this.times[at] === timeMs && this.numbers[at]! < number);
  }

  private copy(from: number, to: number): void {
    this.set(to, this.times[from]!, this.numbers[from]!, this.codes[from]!);
  }

  private set(at: number, timeMs: number, number: number, code: number): void {
    this.times[at] = timeMs;
    this.numbers[at] = number;
    this.codes[at] = code;
  }

  private grow(): void {
    for (const column of ['times', 'numbers', 'codes'] as const) {
      const larger = new Float64Array(2 * this[column].length);
      larger.set(this[column]);
      this[column] = larger;
    }
  }
}
