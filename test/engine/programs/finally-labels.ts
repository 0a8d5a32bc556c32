// Labelled continue and break out of try/finally across several loops, with counters checked.
const log: string[] = [];
function mark(x: string): void {
  log.push(x);
}
outer: for (let i = 0; i < 4; i++) {
  try {
    mark(`o${i}`);
    for (let j = 0; j < 4; j++) {
      try {
        mark(`i${j}`);
        if (i === 0 && j === 1) continue outer;
        if (i === 1 && j === 2) break;
        if (i === 2 && j === 0) continue;
        if (i === 3) break outer;
        if (j === 3) mark('last');
      } finally {
        mark(`fi${j}`);
      }
      mark('e');
    }
  } finally {
    mark(`fo${i}`);
  }
  mark('after inner');
}
console.log(log.join(' '));
block: try {
  if (log.length > 5) break block;
  console.log('not reached');
} finally {
  console.log('block finally');
}
function f(): string {
  a: try {
    try {
      return 'lost';
    } finally {
      break a;
    }
  } finally {
    console.log('both run');
  }
  return 'after';
}
console.log(f());
