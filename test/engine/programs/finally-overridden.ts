// A way out that an inner finally puts another in the place of: what was noted of it further out must be forgotten.
import { tick } from './support/tick.ts';

const T = <V>(v: V): V => (tick(1), v);
function broken() {
  try {
    l: {
      try {
        if (T(1)) return T(4);
      } finally {
        break l;
      }
    }
    T(0);
  } finally {
    T(1);
  }
}
function brokenLate() {
  try {
    l: {
      try {
        return T(4);
      } finally {
        if (T(true)) break l;
      }
    }
  } finally {
    T(1);
  }
}
function caught() {
  try {
    try {
      try {
        return T(4);
      } finally {
        null!.x;
      }
    } catch (error) {
      T(error);
    }
  } finally {
    T(1);
  }
}
function kept() {
  try {
    try {
      return T(4);
    } finally {
      for (;;) {
        try {
          if (T(true)) break;
        } finally {
          T(2);
        }
      }
      l: try {
        if (T(true)) break l;
      } finally {
        T(3);
      }
    }
  } finally {
    T(1);
  }
}
function replaced() {
  try {
    try {
      return T(4);
    } finally {
      l: {
        try {
          return T(5);
        } finally {
          break l;
        }
      }
    }
  } finally {
    T(1);
  }
}
function labelled(how: number) {
  a: try {
    try {
      if (how === 0) return T('out');
      if (how === 1) break a;
    } finally {
      if (how === 2) break a;
    }
    T(6);
    return 'end';
  } finally {
    T(1);
  }
  return 'after';
}
function looped() {
  const seen: number[] = [];
  for (const x of [1, 2, 3, 4].values()) {
    try {
      if (x === T(2)) continue;
      if (x === 3) return seen.join();
      seen.push(x);
    } finally {
      if (x === 3) {
        seen.push(T(30));
        continue;
      }
      T(0);
    }
  }
  return `all ${seen}`;
}
function* generated() {
  try {
    l: {
      try {
        if (T(1)) return yield T(4);
      } finally {
        if (T(true)) break l;
      }
    }
    yield 'on';
  } finally {
    yield 'end';
  }
}
async function awaited() {
  try {
    for (const x of [1, 2]) {
      try {
        if (x === 1) return await T(4);
      } finally {
        if (x === 1) continue;
      }
      await T(x);
    }
  } finally {
    await T(1);
  }
}
console.log(broken(), brokenLate(), caught(), kept(), replaced(), looped(), labelled(0), labelled(1), labelled(2), labelled(3));
const g = generated();
console.log(g.next().value, g.next(7).value, g.next().value, g.next().value);
const h = generated();
console.log(h.next().value, h.return('early'), h.next(), h.next());
console.log(await awaited());
