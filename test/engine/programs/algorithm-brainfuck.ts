import { tick } from './support/tick.ts';

function run(code: string): string { const jump: number[] = [], stack: number[] = []; [...code].forEach((c, i) => { if (c === '[') stack.push(i); else if (c === ']') { const j = stack.pop()!; jump[i] = j; jump[j] = i; } }); const mem = new Uint8Array(30); let [p, out] = [0, '']; for (let i = 0; i < code.length; i++) { switch (code[i]) { case '>': p++; break; case '<': p--; break; case '+': mem[p]!++; break; case '-': mem[p]!--; break; case '.': out += String.fromCharCode(tick(mem[p]!)); break; case '[': if (!mem[p]) i = jump[i]!; break; case ']': if (mem[p]) i = jump[i]!; } } return out; }
console.log(run('++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.'));
