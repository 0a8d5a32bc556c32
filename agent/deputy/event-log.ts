import type { EventRecord, TaskEvent } from '../../protocol/records.ts';

/** Events to the task, numbered from 1 and kept until the task confirms them. */
export class EventLog {
  private list: { record: EventRecord; bytes: Uint8Array }[] = [];
  private confirmed = 0;
  private heldBytes = 0;
  /** Number of the newest event. */
  last = 0;

  /** As another deputy left it: `kept` end with the newest. */
  restore(last: number, kept: readonly { record: EventRecord; bytes: Uint8Array }[]): void {
    this.last = last;
    this.confirmed = last - kept.length;
    this.list = [...kept];
    this.heldBytes = kept.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  add(event: TaskEvent, bytes: Uint8Array): EventRecord {
    this.last += 1;
    const record: EventRecord = { k: 'event', n: this.last, ...event };
    this.list.push({ record, bytes });
    this.heldBytes += bytes.length;
    return record;
  }

  /** The task has taken all events up to `seen`. */
  confirm(seen: number): void {
    if (seen <= this.confirmed) return;
    const taken = this.list.splice(0, seen - this.confirmed);
    this.confirmed = seen;
    for (const { bytes } of taken) this.heldBytes -= bytes.length;
  }

  /** What is not confirmed, oldest first. */
  kept(): readonly { record: EventRecord; bytes: Uint8Array }[] {
    return this.list;
  }

  /** Bytes in events that are not confirmed. */
  get bytes(): number {
    return this.heldBytes;
  }
}
