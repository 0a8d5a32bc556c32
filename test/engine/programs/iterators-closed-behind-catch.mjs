// A jump out of a loop leaves every `try` of its body before the iterator is closed: what `return` throws, or gives in place of an object, is
// no error of the body.
const log = [];
const work = (n) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i;
  return sum;
};
const counting = (closed) => ({
  at: 0,
  [Symbol.iterator]() {
    this.at = 0;
    return this;
  },
  next() {
    work(3);
    return this.at++ < 3 ? { value: this.at, done: false } : { done: true };
  },
  return() {
    log.push('closed');
    return closed();
  },
});
const caught = ({ message }) => log.push(`caught ${message}`);

const ways = {
  returns(closed) {
    for (const x of counting(closed)) {
      try {
        if (work(x) >= 0) return 3;
      } catch (error) {
        caught(error);
      }
    }
    return 1;
  },
  breaks(closed) {
    for (const x of counting(closed)) {
      try {
        if (x > 1) break;
        else continue;
      } catch (error) {
        caught(error);
      } finally {
        log.push(`finally ${work(x)}`);
      }
    }
    return 2;
  },
  continuesOuter(closed) {
    outer: for (const y of [1, 2]) {
      for (const x of counting(closed)) {
        try {
          if (x === y) continue outer;
          if (x > 2) break outer;
        } catch (error) {
          caught(error);
        }
      }
    }
    return 4;
  },
  leavesTwo(closed) {
    for (const x of counting(closed)) {
      try {
        for (const y of counting(closed)) {
          try {
            if (x + work(y) > 1) return x;
          } catch (error) {
            caught(error);
          }
        }
      } catch (error) {
        caught(error);
      }
    }
    return 5;
  },
  putOff(closed) {
    for (const x of counting(closed)) {
      try {
        try {
          return work(2);
        } finally {
          if (x === 1) continue;
        }
      } catch (error) {
        caught(error);
      }
    }
    return 6;
  },
  fromTheCatch(closed) {
    for (const x of counting(closed)) {
      try {
        throw new Error(`thrown ${work(x)}`);
      } catch (error) {
        caught(error);
        switch (x) {
          case 2:
            return x;
          default:
            continue;
        }
      }
    }
    return 7;
  },
  *yields(closed) {
    for (const x of counting(closed)) {
      try {
        yield work(x);
        return 3;
      } catch (error) {
        caught(error);
      }
    }
  },
};
const answers = [
  () => ({}),
  () => 1,
  () => {
    throw new Error('on the way out');
  },
];
const told = (name, run) => {
  try {
    log.push(`${name} ${JSON.stringify(run())}`);
  } catch (error) {
    log.push(`${name} threw ${error.message}`);
  }
};
for (const closed of answers) {
  for (const [name, way] of Object.entries(ways))
    if (name !== 'yields') told(name, () => way(closed));
  told('yields', () => [...ways.yields(closed)]);
  for (const [end, value] of [['return', 5], ['throw', new Error('in')]])
    told(`yields, ${end}`, () => {
      const one = ways.yields(closed);
      one.next();
      return one[end](value);
    });
}

async function awaits(closed) {
  for await (const x of counting(closed)) {
    try {
      await work(x);
      return 3;
    } catch (error) {
      caught(error);
    } finally {
      log.push('finally');
    }
  }
}
for (const closed of answers) {
  try {
    log.push(`awaits ${await awaits(closed)}`);
  } catch (error) {
    log.push(`awaits threw ${error.message}`);
  }
}
console.log(log.join('\n'));
