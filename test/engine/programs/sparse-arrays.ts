// Holes, length changes, properties on arrays, very large indices, negative keys, kept through loops.
const a: any[] = [];
a[3] = 'three';
a[10] = 'ten';
a.name = 'array with a name';
a[-1] = 'minus';
let present = 0;
for (let i = 0; i < a.length; i++) if (i in a) present++;
console.log(a.length, present, Object.keys(a).join(), JSON.stringify(a), a.indexOf(undefined), a.includes(undefined));
a.length = 5;
a.push('pushed');
console.log(a, a.length, a.findIndex((x) => x === undefined));
delete a[3];
console.log(3 in a, a.name, Object.keys(a).join());
const huge: any[] = [];
huge[4294967294] = 'last';
huge['4294967295' as any] = 'no index';
console.log(huge.length, Object.keys(huge).join());
const filled = new Array(5);
let s = '';
for (const x of filled) s += String(x);
console.log(s, filled.map(() => 1).join(), Array.apply(null, filled as never).map(() => 1).join(), [, 'a', , 'b', ,].length);
const doubles = [1.5, , 2.5];
const smis = [1, 2, 3];
const mixed: any[] = [1, 'x', { y: 1 }];
for (let i = 0; i < 6; i++) { doubles.push(i / 2); smis[i + 2] = i; mixed[i * 2] = i; }
console.log(doubles.join(), smis.join(), JSON.stringify(mixed));
const args = [...[1, , 3]];
console.log(1 in args, [3, , 1].sort().length, JSON.stringify([3, , 1, undefined].sort()), JSON.stringify([1, , 2].concat([, 3])), [1, , 3].flat().length, [1, , 3].reverse()[0]);
