// Tasks with queues, a scheduler with states, polymorphic dispatch, linked lists, as in an operating system.
enum State { Ready, Waiting, Done }
abstract class Task {
  state = State.Ready;
  next: Task | null = null;
  inbox: Message | null = null;
  runs = 0;
  constructor(readonly name: string, readonly priority: number) {}
  abstract step(os: Os): void;
  run(os: Os): void { this.runs++; this.step(os); }
}
class Message { constructor(readonly from: Task, readonly value: number, public next: Message | null = null) {} }
class Os {
  private head: Task | null = null;
  time = 0;
  readonly trace: string[] = [];
  add(task: Task): this { let at: Task | null = this.head; if (!at || at.priority < task.priority) { task.next = this.head; this.head = task; return this; } while (at.next && at.next.priority >= task.priority) at = at.next; task.next = at.next; at.next = task; return this; }
  send(to: Task, message: Message): void { if (!to.inbox) to.inbox = message; else { let m = to.inbox; while (m.next) m = m.next; m.next = message; } if (to.state === State.Waiting) to.state = State.Ready; }
  schedule(): void {
    for (let idle = false; !idle; ) {
      idle = true;
      for (let t = this.head; t; t = t.next) {
        if (t.state !== State.Ready) continue;
        idle = false;
        this.time++;
        t.run(this);
      }
    }
  }
}
class Producer extends Task { private left = 12; constructor(name: string, private readonly target: Task) { super(name, 1); } step(os: Os) { os.send(this.target, new Message(this, this.left * this.left)); if (--this.left === 0) this.state = State.Done; } }
class Filter extends Task { constructor(name: string, private readonly target: Task, private readonly keep: (n: number) => boolean) { super(name, 2); this.state = State.Waiting; } step(os: Os) { const m = this.inbox; if (!m) { this.state = State.Waiting; return; } this.inbox = m.next; if (this.keep(m.value)) os.send(this.target, new Message(this, m.value + 1)); } }
class Sink extends Task { total = 0; constructor(name: string) { super(name, 3); this.state = State.Waiting; } step(os: Os) { if (!this.inbox) { this.state = State.Waiting; return; } while (this.inbox) { this.total += this.inbox.value; os.trace.push(`${this.inbox.from.name}:${this.inbox.value}@${os.time}`); this.inbox = this.inbox.next; } } }
const sink = new Sink('sink');
const odd = new Filter('odd', sink, (n) => n % 2 === 1);
const even = new Filter('even', sink, (n) => n % 2 === 0);
const os = new Os().add(new Producer('p1', odd)).add(sink).add(even).add(odd).add(new Producer('p2', even));
os.schedule();
console.log(sink.total, os.time, os.trace.join(' '));
console.log([sink, odd, even].map((t) => `${t.name} ${t.runs} ${State[t.state]}`).join(', '));
