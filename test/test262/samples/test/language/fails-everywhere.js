/*---
description: plain node fails it too, so it does not count
---*/
assert.sameValue(1, 2);
