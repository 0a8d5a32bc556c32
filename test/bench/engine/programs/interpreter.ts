// A machine for a small language: a switch in a loop, as in many real programs.
const code = [
  ['push', 0],
  ['store', 0],
  ['push', 1],
  ['store', 1],
  ['load', 1],
  ['push', 20_000],
  ['less', 0],
  ['jumpIfNot', 18],
  ['load', 0],
  ['load', 1],
  ['push', 3],
  ['mul', 0],
  ['add', 0],
  ['store', 0],
  ['load', 1],
  ['push', 1],
  ['add', 0],
  ['loop', 3],
  ['halt', 0],
] as [string, number][];

function run(): number {
  const stack: number[] = [];
  const memory = [0, 0];
  for (let pc = 0; ; ) {
    const [op, operand] = code[pc++]!;
    switch (op) {
      case 'push':
        stack.push(operand);
        break;
      case 'load':
        stack.push(memory[operand]!);
        break;
      case 'store':
        memory[operand] = stack.pop()!;
        break;
      case 'add':
        stack.push((stack.pop()! + stack.pop()!) | 0);
        break;
      case 'mul':
        stack.push((stack.pop()! * stack.pop()!) | 0);
        break;
      case 'less': {
        const right = stack.pop()!;
        stack.push(stack.pop()! < right ? 1 : 0);
        break;
      }
      case 'jumpIfNot':
        if (stack.pop() === 0) pc = operand;
        break;
      case 'loop':
        pc = operand;
        break;
      default:
        return memory[0]!;
    }
  }
}

export function round(): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) sum += run();
  return sum;
}
