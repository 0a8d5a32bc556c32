const _ = require('underscore');
const { v5: uuid } = require('uuid');

console.log(_.chain(_.range(30)).map((n) => ({ n, mod: n % 4 })).groupBy('mod').mapObject((group) => _.pluck(group, 'n').join('+')).value());
console.log(_.template('<% _.each(list, (x) => { %>[<%= x %>]<% }) %>')({ list: [1, 2, 3] }), uuid('omosix', uuid.DNS), _.isEqual([{ a: 1 }], [{ a: 1 }]));
