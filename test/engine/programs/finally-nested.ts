// finally inside finally, return values kept while finally runs, values changed after return was evaluated.
const log: string[] = [];
const step = (name: string, value?: unknown) => {
  log.push(name);
  return value;
};
function nested(): unknown {
  try {
    try {
      return step('inner return', 'a');
    } finally {
      try {
        step('f1');
        throw new Error('lost');
      } catch (e) {
        step((e as Error).message);
      } finally {
        for (let i = 0; i < 3; i++) step(`f2.${i}`);
      }
    }
  } finally {
    step('outer finally');
  }
}
console.log(nested());
function keeps(): number {
  let x = 1;
  try {
    return x;
  } finally {
    x = 2;
    step('changed');
  }
}
console.log(keeps());
function keepsObject(): { n: number } {
  const o = { n: 1 };
  try {
    return o;
  } finally {
    o.n = 2;
  }
}
console.log(keepsObject().n);
function recursive(n: number): string {
  try {
    if (n === 0) throw new Error('bottom');
    return recursive(n - 1) + n;
  } catch (e) {
    if (n < 3) throw e;
    return `caught at ${n} `;
  } finally {
    step(`r${n}`);
  }
}
console.log(recursive(6));
function throwReplaced(): void {
  try {
    throw new Error('first');
  } finally {
    throw new Error('second');
  }
}
try {
  throwReplaced();
} catch (e) {
  console.log((e as Error).message);
}
function swallow(): string {
  for (const x of [1, 2, 3]) {
    try {
      throw new Error(String(x));
    } finally {
      continue;
    }
  }
  return 'swallowed';
}
console.log(swallow());
console.log(log.join(' '));
