// An interpreter of little machines: classes, overridden methods, a queue of messages.
interface Message {
  kind: number;
  value: number;
}

abstract class Actor {
  protected state = 1;
  protected readonly next: number;
  constructor(next: number) {
    this.next = next;
  }
  abstract receive(message: Message, bus: Bus): void;
}

class Counter extends Actor {
  override receive({ kind, value }: Message, bus: Bus): void {
    this.state = (this.state + value) % 65_521;
    bus.post(this.next, { kind: (kind + 1) % 3, value: this.state });
  }
}

class Mixer extends Actor {
  private readonly recent: number[] = [0, 0, 0, 0];
  override receive({ kind, value }: Message, bus: Bus): void {
    this.recent[value % 4] = kind;
    this.state = (this.state * 31 + this.recent[0]! + this.recent[3]!) % 65_521;
    bus.post(this.next, { kind, value: this.state });
  }
}

class Brancher extends Actor {
  override receive(message: Message, bus: Bus): void {
    switch (message.kind) {
      case 0:
        this.state ^= message.value;
        break;
      case 1:
        this.state = (this.state + 17) & 0xffff;
        break;
      default:
        this.state >>>= 1;
    }
    bus.post((this.next + (this.state & 1)) % bus.size, { kind: 2 - message.kind, value: this.state });
  }
}

class Bus {
  private readonly actors: Actor[] = [];
  private readonly queue: { to: number; message: Message }[] = [];
  private head = 0;
  get size(): number {
    return this.actors.length;
  }
  add(actor: Actor): void {
    this.actors.push(actor);
  }
  post(to: number, message: Message): void {
    this.queue.push({ to, message });
  }
  run(deliveries: number): number {
    let sum = 0;
    for (let i = 0; i < deliveries; i++) {
      const { to, message } = this.queue[this.head++]!;
      if (this.head === 4096) this.head = this.queue.splice(0, 4096).length - 4096;
      sum = (sum + message.value) % 1_000_003;
      this.actors[to]!.receive(message, this);
    }
    return sum;
  }
}

const bus = new Bus();
const kinds = [Counter, Mixer, Brancher];
for (let i = 0; i < 48; i++) bus.add(new kinds[i % 3]!((i * 5 + 1) % 48));
for (let i = 0; i < 8; i++) bus.post(i, { kind: i % 3, value: i });
console.log(bus.run(Number(process.argv[2] ?? 25_000_000)));
