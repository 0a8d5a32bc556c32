/*---
description: a script, sloppy and strict
---*/
var words = [];
for (const word of ['a', 'b', 'c']) words.push(word);
assert.sameValue(words.join(''), 'abc');
