import { tick } from './support/tick.ts';

abstract class Expr { abstract eval(): number; abstract accept<T>(v: Visitor<T>): T; }
interface Visitor<T> { num(n: Num): T; bin(b: Bin): T; }
class Num extends Expr { constructor(readonly n: number) { super(); } eval() { return tick(this.n); } accept<T>(v: Visitor<T>) { return v.num(this); } }
class Bin extends Expr { constructor(readonly op: string, readonly l: Expr, readonly r: Expr) { super(); } eval() { const [a, b] = [this.l.eval(), this.r.eval()]; return this.op === '+' ? a + b : a * b; } accept<T>(v: Visitor<T>) { return v.bin(this); } }
const e = new Bin('+', new Num(2), new Bin('*', new Num(3), new Num(4)));
const show: Visitor<string> = { num: (n) => `${tick(n.n)}`, bin: (b) => `(${b.l.accept(show)} ${b.op} ${b.r.accept(show)})` };
console.log(e.eval(), e.accept(show));
