import { tick } from './support/tick.ts';

abstract class Op { abstract run(vm: Vm): void; }
class Push extends Op { constructor(private v: number) { super(); } run(vm: Vm) { vm.stack.push(tick(this.v)); } }
class Bin extends Op { static all = new Map<string, (a: number, b: number) => number>([['+', (a, b) => a + b], ['*', (a, b) => tick(a) * b], ['-', (a, b) => a - b]]); constructor(private op: string) { super(); } run({ stack }: Vm) { const b = stack.pop()!, a = stack.pop()!; stack.push(Bin.all.get(this.op)!(a, b)); } }
class JumpIf extends Op { constructor(private to: number) { super(); } run(vm: Vm) { if (vm.stack.at(-1)! > 0) vm.pc = this.to; } }
class Vm { stack: number[] = []; pc = 0; steps = 0; constructor(readonly code: Op[]) {} run() { while (this.pc < this.code.length && this.steps++ < 100) this.code[this.pc++]!.run(this); return this; } }
const vm = new Vm([new Push(5), new Push(1), new Bin('-'), new JumpIf(1), new Push(3), new Bin('+'), new Push(7), new Bin('*')]).run();
console.log(vm.stack.join(), vm.steps);
