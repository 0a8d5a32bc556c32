/*---
flags: [noStrict]
---*/
undeclared = 1;
assert.sameValue(globalThis.undeclared, 1);
