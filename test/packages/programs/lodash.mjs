import _ from 'lodash';

const people = _.range(300).map((i) => ({ name: `p${i}`, age: (i * 7) % 90, tags: _.times(i % 4, (t) => `t${t}`) }));
const chained = _(people)
  .filter(({ age }) => age > 20)
  .groupBy(({ age }) => Math.floor(age / 10) * 10)
  .mapValues((group) => _.sumBy(group, 'age'))
  .toPairs()
  .sortBy(0)
  .value();
console.log(JSON.stringify(chained));
console.log(_.isEqual(_.cloneDeep(people), people), _.uniq(_.flatMap(people, 'tags')).join());
const memo = _.memoize((n) => (n < 2 ? n : memo(n - 1) + memo(n - 2)));
console.log(memo(60), _.template('<%= a %> and <%- b %>')({ a: 1, b: '<2>' }));
const slow = _.debounce((value) => console.log('debounced', value), 5);
for (let i = 0; i < 50; i++) slow(i);
console.log(_.merge({ a: [{ b: 1 }] }, { a: [{ c: 2 }] }), _.camelCase('foo bar-baz'), _.kebabCase('fooBar'));
