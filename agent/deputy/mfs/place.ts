/** Where the next byte of a file is read or written. What begins while another is under way is of what follows that. */
export class Place {
  private readonly underWay: number[] = [];

  constructor(private next = 0) {}

  /** Where so many bytes that begin now are. */
  take(length: number): number {
    const from = this.next;
    this.next += length;
    this.underWay.push(from);
    return from;
  }

  /** They were so many after all. */
  over(from: number, length: number, done: number): void {
    this.underWay.splice(this.underWay.indexOf(from), 1);
    if (this.next === from + length) this.next = from + done;
  }

  /** Others have got there. */
  reach(next: number): void {
    this.next = Math.max(this.next, next);
  }

  moveTo(next: number): void {
    this.next = next;
  }

  /** Where it was before what is under way. */
  get settled(): number {
    return Math.min(this.next, ...this.underWay);
  }
}
