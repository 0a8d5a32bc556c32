import * as R from 'ramda';

const data = R.range(0, 100).map((i) => ({ id: i, group: 'abc'[i % 3], score: (i * 37) % 101 }));
console.log(R.pipe(R.groupBy(R.prop('group')), R.map(R.pipe(R.pluck('score'), R.mean)), R.toPairs)(data));
const lens = R.lensPath(['a', 'b', 0]);
console.log(R.over(lens, R.inc, { a: { b: [1, 2] } }), R.transduce(R.compose(R.filter((n) => n % 2), R.map(R.multiply(3)), R.take(5)), R.flip(R.append), [], R.range(0, 100)));
console.log(R.sortWith([R.descend(R.prop('score')), R.ascend(R.prop('id'))], data).slice(0, 5).map(R.prop('id')));
