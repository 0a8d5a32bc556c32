/*---
flags: [module]
---*/
import { count, add } from './counter_FIXTURE.js';
assert.sameValue(count, 0);
add();
assert.sameValue(count, 1);
